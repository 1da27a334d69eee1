"""From what was asked for to what paid for it; what nothing covers in red."""

from __future__ import annotations

from typing import Any

from projections.reports.pictures.figures import Pictures
from projections.reports.pictures.picture import COLOURS, WIDTH, Picture, specification
from projections.reports.wording import amount, counted, points, words

CODES = {"traded": "T", "late": "L", "change_budget": "B", "overload": "O", "uncovered": "U"}


def picture(of: Pictures) -> Picture | None:
    """A bar a unit; None where nothing was asked for."""
    if not of.paid:
        return None
    order = list(COLOURS)
    asked: dict[str, float] = {}
    for part in of.paid:
        asked[part.unit] = round(asked.get(part.unit, 0.0) + part.points, 4)
    values = [
        {
            "unit": part.unit,
            "by": _named(part.by),
            "place": order.index(part.by),
            "points": part.points,
            "label": f"{CODES[part.by]} {amount(part.points)}" if part.points * 14 >= max(asked.values()) else "",
        }
        for part in of.paid
    ]
    units = sorted(asked, key=lambda unit: (-asked[unit], unit))
    shared: dict[str, Any] = {
        "y": {
            "field": "unit",
            "type": "nominal",
            "sort": units,
            "title": None,
            "axis": {"domain": False, "ticks": False},
        },
        "x": {"field": "points", "type": "quantitative", "stack": "zero", "title": "points asked for after the lock"},
        "order": {"field": "place"},
    }
    scale = {"domain": [_named(name) for name in order], "range": list(COLOURS.values())}
    uncovered = sum(part.points for part in of.paid if part.by == "uncovered")
    more = of.left_out.get("paid")
    return Picture(
        name="paid",
        title="What was asked for, and what paid for it",
        says=f"Of {points(sum(asked.values()))} asked for in {counted(len(units), 'unit')}, {amount(uncovered)} are "
        "covered by nothing.",
        specification=specification(
            data={"values": values},
            width=WIDTH - 110,
            height={"step": 26},
            layer=[
                {
                    "mark": {"type": "bar", "stroke": "#1f2328", "strokeWidth": 0.6},
                    "encoding": {
                        **shared,
                        "color": {
                            "field": "by",
                            "type": "nominal",
                            "title": None,
                            "scale": scale,
                            "legend": {"orient": "bottom"},
                        },
                    },
                },
                {
                    "mark": {"type": "text", "fontSize": 10},
                    "encoding": {
                        **shared,
                        "x": {**shared["x"], "bandPosition": 0.5},
                        "text": {"field": "label"},
                        "color": {
                            "condition": {"test": {"field": "by", "equal": _named("uncovered")}, "value": "white"},
                            "value": "#1f2328",
                        },
                    },
                },
            ],
        ),
        columns=("unit", "paid for by", "points"),
        rows=tuple((part.unit, words(part.by), part.points) for part in of.paid),
        note=f"{counted(more, 'more unit')} that asked for less left out" if more else None,
    )


def _named(by: str) -> str:
    """As the legend has it, with the letter that stands in the bars."""
    return f"{words(by)} ({CODES[by]})"
