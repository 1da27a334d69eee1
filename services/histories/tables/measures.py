"""Start, target and current figure of a row: numbers of one unit, where the row says which."""

from __future__ import annotations

from typing import Any

from services.histories.tables.figures import Figure, figure_of
from services.histories.tables.saying import DASH, NOTHING, said_of


def measured(
    start: str, target: str, current: str, said: dict[str, Any], *, comma: bool
) -> tuple[dict[str, Any], list[str]]:
    """What the three cells say beside what is said already, and those of them that cannot be used.

    Beside a target the current figure is an amount on its scale. Without one a share is a share; of any other figure
    nobody knows how far it is on the way, and it is kept as a note.
    """
    found: dict[str, Any] = {}
    left_out: list[str] = []
    figures = {
        name: figure_of(cell, comma) for name, cell in (("start", start), ("target", target), ("current", current))
    }
    for name, cell in (("start", start), ("target", target)):
        if figure := figures[name]:
            found[name] = figure.number
        elif cell and not DASH.fullmatch(cell) and not NOTHING.fullmatch(cell):
            left_out.append(cell)
    unit = said.get("measured_in") or next((f.unit for f in figures.values() if f and f.unit), None)
    if unit is not None and "target" in found:
        found["measured_in"] = unit
    if current:
        more = _current(current, figures["current"], found, comma)
        left_out += [current] if more is None else []
        found |= more or {}
    return found, left_out


def _current(cell: str, figure: Figure | None, found: dict[str, Any], comma: bool) -> dict[str, Any] | None:
    if figure is None or NOTHING.fullmatch(cell):
        return said_of("score", cell)
    if "target" in found:
        return {"amount": figure.number}
    share = said_of("progress", cell, comma=comma)
    return share if share else {"note": f"value: {cell}"}
