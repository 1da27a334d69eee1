"""What an earlier cycle is made of, as rows of a table."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from msgspec import Struct

from events.facts import plan as facts
from events.facts.cycle import CycleKind
from events.terms import Fact


class Aim(Struct, frozen=True, kw_only=True):
    """A key result: from where to where, the readings of its check-ins, one a fortnight (None: missed), and how sure
    its owner was first and last. `carried` names the cycle that it was carried over from.

    `bare` check-ins bring a number and nothing else. Without a target there is nothing to measure yet: its check-ins
    tell the confidence, and the readings only which of them came.
    """

    key: str
    title: str
    measured_in: str
    start: float | None
    target: float | None
    readings: tuple[float | None, ...]
    sure: tuple[float, float] | None = None
    points: str = "2"
    carried: str | None = None
    kind: Literal["outcome", "guardrail"] = "outcome"
    bare: bool = False


class Late(Struct, frozen=True, kw_only=True):
    """A key result that came after the lock, in week `week`; what was dropped for it, and what had decided it, if
    anything."""

    aim: Aim
    week: int
    dropped: str | None = None
    decision: str | None = None


class Team(Struct, frozen=True):
    """A unit, who speaks for it, and what its check-ins say comes next."""

    unit: str
    champion: str
    sponsor: str
    next_steps: tuple[str, ...]


class Share(Struct, frozen=True, kw_only=True):
    """A unit's share of a cycle: its plan, what came later, and the facts of its own story, each in a week."""

    team: Team
    capacity: str
    objective: str
    aims: tuple[Aim, ...]
    outcome: str | None = None
    initiatives: tuple[facts.InitiativeCommitted, ...] = ()
    late: tuple[Late, ...] = ()
    story: tuple[tuple[int, Fact], ...] = ()
    lock: bool = True


class Quarter(Struct, frozen=True, kw_only=True):
    """A cycle: its days, the units that planned in it, and what became of its reviews by their numbers: missed,
    cancelled, held with somebody whom the sponsors sent, or else with all who had to come."""

    id: str
    name: str
    start: dt.date
    end: dt.date
    shares: tuple[Share, ...]
    kind: CycleKind = "quarter"
    reviews: int = 6
    missed: tuple[int, ...] = ()
    cancelled: tuple[int, ...] = ()
    sent: tuple[int, ...] = (3, 6)
    priorities: bool = True
