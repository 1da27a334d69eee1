"""What a comparison of two moments is asked for, and what it gives."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from msgspec import Struct

from projections.changes.difference import Difference

BASELINE = "baseline"
Begins = Literal["day", "locked", "assumed"]


class NoComparison(ValueError):
    """Two moments cannot be compared; the message says why, and what would be accepted."""


class Span(Struct, frozen=True, kw_only=True):
    """From one moment to another, as far as was written down by `known_at`; from None: each plan from its baseline."""

    from_: dt.datetime | None
    to: dt.datetime
    known_at: dt.datetime


class PlanDifferences(Struct, frozen=True, kw_only=True):
    """What is different in a plan since a moment; `begins`: is it a day asked for, its lock, or an assumed one."""

    unit: str
    from_: dt.datetime
    begins: Begins
    differences: tuple[Difference, ...]


class LeftOut(Struct, frozen=True):
    """A unit whose plan is not compared, and why."""

    unit: str
    why: str


class Differences(Struct, frozen=True, kw_only=True):
    """What is different in a cycle itself, and in its plans by unit, at a position."""

    cycle: str
    span: Span
    differences: tuple[Difference, ...]
    plans: tuple[PlanDifferences, ...]
    left_out: tuple[LeftOut, ...]
    position: int
