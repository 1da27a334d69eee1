"""The figures of one plan beside its books, as data. Shares are 0 to 1, points are JSON numbers."""

from __future__ import annotations

import datetime as dt

from msgspec import Struct

from projections.folds.plan import Status


class Slot(Struct, frozen=True, kw_only=True):
    """A day on which check-ins were due, its grace over: how many, how many came in time, and the mean of the
    confidences last known by then in the key results open now (None where nobody ever said one)."""

    day: dt.date
    due: int
    in_time: int
    confidence: float | None = None


class KeyResult(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A key result as it stands. `original` is its target as promised, `target` the one now; `grade_original` and
    `grade_current` are the latest value against them. `outcome`: its wording passes, or nobody minds (a waiver).

    `confidence` is the latest, else the initial one; `first_check_in` the day of the first check-in in the cycle;
    `taken_up` the day since which it is open; `trend` where the readings known at the lock lead by its due date.
    """

    id: str
    title: str
    committed_by: str
    status: Status
    weight: float
    outcome: bool
    metric: str | None = None
    measured_in: str | None = None
    direction: str | None = None
    start: float | None = None
    original: float | None = None
    target: float | None = None
    value: float | None = None
    guardrail: bool = False
    carried_from: str | None = None
    locked: bool = False
    taken_up: dt.date | None = None
    trend: float | None = None
    initial_confidence: float | None = None
    confidence: float | None = None
    grade: float | None = None
    grade_original: float | None = None
    grade_current: float | None = None
    first_check_in: dt.date | None = None


class Initiative(Struct, frozen=True, kw_only=True):
    """An open initiative that serves no key result and is not business as usual."""

    id: str
    title: str
    committed_by: str
    weight: float


class Shifted(Struct, frozen=True, kw_only=True):
    """A shift in force: when it took effect, its verdict, whether a sponsor asked for it, and whether a decision
    authorised it before. `objective` is the one that it is about or below."""

    id: str
    at: dt.datetime
    verdict: str
    item: str | None
    objective: str | None
    uncovered: float
    by_sponsor: bool
    authorised: bool


class Ranked(Struct, frozen=True, kw_only=True):
    """The open objectives in their order from an instant on."""

    at: dt.datetime
    order: tuple[str, ...]


class Loaded(Struct, frozen=True, kw_only=True):
    """Load and capacity, in points, from an instant on."""

    at: dt.datetime
    load: float
    capacity: float


class Waived(Struct, frozen=True, kw_only=True):
    """A waiver in force: of a rule, for the plan, an item of it or its cycle."""

    id: str
    rule: str
    subject: str


class Measures(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is known of a plan beside its books, at the instant that is judged.

    `weight` is that of the items promised, `linked` what of it stands under an objective that serves an annual outcome
    or another plan's objective; `sponsors` are persons; `premature` the changes that were in force too long before
    their decision; `due` and `in_time` the sums of the slots; `rejected` the events by which a trade-off was rejected,
    by the item that was offered.
    """

    plan: str
    locked_at: dt.datetime | None = None
    lock_assumed: bool = False
    weight: float = 0.0
    linked: float = 0.0
    capacity: float = 0.0
    sponsors: tuple[str, ...] = ()
    slots: tuple[Slot, ...] = ()
    due: int = 0
    in_time: int = 0
    key_results: tuple[KeyResult, ...] = ()
    unlinked: tuple[Initiative, ...] = ()
    shifts: tuple[Shifted, ...] = ()
    premature: tuple[str, ...] = ()
    rejected: dict[str, tuple[str, ...]] = {}
    waivers: tuple[Waived, ...] = ()
    ranks: tuple[Ranked, ...] = ()
    loads: tuple[Loaded, ...] = ()
    objectives: dict[str, str] = {}

    @property
    def unit(self) -> str:
        """Whose plan it is."""
        return self.plan.rsplit("/", 1)[1]
