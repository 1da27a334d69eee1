"""A cycle: its dates, whether it is closed, and its reviews."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from events.catalogue import Event
from events.facts import cycle as facts
from events.terms import When


class Review(Struct, frozen=True, kw_only=True):
    """A review as it was scheduled, and what became of it."""

    id: str
    kind: str
    at: When
    required: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    status: Literal["scheduled", "held", "missed", "cancelled"] = "scheduled"
    held_at: When | None = None
    attendees: tuple[str, ...] = ()
    delegates: dict[str, str] = {}


class Cycle(Struct, frozen=True, kw_only=True):
    """What is known of a cycle; before it is opened it has no dates. `imported`: another system's record opened it."""

    name: str = ""
    kind: str = ""
    opened_at: dt.datetime | None = None
    imported: bool = False
    start: dt.date | None = None
    end: dt.date | None = None
    check_in_every_days: int = 7
    extended: int = 0
    closed: dt.datetime | None = None
    reviews: dict[str, Review] = {}
    priorities_reviewed: int = 0
    ignored: tuple[str, ...] = ()


def evolve(state: Cycle, event: Event) -> Cycle:
    """The cycle after an event of its stream."""
    match event.data:
        case facts.CycleOpened() as fact if state.start is None:
            return replace(
                state,
                name=fact.name,
                kind=fact.kind,
                opened_at=event.effective,
                imported=event.origin == "import",
                start=fact.start,
                end=fact.end,
                check_in_every_days=fact.check_in_every_days,
            )
        case facts.CycleExtended(end=end) if state.end is not None:
            return replace(state, end=end, extended=state.extended + 1)
        case facts.CycleClosed() if state.closed is None:
            return replace(state, closed=event.noted)
        case facts.ReviewScheduled() as fact:
            review = Review(id=fact.review, kind=fact.kind, at=fact.at, required=fact.required, units=fact.units)
            return replace(state, reviews={**state.reviews, fact.review: review})
        case facts.PrioritiesReviewed():
            return replace(state, priorities_reviewed=state.priorities_reviewed + 1)
        case facts.ReviewHeld() | facts.ReviewMissed() | facts.ReviewCancelled() as fact:
            return _review(state, event, fact)
    return replace(state, ignored=(*state.ignored, event.id))


def _review(state: Cycle, event: Event, fact: facts.ReviewHeld | facts.ReviewMissed | facts.ReviewCancelled) -> Cycle:
    review = state.reviews.get(fact.review)
    match fact:
        case facts.ReviewHeld():
            # A review that nobody had scheduled was held all the same.
            known = review or Review(id=fact.review, kind="check_in", at=fact.at)
            review = replace(known, status="held", held_at=fact.at, attendees=fact.attendees, delegates=fact.delegates)
        case facts.ReviewMissed() if review and review.status == "scheduled":
            review = replace(review, status="missed")
        case facts.ReviewCancelled() if review:
            review = replace(review, status="cancelled")
    if review is None:
        return replace(state, ignored=(*state.ignored, event.id))
    return replace(state, reviews={**state.reviews, fact.review: review})
