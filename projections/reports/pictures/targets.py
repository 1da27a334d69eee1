"""Targets as promised, as they are now, and what was reached."""

from __future__ import annotations

from projections.reports.pictures.figures import Pictures
from projections.reports.pictures.picture import FAINT, WIDTH, Picture, short, specification
from projections.reports.wording import counted

FAR = 2.5  # times the way as promised: what is farther is drawn at the edge


def picture(of: Pictures) -> Picture | None:
    """A line a key result whose target was changed, the way as promised being one; None where none was."""
    if not of.targets:
        return None
    values = [
        {
            "name": f"{short(target.title, 34)} ({target.unit})",
            "from": _within(min(1.0, target.way_current)),
            "to": _within(max(1.0, target.way_current)),
            "original": 1.0,
            "current": _within(target.way_current),
            "value": None if target.way_value is None else _within(target.way_value),
        }
        for target in of.targets
    ]
    names = list(dict.fromkeys(str(value["name"]) for value in values))
    y = {
        "field": "name",
        "type": "nominal",
        "sort": names,
        "title": None,
        "axis": {"labelLimit": 260, "domain": False, "ticks": False},
    }
    nearer = sum(target.way_current < 1 for target in of.targets)
    more = of.left_out.get("targets")
    marks = {"target as promised": "square", "target now": "triangle-up", "reached": "circle"}
    shape = {
        "field": "mark",
        "type": "nominal",
        "title": None,
        "scale": {"domain": list(marks), "range": list(marks.values())},
        "legend": {"orient": "bottom"},
    }
    points = [
        {"name": value["name"], "mark": mark, "way": value[field]}
        for value in values
        for mark, field in zip(marks, ("original", "current", "value"), strict=True)
        if value[field] is not None
    ]
    x = {"type": "quantitative", "title": "way as promised = 100 %", "axis": {"format": ".0%", "tickCount": 6}}
    return Picture(
        name="targets",
        title="Targets as promised and as they are now",
        says=f"{counted(len(of.targets), 'key result')} got another target; {nearer} of these targets are nearer than "
        "promised.",
        specification=specification(
            width=WIDTH - 270,
            height={"step": 26},
            layer=[
                {
                    "data": {"values": values},
                    "mark": {"type": "rule", "strokeWidth": 5, "color": FAINT},
                    "encoding": {"y": y, "x": {**x, "field": "from"}, "x2": {"field": "to"}},
                },
                {
                    "data": {"values": points},
                    "mark": {"type": "point", "filled": True, "size": 110, "opacity": 1, "strokeWidth": 3},
                    "encoding": {
                        "y": y,
                        "x": {**x, "field": "way"},
                        "shape": shape,
                        "color": {
                            "field": "mark",
                            "type": "nominal",
                            "title": None,
                            "scale": {"domain": list(marks), "range": ["#1f2328", "#a40e26", "#0072b2"]},
                        },
                    },
                },
            ],
        ),
        columns=("unit", "key result", "as promised", "now", "reached"),
        rows=tuple((target.unit, target.title, target.original, target.current, target.value) for target in of.targets),
        note=f"{counted(more, 'more key result')} with smaller changes left out" if more else None,
    )


def _within(way: float) -> float:
    return round(min(max(way, -FAR), FAR), 4)
