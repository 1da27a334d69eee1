"""The grammar of these tests: `given(events…).judged(as_of=…)`, and short words for what happened in a plan.

Every event travels through its exchange form, so that a story can say only what a file of events could. A story plays
in the first quarter of 2026; a day is written `02-03` and means 9 o'clock, UTC, unless a time follows it.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from events import catalogue
from events.catalogue import Event
from projections.books.figures import Figures, total
from projections.books.findings import Finding
from projections.books.journal import keep
from projections.books.judgement import Judgement, judge_cycle
from projections.books.ledger import Books
from projections.books.timeline import Timeline, seen
from projections.calendar import calendar_of
from projections.policy import DEFAULT, with_parameters
from tests.projections.words import CYCLE, PLAN, Fact, declared, full, key_result, locked, objective, opened


def given(*events: Event | list[Event]) -> Story:
    """A story of these events, in the order in which they are told."""
    told = [event for each in events for event in (each if isinstance(each, list) else [each])]
    return Story(tuple(replace(event, position=place) for place, event in enumerate(told, 1)))


class Story(Struct, frozen=True):
    """Events that can be judged at any two instants."""

    events: tuple[Event, ...]

    def and_(self, *events: Event | list[Event]) -> Story:
        """The story, and what happened then."""
        return given(list(self.events), *events)

    def timeline(self, as_of: str = "03-31", known_at: str | None = None) -> Timeline:
        """What is seen of the story at two days; the second is the first unless it is given."""
        calendar = calendar_of(DEFAULT)
        return seen(self.events, calendar.moment(full(as_of)), calendar.moment(full(known_at or as_of)))

    def judged(self, as_of: str = "03-31", known_at: str | None = None, **policy: Any) -> Judged:
        """The judgement of the story's cycle; with parameters by that policy, whichever was noted."""
        timeline = self.timeline(as_of, known_at)
        other = with_parameters(DEFAULT, policy) if policy else None
        return Judged(tuple(judge_cycle(timeline, CYCLE, other)), keep(timeline, CYCLE, PLAN, other))


class Judged(Struct, frozen=True):
    """What the books said."""

    judgements: tuple[Judgement, ...]
    books: Books

    @property
    def findings(self) -> list[Finding]:
        """Every finding of every plan."""
        return [finding for judgement in self.judgements for finding in judgement.findings]

    @property
    def figures(self) -> Figures:
        """The figures of the cycle."""
        return total(judgement.figures for judgement in self.judgements)

    def total(self, name: str) -> float | None:
        """One of the cycle's figures."""
        figure = getattr(self.figures, name)
        return None if figure is None else float(figure)

    def totals(self, *names: str) -> tuple[float | None, ...]:
        """Some of the cycle's figures."""
        return tuple(self.total(name) for name in names)

    @property
    def until(self) -> dt.datetime | None:
        """When time alone changes the judgement of the story's plan."""
        return next(judgement.until for judgement in self.judgements if judgement.plan == PLAN)

    def shift(self, id_: str) -> Finding:
        """The shift that an event was."""
        return self.finding("shift", id_)

    def finding(self, name: str, id_: str | None = None) -> Finding:
        """The one finding of a name, or the one that an event caused."""
        found = [each for each in self.findings if each.finding == name and id_ in (None, each.id)]
        assert len(found) == 1, f"{name} {id_ or ''}: {len(found)} found"
        return found[0]

    def verdict(self, id_: str) -> str:
        """The verdict on a shift."""
        return str(self.shift(id_).verdict)

    def amounts(self, id_: str) -> tuple[float | None, float | None, float | None]:
        """Demand, covered and uncovered of a shift."""
        shift = self.shift(id_)
        return shift.demand, shift.covered, shift.uncovered

    def flags(self, id_: str) -> set[str]:
        """The flags of a shift."""
        return set(self.shift(id_).flags or ())

    def given_up(self) -> dict[str, float]:
        """What each credit of the story's plan still gives, by its event."""
        return {name: float(credit.points) for name, credit in self.books.credits.items()}

    def unclaimed(self, id_: str) -> float:
        """What of a credit of the story's plan no link holds."""
        return float(self.books.credits[id_].unclaimed)

    def shifts(self) -> list[str]:
        """The ids of all shifts, in the order noted."""
        return [each.id for each in self.findings if each.finding == "shift"]

    def said(self, id_: str) -> list[str]:
        """The findings, shifts apart, that an event caused."""
        return [each.finding for each in self.findings if each.id == id_ and each.finding != "shift"]

    def named(self, finding: str) -> list[str]:
        """The ids of all findings of a name."""
        return [each.id for each in self.findings if each.finding == finding]


def on(
    when: str,
    id_: str,
    fact: Fact,
    *,
    noted: str | None = None,
    by: str = "dana",
    asked_by: str | None = None,
    decision: str | None = None,
    request: str | None = None,
) -> Event:
    """An event: when it took effect, its id, what happened; noted at once unless a later day is given."""
    envelope = {
        "specversion": "1.0",
        "id": id_,
        "source": "/orgs/acme",
        "type": fact.type,
        "subject": fact.subject,
        "time": _instant(when),
        "notedat": noted and _instant(noted),
        "actor": by,
        "onbehalfof": asked_by,
        "decision": decision,
        "correlationid": request,
        "data": fact.data,
    }
    return catalogue.decode(json.dumps({name: value for name, value in envelope.items() if value is not None}).encode())


def _instant(day: str) -> str:
    date, _, time = full(day).partition(" ")
    return date if "T" in date else f"{date}T{time or '09:00'}:00Z"


def a_plan(capacity: float | None = 20, *, end: str = "2026-03-31", **points: float) -> list[Event]:
    """A cycle from 1 January, and a plan with an objective `aim`, sponsored by sofia, and key results from 0 to 10."""
    events = [on("01-01 00:00", "opened", opened(end=end))]
    events += [on("01-05", "capacity", declared(capacity))] if capacity is not None else []
    events += [on("01-06", "aim", objective("aim", sponsor="sofia"))]
    return events + [on("01-07", name, key_result(name, weight)) for name, weight in points.items()]


def a_locked_plan(capacity: float | None = 20, *, end: str = "2026-03-31", **points: float) -> list[Event]:
    """A plan, locked on 12 January."""
    return [*a_plan(capacity, end=end, **points), on("01-12", "locked", locked())]
