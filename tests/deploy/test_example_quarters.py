"""The example's cycles show every rule finding something and saying nothing, and every part of the diagnosis."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

import pytest
from msgspec.structs import replace

from deploy.example import AS_OF, CYCLE, events
from events.catalogue import Event
from events.facts.cycle import CycleOpened, ReviewCancelled, ReviewHeld, ReviewMissed
from events.facts.organisation import OutcomeSet
from events.facts.plan import InitiativeCommitted, KeyResultCommitted, ObjectiveCommitted
from events.terms import Fact
from projections.books.findings import Finding
from projections.books.judgement import Judgement
from projections.books.timeline import seen
from projections.diagnosis import whole
from projections.diagnosis.diagnosis import Diagnosis
from projections.diagnosis.judgement import CycleJudgement
from projections.rules.registry import registered

# Where each rule finds something, and where it has enough to judge by and says nothing.
FIRES = {
    "activity_key_result": "2026-q3",
    "annual_targets": "2026-q1",
    "business_as_planned": "2026-q1",
    "cadence_break": "2025-q4",
    "check_ins_lapsed": "2025-q4",
    "kpi_confusion": "2026-q2",
    "low_trust": "2026-q3",
    "measure_without_decision": "2025-q3",
    "objection_unanswered": "2026-q2",
    "optimism_gap": "2025-q4",
    "protected_project": "2025-q4",
    "reviews_skipped": "2025-q3",
    "sponsor_bypass": "2025-q3",
    "status_reporting": "2025-q3",
    "too_many_priorities": "2025-q4",
    "uneven_managers": "2025-q4",
}
SILENT = {
    "activity_key_result": "2026-q2",
    "annual_targets": "2025-q4",  # carried over, and only for the second time
    "business_as_planned": "2025-pilot",  # as sure as can be, but it is a pilot
    "cadence_break": "2025-pilot",  # neither locked nor linked, but it is a pilot
    "check_ins_lapsed": "2026-q1",
    "kpi_confusion": "2025-q3",  # a guardrail stays where it is
    "low_trust": "2026-q1",
    "measure_without_decision": "2026-q2",  # a decision cites what nobody has become surer of
    "objection_unanswered": "2026-q1",  # each of the two got its answer
    "optimism_gap": "2026-q3",
    "protected_project": "2025-q3",
    "reviews_skipped": "2026-q1",  # two in a row were cancelled, with a reason
    "sponsor_bypass": "2026-q1",  # the sponsors send somebody, and what the law asks for had been decided before
    "status_reporting": "2025-q4",
    "too_many_priorities": "2026-q2",
    "uneven_managers": "2026-q2",
}


AT = dt.datetime.combine(AS_OF, dt.time.max, dt.UTC)
Change = Callable[[Event], Event | None]


@cache
def judged() -> dict[str, tuple[list[Judgement], CycleJudgement]]:
    timeline = seen(events(), AT, AT)
    return whole.judge_each(timeline, timeline.cycles())


def found(cycle: str, rule: str) -> list[Finding]:
    plans, of_cycle = judged()[cycle]
    everything: Iterable[Finding] = (*(f for plan in plans for f in plan.findings), *of_cycle.findings)
    return [finding for finding in everything if finding.finding == rule]


def diagnosis() -> Diagnosis:
    return judged()[CYCLE][1].diagnosis


def test_every_rule_is_named() -> None:
    assert set(FIRES) == set(SILENT) == {rule.name for rule in registered()}


@pytest.mark.parametrize(("rule", "cycle"), FIRES.items())
def test_a_rule_finds_something(rule: str, cycle: str) -> None:
    assert [finding for finding in found(cycle, rule) if "waived" not in (finding.flags or ())]


@pytest.mark.parametrize(("rule", "cycle"), SILENT.items())
def test_a_rule_says_nothing_where_there_is_nothing(rule: str, cycle: str) -> None:
    plans, of_cycle = judged()[cycle]
    assert plans, "there are plans to judge"
    assert rule not in {
        each.rule for each in (*of_cycle.suppressed, *(one for plan in plans for one in plan.suppressed))
    }
    assert found(cycle, rule) == []


def without(*types: str) -> Change:
    return lambda event: None if event.type in types else event


def otherwise(fact: type[Fact], **fields: Any) -> Change:
    return lambda event: replace(event, data=replace(event.data, **fields)) if isinstance(event.data, fact) else event


def as_missed(event: Event) -> Event:
    told = event.data
    if not isinstance(told, ReviewCancelled):
        return event
    return replace(event, type=ReviewMissed.type_, data=ReviewMissed(review=told.review))


# What keeps a rule silent, or from saying more, taken away: the known false positives, one by one.
BUT_FOR: list[tuple[str, str, Change]] = [
    ("business_as_planned", "2025-pilot", otherwise(CycleOpened, kind="quarter")),
    ("cadence_break", "2025-pilot", otherwise(CycleOpened, kind="quarter")),
    ("kpi_confusion", "2025-q3", otherwise(KeyResultCommitted, kind="outcome")),
    ("measure_without_decision", "2026-q2", without("decision.recorded")),
    ("objection_unanswered", "2026-q1", without("objection.answered")),
    ("protected_project", "2025-q4", otherwise(InitiativeCommitted, business_as_usual=False)),
    ("reviews_skipped", "2026-q1", as_missed),
    ("sponsor_bypass", "2026-q1", otherwise(ReviewHeld, delegates={})),
    ("sponsor_bypass", "2026-q1", without("decision.recorded")),
]


@pytest.mark.parametrize(("rule", "cycle", "change"), BUT_FOR)
def test_a_rule_finds_more_but_for_what_it_knows_to_be_right(rule: str, cycle: str, change: Change) -> None:
    changed = [other for event in events() if (other := change(event)) is not None]
    plans, of_cycle = whole.judge(seen(changed, AT, AT), cycle)
    everything = (*(f for plan in plans for f in plan.findings), *of_cycle.findings)
    assert len([f for f in everything if f.finding == rule]) > len(found(cycle, rule))


def test_the_initiative_that_is_business_as_usual_is_no_protected_project() -> None:
    assert [finding.item for finding in found("2025-q4", "protected_project")] == ["platform-2025-q4-console"]


def test_a_waiver_leaves_the_finding_on_record() -> None:
    [waived] = found("2026-q1", "activity_key_result")
    assert waived.flags == ("waived",)


def test_where_there_is_too_little_that_is_said() -> None:
    of_plans, of_cycle = judged()[CYCLE]
    assert {each.rule for plan in of_plans for each in plan.suppressed} | {each.rule for each in of_cycle.suppressed}


def test_the_trends_go_over_all_cycles() -> None:
    cycles = ["2025-pilot", "2025-q3", "2025-q4", "2026-q1", "2026-q2", "2026-q3"]
    assert [trend.cycle for trend in diagnosis().trends] == cycles


def test_one_support_has_an_effect_and_of_another_nothing_can_be_claimed() -> None:
    coaching, consulting = diagnosis().effects
    assert (coaching.before, coaching.after, coaching.claim) == (("2025-q3", "2025-q4"), ("2026-q2", "2026-q3"), True)
    assert {each.name for each in coaching.differences if each.change is not None} >= {"untraded_rate", "reviews_held"}
    assert (consulting.claim, consulting.differences) == (False, ())
    assert "No claim" in consulting.says


def test_one_provider_is_red_and_another_is_not() -> None:
    reds = {vetting.provider: vetting.red for vetting in diagnosis().vettings}
    assert reds == {"harbour-academy": ("application", "whole_cycle"), "north-shore-coaching": ()}


def test_the_report_of_the_quarter_follows_a_key_result_that_was_carried_over() -> None:
    [carried] = diagnosis().carried
    assert carried.paths == ("2026-q2/growth/growth-2026-q2-trials", "2026-q3/growth/growth-k1")


def test_the_organisation_is_there_before_its_first_cycle_and_what_a_year_is_for_before_its_plans() -> None:
    told = events()
    assert (told[0].type, told[0].subject) == ("organisation.registered", "org")
    outcomes: set[str] = set()
    for event in told:
        if isinstance(event.data, OutcomeSet):
            outcomes.add(event.data.outcome)
        if isinstance(event.data, ObjectiveCommitted):
            assert event.data.outcome is None or event.data.outcome in outcomes


def test_a_key_result_is_followed_through_four_cycles() -> None:
    [carried] = judged()["2026-q2"][1].diagnosis.carried
    assert [path.split("/")[0] for path in carried.paths] == ["2025-q3", "2025-q4", "2026-q1", "2026-q2"]
    assert set(carried.targets) == {2.0}


def test_the_causes_are_those_of_the_organisation_and_the_future_leads_have_a_path() -> None:
    assert [cause.support for cause in diagnosis().causes] == [
        "consulting",
        "coaching",
        "certification, then coaching",
    ]
    assert {reading.level for _, (_, each) in judged().items() for reading in each.diagnosis.readings} == {
        "sound",
        "strained",
        "broken",
        "unknown",
    }
