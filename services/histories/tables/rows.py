"""A row as records: mostly one; several where a cell lists key results or they stand beside their objective."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from msgspec.structs import replace

from services.histories.lines.marks import MarkedLine, read_marks
from services.histories.pages.blocks import excerpt
from services.histories.snapshot import Marks, Unread
from services.histories.tables.days import day_first, day_in
from services.histories.tables.fields import Field
from services.histories.tables.header import Table
from services.histories.tables.kinds import kind_in
from services.histories.tables.measures import measured
from services.histories.tables.people import given_name_first
from services.histories.tables.record import Record
from services.histories.tables.saying import said_of
from services.histories.tables.sheet import MOST_ROWS, Line

SAYING: tuple[Field, ...] = (
    *("owner", "priority", "status", "due", "points", "measured_in"),
    *("progress", "score", "confidence", "grade", "note"),
)
TOTALS = re.compile(r"(?:grand |sub-?)?totals?|sum|average|avg\.?|overall(?: progress| score)?|mean", re.IGNORECASE)
TOTAL = re.compile(r"(?:grand |sub-?)?totals?|average|mean", re.IGNORECASE)
"""What begins a row that counts the others, whatever its next cells say: no objective is called so."""
LISTED = re.compile(r"\s*(?:[-*•–]|\d{1,2}[.)]|(?:kr|key result)\s?\d)", re.IGNORECASE)
STANDING = ("share", "amount", "ticked", "confidence", "note")
STRUCTURE: tuple[Field, ...] = ("objective", "type", "parent", "number")


class Rows:
    """The records of a table in its order; `unread` is every row or cell that gave nothing, and why."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.records: list[Record] = []
        self.unread: list[Unread] = []
        self.first = day_first(table.values("due"))
        self.noted_first = day_first(table.values("noted_on"))
        self.plain = not any(field in table.column for field in STRUCTURE)
        self.objective: str | None = None
        for row in table.rows:
            if len(self.records) >= MOST_ROWS:
                # Rows of many key results each would otherwise make a plan of a million.
                why = f"what follows the first {MOST_ROWS:,} objectives and key results"
                self.unread.append(Unread(line=row.number, end=table.rows[-1].number, why=why))
                break
            self._row(row)

    def _row(self, row: Line) -> None:
        table, column = self.table, self.table.column
        if row.cells == table.header.cells:
            self._leave(row, "the header once more")
            return
        raw = row.cell(column.get("title"))
        titles = _titles(raw)
        if not titles and "title" not in column and (key := row.cell(column.get("key"))):
            titles = (MarkedLine(key[:200], Marks(), None, (), False),)
        filled = [at for at, cell in enumerate(row.cells) if cell]
        heads = self.plain and len(filled) == 1 and filled[0] in (0, column.get("title"))
        if heads and not titles:
            titles = _titles(row.cells[0])
        if filled and TOTAL.fullmatch(row.cells[filled[0]]):
            self._leave(row, "a row of totals")
            return
        named = _titles(row.cell(column.get("objective")))
        self.objective = named[0].title if named else self.objective
        if not titles:
            if filled != [column.get("objective")] or self.objective is None:
                self._leave(row, "a row without words")
                return
            titles, heads = _titles(row.cell(column["objective"])), True
        if TOTALS.fullmatch(titles[0].title):
            self._leave(row, "a row of totals")
            return
        said = self._said(row, column)
        record = self._record(row, heads)
        progressed = not said.keys().isdisjoint(STANDING)
        for title in titles:
            marked = replace(title, marks=_with(said, title.marks))
            self.records.append(replace(record, said=marked, progressed=progressed))
        self._beside(row, len(self.records) - 1)

    def _record(self, row: Line, heads: bool) -> Record:
        def cell(field: Field) -> str:
            return row.cell(self.table.column.get(field))

        return Record(
            line=row.number,
            said=MarkedLine("", Marks(), None, (), False),
            kind=kind_in(cell("type")),
            names=tuple(name for name in (cell("id"), cell("key")) if name),
            key=cell("key") or cell("id") or None,
            parents=_references(cell("parent")),
            number=cell("number").strip(". ") or None,
            objective=self.objective if "objective" in self.table.column else None,
            period=cell("period") or None,
            noted_on=day_in(cell("noted_on"), self.noted_first),
            heads=heads,
        )

    def _beside(self, row: Line, above: int) -> None:
        """The key results that stand in columns of their own."""
        for nth, column in self.table.beside.items():
            titles = _titles(row.cell(column["title"]))
            said = self._said(row, column)
            if titles:
                marked = replace(titles[0], marks=_with(said, titles[0].marks))
                self.records.append(Record(line=row.number, said=marked, kind="key_result", above=above))
            elif any(row.cell(at) for at in column.values()):
                self._leave(row, f"key result {nth} has figures and no words")

    def _said(self, row: Line, column: Mapping[Field, int]) -> dict[str, Any]:
        """What the row's cells in these columns say of its item."""
        table = self.table
        said: dict[str, Any] = {"owner_stated": True} if "owner" in column else {}
        for field in SAYING:
            text = row.cell(column.get(field))
            if field == "owner" and table.surnames_first:
                text = given_name_first(text)
            if field == "progress" and self._is_amount(text, column):
                continue
            hundred = field in table.of_hundred and column is table.column
            ten = field == "confidence" and table.sure_of_ten and column is table.column
            more = said_of(field, text, comma=table.comma, hundred=hundred, ten=ten, first=self.first)
            if more is None:
                self._leave(row, f"a cell of {table.header_of(column[field])!r}", text)
            else:
                said |= _noted(said, more)
        start, target, current = (row.cell(column.get(field)) for field in ("start", "target", "current"))
        if self._is_amount(progress := row.cell(column.get("progress")), column):
            current = progress
        more, left_out = measured(start, target, current, said, comma=table.comma)
        for text in left_out:
            self._leave(row, "a figure", text)
        return said | _noted(said, more)

    def _is_amount(self, text: str, column: Mapping[Field, int]) -> bool:
        """Beside a target, a progress that is no share is an amount on the target's scale."""
        alone = "target" in column and "current" not in column
        return alone and "%" not in text and "progress" not in self.table.of_hundred

    def _leave(self, row: Line, why: str, text: str = "") -> None:
        shown = text or " | ".join(cell for cell in row.cells if cell)
        self.unread.append(Unread(line=row.number, end=row.number, why=why, text=excerpt(shown)))


@lru_cache(maxsize=16384)
def _titles(cell: str) -> tuple[MarkedLine, ...]:
    """The items that the cell names: more than one only where each line is marked as one."""
    parts = [part for part in cell.split("\n") if part.strip()]
    listed = len(parts) > 1 and all(LISTED.match(part) for part in parts)
    lines = [part.strip().lstrip("-*•– ") for part in parts] if listed else [" ".join(parts)]
    return tuple(line for part in lines if (line := read_marks(part)).title)


def _references(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split("\n") if part.strip())


def _noted(said: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    """What is said more; a second note stands behind the first."""
    both = "note" in said and "note" in more and more["note"] not in said["note"]
    return more | {"note": f"{said['note']}; {more['note']}"} if both else more


def _with(said: Mapping[str, Any], own: Marks) -> Marks:
    """What the cells say, and before it what stands in the title itself."""
    stated = {name: value for name in Marks.__struct_fields__ if (value := getattr(own, name)) not in (None, (), False)}
    return Marks(**{**said, **stated})
