"""Reviews: scheduled, held and cancelled. That one was missed, a worker finds out."""

from __future__ import annotations

import datetime as dt

from events.facts.cycle import ReviewCancelled, ReviewHeld, ReviewScheduled
from events.terms import When
from projections.calendar import calendar_of
from projections.folds.cycle import Review
from services.decisions.admission import AHEAD
from services.decisions.case import Case, Refused, Stated, among
from services.decisions.command import Decision
from services.decisions.organisation.units import existing


def schedule(case: Case, wish: ReviewScheduled) -> Stated:
    """The review is to be held; one that was scheduled before, or cancelled, is so anew."""
    known = case.cycle.reviews.get(wish.review)
    if known is not None and known.status in ("held", "missed"):
        says = f"the review {known.id} was {known.status}"
        raise Refused(f"{says}; expected the id of one that is still to come, or a new one", "review")
    for unit in wish.units:
        existing(case.organisation, unit, "units")
    wished = Review(id=wish.review, kind=wish.kind, at=wish.at, required=wish.required, units=wish.units)
    if known == wished:
        raise Refused(f"the review {wished.id} is scheduled like that already, at {wish.at}; expected a change", "at")
    return case.states(wish)


def hold(case: Case, wish: ReviewHeld) -> Stated:
    """The review took place, also one that nobody had scheduled or that was given up as missed."""
    known = case.cycle.reviews.get(wish.review)
    if known is not None and known.status in ("held", "cancelled"):
        says = f"the review {known.id} was {known.status}{f' at {known.held_at}' if known.held_at else ''}"
        raise Refused(f"{says}; expected one that is still to come, or a new id", "review")
    if _to_come(case, wish.at):
        raise Refused(f"{wish.at} is still to come; expected when it was held (`review.schedule` announces one)", "at")
    if not wish.attendees and not wish.delegates:
        raise Refused("nobody attended; expected `attendees` or `delegates`, or `review.cancel`", "attendees")
    return case.states(wish)


def cancel(case: Case, wish: ReviewCancelled) -> Stated:
    """The review will not be held."""
    known = there(case, wish.review)
    if known.status != "scheduled":
        raise Refused(f"the review {known.id} was {known.status} already; expected one that is to come", "review")
    return case.states(wish)


def there(case: Case, id_: str) -> Review:
    """The review of the cycle, whatever became of it."""
    reviews = case.cycle.reviews
    if id_ not in reviews:
        says = f"the cycle has no review {id_!r}{among(id_, reviews)}"
        raise Refused(f"{says} (`review.schedule` announces one, `review.hold` records one)", "review")
    return reviews[id_]


def _to_come(case: Case, at: When) -> bool:
    """Whether it has not begun: a day has when it has begun in the policy's time zone, though it means its end."""
    calendar = calendar_of(case.organisation.policy)
    is_day = len(at) == len("2026-03-31")
    begins = calendar.start_of(dt.date.fromisoformat(at)) if is_day else calendar.moment(at)
    return begins > case.now + AHEAD


COMMANDS = {
    "review.schedule": Decision(ReviewScheduled, schedule),
    "review.hold": Decision(ReviewHeld, hold),
    "review.cancel": Decision(ReviewCancelled, cancel),
}
