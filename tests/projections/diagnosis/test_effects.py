"""Whether support changed how the business runs."""

from __future__ import annotations

from msgspec.structs import replace

from events.catalogue import Event
from projections.diagnosis.diagnosis import Effect
from tests.projections.diagnosis.aided import diagnosed, started
from tests.projections.rules.told import LATE, Story, check_ins, earlier
from tests.projections.story import a_locked_plan, on
from tests.projections.words import key_result, policy, reweighted

PLAN = a_locked_plan(40, k1=3, k2=3)
YEAR = [event for number in (1, 2, 3, 4) for event in earlier(number, key_result("k1", 3), value=4)]
MIDDLE = "2025-08-15"  # in the third quarter


def effect(*story: Story, as_of: str = LATE) -> Effect:
    [found] = diagnosed(*story, as_of=as_of).effects
    return found


def moved_in(cycle: str, day: str) -> Event:
    """A shift that nothing pays for: of 3 points."""
    return on(day, f"moved-{cycle}", replace(reweighted("k1", 6), subject=f"plan/{cycle}/growth"))


def test_the_cycle_in_which_support_began_is_neither_before_nor_after() -> None:
    found = effect(YEAR, started(MIDDLE), PLAN)
    assert (found.before, found.after) == (("2025-q1", "2025-q2"), ("2025-q4", "2026-q1"))
    assert found.claim
    assert [each.name for each in found.differences] == [
        "untraded_rate",
        "churn",
        "reviews_held",
        "check_in_adherence",
        "outcome_key_results",
        "decisions_that_cite",
    ]


def test_a_cycle_that_starts_on_the_day_or_ends_on_it_is_the_running_one() -> None:
    assert effect(YEAR, started("2025-10-01"), PLAN).after == ("2026-q1",)
    assert effect(YEAR, started("2025-09-28"), PLAN).before == ("2025-q1", "2025-q2")
    assert effect(YEAR, started("2025-09-29"), PLAN).before == ("2025-q2", "2025-q3")


def test_fewer_cycles_than_two_on_a_side_claim_nothing() -> None:
    late = effect(YEAR, started("2025-11-15"), PLAN)
    assert (late.claim, late.differences) == (False, ())
    assert late.says == "No claim: 2 of 2 cycles before, 1 of 2 after it."
    early = effect(YEAR, started("2025-05-15"), PLAN)
    assert (early.claim, early.before, early.after) == (False, ("2025-q1",), ("2025-q3", "2025-q4"))


def test_a_cycle_that_is_not_over_is_not_counted() -> None:
    assert effect(YEAR, started(MIDDLE), PLAN, as_of="03-31").after == ("2025-q4",)
    assert effect(YEAR, started(MIDDLE), PLAN, as_of="04-01").after == ("2025-q4", "2026-q1")


def test_the_policy_says_how_many_cycles_are_compared() -> None:
    one = on("2025-12-20", "policy", policy(effect_cycles=1))
    found = effect(YEAR, one, started(MIDDLE), PLAN)
    assert (found.before, found.after) == (("2025-q2",), ("2025-q4",))


def test_a_figure_is_of_both_cycles_together_with_what_it_is_a_share_of() -> None:
    story = [*YEAR, started(MIDDLE), *PLAN, moved_in("2025-q1", "2025-02-10")]
    churn = next(each for each in effect(story).differences if each.name == "churn")
    assert (churn.before.of, churn.before.whole, churn.before.share) == (3, 6, 0.5)
    assert (churn.after.of, churn.after.whole) == (0, 9)
    assert churn.change == -0.5
    assert "churn 50 % → 0 %" in effect(story).says


def test_a_share_of_too_few_has_no_change() -> None:
    found = {each.name: each for each in effect(YEAR, started(MIDDLE), PLAN, check_ins("k1")).differences}
    assert found["outcome_key_results"].before.whole == 2
    assert found["outcome_key_results"].change is None
    adherence = found["check_in_adherence"]
    assert min(adherence.before.whole, adherence.after.whole) >= 6
    assert adherence.change is not None and adherence.change > 0


def test_support_for_some_units_is_judged_by_them_without_what_is_the_organisations() -> None:
    elsewhere = [
        replace(event, id=f"s-{event.id}", subject=event.subject.replace("/growth", "/sales"))
        for event in [*YEAR, moved_in("2025-q1", "2025-02-10")]
        if event.subject.startswith(("plan/", "check-ins/"))
    ]
    story = [*YEAR, *elsewhere, *PLAN]
    whole, growth, sales = (
        {each.name: each for each in effect(story, started(MIDDLE, *units)).differences}
        for units in ((), ("growth",), ("sales",))
    )
    assert (whole["churn"].before.of, whole["churn"].before.whole) == (3, 12)
    assert (growth["churn"].before.of, growth["churn"].before.whole) == (0, 6)
    assert (sales["churn"].before.of, sales["churn"].before.whole) == (3, 6)
    assert growth["reviews_held"].change is None and growth["reviews_held"].before.whole == 0


def test_where_there_are_cycles_but_nothing_in_them_nothing_is_claimed() -> None:
    found = effect(YEAR, started(MIDDLE, "legal"), PLAN)
    assert (found.claim, found.differences, found.says) == (False, (), "No claim: too little is known.")


def test_every_support_that_began_is_told_in_the_order_noted() -> None:
    twice = [started(MIDDLE), started("2025-11-01", id_="second", support="another")]
    assert [each.support for each in diagnosed(YEAR, twice, PLAN).effects] == ["help", "another"]
