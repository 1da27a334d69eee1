"""The third quarter of 2026 and its reviews: held, missed in the holidays, cancelled for a fair."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from msgspec import Struct

from deploy.example.organisation import CHIEF_EXECUTIVE, GOVERNANCE_LEAD
from deploy.example.pen import CYCLE, END, START, moment, written
from deploy.example.units import UNITS
from events.catalogue import Event
from events.facts import cycle as facts
from events.facts.cycle import ReviewKind
from events.terms import Fact, When

SUBJECT = f"cycle/{CYCLE}"
SLOTS = tuple(START + dt.timedelta(days=7 * week) for week in range(1, 14))
SPONSORS = tuple(unit.sponsor for unit in UNITS)
REQUIRED = (*SPONSORS, GOVERNANCE_LEAD)
# Every so many reviews a sponsor stays away; sales' comes to one in three.
ABSENT = {"heron": 6, "falcon": 5, "swift": 4, "pelican": 7, "ibis": 3}
DELEGATE = {unit.sponsor: unit.champion for unit in UNITS if unit.id in ("platform", "operations")}
WORKER = "okr-ledger"


class Review(Struct, frozen=True):
    """One row: a review, the day it is for, and what became of it."""

    id: str
    kind: ReviewKind
    day: dt.date
    became: str = "held"

    @property
    def at(self) -> When:
        """The hour of every review: ten in Copenhagen."""
        return When(f"{self.day}T08:00:00Z")


def reviews() -> list[Review]:
    """All reviews of the quarter, by day."""
    became = {5: "missed", 6: "missed", 9: "cancelled"}
    weekly = [Review(f"week-{n:02}", "check_in", day, became.get(n, "held")) for n, day in enumerate(SLOTS, 1)]
    others = [
        Review("planning", "planning", dt.date(2026, 6, 30)),
        Review("priorities-july", "priorities", dt.date(2026, 7, 28)),
        Review("mid-cycle", "mid_cycle", dt.date(2026, 8, 18)),
        Review("priorities-september", "priorities", dt.date(2026, 9, 15), "missed"),
        Review("end-of-cycle", "end_of_cycle", dt.date(2026, 10, 7)),
    ]
    return sorted([*weekly, *others], key=lambda review: review.day)


def running() -> Iterator[Event]:
    """The cycle's stream: opened, its reviews and what became of each, the priorities kept and changed, closed."""
    opened = facts.CycleOpened(name="Third quarter 2026", start=START, end=END, kind="quarter")
    yield _write("opened", moment("06-15 10:00"), GOVERNANCE_LEAD, opened)
    for minute, review in enumerate(reviews()):
        scheduled = facts.ReviewScheduled(review=review.id, kind=review.kind, at=review.at, required=REQUIRED)
        yield _write(f"{review.id}-scheduled", moment(f"06-16 10:{minute:02}"), GOVERNANCE_LEAD, scheduled)
    for number, review in enumerate(reviews(), 1):
        yield _outcome(number, review)
    yield from _priorities()
    summary = "Revenue came and Baltic Retail is nearly live; the copilot and Hamburg came on top of everything else."
    yield _write("closed", moment("10-09 12:00"), GOVERNANCE_LEAD, facts.CycleClosed(summary=summary))


def _write(name: str, noted: dt.datetime, by: str, fact: Fact) -> Event:
    return written(SUBJECT, f"{CYCLE}-{name}", noted, by, fact)


def _outcome(number: int, review: Review) -> Event:
    if review.became == "missed":
        # Noted by the worker on the night after the third working day, when the wait is over.
        night = dt.datetime.combine(review.day + dt.timedelta(days=6), dt.time(0, 10), dt.UTC)
        return _write(f"{review.id}-missed", night, WORKER, facts.ReviewMissed(review=review.id))
    if review.became == "cancelled":
        before = dt.datetime.combine(review.day - dt.timedelta(days=2), dt.time(13), dt.UTC)
        cancelled = facts.ReviewCancelled(review=review.id, reason="Half of the reviewers are at the Munich fair")
        return _write(f"{review.id}-cancelled", before, GOVERNANCE_LEAD, cancelled)
    at = dt.datetime.combine(review.day, dt.time(8), dt.UTC)
    absent = [person for person in SPONSORS if _stays_away(person, number)]
    chief = [CHIEF_EXECUTIVE] if review.kind in ("planning", "mid_cycle", "end_of_cycle") else []
    held = facts.ReviewHeld(
        review=review.id,
        at=review.at,
        attendees=tuple([person for person in REQUIRED if person not in absent] + chief),
        delegates={person: DELEGATE[person] for person in absent if person in DELEGATE},
    )
    return _write(f"{review.id}-held", at + dt.timedelta(hours=1), GOVERNANCE_LEAD, held)


def _stays_away(person: str, number: int) -> bool:
    if person == "kestrel":
        return number % 3 != 1
    return number % ABSENT[person] == 0


def _priorities() -> Iterator[Event]:
    rows = (
        ("07-28 10:00", "priorities-july", ("product-o1", "sales-o1"), ("platform-o3",), ("platform-k6", "sales-k3")),
        (
            "08-18 10:00",
            "mid-cycle",
            ("customer-success-o2",),
            ("operations-k1", "growth-o4"),
            ("sales-k6", "growth-k5"),
        ),
    )
    for when, review, kept, changed, stopped in rows:
        fact = facts.PrioritiesReviewed(review=review, kept=kept, changed=changed, stopped=stopped)
        yield _write(f"{review}-priorities", moment(when), GOVERNANCE_LEAD, fact)
