"""What the pictures show, as data: the tables that stand beside them are made of the same."""

from __future__ import annotations

import datetime as dt

from msgspec import Struct


class Rank(Struct, frozen=True, kw_only=True):
    """The rank of an objective at the end of a day, 1 first; None from the day on which it left the list. `verdict`
    is that of a shift about it or below it on that day."""

    unit: str
    objective: str
    title: str
    day: dt.date
    rank: int | None
    verdict: str | None = None


class Load(Struct, frozen=True, kw_only=True):
    """Load and capacity of the plans together at the end of a day, beside what was promised at the locks, in points."""

    day: dt.date
    load: float
    capacity: float
    baseline: float


class Paid(Struct, frozen=True, kw_only=True):
    """Points that were asked for in a unit, and what paid for them: `traded`, `late`, `change_budget`, `overload` or
    `uncovered`."""

    unit: str
    by: str
    points: float


class CheckedIn(Struct, frozen=True, kw_only=True):
    """The check-ins due from a unit on a day, and how many of them came in time."""

    unit: str
    day: dt.date
    due: int
    in_time: int


class Confidence(Struct, frozen=True, kw_only=True):
    """The mean confidence in a unit's key results on a day; the grade is the mean of those given, on the last one."""

    unit: str
    day: dt.date
    confidence: float
    grade: float | None = None


class Target(Struct, frozen=True, kw_only=True):
    """A key result whose target was changed, the way as promised being 1: where its target is now, where it stands."""

    unit: str
    item: str
    title: str
    original: float
    current: float
    value: float | None
    way_current: float
    way_value: float | None


class Pictures(Struct, frozen=True, kw_only=True):
    """What all pictures show. What is more than a page can hold is left out, the least telling first: `left_out` says
    how many units or key results of which picture."""

    ranks: tuple[Rank, ...] = ()
    loads: tuple[Load, ...] = ()
    paid: tuple[Paid, ...] = ()
    check_ins: tuple[CheckedIn, ...] = ()
    confidences: tuple[Confidence, ...] = ()
    targets: tuple[Target, ...] = ()
    left_out: dict[str, int] = {}
