"""The day by which a title says that something shall be so."""

from __future__ import annotations

import datetime as dt
import re

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = rf"(?P<month>{'|'.join(MONTHS)})[a-z]*\.?"
DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|\.)?"
YEAR = r"(?:,?\s+(?P<year>20\d\d))?(?![\d-])"
FORMS = [
    re.compile(rf"\b(?:by|until|till|before|due(?:\s+on)?)\s+(?:the\s+)?{form}", re.IGNORECASE)
    for form in (
        r"(?P<year>20\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)",
        rf"{DAY}\s+(?:of\s+)?{MONTH}{YEAR}",
        rf"{MONTH}\s+{DAY}{YEAR}",
    )
]


def due_in(title: str, near: dt.date) -> dt.date | None:
    """The one day after a "by" or "until", or None. Without a year, it is the one that is nearest to `near`.

    A month alone, "3/4" and two such days in one title are left to the words: they may be more than one day.
    """
    found = [match for form in FORMS for match in form.finditer(title)]
    return _day(found[0].groupdict(), near) if len(found) == 1 else None


def without_day(title: str) -> str:
    """The title without the days by which it shall be so: their figures promise no quantity."""
    for form in FORMS:
        title = form.sub(" ", title)
    return title


def _day(said: dict[str, str | None], near: dt.date) -> dt.date | None:
    month, day = str(said["month"]).lower(), int(said["day"] or 0)
    number = int(month) if month.isdigit() else MONTHS.index(month[:3]) + 1
    years = [int(said["year"])] if said["year"] else [near.year - 1, near.year, near.year + 1]
    try:
        days = [dt.date(year, number, day) for year in years]
    except ValueError:
        return None
    return min(days, key=lambda day: abs(day - near))
