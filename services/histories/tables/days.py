"""The day that a cell names. Where two numbers could be day and month, the column's other cells decide."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from services.histories.day import day_of

YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?")
TWO_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?:[T ].*)?")
NAMED = (
    re.compile(r"(?:[a-z]{3,9},? )?(?P<day>\d{1,2})(?:st|nd|rd|th)?[ -](?P<month>[a-z]{3,9})\.?,?[ -](?P<year>\d{4})"),
    re.compile(r"(?:[a-z]{3,9},? )?(?P<month>[a-z]{3,9})\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?,? (?P<year>\d{4})"),
)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def day_first(values: Sequence[str]) -> bool | None:
    """Whether a column of dates puts the day before the month; None where its cells do not tell."""
    pairs = [(int(found[1]), int(found[2])) for value in values if (found := TWO_FIRST.fullmatch(value.strip()))]
    dotted = any("." in value and TWO_FIRST.fullmatch(value.strip()) for value in values)
    if dotted or any(first > 12 for first, _ in pairs):
        return True
    return False if any(second > 12 for _, second in pairs) else None


def day_in(text: str, first: bool | None) -> dt.date | None:
    """The day; `first` says whether the day stands before the month. None for what names none, or not one alone."""
    text = text.strip()
    if found := YEAR_FIRST.fullmatch(text):
        return day_of(int(found[1]), int(found[2]), int(found[3]))
    if found := TWO_FIRST.fullmatch(text):
        a, b = int(found[1]), int(found[2])
        year = int(found[3]) + (2000 if len(found[3]) == 2 else 0)
        if first is None and a != b:
            return None
        return day_of(year, b, a) if first else day_of(year, a, b)
    for form in NAMED:
        if named := form.fullmatch(text.casefold()):
            month = next((nth for nth, name in enumerate(MONTHS, 1) if named["month"].startswith(name)), 0)
            return day_of(int(named["year"]), month, int(named["day"]))
    return None


def is_day(text: str) -> bool:
    """Whether the text names a day, in whatever order."""
    return any(day_in(text, first) is not None for first in (True, False))
