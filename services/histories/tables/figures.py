"""The figure that a cell states, with its unit: `1,200`, `€ 1.2m`, `45 %`, `1.234,56`, `400 customers`, `(5)`."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from msgspec import Struct

MONEY = r"[$€£¥]|USD|EUR|GBP|CHF|JPY|INR"
UNIT = r"[^\W\d_][^\W\d_ /]*(?:[ /][^\W\d_]+){0,2}"
FIGURE = re.compile(
    rf"(?P<open>\()?\s?(?P<sign>[-−+])?\s?(?P<before>{MONEY})?\s?(?P<sign2>[-−])?"
    r"(?P<n>\d[\d.,'’\u00a0\u202f ]*\d|\d|[.,]\d+)"
    r"(?:\s?(?P<times>k|m|mn|mio|bn|thousand|million|billion)(?![a-z]))?"
    rf"\s?(?P<after>%|[$€£¥]|{UNIT})?\s?\)?",
    re.IGNORECASE,
)
TIMES = {"k": 1e3, "thousand": 1e3, "m": 1e6, "mn": 1e6, "mio": 1e6, "million": 1e6, "bn": 1e9, "billion": 1e9}
CODES = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY"}
LONGEST = 60
LONGEST_UNIT = 32
COMMA = re.compile(r"(?<!\d)\d{1,3}(?:\.\d{3})*,(?:\d{1,2}|\d{4,})(?!\d)|(?<!\d)\d{4,},\d+")
POINT = re.compile(r"(?<!\d)\d{1,3}(?:,\d{3})*\.(?:\d{1,2}|\d{4,})(?!\d)|(?<!\d)\d{4,}\.\d+")


class Figure(Struct, frozen=True):
    """A number and what it counts, where the cell says so: `%`, a currency's code, or a word."""

    number: float
    unit: str | None = None


def decimal_comma(values: Sequence[str]) -> bool:
    """Whether the figures have a comma before their decimals: where some must, and none must have a point."""
    return any(COMMA.search(value) for value in values) and not any(POINT.search(value) for value in values)


def figure_of(text: str, comma: bool = False) -> Figure | None:
    """The figure that is all of the text, or None. `comma` is `decimal_comma` of the table."""
    found = FIGURE.fullmatch(text.strip()) if len(text) <= LONGEST else None
    number = _number(found["n"], comma) if found else None
    if found is None or number is None:
        return None
    number *= TIMES.get((found["times"] or "").lower(), 1.0)
    if found["sign"] in ("-", "−") or found["sign2"] or (found["open"] and text.strip().endswith(")")):
        number = -number
    unit = found["after"] or found["before"]
    if unit is not None and len(unit) > LONGEST_UNIT:
        return None
    return Figure(number, CODES.get(unit, unit.upper() if unit == found["before"] else unit) if unit else None)


def is_figure(text: str) -> bool:
    return figure_of(text) is not None


def _number(text: str, comma: bool) -> float | None:
    digits = re.sub(r"['’\u00a0\u202f ]", "", text)
    point, grouping = (",", ".") if comma or digits.rfind(",") > digits.rfind(".") >= 0 else (".", ",")
    if not comma and "." not in digits and re.fullmatch(r"\d+,(?:\d{1,2}|\d{4,})", digits):
        point, grouping = ",", "."
    if grouping in digits and not re.fullmatch(
        rf"\d{{1,3}}(?:{re.escape(grouping)}\d{{3}})+(?:{re.escape(point)}\d+)?", digits
    ):
        return None
    try:
        number = float(digits.replace(grouping, "").replace(point, "."))
    except ValueError:
        return None
    return number if math.isfinite(number) and abs(number) < 1e15 else None
