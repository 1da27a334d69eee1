"""Which quantity a wording promises."""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import Struct

from services.histories.changes.deadlines import without_day
from services.histories.changes.wording import NUMBER, canonical

FIGURE = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
QUANTITY = rf"([$€£]?)({FIGURE})\s?(%|[kKmM]\b)?"
FROM_TO = [
    re.compile(rf"{before}{QUANTITY}{between}{QUANTITY}(?![\w/]|[.,-]\d)")
    for before, between in (
        (r"\b[Ff]rom\s+", r"\s+(?:[a-z]+\s+)?to\s+"),
        (r"(?<![\w.,/-])", r"\s*(?:→|->|=>)\s*"),
    )
]
MONEY = re.compile(
    rf"(?<![\w<>≤~])([$€£])\s?([1-9]\d{{0,2}}(?:\.\d{{3}})+(?!\s?[kKmM])|{FIGURE})\s?([kKmM]\b)?(?!\s?[-–/]|\w|[.,]\d)"
)
COUNT = re.compile(
    r"(?<![\w.,/#$€£–<>≤-])(\d{1,3}(?:,\d{3})+|[1-9]\d{0,2}(?:\.\d{3})+(?!\s?%)|\d+(?:\.\d+(?=\s?%))?)(\s?%)?"
    r"(?!\s?[-–/]\s?\d|[\w/]|[.,]\d)"
)
NO_COUNT_BEFORE = re.compile(
    r"\b(?:version|phase|part|step|level|tier|stage|release|milestone|sprint|number|no|issue|week|page|chapter|"
    r"fy|year|top|in|within|january|february|march|april|may|june|july|august|september|october|november|december|"
    r"jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec)\.?\s*$",
    re.IGNORECASE,
)
NO_COUNT_AFTER = re.compile(
    r"^\s*(?:seconds?|secs?|minutes?|mins?|hours?|days?|weeks?|months?|quarters?|years?|january|february|march|april|"
    r"may|june|july|august|september|october|november|december)\b",
    re.IGNORECASE,
)
DOWNWARD = re.compile(
    r"\b(?:reduc|decreas|lower|fall|drop|cut|shorten|under|below|less|fewer|within|max|at most|no more|minimi|"
    r"shrink|down|limit)",
    re.IGNORECASE,
)


TOO_LARGE = 1e15


class Measure(Struct, frozen=True, kw_only=True):
    """The quantity that a wording promises: where it starts, where it shall be, and in what it is counted."""

    start: float | None = None
    target: float
    measured_in: str | None


@lru_cache(maxsize=65536)
def measure_of(text: str) -> Measure | None:
    """The one quantity that the text promises, or None where it is not beyond doubt, or larger than anything counted.

    Beyond doubt are `from A to B` and `A → B`, and a single count, sum of money or percentage that only makes sense
    upwards. Years, versions, durations, ranges, multiples and anything that shall fall are left to the words: a wrong
    target would be a false statement in the log.
    """
    found = _measure(without_day(text))
    return found if found is None or max(found.start or 0, found.target) < TOO_LARGE else None


def _measure(text: str) -> Measure | None:
    both = [found for form in FROM_TO for found in form.findall(text)]
    if len(both) == 1:
        sign, start, unit, sign_to, target, unit_to = both[0]
        first, last = _number(start, unit, sign), _number(target, unit_to, sign or sign_to)
        same = (not unit or unit == unit_to or {unit, unit_to} <= {"k", "K", "M"}) and (not sign or sign == sign_to)
        if same and first != last and (unit or unit_to in ("", "%")):
            return Measure(start=first, target=last, measured_in=_unit(unit_to, sign_to))
    if both or DOWNWARD.search(text) or len(NUMBER.findall(text)) != 1:
        return None
    if money := MONEY.search(text):
        figure = money[2] if money[3] else canonical(money[2])
        return Measure(target=_number(figure, money[3], money[1]), measured_in=money[1])
    found = COUNT.search(text)
    if found is None or NO_COUNT_BEFORE.search(text[: found.start()]) or NO_COUNT_AFTER.search(text[found.end() :]):
        return None
    target = _number(found[1] if found[2] else canonical(found[1]))
    relative = re.search(r"\bby\s*$", text[: found.start()], re.IGNORECASE)
    year = 1900 <= target < 2100 and not re.search(r"[.,]", found[1])
    if target < 2 or (not found[2] and (relative or year)):
        return None
    return Measure(target=target, measured_in="%" if found[2] else "count")


def _number(text: str, unit: str | None = "", sign: str = "") -> float:
    """The figure in full: thousands are `k` and `K`, millions `M`, and `m` beside a currency."""
    scale = {"k": 1e3, "K": 1e3, "M": 1e6, "m": 1e6 if sign else 1.0}.get(unit or "", 1.0)
    return float(text.replace(",", "")) * scale


def _unit(unit: str, sign: str) -> str | None:
    return "%" if unit == "%" else sign or ("m" if unit == "m" else None)
