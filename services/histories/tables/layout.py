"""A tool's table, known by headers that only it has together."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from services.histories.tables.fields import Field


class Layout(Struct, frozen=True, kw_only=True):
    """`known_by` are the headers that tell it, `columns` the headers of each field, the first that is there counting.

    `of_hundred` are the shares that are counted to 100. A header stands for all spellings with the same letters.
    """

    name: str
    known_by: tuple[str, ...]
    columns: Mapping[Field, tuple[str, ...]]
    of_hundred: frozenset[Field] = frozenset()


def letters(header: str) -> str:
    """What all spellings of a header have in common: `Start Date`, `start_date` and `startDate` are the same."""
    return "".join(sign for sign in header.casefold() if sign.isalnum() or sign in "%#")
