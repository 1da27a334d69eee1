"""What holds of every rule that looks at a whole cycle, or at several."""

from __future__ import annotations

import importlib
from typing import Any

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st
from msgspec.structs import replace

from events.catalogue import Event
from projections.books.judgement import decided, judge_cycle
from projections.diagnosis.judgement import judge_whole
from projections.diagnosis.whole import judge, matter_of, opened, quarter
from projections.measures.objections import objections
from projections.rules.registry import registered
from tests.events.drawn import events
from tests.projections import planners
from tests.projections.rules.told import LATE, findings, found, in_unit, judged
from tests.projections.story import given, on
from tests.projections.words import CYCLE, Fact, policy

WIDER = [rule.name for rule in registered() if rule.scope != "plan"]
STORIES: dict[str, Any] = {name: importlib.import_module(f"tests.projections.rules.test_{name}") for name in WIDER}
TUNABLE = [name for name in WIDER if STORIES[name].TUNED]


def test_there_are_ten() -> None:
    assert len(WIDER) == 10


@pytest.mark.parametrize("rule", WIDER)
def test_a_rule_is_switched_off_by_the_policy_of_the_cycle_s_start(rule: str) -> None:
    story = STORIES[rule].FIRES
    assert found(rule, story)
    before, after = (on(day, "policy", policy(**{f"{rule}.on": False})) for day in ("2024-12-01", "01-20"))
    assert found(rule, before, story) == []
    assert found(rule, story, after) == found(rule, story)


@pytest.mark.parametrize("rule", TUNABLE)
def test_a_rule_is_tuned_by_the_policy_of_the_cycle_s_start(rule: str) -> None:
    story, values = STORIES[rule].FIRES, {f"{rule}.{name}": value for name, value in STORIES[rule].TUNED.items()}
    before, after = (on(day, "policy", policy(**values)) for day in ("2024-12-01", "01-20"))
    left = [each for each in findings(rule, before, story) if "not locked" not in (each.says or "")]
    assert left == []
    assert found(rule, story, after) == found(rule, story)


@pytest.mark.parametrize("rule", WIDER)
def test_what_is_waived_stays_on_record_until_the_waiver_expires(rule: str) -> None:
    data = {"rule": rule, "subject": f"cycle/{CYCLE}", "reason": "agreed", "approved_by": "sofia"}
    for_ever, over = (Fact("waiver.granted", data | more) for more in ({}, {"expires": "2026-04-01"}))
    story = STORIES[rule].FIRES
    waived = findings(rule, story, on("03-01", "W", for_ever))
    assert [each.id for each in waived] == [each.id for each in findings(rule, story)]
    assert all(each.flags == ("waived",) and "W" in (each.evidence or ()) for each in waived)
    assert all("waived" not in (each.flags or ()) for each in findings(rule, story, on("03-01", "W", over)))


@pytest.mark.parametrize("rule", WIDER)
def test_what_nobody_had_noted_is_not_found(rule: str) -> None:
    later = on("05-01", "later", policy()).effective
    noted = [replace(event, notedat=later) for event in STORIES[rule].FIRES]
    assert found(rule, noted, as_of=LATE) == []


@pytest.mark.parametrize("rule", WIDER)
def test_a_finding_says_what_would_clear_it_and_by_which_parameters(rule: str) -> None:
    for finding in findings(rule, STORIES[rule].FIRES):
        assert finding.says
        assert finding.clears
        assert all(name.startswith(f"{rule}.") for name in finding.policy or {})


@settings(max_examples=40, deadline=None)
@for_all(planners.plausible, planners.plausible)
def test_the_order_of_the_units_makes_no_difference(growth: list[Event], web: list[Event]) -> None:
    timeline = given(growth, in_unit("web", [each for each in web if each.type != "cycle.opened"])).timeline(LATE)
    rows = [each.row for each in judge_cycle(timeline, CYCLE)]
    known, decisions, raised = opened(timeline), decided(timeline), objections(timeline.of("decision/"))
    one, other = (
        judge_whole(matter_of(timeline, CYCLE, {CYCLE: quarter(CYCLE, known, order)}, decisions, raised))
        for order in (rows, rows[::-1])
    )
    assert (one.findings, one.suppressed) == (other.findings, other.suppressed)


@settings(max_examples=40, deadline=None)
@for_all(st.lists(events(), max_size=12))
def test_whatever_happened_the_rules_judge_it(drawn: list[Event]) -> None:
    # Streams differ from event to event: they are brought together. One without any time happens in the cycle.
    then = on("02-03", "then", policy()).effective
    told = [
        replace(each, id=f"drawn{n}", subject=_here(each.subject), time=each.time or then)
        for n, each in enumerate(drawn)
    ]
    story = [*STORIES["annual_targets"].FIRES, *told]
    assert judge(given(story).timeline("2999-12-31"), CYCLE)[1].cycle == CYCLE


def _here(subject: str) -> str:
    parts = subject.split("/")
    return "/".join([parts[0], *(["2026-q1", "growth", "k1"][: len(parts) - 1])])


def test_the_next_moment_is_told() -> None:
    assert judged(STORIES["cadence_break"].FIRES, as_of="01-10").until is not None
