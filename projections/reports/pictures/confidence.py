"""Confidence over time, beside the grade that came of it."""

from __future__ import annotations

from projections.reports.pictures.figures import Pictures
from projections.reports.pictures.picture import WIDTH, Picture, days, short, specification
from projections.reports.wording import counted, day

COLOURS = ["#0072b2", "#8a5a00", "#1f2328", "#d55e00", "#59636e", "#006b4f"]
DASHES = [[1, 0], [6, 2], [2, 2], [8, 3, 2, 3], [4, 4], [10, 2]]


def picture(of: Pictures) -> Picture | None:
    """A line a unit, its mean grade as a mark at the end; None where nobody ever said a confidence."""
    if not of.confidences:
        return None
    units = list(dict.fromkeys(each.unit for each in of.confidences))
    values = [
        {"unit": each.unit, "day": each.day.isoformat(), "confidence": each.confidence} for each in of.confidences
    ]
    grades = [
        {
            "unit": each.unit,
            "day": each.day.isoformat(),
            "confidence": each.grade,
            "label": f"{short(each.unit, 24)} {each.grade:.2f}",
        }
        for each in of.confidences
        if each.grade is not None
    ]
    legend = {"orient": "bottom", "symbolStrokeWidth": 2, "symbolSize": 300, "columns": 6}
    line = {"field": "unit", "type": "nominal", "title": None, "legend": legend}
    more = of.left_out.get("confidences")
    y = {"field": "confidence", "type": "quantitative", "title": "confidence, grade", "scale": {"domain": [0, 1]}}
    layers: list[dict[str, object]] = [
        {
            "data": {"values": values},
            "mark": {"type": "line", "strokeWidth": 2},
            "encoding": {
                "x": days(),
                "y": y,
                "color": {**line, "scale": {"domain": units, "range": COLOURS[: len(units)]}},
                "strokeDash": {**line, "scale": {"domain": units, "range": DASHES[: len(units)]}},
            },
        }
    ]
    if grades:
        layers += [
            {
                "data": {"values": grades},
                "mark": {"type": "point", "shape": "diamond", "filled": True, "size": 80, "opacity": 1},
                "encoding": {
                    "x": days(),
                    "y": y,
                    "color": {**line, "scale": {"domain": units, "range": COLOURS[: len(units)]}},
                },
            },
            {
                "data": {"values": grades},
                "mark": {"type": "text", "align": "left", "dx": 9, "fontSize": 10},
                "encoding": {"x": days(), "y": y, "text": {"field": "label"}},
            },
        ]
    return Picture(
        name="confidence",
        title="Confidence over time, beside the grade",
        says=f"The mean confidence of {counted(len(units), 'unit')} over the cycle; {len(grades)} of them are graded, "
        "which a diamond marks at the end.",
        specification=specification(width=WIDTH - 130, height=200, layer=layers),
        columns=("unit", "day", "confidence", "grade"),
        rows=tuple((each.unit, day(each.day), each.confidence, each.grade) for each in of.confidences),
        note=f"{counted(more, 'more unit')} of a higher confidence left out" if more else None,
    )
