"""Check-ins in time, by unit and week."""

from __future__ import annotations

from projections.reports.pictures.figures import Pictures
from projections.reports.pictures.picture import WIDTH, Picture, specification
from projections.reports.wording import counted, day, percent


def picture(of: Pictures) -> Picture | None:
    """A cell a unit and slot, with its numbers; None where no check-in was ever due."""
    cells = [cell for cell in of.check_ins if cell.due]
    if not cells:
        return None
    values = [
        {
            "unit": cell.unit,
            "day": f"{cell.day:%-d %b}",
            "share": round(cell.in_time / cell.due, 4),
            "label": f"{cell.in_time}/{cell.due}",
        }
        for cell in cells
    ]
    slots = [f"{slot:%-d %b}" for slot in sorted({cell.day for cell in cells})]
    due, came = sum(cell.due for cell in cells), sum(cell.in_time for cell in cells)
    units, more = len({cell.unit for cell in cells}), of.left_out.get("check_ins")
    shared = {
        "x": {
            "field": "day",
            "type": "nominal",
            "sort": slots,
            "title": "due on",
            "axis": {"labelAngle": -40, "domain": False},
        },
        "y": {"field": "unit", "type": "nominal", "title": None, "axis": {"domain": False, "ticks": False}},
    }
    ramp = {"domain": [0, 1], "range": ["#6f9dc0", "#f4f8fb"]}
    return Picture(
        name="check_ins",
        title="Check-ins in time",
        says=f"{came} of {due} check-ins ({percent(came / due)}) of {counted(units, 'unit')} came in time; the darker "
        "a cell, the fewer did.",
        specification=specification(
            data={"values": values},
            width=WIDTH - 110,
            height={"step": 24},
            layer=[
                {
                    "mark": {"type": "rect", "stroke": "white"},
                    "encoding": {
                        **shared,
                        "color": {"field": "share", "type": "quantitative", "scale": ramp, "legend": None},
                    },
                },
                {
                    "mark": {"type": "text", "fontSize": 10},
                    "encoding": {
                        **shared,
                        "text": {"field": "label"},
                    },
                },
            ],
        ),
        columns=("unit", "due on", "due", "in time"),
        rows=tuple((cell.unit, day(cell.day), cell.due, cell.in_time) for cell in cells),
        note=f"{counted(more, 'more unit')} with better shares left out" if more else None,
    )
