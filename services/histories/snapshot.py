"""What one version of a plan says, apart from the format it was written in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from events.facts.plan import Priority
from events.terms import Points

Kind = Literal["objective", "key_result"]
Closing = Literal["dropped", "deferred"]


KEYS = "key:"
"""How an entry's link begins that leads nowhere: to the id that a tool gave the item."""


class Holder(str):
    """The id of whoever holds an item, which keeps the `name` that it was made of, as that was written."""

    name: str

    def __new__(cls, id_: str, name: str) -> Holder:
        made = super().__new__(cls, id_)
        made.name = name
        return made


class Marks(Struct, frozen=True, kw_only=True):
    """What a line says about its item beside the words of its promise.

    None is always "the line does not say": an empty cell, no check box, no tag. 0 and "n/a" are something said.
    """

    closing: Closing | None = None
    closing_remark: str | None = None
    ticked: bool | None = None
    share: float | None = None
    amount: float | None = None
    confidence: float | None = None
    grade: float | None = None
    note: str | None = None
    priority: Priority | None = None
    owners: tuple[str, ...] = ()
    owner_stated: bool = False
    target: float | None = None
    start: float | None = None
    measured_in: str | None = None
    points: Points | None = None
    due: dt.date | None = None


class Entry(Struct, frozen=True, kw_only=True):
    """An objective or a key result where it stands in one version.

    `path` are the titles above it, outermost first. `parent` is the index of the entry it stands under, `objective`
    that of its objective. `row` says that it is a row of a table, `scored` that the table keeps scores. `period` is the
    heading above it that names a time, where one does. `bare` is a heading with nothing under it: an objective only
    where it was one before.
    """

    kind: Kind
    title: str
    line: int
    path: tuple[str, ...] = ()
    parent: int | None = None
    objective: int | None = None
    marks: Marks = Marks()
    links: tuple[str, ...] = ()
    row: bool = False
    scored: bool = False
    period: str | None = None
    bare: bool = False


def closings_of(entries: Sequence[Entry]) -> list[Closing | None]:
    """How each entry is given up, if it is: by its own line, or by one that it stands under."""
    found: list[Closing | None] = []
    for entry in entries:
        above = found[entry.parent] if entry.parent is not None and entry.parent < len(found) else None
        found.append(entry.marks.closing or above)
    return found


class Unread(Struct, frozen=True, kw_only=True):
    """Lines, first to last, that gave no entry, and why."""

    line: int
    end: int
    why: str
    text: str = ""


class Page(Struct, frozen=True, kw_only=True):
    """All that a reader made of one version: its entries in their order, and the lines that it could not use.

    `period` is the heading that names the time the whole page is about; an entry's own `period` goes before it.
    `dated` is the time that its dates lie in, which counts where no name does.
    `headers` are those of its tables where a format is nothing but tables, `remarks` what was taken for granted.
    """

    entries: tuple[Entry, ...] = ()
    unread: tuple[Unread, ...] = ()
    period: str | None = None
    dated: str | None = None
    headers: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def joined(unread: Iterable[Unread]) -> list[Unread]:
    """The lines left, in their order; neighbours left for the same reason as one."""
    found: list[Unread] = []
    for left in sorted(unread, key=lambda left: left.line):
        last = found[-1] if found else None
        if last and last.why == left.why and left.line <= last.end + 1:
            found[-1] = replace(last, end=max(last.end, left.end))
        else:
            found.append(left)
    return found
