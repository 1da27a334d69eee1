"""What a unit's plan is made of, as rows of a table, and the events by which it was committed and locked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from deploy.example.pen import CYCLE, Pen
from events.catalogue import Event
from events.facts import plan as facts
from events.facts.plan import Direction
from events.terms import Fact, Points


class Objective(Struct, frozen=True):
    """One row: what the unit wants to be true, the annual outcome or the other plan's objective that it serves."""

    key: str
    title: str
    owner: str
    outcome: str | None = None
    supports: str | None = None

    def committed(self, unit: str, sponsor: str, rank: int | None = None) -> facts.ObjectiveCommitted:
        """The fact that the unit committed to it."""
        return facts.ObjectiveCommitted(
            objective=f"{unit}-{self.key}",
            title=self.title,
            owner=self.owner,
            sponsor=sponsor,
            outcome=self.outcome,
            supports=f"{CYCLE}/{self.supports}" if self.supports else None,
            rank=rank,
        )


class KeyResult(Struct, frozen=True):
    """One row: from where to where, in which unit of measure, at what weight, how sure at first.

    `reaches` is the share of the way that it has gone at the end of the quarter, `silent_after` the last week with a
    check-in where its owner stops speaking of it.
    """

    key: str
    objective: str
    title: str
    measured_in: str
    start: float
    target: float
    points: str
    owner: str
    confidence: float
    reaches: float
    silent_after: int | None = None
    due: dt.date | None = None
    kind: Literal["outcome", "guardrail"] = "outcome"

    def committed(self, unit: str) -> facts.KeyResultCommitted:
        """The fact that the unit committed to it."""
        return facts.KeyResultCommitted(
            key_result=f"{unit}-{self.key}",
            objective=f"{unit}-{self.objective}",
            title=self.title,
            measured_in=self.measured_in,
            start=self.start,
            target=self.target,
            direction=self.direction,
            due=self.due,
            points=Points(self.points),
            kind=self.kind,
            owner=self.owner,
            initial_confidence=self.confidence,
        )

    @property
    def direction(self) -> Direction:
        """Where its numbers go."""
        if self.start == self.target:
            return "maintain"
        return "increase" if self.start < self.target else "decrease"


class Initiative(Struct, frozen=True):
    """One row: a piece of work, and the key result that it is meant to move."""

    key: str
    title: str
    points: str
    owner: str
    key_result: str | None = None
    business_as_usual: bool = False

    def committed(self, unit: str) -> facts.InitiativeCommitted:
        """The fact that the unit committed to it."""
        return facts.InitiativeCommitted(
            initiative=f"{unit}-{self.key}",
            title=self.title,
            key_result=f"{unit}-{self.key_result}" if self.key_result else None,
            points=Points(self.points),
            owner=self.owner,
            business_as_usual=self.business_as_usual,
        )


class Unit(Struct, frozen=True, kw_only=True):
    """A unit: its plan as promised, the key results that came later, and its story from the lock to the close.

    `skips` says how well it checks in: every so many weeks one check-in is left out.
    """

    id: str
    name: str
    parent: str | None = None
    sponsor: str
    champion: str
    capacity: str
    planned: str
    locked: str | None = None
    objectives: tuple[Objective, ...]
    key_results: tuple[KeyResult, ...]
    initiatives: tuple[Initiative, ...]
    later: tuple[KeyResult, ...]
    story: tuple[Event, ...]
    skips: int
    next_steps: tuple[str, ...]
    blockers: tuple[str, ...]

    @property
    def owners(self) -> tuple[str, ...]:
        """Those who own a key result, each once."""
        return tuple(dict.fromkeys(row.owner for row in (*self.key_results, *self.later)))


def planning(unit: Unit) -> Iterator[Event]:
    """The plan as it was promised: capacity, objectives in their order, key results, initiatives, its lock if any."""
    pen = Pen(unit.id)
    minutes = iter(range(60))

    def write(name: str, by: str, fact: Fact) -> Event:
        return pen(f"{unit.planned}:{next(minutes):02}", name, by, fact)

    yield write("capacity", unit.sponsor, facts.CapacityDeclared(points=Points(unit.capacity)))
    for objective in unit.objectives:
        yield write(f"{objective.key}-committed", unit.champion, objective.committed(unit.id, unit.sponsor))
    rows: tuple[KeyResult | Initiative, ...] = (*unit.key_results, *unit.initiatives)
    for row in rows:
        yield write(f"{row.key}-committed", unit.champion, row.committed(unit.id))
    if unit.locked:
        yield pen(unit.locked, "locked", unit.champion, facts.BaselineLocked(approved_by=unit.sponsor))
