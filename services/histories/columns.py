"""What a table's columns hold: by their heading, and where the heading is silent or wrong, by what a cell looks like.

Tables of one plan differ: a column comes later, is missing in one of them, or a badge sits under a heading that is not
its own. So a cell that can only be one thing (a priority badge, a handle) is taken for that wherever it stands.
"""

from __future__ import annotations

import re
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from services.histories.cells import Role, figure_in, said_in
from services.histories.marks import MarkedLine, read_marks
from services.histories.snapshot import Marks
from services.histories.spans import read_line

HEADINGS: list[tuple[Role, str]] = [
    ("number", r"#|no\.?|nr\.?|id|kr ?(?:#|no\.?|id)"),
    ("due", r"due(?: date)?|deadline|by when|eta"),
    ("grade", r".*\b(?:final|grade)\b.*|end[- ]of[- ](?:quarter|cycle)(?: score)?"),
    ("confidence", r".*\b(?:projected|projection|forecast|confidence|expected)\b.*"),
    ("value", r".*\b(?:mid|score|progress|current|so far|actual|% ?(?:done|complete))\b.*|mid.*|%"),
    ("owner", r".*\b(?:assignees?|owners?|dri|leads?|responsible|who|champions?)\b.*"),
    ("priority", r".*\bprio(?:rity)?\b.*|p"),
    ("start", r"start|baseline|from"),
    ("target", r"targets?|goal value|to"),
    ("status", r"status|state|rag"),
    ("objective", r"objectives?|goals?"),
    ("title", r"(?:kr|key[ -]?results?|results?|what|title|description|outcomes?|initiatives?|measures?)(?: .*)?"),
]
ATTRIBUTES = ("owner", "priority", "value", "confidence", "grade", "status", "start", "target", "due")


class Columns(Struct, frozen=True):
    """The roles of a table's columns, one each; None for a column that nothing is known about."""

    roles: tuple[Role | None, ...]

    @property
    def scored(self) -> bool:
        """Whether the table keeps scores."""
        return any(role in ("value", "grade", "confidence") for role in self.roles)


class RowRead(Struct, frozen=True):
    """A row's key results with all the marks of its cells; `objective` where a cell names it; the cells left out."""

    lines: tuple[MarkedLine, ...]
    objective: str | None
    left_out: tuple[str, ...]


def columns_of(header: tuple[str, ...]) -> Columns | None:
    """The table's columns, or None where none of them holds key results. A role is given to the first that fits."""
    roles: list[Role | None] = []
    for cell in header:
        name = read_line(cell).text.casefold()
        fits = (role for role, pattern in HEADINGS if re.fullmatch(pattern, name) and role not in roles)
        roles.append(next(fits, None))
    if "title" not in roles and "objective" in roles and len({*roles} - {None, "objective", "number"}) > 0:
        roles[roles.index("objective")] = "title"
    return Columns(tuple(roles)) if "title" in roles else None


def read_row(columns: Columns, cells: tuple[str, ...]) -> RowRead:
    """The row's key results, mostly one, with their marks.

    An empty cell says nothing; `n/a` is noted as such; 0 is a score.
    """
    said: dict[str, Any] = {"owner_stated": True} if "owner" in columns.roles else {}
    left_out: list[str] = []
    lines: list[MarkedLine] = []
    objective = None
    for role, cell in zip(columns.roles, cells, strict=False):
        if role == "title":
            lines = [line for part in _parts(cell) if (line := read_marks(part)).title]
        elif role == "objective":
            objective = read_marks(cell).title or None
        elif (more := said_in(role, cell)) is None:
            left_out.append(cell.strip())
        else:
            if "note" in said and "note" in more:
                more["note"] = f"{said['note']}; {more['note']}"
            said |= more
    if "target" in columns.roles and "value" in columns.roles:
        _as_amount(said, cells[columns.roles.index("value")], left_out)
    marked = [replace(line, marks=_with(said, line.marks)) for line in lines]
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


def _as_amount(said: dict[str, Any], cell: str, left_out: list[str]) -> None:
    """Beside a target, a current figure without a percent sign is an amount on the target's scale, no share of it."""
    figure = figure_in(cell)
    if figure is not None and "%" not in cell:
        said.pop("share", None)
        said["amount"] = figure
        if cell.strip() in left_out:
            left_out.remove(cell.strip())


def attribute(raw: str) -> dict[str, Any] | None:
    """What an item such as `Owner: Jane` or `Target: 20` says about the item that it is nested in; else None."""
    found = re.fullmatch(r"([A-Za-z][A-Za-z %-]{1,24}?)\s*:\s*(.*)", read_line(raw).text)
    if found is None:
        return None
    name = found[1].strip().casefold()
    role = next((role for role, pattern in HEADINGS if re.fullmatch(pattern, name)), None)
    return said_in(role, found[2]) if role in ATTRIBUTES else None
