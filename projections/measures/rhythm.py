"""Check-ins against their slots: how many were due on a plan's key results, how many came in time, and what they said.

A slot counts once its grace is over; a check-in answers the slot that it names, else the first one that asks for what
has come since the one before.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from statistics import fmean

from projections import cadence
from projections.books.ledger import Books
from projections.books.load import is_open
from projections.calendar import DAY, Calendar
from projections.folds.check_in import CheckIn, CheckIns
from projections.folds.plan import Item
from projections.measures.measures import Slot

NONE = CheckIns()


def slots_of(books: Books, as_of: dt.datetime) -> tuple[Slot, ...]:
    """The slots of a plan's open key results whose grace is over by now, or by the closing of the cycle."""
    grace = books.policy_at_start.check_ins_lapsed_grace_days
    over = min(as_of, books.cycle.closed or as_of)
    days = [day for day in cadence.slots(books.cycle) if books.calendar.end_of(day + grace * DAY) < over]
    items = [item for item in books.plan.items.values() if item.kind == "key_result" and _pursued(books, item)]
    due, in_time = dict.fromkeys(days, 0), dict.fromkeys(days, 0)
    for item in items:
        asked = [day for day in days if books.open_since[item.id] < day and (item.due is None or day <= item.due)]
        answered = _in_time(asked, books.check_ins.get(item.id, NONE).entries, books.calendar, grace)
        for day in asked:
            due[day] += 1
            in_time[day] += day in answered
    said = _confidences(items, books.check_ins, days, books.calendar)
    return tuple(Slot(day=day, due=due[day], in_time=in_time[day], confidence=said[day]) for day in days)


def _pursued(books: Books, item: Item) -> bool:
    return is_open(item, books.cycle.end)


def _in_time(slots: list[dt.date], entries: Iterable[CheckIn], calendar: Calendar, grace: int) -> set[dt.date]:
    """The slots that a check-in answers whose day is no later than the grace."""
    answered: set[dt.date] = set()
    for entry in entries:
        day = calendar.day(entry.at)
        place = bisect_left(slots, entry.slot or day - grace * DAY)
        if place < len(slots) and day <= slots[place] + grace * DAY:
            answered.add(slots[place])
    return answered


def _confidences(
    items: list[Item], check_ins: Mapping[str, CheckIns], days: list[dt.date], calendar: Calendar
) -> dict[dt.date, float | None]:
    """The mean of what was last said by each day of the confidence in the key results."""
    found: dict[dt.date, list[float]] = {day: [] for day in days}
    for item in items:
        entries = [entry for entry in check_ins.get(item.id, NONE).entries if entry.confidence is not None]
        said = sorted(((calendar.day(entry.at), entry.confidence) for entry in entries), key=lambda each: each[0])
        last, place = item.initial_confidence, 0
        for day in days:
            while place < len(said) and said[place][0] <= day:
                last, place = said[place][1], place + 1
            if last is not None:
                found[day].append(last)
    return {day: round(fmean(values), 4) if values else None for day, values in found.items()}
