"""What the books say: a finding, in the words of `judge` and of the HTTP interface."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from msgspec import Struct

from projections.policy import Policy

PARAMETERS: dict[str, tuple[str, ...]] = {
    "shift": ("grace_wd", "minimum_shift", "enough"),
    "change_budget_spent": ("change_budget",),
    "overload_capped": ("overload_cap",),
    "split_shift": ("minimum_shift", "split_days"),
    "eroded": ("erosion",),
    "implied_trade": ("grace_wd",),
    "moved_goalpost": ("goalpost_late", "goalpost_confidence"),
    "silent_drop": ("silent_slots",),
    "rank_without_displacement": ("rank_jump", "rank_top"),
    "late_lock": ("assumed_lock_wd",),
}


class Asked(Struct, frozen=True, kw_only=True):
    """Who asked: the roles held for the unit at that time. Persons are never ranked."""

    roles: tuple[str, ...]
    unit: str


class Finding(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One finding. Points are JSON numbers with at most four places, `due` is the grace's last day."""

    id: str
    finding: str
    plan: str
    kind: str | None = None
    verdict: str | None = None
    item: str | None = None
    demand: float | None = None
    covered: float | None = None
    uncovered: float | None = None
    covered_by: dict[str, float] | None = None
    due: dt.date | None = None
    flags: tuple[str, ...] | None = None
    days_in_force: int | None = None
    grade_original: float | None = None
    grade_current: float | None = None
    at: dt.datetime | None = None
    noted: dt.datetime | None = None
    asked_by: Asked | None = None
    decision: str | None = None
    authorised: bool | None = None
    reason: str | None = None
    policy: dict[str, float] | None = None
    evidence: tuple[str, ...]
    says: str
    clears: str


def used(policy: Policy, finding: str) -> dict[str, float] | None:
    """The values of the policy that a finding depends on; None where it depends on none."""
    return {name: float(getattr(policy, name)) for name in PARAMETERS.get(finding, ())} or None


def number(amount: Decimal) -> float:
    """An amount as a JSON number."""
    return float(round(amount, 4))


def points(amount: Decimal | float) -> str:
    """An amount in a sentence, to two places: `3 points`, `1 point`, `0.5 points`."""
    text = f"{round(Decimal(amount), 2).normalize():f}"
    return f"{text} point" if text == "1" else f"{text} points"
