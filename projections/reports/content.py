"""The report as data: what every format shows. Amounts are points, shares are 0 to 1; None is what nobody knows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from events.catalogue import Event
from projections.books.findings import Asked, Finding
from projections.books.judgement import Judgement
from projections.folds.cycle import Cycle
from projections.folds.organisation import Organisation
from projections.folds.plan import Plan
from projections.policy import Policy
from projections.provenance import Source

Level = Literal["green", "amber", "red"]
Lock = Literal["locked", "assumed", "none"]


class Import(Struct, frozen=True, kw_only=True):
    """How much of a cycle's own record came from elsewhere: so many of its events, by whom.

    Where its plans were read from a history: from so many versions that changed something, of a git repository or of
    dated files, between when they landed (`since` and `until`), by which matchers.
    """

    imported: int
    events: int
    actors: tuple[str, ...]
    versions: int = 0
    sources: tuple[Source, ...] = ()
    matchers: tuple[str, ...] = ()
    since: dt.datetime | None = None
    until: dt.datetime | None = None


class Known(Struct, frozen=True, kw_only=True):
    """What a report is a function of: a cycle as it stands at a position and two instants.

    `plans` are by unit; `cited` holds events by id, at least those that the largest uncovered shifts name.
    """

    organisation_id: str
    organisation: Organisation
    cycle_id: str
    cycle: Cycle
    plans: Mapping[str, Plan]
    judgements: tuple[Judgement, ...]
    position: int
    judged_position: int
    as_of: dt.datetime
    known_at: dt.datetime
    policy: Policy
    unit: str | None = None
    reconstructed: Import | None = None
    cited: Mapping[str, Event] = {}


class Totals(Struct, frozen=True, kw_only=True):
    """The figures of a plan or a cycle (governance.md §2), as declared, and the rate as the likely pairs imply it."""

    demand: float | None = None
    covered: float | None = None
    covered_by: dict[str, float] | None = None
    uncovered: float | None = None
    below_minimum: float | None = None
    untraded_rate: float | None = None
    implied: float | None = None
    untraded_rate_implied: float | None = None
    base: float | None = None
    load: float | None = None
    capacity: float | None = None
    load_of_capacity: float | None = None
    moved: float | None = None
    churn: float | None = None
    churn_level: Level | None = None


class Shares(Struct, frozen=True, kw_only=True):
    """What became of the demand, as shares of it."""

    traded: float | None = None
    late: float | None = None
    change_budget: float | None = None
    overload: float | None = None
    untraded: float | None = None


class PlanRow(Struct, frozen=True, kw_only=True):
    """One plan. `lock`: promised by its owner, assumed by the policy, or not yet."""

    plan: str
    unit: str
    name: str
    lock: Lock
    locked_at: dt.datetime | None
    open_items: int
    figures: Totals
    verdicts: dict[str, int]


class Uncovered(Struct, frozen=True, kw_only=True):
    """A shift that something of is covered by nothing: who asked, when, for what, and what it pushed aside."""

    id: str
    plan: str
    unit: str
    verdict: str
    demand: float
    covered: float
    uncovered: float
    asked_by: Asked | None
    at: dt.datetime | None
    due: dt.date | None
    says: str
    clears: str
    pushed_aside: tuple[str, ...]


class Reviews(Struct, frozen=True, kw_only=True):
    """The reviews of the cycle, by what became of them; `ahead` are still to come."""

    scheduled: int
    held: int
    missed: int
    cancelled: int
    ahead: int


class CycleHead(Struct, frozen=True, kw_only=True):
    """Which cycle, and its days."""

    cycle: str
    name: str | None
    kind: str | None
    start: dt.date | None
    end: dt.date | None
    extended: int
    closed: dt.datetime | None


class Report(Struct, frozen=True, kw_only=True):
    """One page for the end of a cycle, then the evidence (governance.md §5).

    `verdict` is its headline, and `reconstruction` that of a cycle that was imported: from what, with both totals.
    """

    title: str
    verdict: str
    reconstruction: str | None
    organisation: str
    organisation_name: str | None
    cycle: CycleHead
    unit: str | None
    as_of: dt.datetime
    known_at: dt.datetime
    position: int
    judged_position: int
    reconstructed: Import | None
    assumed_baselines: tuple[str, ...]
    figures: Totals
    shares: Shares
    verdicts: dict[str, int]
    classes: dict[str, int]
    largest_uncovered: tuple[Uncovered, ...]
    plans: tuple[PlanRow, ...]
    reviews: Reviews
    shifts: tuple[Finding, ...]
    findings: tuple[Finding, ...]
    policy: Policy
