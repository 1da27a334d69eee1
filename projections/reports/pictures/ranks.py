"""Ranks over the quarter, with the shifts marked by their verdicts."""

from __future__ import annotations

from typing import Any

from projections.reports.pictures.figures import Pictures, Rank
from projections.reports.pictures.picture import COLOURS, INK, SHAPES, WIDTH, Picture, days, short, specification
from projections.reports.wording import counted, day, words

DASHES = [[1, 0], [6, 2], [2, 2], [8, 3, 2, 3]]


def picture(of: Pictures) -> Picture | None:
    """The order of the objectives, a panel a unit; None where none was ever changed."""
    if not of.ranks:
        return None
    listed = [rank for rank in of.ranks if rank.rank is not None]
    firsts = {(rank.unit, rank.objective): rank for rank in reversed(listed)}
    lines = [_line(rank, firsts[rank.unit, rank.objective] is rank) for rank in listed]
    marks = [line for line in lines if line["verdict"]]
    units = list(dict.fromkeys(rank.unit for rank in of.ranks))
    shared: dict[str, Any] = {
        "x": days(),
        "y": {
            "field": "rank",
            "type": "quantitative",
            "title": "rank",
            "scale": {"reverse": True, "zero": False, "nice": False, "padding": 14},
            "axis": {"tickMinStep": 1, "format": "d", "grid": False},
        },
    }
    colour = {
        "field": "objective",
        "type": "nominal",
        "legend": None,
        "scale": {"range": ["#0072b2", "#1f2328", "#8a5a00", "#59636e"]},
    }
    layers: list[dict[str, Any]] = [
        {
            "mark": {"type": "line", "interpolate": "step-after", "strokeWidth": 2},
            "encoding": {
                **shared,
                "color": colour,
                "strokeDash": {"field": "objective", "type": "nominal", "legend": None, "scale": {"range": DASHES}},
                "detail": {"field": "objective"},
            },
        },
        {
            "transform": [{"filter": {"field": "first", "equal": True}}],
            "mark": {"type": "text", "align": "left", "dx": 3, "dy": -8, "fontSize": 10},
            "encoding": {**shared, "text": {"field": "title"}},
        },
    ]
    if marks:
        layers.append(
            {
                "transform": [{"filter": {"field": "marked", "equal": True}}],
                "mark": {"type": "point", "filled": True, "size": 90, "opacity": 1},
                "encoding": {
                    **shared,
                    "shape": {
                        "field": "verdict",
                        "type": "nominal",
                        "title": "shift",
                        "scale": {"domain": [words(name) for name in SHAPES], "range": list(SHAPES.values())},
                        "legend": {
                            "orient": "bottom",
                            "columns": 4,
                            "values": sorted({str(m["verdict"]) for m in marks}),
                        },
                    },
                    "color": {
                        "condition": {
                            "test": {"field": "verdict", "oneOf": ["untraded", "partial"]},
                            "value": COLOURS["uncovered"],
                        },
                        "value": INK,
                    },
                },
            }
        )
    return Picture(
        name="ranks",
        title="Priorities over the quarter",
        says=f"The order of the objectives of {', '.join(units)}, 1 on top, with {counted(len(marks), 'shift')} marked "
        "by verdict; the table has each change.",
        specification=specification(
            data={"values": lines},
            facet={"row": {"field": "unit", "type": "nominal", "sort": units}},
            spec={"width": WIDTH - 60, "height": 110, "layer": layers},
            resolve={"scale": {"y": "independent"}},
        ),
        columns=("unit", "objective", "day", "rank", "shift"),
        rows=tuple(
            (rank.unit, rank.title, day(rank.day), rank.rank, words(rank.verdict or "") or None) for rank in of.ranks
        ),
        note=_note(of),
    )


def _line(rank: Rank, first: bool) -> dict[str, object]:
    return {
        "unit": rank.unit,
        "objective": rank.objective,
        "title": short(rank.title, 60),
        "day": rank.day.isoformat(),
        "rank": rank.rank,
        "verdict": words(rank.verdict or ""),
        "marked": rank.verdict is not None,
        "first": first,
    }


def _note(of: Pictures) -> str | None:
    more = of.left_out.get("ranks")
    return f"{counted(more, 'more unit')} with fewer changes left out" if more else None
