"""The report as data: what every format shows. Amounts are points, shares are 0 to 1; None is what nobody knows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from events.catalogue import Event
from projections.books.findings import Asked, Finding
from projections.books.judgement import Judgement
from projections.books.rulings import Suppressed
from projections.diagnosis.diagnosis import Diagnosis
from projections.diagnosis.judgement import CycleJudgement
from projections.folds.cycle import Cycle
from projections.folds.organisation import Organisation
from projections.folds.plan import Plan
from projections.policy import Policy
from projections.provenance import Source
from projections.reports.pictures.figures import Pictures

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


class TreeHead(Struct, frozen=True, kw_only=True):
    """The Merkle tree over the log up to the report's position (RFC 6962): whoever keeps it can prove later that
    nothing before was changed. `root` is in base64."""

    position: int
    root: str


class Tried(Struct, frozen=True, kw_only=True):
    """A policy that is tried instead of those noted: the parameters that it sets, and the judgements by those noted."""

    parameters: dict[str, object]
    noted: tuple[Judgement, ...]


class Known(Struct, frozen=True, kw_only=True):
    """What a report is a function of: a cycle as it stands at a position and two instants.

    `plans` are by unit, `judgements` of these plans with their measures; `cited` holds events by id, those that
    `composition.cites` names.
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
    whole: CycleJudgement
    unit: str | None = None
    tried: Tried | None = None
    parked: Mapping[str, int] = {}
    tree_head: TreeHead | None = None
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


class Share(Struct, frozen=True, kw_only=True):
    """So many of so many, and the share; None of nothing."""

    of: int
    whole: int
    share: float | None


class Graded(Struct, frozen=True, kw_only=True):
    """A key result whose target was changed: its latest value against the target as promised and the one now, and the
    grade that its owner gave."""

    plan: str
    item: str
    title: str
    original: float | None
    current: float | None
    value: float | None
    grade_original: float | None
    grade_current: float | None
    given: float | None


class Grades(Struct, frozen=True, kw_only=True):
    """The mean grade of the key results with a value, against the targets as promised and against those now; `given`
    is the mean of the grades that were given, of so many. `moved` has those whose target was changed."""

    key_results: int
    original: float | None
    current: float | None
    graded: int
    given: float | None
    moved: tuple[Graded, ...]


class Cited(Struct, frozen=True, kw_only=True):
    """An event that a finding cites."""

    position: int | None
    type: str
    subject: str
    time: dt.datetime
    noted: dt.datetime
    actor: str
    onbehalfof: str | None


class Inputs(Struct, frozen=True, kw_only=True):
    """All that the report is a function of: the same inputs give the same report, byte for byte in JSON. `policy` has
    the parameters by which it judges instead of those noted, where it does."""

    organisation: str
    cycle: str
    unit: str | None
    as_of: dt.datetime
    known_at: dt.datetime
    position: int
    policy: dict[str, object] | None


class OtherVerdict(Struct, frozen=True, kw_only=True):
    """A shift that gets another verdict by the policy that is tried than by those noted; None where it is none."""

    id: str
    plan: str
    real: str | None
    tried: str | None


class WhatIf(Struct, frozen=True, kw_only=True):
    """The figures by the policies noted, beside the report by the one that is tried, and what differs."""

    parameters: dict[str, object]
    verdict: str
    figures: Totals
    shares: Shares
    verdicts: dict[str, int]
    others: tuple[OtherVerdict, ...]


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
    inputs: Inputs
    what_if: WhatIf | None
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
    grades: Grades
    reviews: Reviews
    reviews_held: Share
    check_ins: Share
    attendance: Share
    diagnosis: Diagnosis
    tree_head: TreeHead | None
    pictures: Pictures
    shifts: tuple[Finding, ...]
    findings: tuple[Finding, ...]
    suppressed: tuple[Suppressed, ...]
    parked: dict[str, int]
    events: dict[str, Cited]
    policy: Policy
