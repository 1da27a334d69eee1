"""Check-ins that do not come in time (governance.md §3, `check_ins_lapsed`): of a unit, never of a person."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterator

from projections import cadence
from projections.books.load import is_open
from projections.calendar import Calendar
from projections.folds.check_in import CheckIns
from projections.folds.plan import Item
from projections.rules.rule import Breach, Matter, Rule, TooFew

DAY = dt.timedelta(days=1)


def judge(matter: Matter) -> Iterator[Breach | TooFew]:
    """The share of the due check-ins that came in time is too small."""
    due, in_time = adherence(matter)
    if due < matter.policy.min_n:
        yield TooFew(due)
    elif in_time < matter.policy.check_ins_lapsed_on_time * due:
        yield Breach(
            says=f"Of {due} check-ins that were due, {in_time} came in time ({in_time / due:.0%}).",
            clears="Check in on what is pursued, by its day and two more; drop what nobody looks after.",
            evidence=tuple(item.committed_by for item in matter.key_results()),
        )


def adherence(matter: Matter) -> tuple[int, int]:
    """How many check-ins were due on the plan's key results by now, their grace over, and how many came in time."""
    books, grace = matter.books, matter.policy.check_ins_lapsed_grace_days
    over = min(matter.as_of, books.cycle.closed or matter.as_of)
    slots = [slot for slot in cadence.slots(books.cycle) if books.calendar.end_of(slot + grace * DAY) < over]
    due = in_time = 0
    for item in matter.key_results():
        mine = [slot for slot in slots if _asked(matter, item, slot)]
        due += len(mine)
        in_time += len(_in_time(mine, books.check_ins.get(item.id, CheckIns()), books.calendar, grace))
    return due, in_time


def _asked(matter: Matter, item: Item, slot: dt.date) -> bool:
    books = matter.books
    return (
        is_open(item, books.cycle.end) and books.open_since[item.id] < slot and (item.due is None or slot <= item.due)
    )


def _in_time(slots: list[dt.date], of: CheckIns, calendar: Calendar, grace: int) -> set[dt.date]:
    """The slots that a check-in answers whose day is no later than the grace."""
    answered: set[dt.date] = set()
    for entry in of.entries:
        day = calendar.day(entry.at)
        # A slot asks for what has come since the one before, and until its grace is over.
        place = bisect_left(slots, entry.slot or day - grace * DAY)
        if place < len(slots) and day <= slots[place] + grace * DAY:
            answered.add(slots[place])
    return answered


RULE = Rule(
    name="check_ins_lapsed",
    scope="plan",
    means="too few of a unit's check-ins come in time",
    parameters={
        "on": "whether it is judged",
        "grace_days": "the days after a check-in's day on which it is still in time",
        "on_time": "the share that has to come in time",
    },
    judge=judge,
)
