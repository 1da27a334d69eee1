"""Days and instants: working days, the policy's time zone, and what a bare date means."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from functools import cache

from msgspec import Struct

from events.terms import When
from projections.policy import Policy

TICK = dt.timedelta(microseconds=1)
DAY = dt.timedelta(days=1)


class Calendar(Struct, frozen=True):
    """A time zone and the days on which nobody works beside Saturdays and Sundays."""

    zone: zoneinfo.ZoneInfo
    holidays: frozenset[dt.date]

    def day(self, moment: dt.datetime) -> dt.date:
        """The day, in the policy's time zone, that an instant falls on."""
        return moment.astimezone(self.zone).date()

    def start_of(self, day: dt.date) -> dt.datetime:
        """The first instant of a day."""
        return dt.datetime.combine(day, dt.time.min, self.zone).astimezone(dt.UTC)

    def end_of(self, day: dt.date) -> dt.datetime:
        """The last instant of a day: it belongs to it."""
        return self.start_of(day + DAY) - TICK

    def works(self, day: dt.date) -> bool:
        """Whether a day is a working day: Monday to Friday, and no holiday."""
        return day.weekday() < 5 and day not in self.holidays

    def after(self, day: dt.date, working_days: int) -> dt.date:
        """The day that is so many working days after another; the day itself does not count."""
        while working_days > 0:
            day += DAY
            working_days -= self.works(day)
        return day

    def moment(self, when: When | str) -> dt.datetime:
        """The instant that a text means: a bare date means its end. ValueError for what means none."""
        try:
            if len(when) == 10:
                return self.end_of(dt.date.fromisoformat(when))
            moment = dt.datetime.fromisoformat(when.replace("Z", "+00:00").replace("z", "+00:00"))
            if moment.tzinfo is None:
                raise ValueError(f"{when!r} has no time zone; expected a date, or an instant like 2026-03-31T17:00:00Z")
            return moment.astimezone(dt.UTC)
        except OverflowError:
            raise ValueError(f"{when!r} is too far away for a calendar") from None


@cache
def calendar_of(policy: Policy) -> Calendar:
    """The calendar that a policy describes."""
    days = {_date(text) for text in policy.holidays}
    return Calendar(zoneinfo.ZoneInfo(policy.timezone), frozenset(day for day in days if day))


def _date(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
