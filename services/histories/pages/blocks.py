"""The blocks of a text that can hold a plan: headings, list items, table rows, and lines of text beside them."""

from __future__ import annotations

from msgspec import Struct

from services.histories.snapshot import Unread

EXCERPT = 100


class Heading(Struct, frozen=True):
    """A heading, or a line in bold that stands as one; `level` from 1."""

    line: int
    end: int
    raw: str
    level: int


class Item(Struct, frozen=True):
    """A list item: `depth` from 0, and whether items are nested in it."""

    line: int
    end: int
    raw: str
    depth: int
    nested: bool


class Row(Struct, frozen=True):
    """A row of a table with the table's header; `table` is the line of that header."""

    line: int
    end: int
    header: tuple[str, ...]
    cells: tuple[str, ...]
    table: int


class Text(Struct, frozen=True):
    """A paragraph; `inner` where it stands in a list item."""

    line: int
    end: int
    raw: str
    inner: bool


Block = Heading | Item | Row | Text | Unread


def excerpt(text: str) -> str:
    """The beginning of the text, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= EXCERPT else line[: EXCERPT - 1] + "…"
