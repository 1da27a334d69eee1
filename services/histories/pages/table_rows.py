"""The rows of a page's tables: key results of the objectives they name or stand under, and scores by date."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from services.histories.lines.signs import share_in
from services.histories.lines.spans import read_line
from services.histories.pages.blocks import Block, Row
from services.histories.pages.collected import Collected
from services.histories.pages.columns import columns_by_table, read_row

NUMBERED = re.compile(r"(?:kr|key result)\s*#?\s*(?:\d+\.)?(\d+)", re.IGNORECASE)
EMPTY = re.compile(r"[-–—?]*|n/?a|tb[adc]", re.IGNORECASE)


class TableRows:
    """The rows of all tables of a page, in their order."""

    def __init__(self, blocks: Sequence[Block], found: Collected) -> None:
        self.found, self.tables = found, columns_by_table(blocks)
        self.named: dict[tuple[int, str], int] = {}
        self.last: dict[int, int] = {}

    def take(self, block: Row) -> None:
        """The row's key results are entered, or it is left."""
        columns, found = self.tables[block.table], self.found
        if columns is None and self._tracks(block):
            return
        if columns is None or found.above.aside:
            found.leave(block, "a row of a table without key results")
            return
        row = read_row(columns, block.cells)
        if row.objective:
            named = block.table, row.objective.title
            if named not in self.named:
                self.named[named] = found.enter("objective", block, row.objective)
            self.last[block.table] = self.named[named]
        for line in (line for line in row.lines if line.label == "objective"):
            self.last[block.table] = found.enter("objective", block, line)
        objective = self.last.get(block.table, found.above.objective)
        if row.left_out:
            found.leave(block, "a cell", " | ".join(row.left_out))
        if objective is None:
            found.leave(block, "a row under no objective")
        elif not row.lines and any(cell.strip() for cell in block.cells):
            found.leave(block, "a row without words")
        else:
            for line in (line for line in row.lines if line.label != "objective"):
                found.enter("key_result", block, line, objective=objective, scored=columns.scored)

    def _tracks(self, block: Row) -> bool:
        """Whether the row says how the key results above stood at one time, a column each: the last row counts.

        They are told by their numbers, which are those of their order under their objective.
        """
        numbers = {at: NUMBERED.fullmatch(read_line(name).text) for at, name in enumerate(block.header)}
        entries = self.found.entries
        family = [at for at, entry in enumerate(entries) if entry.objective == self.found.above.objective is not None]
        if not any(numbers.values()) or not family:
            return False
        for at, number in numbers.items():
            text = read_line(block.cells[at]).text if number and at < len(block.cells) else ""
            if number is None or EMPTY.fullmatch(text):
                continue
            nth, share = int(number[1]) - 1, share_in(text)
            if share is None or not 0 <= nth < len(family):
                self.found.leave(block, "a cell", text)
            else:
                told = entries[family[nth]]
                entries[family[nth]] = replace(told, marks=replace(told.marks, share=share))
        return True
