"""The policy: the parameters of the books, as set so far."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from tests.second.calendar import Calendar
from tests.second.read import Told

Policy = dict[str, Any]

DEFAULTS: Policy = {
    "timezone": "UTC",
    "holidays": [],
    "assumed_lock_wd": 10,
    "default_points": 1,
    "grace_wd": 5,
    "minimum_shift": "0.5",
    "enough": "0.8",
    "change_budget": "0.1",
    "overload_cap": "0.1",
    "rank_jump": 2,
    "rank_top": 3,
    "close_wd": 10,
    "churn_amber": "0.15",
    "churn_red": "0.3",
    "check_ins_lapsed.grace_days": 2,
    "reviews_skipped.held_within_wd": 3,
    "reviews_skipped.attended": "0.5",
}


def figure(policy: Policy, name: str) -> Fraction:
    """A parameter as an exact number."""
    return Fraction(str(policy[name]))


def noted_by(events: Sequence[Told], until: Callable[[Policy], dt.datetime]) -> Policy:
    """What was set by a moment that may itself depend on the policy of then."""
    policy = DEFAULTS
    for event in events:
        if event.type == "policy.set" and event.noted <= until(policy):
            policy = policy | event.data["parameters"]
    return policy


def at_start(events: Sequence[Told], start: dt.date) -> Policy:
    """The policy noted by the start of a cycle's first day."""
    return noted_by(events, lambda policy: Calendar(policy).start(start))
