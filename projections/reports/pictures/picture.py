"""A picture: one specification for the page and the PDF, the sentence that stands for it, and its table."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

WIDTH = 620
INK, QUIET, FAINT = "#1f2328", "#59636e", "#d1d9e0"
# Okabe and Ito's colours, from light to dark, so that they differ in grey as well; what nothing covers is the darkest.
COLOURS = {
    "traded": "#a8dcc8",
    "late": "#8ccbf0",
    "change_budget": "#f0e442",
    "overload": "#e69f00",
    "uncovered": "#a40e26",
}
SHAPES = {
    "traded": "circle",
    "late": "diamond",
    "accepted_overload": "square",
    "open": "triangle-up",
    "partial": "triangle-down",
    "untraded": "cross",
    "below_minimum": "stroke",
    "reversed": "triangle-left",
}
Cell = str | float | int | None


class Picture(Struct, frozen=True, kw_only=True):
    """What is drawn. `says` is the text for whoever cannot see it; `columns` and `rows` are the same as a table.

    `note` says what was left out, where something was.
    """

    name: str
    title: str
    says: str
    specification: dict[str, Any]
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str | None = None


def specification(**parts: Any) -> dict[str, Any]:
    """A Vega-Lite specification in the report's style. Texts are data, which is never taken for an expression."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "background": "white",
        "config": {
            "view": {"stroke": None},
            "axis": {
                "labelColor": QUIET,
                "titleColor": INK,
                "gridColor": FAINT,
                "domainColor": QUIET,
                "tickColor": QUIET,
                "labelFontSize": 11,
                "titleFontSize": 11,
                "titleFontWeight": "normal",
                "labelLimit": 180,
            },
            "legend": {
                "labelColor": INK,
                "titleColor": INK,
                "labelFontSize": 11,
                "titleFontSize": 11,
                "labelLimit": 220,
            },
            "header": {"labelColor": INK, "labelFontSize": 12, "labelFontWeight": "bold", "title": None},
            "text": {"color": INK, "fontSize": 11},
        },
        **parts,
    }


def days(title: str | None = None) -> dict[str, Any]:
    """The axis of days."""
    axis = {"format": "%-d %b", "grid": False, "labelOverlap": True, "tickCount": 8}
    return {"field": "day", "type": "temporal", "title": title, "axis": axis}


def short(text: str, at_most: int = 40) -> str:
    """A title as it fits a label."""
    return text if len(text) <= at_most else f"{text[: at_most - 1].rstrip()}…"
