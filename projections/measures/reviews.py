"""Reviews against their dates: which were due, which count as held, and whether the sponsors came."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from msgspec import Struct

from projections.calendar import Calendar
from projections.folds.cycle import Cycle, Review
from projections.measures.vitals import Part
from projections.policy import Policy


class Due(Struct, frozen=True, kw_only=True):
    """A review that was due: the day it was for, until when it could be held in time, and whether it was."""

    review: Review
    day: dt.date
    over: dt.datetime
    held: bool


def due(cycle: Cycle, sponsors: Collection[str], policy: Policy, calendar: Calendar, as_of: dt.datetime) -> list[Due]:
    """The reviews whose days of grace are over, or that were held, by day; those that were cancelled are none."""
    found = [_due(review, sponsors, policy, calendar) for review in cycle.reviews.values()]
    asked = [each for each in found if each.review.status != "cancelled"]
    return sorted(
        (each for each in asked if each.over < as_of or each.review.status == "held"),
        key=lambda each: (each.day, each.review.id),
    )


def _due(review: Review, sponsors: Collection[str], policy: Policy, calendar: Calendar) -> Due:
    day, days = calendar.day(calendar.moment(review.at)), policy.reviews_skipped_held_within_wd
    held = False
    if review.status == "held" and review.held_at is not None:
        came = calendar.day(calendar.moment(review.held_at))
        near = came <= calendar.after(day, days) and day <= calendar.after(came, days)
        held = near and _attended(review, sponsors, policy)
    return Due(review=review, day=day, over=calendar.end_of(calendar.after(day, days)), held=held)


def _attended(review: Review, sponsors: Collection[str], policy: Policy) -> bool:
    """Enough of those required came or sent somebody, and of the sponsors among them at least one did."""
    present = {person for person in review.required if person in review.attendees or person in review.delegates}
    asked = {person for person in review.required if person in sponsors}
    enough = len(present) >= policy.reviews_skipped_attended * len(set(review.required))
    return enough and (not asked or bool(asked & present))


def held(reviews: Iterable[Due]) -> Part:
    """How many of the reviews that were due were held in time."""
    listed = list(reviews)
    return Part.counted(sum(each.held for each in listed), len(listed))


def attendance(cycle: Cycle, sponsors: Collection[str], *, delegates: bool = False) -> Part:
    """How often sponsors came in person to the held reviews that required them; with `delegates` also by delegate."""
    came = asked = 0
    for review in cycle.reviews.values():
        if review.status == "held":
            required = {person for person in review.required if person in sponsors}
            asked += len(required)
            came += sum(
                1 for person in required if person in review.attendees or (delegates and person in review.delegates)
            )
    return Part.counted(came, asked)
