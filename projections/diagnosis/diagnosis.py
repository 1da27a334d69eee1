"""The diagnosis of a cycle as data (governance.md §4)."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from msgspec import Struct

from projections.measures.vitals import Part, Vitals

Subject = Literal["trust", "cadence", "sponsorship", "manager_capability"]
Level = Literal["sound", "strained", "broken", "unknown"]


class Cause(Struct, frozen=True, kw_only=True):
    """A likely cause and the support that fits it. `weight` is how much speaks for it: the findings that do, by kind
    in `found`, and the units that they are of. `evidence` has the ids of those findings, at most a hundred."""

    cause: str
    support: str
    weight: float
    found: dict[str, int]
    units: tuple[str, ...]
    evidence: tuple[str, ...]
    says: str


class Reading(Struct, frozen=True, kw_only=True):
    """One of the four things that people mean by "our OKRs do not work", of a unit or (None) of the organisation.

    `unknown`: there is too little to say anything. `found` counts the findings that speak against it, by kind.
    """

    subject: Subject
    unit: str | None
    level: Level
    says: str
    found: dict[str, int]


class Trend(Struct, frozen=True, kw_only=True):
    """A cycle among those of an organisation, the earliest first."""

    cycle: str
    name: str | None
    start: dt.date | None
    end: dt.date | None
    vitals: Vitals


class Difference(Struct, frozen=True, kw_only=True):
    """One figure before and after, each with what it is a share of; `change` is in shares, None of too little."""

    name: str
    before: Part
    after: Part
    change: float | None


class Effect(Struct, frozen=True, kw_only=True):
    """Whether a support changed how the business runs: the cycles before and after it began, and their figures.

    `claim`: there are enough cycles on both sides, and enough in them, to say anything; else `differences` is empty.
    """

    support: str
    kind: str
    problem: str
    units: tuple[str, ...]
    provider: str | None
    started_at: dt.datetime
    before: tuple[str, ...]
    after: tuple[str, ...]
    claim: bool
    differences: tuple[Difference, ...]
    says: str


class Answered(Struct, frozen=True, kw_only=True):
    """One of the nine questions to a provider: what was answered (None: nobody asked), and the evidence for it."""

    question: str
    asks: str
    answer: Literal["yes", "partial", "no"] | None
    evidence: str | None


class Vetting(Struct, frozen=True, kw_only=True):
    """A provider, question by question. `red` names the questions whose "no" rules it out."""

    support: str
    provider: str
    answers: tuple[Answered, ...]
    red: tuple[str, ...]
    says: str


class Carried(Struct, frozen=True, kw_only=True):
    """A key result carried over, followed through: the path in each cycle, the earliest first, with value and grade.
    `targets` are those of the same cycles."""

    title: str
    paths: tuple[str, ...]
    targets: tuple[float | None, ...]
    values: tuple[float | None, ...]
    grades: tuple[float | None, ...]
    status: str


class Diagnosis(Struct, frozen=True, kw_only=True):
    """Causes, the most likely first; the readings of the organisation, then of each unit; and the view across cycles,
    up to the one that is reported."""

    causes: tuple[Cause, ...] = ()
    readings: tuple[Reading, ...] = ()
    trends: tuple[Trend, ...] = ()
    effects: tuple[Effect, ...] = ()
    vettings: tuple[Vetting, ...] = ()
    carried: tuple[Carried, ...] = ()
