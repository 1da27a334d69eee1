"""Days of the policy's zone, and which of them are worked on."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

DAY = dt.timedelta(days=1)


class Calendar:
    """The days of a policy."""

    def __init__(self, policy: dict[str, Any]) -> None:
        self.zone = ZoneInfo(policy["timezone"])
        self.holidays = {dt.date.fromisoformat(str(day)) for day in policy["holidays"]}

    def day(self, instant: dt.datetime) -> dt.date:
        """The day on which an instant is."""
        return instant.astimezone(self.zone).date()

    def start(self, day: dt.date) -> dt.datetime:
        """The first instant of a day."""
        return dt.datetime.combine(day, dt.time(), self.zone).astimezone(dt.UTC)

    def end(self, day: dt.date) -> dt.datetime:
        """The last instant of a day."""
        return self.start(day + DAY) - dt.timedelta(microseconds=1)

    def works(self, day: dt.date) -> bool:
        """Whether it is a working day."""
        return day.weekday() < 5 and day not in self.holidays

    def after(self, day: dt.date, count: int) -> dt.date:
        """The day that many working days after a day."""
        while count > 0:
            day += DAY
            count -= self.works(day)
        return day

    def before(self, day: dt.date, count: int) -> dt.date:
        """The day that many working days before a day."""
        while count > 0:
            day -= DAY
            count -= self.works(day)
        return day

    def moment(self, text: str) -> dt.datetime:
        """The instant that a text names; a bare date is the end of that day."""
        return self.end(dt.date.fromisoformat(text)) if len(text) == 10 else dt.datetime.fromisoformat(text)
