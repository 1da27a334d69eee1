"""What is likely behind the findings, and the support that fits it."""

from __future__ import annotations

from projections.diagnosis.diagnosis import Cause
from tests.projections.diagnosis.aided import diagnosed, needed
from tests.projections.rules.told import Story, earlier, in_unit
from tests.projections.story import a_locked_plan, on
from tests.projections.words import key_result, policy, reweighted

KNOWLEDGE, PRACTICE = "knowledge and structure", "judgement and practice"
GOVERNANCE = "governance, executive behaviour and operating model"
LEADS = "capability for future leads"
PLAN = a_locked_plan(40, k1=3, k2=3, k3=3)
OTHER = in_unit("sales", PLAN[1:])
ACTIVITY = [on("01-08", f"a{n}", key_result(f"a{n}", 1, title=f"Launch page {n}", target=None)) for n in range(6)]
ACTIVITIES = [*PLAN[:3], *ACTIVITY, PLAN[-1]]
SHIFT = on("02-03", "S", reweighted("k1", 4))


def causes(*story: Story) -> dict[str, Cause]:
    return {each.cause: each for each in diagnosed(*story).causes}


def test_where_no_key_result_says_an_outcome_in_the_first_cycle_knowledge_is_lacking() -> None:
    cause = causes(ACTIVITIES)[KNOWLEDGE]
    assert (cause.support, cause.units, cause.found) == ("certification", ("growth",), {"activity_key_result": 6})
    assert set(cause.evidence) == {f"a{n}" for n in range(6)}
    assert cause.says.startswith("To discuss: ")


def test_one_outcome_or_an_earlier_cycle_or_too_few_key_results_say_something_else() -> None:
    outcome = on("01-08", "k9", key_result("k9", 1, title="Churn of customers in percent"))
    assert KNOWLEDGE not in causes([*ACTIVITIES[:-1], outcome, ACTIVITIES[-1]])
    assert KNOWLEDGE not in causes(earlier(4, key_result("k1")), ACTIVITIES)
    assert KNOWLEDGE not in causes([event for event in ACTIVITIES if event.id != "a0"])


def test_practice_asks_for_coaching_even_in_one_unit() -> None:
    cause = causes(ACTIVITIES)[PRACTICE]
    assert cause.support == "coaching"
    assert cause.found["activity_key_result"] == 6


def test_untraded_shifts_ask_for_consulting_only_across_units() -> None:
    assert GOVERNANCE not in causes(PLAN, SHIFT, OTHER)
    cause = causes(PLAN, SHIFT, OTHER, in_unit("sales", [SHIFT]))[GOVERNANCE]
    assert (cause.support, cause.units) == ("consulting", ("growth", "sales"))
    assert cause.found["shift.untraded"] == 2
    assert set(cause.evidence) >= {"S", "sales-S"}


def test_churn_speaks_where_it_is_red_and_not_below() -> None:
    both = [SHIFT, *in_unit("sales", [SHIFT])]
    red = on("2025-12-20", "policy", policy(churn_red=0.11))
    fair = on("2025-12-20", "policy", policy(churn_red=0.12))
    assert causes(red, PLAN, OTHER, both)[GOVERNANCE].found == {"shift.untraded": 2, "churn": 2}
    assert causes(fair, PLAN, OTHER, both)[GOVERNANCE].found == {"shift.untraded": 2}


def test_the_problem_says_whether_a_path_for_future_leads_is_wanted() -> None:
    cause = causes(PLAN, needed("No path for our FUTURE leads."))[LEADS]
    assert (cause.support, cause.evidence) == ("certification, then coaching", ("needed",))
    for problem in ("Future plans mislead.", "Leads are late.", "A future leading indicator", "\x7f</p>"):
        assert LEADS not in causes(PLAN, needed(problem)), problem


def test_a_need_of_units_weighs_as_many_units_as_it_names_of_those_known() -> None:
    future = "A path for future leaders"
    assert causes(PLAN, OTHER, needed(future))[LEADS].weight == 1.0
    assert causes(PLAN, OTHER, needed(future, "sales"))[LEADS].weight == 0.5
    beyond = causes(PLAN, needed(future, "sales", "legal"))[LEADS]
    assert (beyond.weight, beyond.units) == (0.6667, ("legal", "sales"))
    assert "in 2 units of 3" in beyond.says


def test_a_pattern_across_units_outweighs_the_many_findings_of_one() -> None:
    silent = on(
        "2025-12-20", "policy", policy(**{"check_ins_lapsed.on": False, "uneven_managers.on": False}, churn_red=9)
    )
    units = [in_unit(unit, [*PLAN[1:], SHIFT]) for unit in ("b", "c", "d")]
    first, second = diagnosed(silent, ACTIVITIES, *units).causes
    assert (first.cause, first.weight, first.found) == (GOVERNANCE, 0.75, {"shift.untraded": 3})
    assert (second.cause, second.weight, second.found) == (PRACTICE, 0.25, {"activity_key_result": 6})


def test_no_cause_names_a_person_and_the_same_story_says_the_same() -> None:
    units = [in_unit(unit, [*PLAN[1:], SHIFT]) for unit in ("b", "c")]
    found = diagnosed(ACTIVITIES, *units).causes
    assert not any(person in each.says for each in found for person in ("sofia", "dana"))
    assert diagnosed(ACTIVITIES, *reversed(units)).causes == found
