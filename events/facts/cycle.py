"""Stream `cycle/{cycle}`: a planning cycle, its dates and its reviews."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from events.terms import Fact, Id, Person, Text, Title, When

CycleKind = Literal["quarter", "trimester", "half", "year", "pilot"]
ReviewKind = Literal["planning", "check_in", "priorities", "mid_cycle", "end_of_cycle", "reset"]

STREAM = "cycle/{cycle}"


class CycleOpened(Fact, frozen=True, kw_only=True):
    """A cycle runs from its first to its last day, both included, with a check-in due every so many days."""

    type_: ClassVar[str] = "cycle.opened"
    name: Title
    start: dt.date
    end: dt.date
    kind: CycleKind
    check_in_every_days: Annotated[int, Meta(ge=1, le=366)] = 7


class CycleExtended(Fact, frozen=True, kw_only=True):
    """A cycle ends later than it was opened for."""

    type_: ClassVar[str] = "cycle.extended"
    end: dt.date
    reason: Text
    approved_by: Person


class CycleClosed(Fact, frozen=True, kw_only=True):
    """A cycle is over: what is noted later is shown, and covers nothing."""

    type_: ClassVar[str] = "cycle.closed"
    summary: Text | None = None


class ReviewScheduled(Fact, frozen=True, kw_only=True):
    """A review is to be held at an instant, with the people it needs, for some units or for all."""

    type_: ClassVar[str] = "review.scheduled"
    review: Id
    kind: ReviewKind
    at: When
    required: tuple[Person, ...]
    units: tuple[Id, ...] = ()


class ReviewHeld(Fact, frozen=True, kw_only=True):
    """A review took place, with those who came and the delegates of those who did not."""

    type_: ClassVar[str] = "review.held"
    review: Id
    at: When
    attendees: tuple[Person, ...]
    delegates: dict[Person, Person] = {}
    notes: Text | None = None


class ReviewMissed(Fact, frozen=True, kw_only=True):
    """A scheduled review was not held within its grace; written by a worker."""

    type_: ClassVar[str] = "review.missed"
    review: Id


class ReviewCancelled(Fact, frozen=True, kw_only=True):
    """A scheduled review will not be held, and why."""

    type_: ClassVar[str] = "review.cancelled"
    review: Id
    reason: Text


class PrioritiesReviewed(Fact, frozen=True, kw_only=True):
    """A review went through the priorities: what it kept, changed and stopped."""

    type_: ClassVar[str] = "priorities.reviewed"
    review: Id
    kept: tuple[Id, ...]
    changed: tuple[Id, ...]
    stopped: tuple[Id, ...]
