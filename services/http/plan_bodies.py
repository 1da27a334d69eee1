"""A plan as JSON: objectives, each with its key results, each with its initiatives."""

from __future__ import annotations

import datetime as dt

from msgspec import Struct


class InitiativeBody(Struct, frozen=True, kw_only=True):
    """An initiative; `completed` says that it is done."""

    initiative: str
    title: str
    key_result: str | None
    status: str
    owner: str | None
    priority: str | None
    points: float | None
    business_as_usual: bool
    completed: bool


class KeyResultBody(Struct, frozen=True, kw_only=True):
    """A key result with what its latest check-ins say; `points` are null where the policy's default counts."""

    key_result: str
    objective: str
    title: str
    status: str
    owner: str | None
    priority: str | None
    points: float | None
    metric: str | None
    measured_in: str | None
    start: float | None
    target: float | None
    direction: str | None
    due: dt.date | None
    kind: str
    initial_confidence: float | None
    value: float | None
    confidence: float | None
    checked_in: dt.datetime | None
    grade: float | None
    carried_over_from: str | None
    initiatives: tuple[InitiativeBody, ...]


class ObjectiveBody(Struct, frozen=True, kw_only=True):
    """An objective; `rank` is its place among the open ones, from 1."""

    objective: str
    title: str
    rank: int | None
    status: str
    owner: str | None
    sponsor: str | None
    priority: str | None
    points: float | None
    outcome: str | None
    supports: str | None
    grade: float | None
    key_results: tuple[KeyResultBody, ...]


class LockBody(Struct, frozen=True, kw_only=True):
    """The plan's first lock, by its event, and how often the baseline was revised."""

    event: str
    at: dt.datetime
    revisions: int


class PlanBody(Struct, frozen=True, kw_only=True):
    """A plan as it stands. `initiatives` are those of no key result; `lock` is null before one.

    `parked_at` is null, or the position of an event that this program cannot fold: what came since is missing.
    """

    cycle: str
    unit: str
    capacity: float | None
    change_budget: float | None
    lock: LockBody | None
    objectives: tuple[ObjectiveBody, ...]
    initiatives: tuple[InitiativeBody, ...]
    parked_at: int | None
    links: dict[str, str]


class PlanAnswer(PlanBody, frozen=True, kw_only=True):
    """A plan by itself, with the position that it stands at."""

    position: int


class PlanList(Struct, frozen=True, kw_only=True):
    """A page of plans, by unit."""

    items: tuple[PlanBody, ...]
    next: str | None
    position: int
