"""Load against capacity, with what was promised."""

from __future__ import annotations

from projections.reports.pictures.figures import Load, Pictures
from projections.reports.pictures.picture import WIDTH, Picture, days, specification
from projections.reports.wording import amount, day

LINES = {
    "load": ("#0072b2", [1, 0]),
    "capacity": ("#1f2328", [7, 3]),
    "promised at the lock": ("#8a5a00", [2, 2]),
}


def picture(of: Pictures) -> Picture | None:
    """Three lines over the quarter; None before anything is locked."""
    if not of.loads:
        return None
    values = [value for load in of.loads for value in _values(load)]
    first, last = of.loads[0], of.loads[-1]
    scale = {"domain": list(LINES), "range": [colour for colour, _ in LINES.values()]}
    dash = {"domain": list(LINES), "range": [dashes for _, dashes in LINES.values()]}
    legend = {"orient": "bottom", "symbolStrokeWidth": 2, "symbolSize": 400}
    return Picture(
        name="load",
        title="Load against capacity",
        says=f"Load went from {amount(first.load)} to {amount(last.load)} points, capacity from "
        f"{amount(first.capacity)} to {amount(last.capacity)}; {amount(last.baseline)} were promised at the locks.",
        specification=specification(
            data={"values": values},
            width=WIDTH - 40,
            height=190,
            mark={"type": "line", "interpolate": "step-after", "strokeWidth": 2},
            encoding={
                "x": days(),
                "y": {"field": "points", "type": "quantitative", "title": "points", "scale": {"zero": False}},
                "color": {"field": "line", "type": "nominal", "title": None, "scale": scale, "legend": legend},
                "strokeDash": {"field": "line", "type": "nominal", "title": None, "scale": dash, "legend": legend},
            },
        ),
        columns=("day", "load", "capacity", "promised"),
        rows=tuple((day(load.day), load.load, load.capacity, load.baseline) for load in of.loads),
    )


def _values(load: Load) -> list[dict[str, object]]:
    figures = zip(LINES, (load.load, load.capacity, load.baseline), strict=True)
    return [{"day": load.day.isoformat(), "line": line, "points": points} for line, points in figures]
