"""Days that a plan names: those that an event can name too."""

from __future__ import annotations

import datetime as dt

from events.moments import YEARS


def day_of(year: int, month: int, day: int) -> dt.date | None:
    """The day; None where no calendar has it, or only one that nobody plans by."""
    try:
        return dt.date(year, month, day) if year in YEARS else None
    except ValueError:
        return None
