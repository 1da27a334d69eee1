"""The policy: what an organisation may set about its own judgement (governance.md §1–3), with the defaults."""

from __future__ import annotations

import zoneinfo
from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct, field

from events.catalogue import Event
from events.facts.organisation import PolicySet

Days = Annotated[int, Meta(ge=0, le=366)]
Part = Annotated[float, Meta(ge=0.0, le=1.0)]
Count = Annotated[int, Meta(ge=1, le=1000)]
Amount = Annotated[float, Meta(ge=0.0, le=1e7)]
Day = Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}$(?!\n)")]


class Policy(Struct, frozen=True, kw_only=True):
    """The values in force. `_wd` counts working days, `_days` calendar days; shares are 0 to 1.

    A rule's own parameter is set as `rule.parameter`: its field has that name with an underscore for the dot.
    """

    timezone: str = "UTC"
    holidays: tuple[Day, ...] = ()
    assumed_lock_wd: Days = 10
    default_points: Amount = 1.0
    grace_wd: Days = 5
    minimum_shift: Amount = 0.5
    enough: Part = 0.8
    change_budget: Part = 0.1
    overload_cap: Part = 0.1
    rank_jump: Count = 2
    rank_top: Count = 3
    close_wd: Days = 10
    backdate_wd: Days = 2
    split_days: Days = 14
    erosion: Amount = 1.0
    goalpost_late: Part = 0.25
    goalpost_confidence: Part = 0.5
    silent_slots: Count = 3
    churn_amber: Amount = 0.15
    churn_red: Amount = 0.30
    min_n: Count = 6
    activity_key_result_on: bool = field(default=True, name="activity_key_result.on")
    activity_key_result_score: Count = field(default=3, name="activity_key_result.score")
    check_ins_lapsed_on: bool = field(default=True, name="check_ins_lapsed.on")
    check_ins_lapsed_grace_days: Days = field(default=2, name="check_ins_lapsed.grace_days")
    check_ins_lapsed_on_time: Part = field(default=0.7, name="check_ins_lapsed.on_time")
    measure_without_decision_on: bool = field(default=True, name="measure_without_decision.on")
    optimism_gap_on: bool = field(default=True, name="optimism_gap.on")
    optimism_gap_gap: Part = field(default=0.3, name="optimism_gap.gap")
    reviews_skipped_held_within_wd: Days = field(default=3, name="reviews_skipped.held_within_wd")
    status_reporting_on: bool = field(default=True, name="status_reporting.on")
    status_reporting_share: Part = field(default=0.7, name="status_reporting.share")
    too_many_priorities_on: bool = field(default=True, name="too_many_priorities.on")
    too_many_priorities_objectives: Count = field(default=3, name="too_many_priorities.objectives")
    too_many_priorities_objectives_top: Count = field(default=5, name="too_many_priorities.objectives_top")
    too_many_priorities_key_results: Count = field(default=5, name="too_many_priorities.key_results")


DEFAULT = Policy()
PARAMETERS = Policy.__struct_encode_fields__


def with_parameters(policy: Policy, parameters: Mapping[str, Any]) -> Policy:
    """The policy with some parameters set. Raises ValueError for one that does not exist or cannot have that value."""
    if unknown := sorted(set(parameters) - set(PARAMETERS)):
        raise ValueError(f"unknown policy parameter {unknown[0]!r}; known are {', '.join(PARAMETERS)}")
    try:
        changed = msgspec.convert(msgspec.to_builtins(policy) | dict(parameters), Policy)
        zoneinfo.ZoneInfo(changed.timezone)
    except msgspec.ValidationError as error:
        raise ValueError(f"policy: {error}") from None
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        zone = parameters.get("timezone")
        raise ValueError(f"policy: {zone!r} is no time zone; expected one like Europe/Madrid") from None
    return changed


def evolve(policy: Policy, event: Event) -> Policy:
    """The policy after an event of the organisation. An unknown parameter, or an impossible value, changes nothing."""
    match event.data:
        case PolicySet(parameters=parameters):
            for name, value in parameters.items():
                try:
                    policy = with_parameters(policy, {name: value})
                except ValueError:
                    continue
    return policy
