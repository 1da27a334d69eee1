"""A sheet of cells, whatever file it came from."""

from __future__ import annotations

from msgspec import Struct

from services.histories.snapshot import Unread

MOST_ROWS = 5_000
"""Rows with something in them: far more than a plan has."""
MOST_COLUMNS = 250
MOST_CELLS = MOST_ROWS * MOST_COLUMNS
LONGEST_CELL = 4_000


class Line(Struct, frozen=True):
    """A row: the line that it begins in, and its cells without the blanks around them."""

    number: int
    cells: tuple[str, ...]

    def cell(self, at: int | None) -> str:
        """The cell of a column; a row that is too short has an empty one."""
        return self.cells[at] if at is not None and at < len(self.cells) else ""


class Sheet(Struct, frozen=True):
    """The rows that are not blank. `name` tells it from the other sheets of a workbook."""

    lines: tuple[Line, ...]
    name: str = ""


class Sheets(Struct, frozen=True):
    """All that a file holds: its sheets, what could not be read of it, and what was taken for granted."""

    sheets: tuple[Sheet, ...] = ()
    unread: tuple[Unread, ...] = ()
    remarks: tuple[str, ...] = ()


def refused(why: str, end: int = 1) -> Sheets:
    """Nothing of the file is read."""
    return Sheets(unread=(Unread(line=1, end=end, why=why),))
