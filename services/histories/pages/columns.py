"""What a table's columns hold: by their heading, and where the heading is silent or wrong, by what a cell looks like.

Tables of one plan differ: a column comes later, is missing in one of them, or a badge sits under a heading that is not
its own. So a cell that can only be one thing (a priority badge, a handle) is taken for that wherever it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from services.histories.lines.attributes import AMOUNT
from services.histories.lines.marks import MarkedLine, read_marks
from services.histories.lines.roles import Role, column_role
from services.histories.lines.signs import share_in
from services.histories.lines.spans import read_line
from services.histories.lines.values import figure_in
from services.histories.pages.blocks import Block, Row
from services.histories.pages.cells import said_in
from services.histories.snapshot import Marks

NOTHING = re.compile(r"[-–—?]*|n/?a|tb[acd]", re.IGNORECASE)
SCORE = re.compile(r"(?:okr |kr )?scores?", re.IGNORECASE)
TITLES: tuple[Role | None, ...] = ("title", "objective", None, "target", "number")
"""Where a table's key results may stand, the likeliest first."""


class Columns(Struct, frozen=True):
    """The roles of a table's columns, one each; None for a column that nothing is known about.

    `amounts` are those, by index, whose headings speak of where the measure stands, and not of progress.
    `grouped` says that the rows stand under rows that name their objectives, as the first one does.
    """

    roles: tuple[Role | None, ...]
    amounts: tuple[int, ...] = ()
    grouped: bool = False

    @property
    def scored(self) -> bool:
        """Whether the table keeps scores."""
        return any(role in ("value", "grade", "confidence") for role in self.roles)


class RowRead(Struct, frozen=True):
    """A row's key results with all the marks of its cells; `objective` where a cell names it; the cells left out."""

    lines: tuple[MarkedLine, ...]
    objective: MarkedLine | None
    left_out: tuple[str, ...]


def columns_of(header: Sequence[str], rows: Sequence[Sequence[str]] = ()) -> Columns | None:
    """The table's columns, or None where none of them holds key results. A role is given to the first that fits.

    A column that is called by its key results and holds only their numbers gives the title to the one with the words.
    """
    roles: list[Role | None] = []
    for cell in header:
        roles.append(column_role(read_line(cell).text, roles))
    amounts = tuple(nth for nth, cell in enumerate(header) if AMOUNT.fullmatch(read_line(cell).text))
    if "target" in roles and "grade" not in roles and amounts:
        _score_apart(header, rows, roles, amounts[0])
    if "title" in roles and "objective" in roles and "target" not in roles:
        at = roles.index("objective")
        if _counts([row[at] for row in rows if at < len(row)]):
            roles[at] = "target"
    if "title" not in roles and "objective" in roles and len({*roles} - {None, "objective", "number"}) > 0:
        roles[roles.index("objective")] = "title"
    if "title" not in roles:
        return None
    at = roles.index("title")
    if rows and not any(_has_words(row[at]) for row in rows if at < len(row)):
        roles[at] = "number"
        words = [nth for nth in range(len(roles)) if nth != at and _speaks(nth, rows) and roles[nth] in TITLES]
        titled = [nth for nth in words if column_role(read_line(header[nth]).text, ()) == "title"]
        named = [nth for nth in words if roles[nth] != "objective"]
        if not (titled or named):
            return None
        best = titled[0] if titled else min(named, key=lambda nth: (TITLES.index(roles[nth]), nth))
        roles[best] = "title"
    grouped = bool(rows) and _stands_over(rows[0], roles) is not None
    return Columns(tuple(roles), amounts, grouped)


def _score_apart(header: Sequence[str], rows: Sequence[Sequence[str]], roles: list[Role | None], amount: int) -> None:
    """Beside an amount and its target a score is a grade; zeros in all rows are cells that wait for one."""
    at = next((nth for nth, cell in enumerate(header) if SCORE.fullmatch(read_line(cell).text)), None)
    if at is None or roles[amount] not in ("value", None):
        return
    given = any(share_in(read_line(row[at]).text) for row in rows if at < len(row))
    roles[at], roles[amount] = "grade" if given else None, "value"


def _stands_over(cells: Sequence[str], roles: Sequence[Role | None]) -> MarkedLine | None:
    """The objective that a row of nothing but a title in bold is, if it is one."""
    said = [(role, cell) for role, cell in zip(roles, cells, strict=False) if cell.strip() and role != "number"]
    if [role for role, _ in said] != ["title"]:
        return None
    line = read_marks(said[0][1])
    return line if line.bold and line.title and line.marks.closing is None else None


