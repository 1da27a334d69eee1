"""The report of how each version was read: what was found again and how surely, and what was not read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from services.histories.changes.plan import Plan
from services.histories.matching.assignment import Match
from services.histories.readers import readers
from services.histories.snapshot import Entry, Page, Unread
from services.histories.sources.version import Version
from services.histories.telling.remarks import NO_PLAN


class Found(Struct, frozen=True, kw_only=True):
    """An item found again: where, its words now and before, how sure from 0 to 1, and why."""

    item: str
    line: int
    title: str
    before: str
    confidence: float
    why: str


class Reading(Struct, frozen=True, kw_only=True):
    """How one version was read: the cycles it is about, its entries, what was found again, how many events it gave.

    `remarks` say what was taken for granted, such as a year that the text does not name.
    """

    version: Version
    cycles: tuple[str, ...]
    entries: int
    found: tuple[Found, ...]
    events: int
    unread: tuple[Unread, ...]
    remarks: tuple[str, ...] = ()


def page_of(version: Version, columns: Mapping[str, str] | None = None) -> Page:
    """What the reader of the version's format makes of it. `columns` says which column of a table holds a field."""
    last = version.body.count(b"\n") + 1
    if version.unreadable:
        return Page(unread=(Unread(line=1, end=last, why=version.unreadable),))
    reader = next((reader for suffix, reader in readers().items() if version.path.lower().endswith(suffix)), None)
    if reader is None:
        why = f"a format that is not read; read are {', '.join(readers())}"
        return Page(unread=(Unread(line=1, end=last, why=why),))
    return reader.page(version.body, columns or {})


def found_again(matches: Sequence[Match], entries: Sequence[Entry], plan: Plan) -> list[Found]:
    """The matches with the words that they are about."""
    return [
        Found(
            item=m.item,
            line=entries[m.entry].line,
            title=entries[m.entry].title,
            before=plan.items[m.item].place.title,
            confidence=m.confidence,
            why=m.why,
        )
        for m in matches
        if m.item in plan.items
    ]


def unreadable(readings: Sequence[Reading]) -> str | None:
    """Why no version can be read, where none can; the first is named."""
    first = next(iter(readings), None)
    if first is None or not all(reading.version.unreadable for reading in readings):
        return None
    return f"no version can be read; {first.version.name}: {first.version.unreadable}"


def planless(readings: Sequence[Reading]) -> str:
    """Why no version gives a plan: none of them can be read, or nothing of a plan was found; with what was not read."""
    left = next(unread_lines(readings), None)
    return unreadable(readings) or NO_PLAN + (f"; not read: {left}" if left else "")


def unread_lines(readings: Sequence[Reading]) -> Iterator[str]:
    """What was not read, one line each: `file:lines: why: how it begins`."""
    for reading in readings:
        for left in reading.unread:
            lines = f"{left.line}" if left.end == left.line else f"{left.line}-{left.end}"
            yield f"{reading.version.name}:{lines}: {left.why}" + (f": {left.text}" if left.text else "")
