"""Which cycle each part of a version is about: what the importer says, else its headings, else its path."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from msgspec.structs import replace

from services.histories.cycles import Cycle, cycle_in
from services.histories.snapshot import Entry, Page
from services.histories.sources.version import HistoryRefused, Version


class Dating:
    """The cycles of a history's versions, taken in their order: a version that names none is about the last one's."""

    def __init__(self, cycle: str | None, start: dt.date | None, end: dt.date | None) -> None:
        self.named, self.start, self.end = cycle, start, end
        self.first: str | None = None
        self.last: Cycle | None = None

    def parts(self, version: Version, page: Page) -> tuple[list[tuple[Cycle, list[Entry]]], list[Entry]]:
        """The page's entries by the cycle they are about, in the order of the page; and those that nothing dates."""
        periods = dict.fromkeys(entry.period for entry in page.entries)
        cycle_of = {period: self._cycle(version, period or page.period, page.dated) for period in periods}
        rows: dict[str, tuple[Cycle, list[int]]] = {}
        undated: list[Entry] = []
        for at, entry in enumerate(page.entries):
            cycle = cycle_of[entry.period]
            if cycle is None:
                undated.append(entry)
            else:
                rows.setdefault(cycle.id, (cycle, []))[1].append(at)
        parts = [(cycle, _part(page.entries, found)) for cycle, found in rows.values()]
        told = [cycle for cycle, entries in parts if not all(entry.bare for entry in entries)]
        if told:
            self.last = told[0]
            self.first = self.first or told[0].id
        return [(cycle, entries) for cycle, entries in parts if cycle in told], undated

    def _cycle(self, version: Version, period: str | None, dated: str | None) -> Cycle | None:
        day = version.landed.date()
        if self.named is not None:
            return self._as_named(self.named, day)
        found = cycle_in(period, day) if period else None
        found = found or cycle_in(version.path, day, whole=True)
        if found is None and dated and (lies := cycle_in(dated, day)):
            found = replace(lies, guessed="nothing names it; the dates in the table lie in it")
        found = found or self.last
        if found is not None and self.first in (None, found.id):
            return replace(found, start=self.start or found.start, end=self.end or found.end)
        return found

    def _as_named(self, named: str, day: dt.date) -> Cycle:
        known = cycle_in(named, day)
        start = self.start or (known.start if known else None)
        end = self.end or (known.end if known else None)
        if start is None or end is None:
            raise HistoryRefused(f"the cycle {named!r} says no dates: give --start and --end")
        if end < start:
            raise HistoryRefused(f"the cycle {named!r} would end on {end}, before it starts on {start}")
        return Cycle(
            id=named, name=known.name if known else named, start=start, end=end, kind=known.kind if known else "quarter"
        )


def _part(entries: Sequence[Entry], rows: Sequence[int]) -> list[Entry]:
    """The entries of some rows, their references turned to the new indices."""
    new = {at: nth for nth, at in enumerate(rows)}

    def turned(at: int | None) -> int | None:
        return None if at is None else new.get(at)

    return [
        replace(entries[at], parent=turned(entries[at].parent), objective=turned(entries[at].objective)) for at in rows
    ]