def _counts(cells: Sequence[str]) -> bool:
    """Whether a column, called by its goals say, holds figures and nothing else."""
    texts = [line.text or line.struck for cell in cells if (line := read_line(cell)) and cell.strip()]
    figures = sum(figure_in(text) is not None for text in texts)
    return figures > 0 and all(figure_in(text) is not None or NOTHING.fullmatch(text) for text in texts)


def _has_words(cell: str) -> bool:
    return re.search(r"[^\W\d_]{2}", read_marks(cell).title) is not None


def _speaks(at: int, rows: Sequence[Sequence[str]]) -> bool:
    """Whether most of a column's cells have several words."""
    cells = [read_marks(row[at]).title for row in rows if at < len(row) and row[at].strip()]
    return bool(cells) and sum(len(cell.split()) > 1 for cell in cells) * 2 >= len(cells)


def columns_by_table(blocks: Iterable[Block]) -> dict[int, Columns | None]:
    """The columns of each table, by the table's line."""
    tables: dict[int, tuple[tuple[str, ...], list[tuple[str, ...]]]] = {}
    for block in blocks:
        if isinstance(block, Row):
            tables.setdefault(block.table, (block.header, []))[1].append(block.cells)
    return {table: columns_of(header, rows) for table, (header, rows) in tables.items()}


def read_row(columns: Columns, cells: tuple[str, ...]) -> RowRead:
    """The row's key results, mostly one, with their marks; or the objective that the rows below it are about.

    Such a row says so, or is in bold and has nothing else, as the table's first one.

    An empty cell says nothing; `n/a` is noted as such; 0 is a score.
    """
    said: dict[str, Any] = {"owner_stated": True} if "owner" in columns.roles else {}
    left_out: list[str] = []
    lines: list[MarkedLine] = []
    objective, label = None, None
    for role, cell in zip(columns.roles, cells, strict=False):
        if role == "title":
            lines = [line for part in _parts(cell) if (line := read_marks(part)).title]
        elif role == "objective":
            found = read_marks(cell)
            named = replace(found, title=found.title or read_line(cell).text)
            objective = named if named.title else None
        elif role == "kind" and (kind := read_marks(f"{read_line(cell).text}:").label) is not None:
            label = kind
        elif (more := said_in(role, cell)) is None:
            left_out.append(cell.strip())
        else:
            if "note" in said and "note" in more:
                more["note"] = f"{said['note']}; {more['note']}"
            said |= more
    if any(line.marks.closing for line in lines) and not said.get("owners"):
        said.pop("owner_stated", None)  # struck with its row: given up, and not taken from anybody
    if "target" in columns.roles and "value" in columns.roles:
        _as_amount(said, columns.roles.index("value"), columns, cells, left_out)
    marked = [replace(line, marks=_with(said, line.marks), label=label or line.label) for line in lines]
    if columns.grouped and (over := _stands_over(cells, columns.roles)):
        marked = [replace(over, label="objective")]
    return RowRead(tuple(marked), objective, tuple(left_out))


def _parts(cell: str) -> list[str]:
    """The lines of a cell that lists several key results; else the cell."""
    parts = [part.strip() for part in re.split(r"<br\s*/?>", cell, flags=re.IGNORECASE) if part.strip()]
    listed = all(re.match(r"[-*•]\s|\d+[.)]\s", part) or read_marks(part).label for part in parts)
    return [part.lstrip("-*• ") for part in parts] if listed and len(parts) > 1 else [cell]


def _with(said: dict[str, Any], own: Marks) -> Marks:
    """What the row says, and before it what the title's own marks say."""
    stated = {name: value for name in Marks.__struct_fields__ if (value := getattr(own, name)) not in (None, (), False)}
    ticked = {"ticked": own.ticked} if own.ticked is not None else {}
    return Marks(**{**ticked, **said, **stated})


def _as_amount(said: dict[str, Any], at: int, columns: Columns, cells: Sequence[str], left_out: list[str]) -> None:
    """Beside a target, a current figure is an amount on the target's scale, and no share of it; a percentage is one
    where the target is in percent too and the column holds no progress."""
    if said.get("note") == "score: n/a" and at in columns.amounts:
        said["note"] = "n/a"
    cell, target = cells[at], cells[columns.roles.index("target")]
    figure = figure_in(read_line(cell).text)
    if figure is not None and ("%" not in cell or ("%" in target and at in columns.amounts)):
        said.pop("share", None)
        said["amount"] = figure
        if cell.strip() in left_out:
            left_out.remove(cell.strip())
