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
    effect_cycles: Count = 2
    activity_key_result_on: bool = field(default=True, name="activity_key_result.on")
    activity_key_result_score: Count = field(default=3, name="activity_key_result.score")
    annual_targets_on: bool = field(default=True, name="annual_targets.on")
    annual_targets_days: Days = field(default=120, name="annual_targets.days")
    annual_targets_cycles: Count = field(default=3, name="annual_targets.cycles")
    annual_targets_silent: Part = field(default=0.6, name="annual_targets.silent")
    business_as_planned_on: bool = field(default=True, name="business_as_planned.on")
    business_as_planned_confidence: Part = field(default=0.9, name="business_as_planned.confidence")
    cadence_break_on: bool = field(default=True, name="cadence_break.on")
    cadence_break_linked: Part = field(default=0.8, name="cadence_break.linked")
    cadence_break_lock_wd: Days = field(default=10, name="cadence_break.lock_wd")
    cadence_break_review_wd: Days = field(default=10, name="cadence_break.review_wd")
    cadence_break_close_wd: Days = field(default=10, name="cadence_break.close_wd")
    check_ins_lapsed_on: bool = field(default=True, name="check_ins_lapsed.on")
    check_ins_lapsed_grace_days: Days = field(default=2, name="check_ins_lapsed.grace_days")
    check_ins_lapsed_on_time: Part = field(default=0.7, name="check_ins_lapsed.on_time")
    kpi_confusion_on: bool = field(default=True, name="kpi_confusion.on")
    kpi_confusion_within: Part = field(default=0.02, name="kpi_confusion.within")
    kpi_confusion_cycles: Count = field(default=4, name="kpi_confusion.cycles")
    low_trust_on: bool = field(default=True, name="low_trust.on")
    low_trust_cited_share: Part = field(default=0.5, name="low_trust.cited_share")
    low_trust_fall: Part = field(default=0.2, name="low_trust.fall")
    low_trust_fall_days: Days = field(default=28, name="low_trust.fall_days")
    low_trust_pulse: Amount = field(default=3.0, name="low_trust.pulse")
    measure_without_decision_on: bool = field(default=True, name="measure_without_decision.on")
    objection_unanswered_on: bool = field(default=True, name="objection_unanswered.on")
    objection_unanswered_objections: Count = field(default=2, name="objection_unanswered.objections")
    objection_unanswered_open_wd: Days = field(default=10, name="objection_unanswered.open_wd")
    optimism_gap_on: bool = field(default=True, name="optimism_gap.on")
    optimism_gap_gap: Part = field(default=0.3, name="optimism_gap.gap")
    protected_project_on: bool = field(default=True, name="protected_project.on")
    protected_project_rejected: Count = field(default=2, name="protected_project.rejected")
    protected_project_carried: Count = field(default=2, name="protected_project.carried")
    protected_project_confidence: Part = field(default=0.4, name="protected_project.confidence")
    protected_project_share: Part = field(default=0.3, name="protected_project.share")
    reviews_skipped_on: bool = field(default=True, name="reviews_skipped.on")
    reviews_skipped_attended: Part = field(default=0.5, name="reviews_skipped.attended")
    reviews_skipped_held_within_wd: Days = field(default=3, name="reviews_skipped.held_within_wd")
    reviews_skipped_in_a_row: Count = field(default=2, name="reviews_skipped.in_a_row")
    reviews_skipped_on_time: Part = field(default=0.8, name="reviews_skipped.on_time")
    sponsor_bypass_on: bool = field(default=True, name="sponsor_bypass.on")
    sponsor_bypass_attended: Part = field(default=0.5, name="sponsor_bypass.attended")
    sponsor_bypass_days_before: Days = field(default=2, name="sponsor_bypass.days_before")
    status_reporting_on: bool = field(default=True, name="status_reporting.on")
    status_reporting_share: Part = field(default=0.7, name="status_reporting.share")
    too_many_priorities_on: bool = field(default=True, name="too_many_priorities.on")
    too_many_priorities_objectives: Count = field(default=3, name="too_many_priorities.objectives")
    too_many_priorities_objectives_top: Count = field(default=5, name="too_many_priorities.objectives_top")
    too_many_priorities_key_results: Count = field(default=5, name="too_many_priorities.key_results")
    uneven_managers_on: bool = field(default=True, name="uneven_managers.on")
    uneven_managers_spread: Part = field(default=0.4, name="uneven_managers.spread")


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
