"""Records as the entries of a page: objectives first, each with what stands under it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from services.histories.snapshot import KEYS, Entry, Kind, Marks, Page, Unread
from services.histories.tables.family import Family, family_of, objective_above
from services.histories.tables.record import Record

LONGEST_TITLE = 2000
KEY = re.compile(r"(?=.*\d)(?=.*[A-Za-z_-]).{4,64}|\d{5,}")
"""An id that no counting from 1 gives: a row is known again by it."""


class Entries:
    """The entries found so far; `stand_in` is the title, and its line, for key results under no objective."""

    def __init__(self, stand_in: tuple[str, int] = ("Key results", 1)) -> None:
        self.found: list[Entry] = []
        self.unread: list[Unread] = []
        self.remarks: list[str] = []
        self.stand_in = stand_in
        self.records: Sequence[Record] = ()
        self.scored = False
        self.index: dict[int, int] = {}
        self.titled: dict[str, int] = {}

    def add(self, records: Sequence[Record], *, scored: bool) -> None:
        """The records' entries are there, each key result right after all that its objective already has."""
        self.records, self.scored = records, scored
        family = family_of(records)
        below: dict[int | None, list[int]] = {}
        for at, parent in enumerate(family.parents):
            below.setdefault(parent, []).append(at)
        waiting = list(reversed(below.get(None, [])))
        while waiting:
            at = waiting.pop()
            self._record(at, family)
            waiting += reversed(below.get(at, []))
        idle = sum(record.progressed and family.kinds[at] == "objective" for at, record in enumerate(records))
        if idle:
            self.remarks.append(f"how objectives stand is not used ({idle} rows): a check-in is on a key result")

    def add_page(self, page: Page) -> None:
        """The entries of another sheet stand after these."""
        by = len(self.found)
        self.found += [replace(e, parent=_moved(e.parent, by), objective=_moved(e.objective, by)) for e in page.entries]

    def _record(self, at: int, family: Family) -> None:
        record, kind = self.records[at], family.kinds[at]
        if kind == "other":
            self._leave(record, "neither an objective nor a key result")
        elif kind == "objective":
            above = objective_above(at, family)
            path = (self.records[above].said.title,) if above is not None else ()
            period = record.period or self._period_below(at, family)
            title = record.said.title.casefold()
            self.index[at] = self._enter(
                "objective", record, _of_objective(record.said.marks), path=path, period=period
            )
            self.titled.setdefault(title, self.index[at])
        elif (objective := self._objective(at, family)) is None:
            self._leave(record, f"stands under {family.lost[at]!r}, which is not in the table")
        else:
            over = self.found[objective]
            if record.period and over.period and record.period != over.period:
                self._leave(record, f"its period {record.period!r} is not that of its objective, which counts")
            parent = self.index.get(family.parents[at], objective) if family.parents[at] is not None else objective  # type: ignore[arg-type]
            self.index[at] = self._enter(
                "key_result",
                record,
                record.said.marks,
                parent=parent,
                objective=objective,
                path=(over.title,),
                period=over.period or record.period,
            )

    def _objective(self, at: int, family: Family) -> int | None:
        """The entry of the objective; one that only a cell names gets an entry at the first row that names it."""
        above = objective_above(at, family)
        if above is not None:
            return self.index.get(above)
        if at in family.lost:
            return None
        record = self.records[at]
        title = record.objective or family.absent.get(at)
        if title is None:
            title = self.stand_in[0]
            if title.casefold() not in self.titled:
                self.remarks.append(f"no objective is named: key results stand under {title!r}")
        if title.casefold() not in self.titled:
            line = record.line if title != self.stand_in[0] else self.stand_in[1]
            entry = Entry(kind="objective", title=title[:LONGEST_TITLE], line=line, row=True, period=record.period)
            self.found.append(entry)
            self.titled[title.casefold()] = len(self.found) - 1
        return self.titled[title.casefold()]

    def _period_below(self, at: int, family: Family) -> str | None:
        return next(
            (r.period for r, parent in zip(self.records, family.parents, strict=True) if parent == at and r.period),
            None,
        )

    def _enter(self, kind: Kind, record: Record, marks: Marks, **more: Any) -> int:
        key = record.key if record.key and KEY.fullmatch(record.key) and record.key != record.said.title else None
        entry = Entry(
            kind=kind,
            title=record.said.title[:LONGEST_TITLE],
            line=record.line,
            marks=marks,
            links=(*record.said.links, *((f"{KEYS}{key}",) if key else ())),
            row=True,
            scored=self.scored and kind == "key_result",
            **more,
        )
        self.found.append(entry)
        return len(self.found) - 1

    def _leave(self, record: Record, why: str) -> None:
        self.unread.append(Unread(line=record.line, end=record.line, why=why, text=record.said.title[:100]))


def _of_objective(marks: Marks) -> Marks:
    """An objective takes no check-in and weighs nothing: its key results do."""
    return replace(marks, share=None, amount=None, ticked=None, points=None, start=None, target=None)


def _moved(at: int | None, by: int) -> int | None:
    return None if at is None else at + by
