"""When a plan was promised, and by which policy it is judged."""

from __future__ import annotations

from tests.projections.story import a_locked_plan, a_plan, given, on
from tests.projections.words import dropped, key_result, locked, opened, policy, ranked, reweighted, withdrawn


def test_what_is_noted_up_to_the_lock_is_planning() -> None:
    story = given(a_plan(k1=3), on("01-12", "S0", key_result("n0", 3)), on("01-12", "L", locked()))
    assert story.judged().shifts() == []


def test_what_is_noted_in_the_instant_of_the_lock_but_after_it_is_a_shift() -> None:
    story = given(a_locked_plan(k1=3), on("01-12", "S1", key_result("n1", 3)))
    assert story.judged().shifts() == ["S1"]


def test_a_change_dated_before_the_lock_and_noted_after_it_is_a_shift_from_the_lock_on() -> None:
    story = given(a_locked_plan(k1=3), on("01-09", "S1", key_result("n1", 3), noted="01-20"))
    judged = story.judged()
    assert (str(judged.shift("S1").due), judged.flags("S1")) == ("2026-01-19", {"backdated"})


def test_a_second_lock_changes_nothing() -> None:
    story = given(a_locked_plan(k1=3), on("02-03", "S1", key_result("n1", 3)), on("02-04", "again", locked()))
    judged = story.judged()
    assert (judged.shifts(), judged.said("again")) == (["S1"], [])


def test_without_a_lock_there_is_no_shift_until_one_is_assumed() -> None:
    story = given(
        a_plan(k1=3), on("01-15 23:59", "S0", key_result("n0", 3)), on("01-16 00:00", "S1", key_result("n1", 3))
    )
    assert story.judged(as_of="2026-01-15T23:59:59.999998Z").total("assumed_baselines") == 0
    assert story.judged(as_of="01-15").total("assumed_baselines") == 1
    assert story.judged(as_of="01-16").shifts() == ["S1"]


def test_every_finding_of_a_plan_without_a_lock_says_that_its_baseline_is_assumed() -> None:
    story = given(
        a_plan(k1=3),
        on("02-03", "S1", key_result("n1", 3)),
        on("02-04", "D1", dropped("k1", reason=None)),
        on("02-09", "L", locked()),
        on("02-10", "W", key_result("w", 0)),
    )
    judged = story.judged()
    assert {"shift", "unexplained", "late_lock", "implied_trade", "weightless"} <= {f.finding for f in judged.findings}
    assert [finding.id for finding in judged.findings if "assumed_baseline" not in (finding.flags or ())] == []


def test_no_finding_of_a_locked_plan_says_so() -> None:
    judged = given(a_locked_plan(k1=3), on("02-04", "D1", dropped("k1", reason=None))).judged()
    assert [finding for finding in judged.findings if finding.flags] == []


def test_a_lock_that_comes_after_the_assumed_one_is_late_and_makes_no_planning_of_what_came_before() -> None:
    story = given(a_plan(k1=3), on("02-03", "S1", key_result("n1", 3)), on("02-09", "L", locked()))
    judged = story.judged()
    assert (judged.shifts(), judged.said("L"), judged.flags("S1")) == (["S1"], ["late_lock"], {"assumed_baseline"})


def test_a_lock_in_the_last_instant_of_the_wait_is_in_time() -> None:
    story = given(a_plan(k1=3), on("01-15 23:59", "L", locked()), on("02-03", "S1", key_result("n1", 3)))
    judged = story.judged()
    assert (judged.named("late_lock"), judged.flags("S1")) == ([], set())


def test_the_last_instant_of_the_wait_belongs_to_it() -> None:
    last = "2026-01-15T23:59:59.999999Z"
    assert given(a_plan(k1=3), on(last, "L", locked())).judged().named("late_lock") == []
    assert given(a_plan(k1=3), on(last, "S0", key_result("n0", 3))).judged().shifts() == []
    longer = given(a_plan(k1=3), on(last, "P", policy(assumed_lock_wd=20)), on("01-20", "S0", key_result("n0", 3)))
    assert longer.judged().shifts() == []


def test_a_lock_is_assumed_once_it_is_due_at_both_instants() -> None:
    story = given(a_plan(k1=3))
    for as_of, known_at in (("01-10", "03-31"), ("03-31", "01-10")):
        assert story.judged(as_of, known_at).figures.assumed_baselines == 0
    assert story.judged("01-15", "03-31").figures.assumed_baselines == 1


def test_a_lock_dated_in_time_and_noted_after_the_wait_is_late() -> None:
    story = given(a_plan(k1=3), on("01-12", "L", locked(), noted="01-16"))
    assert story.judged().said("L") == ["late_lock"]


def test_holidays_lengthen_the_wait_for_a_lock() -> None:
    story = given(
        on("2025-12-01", "P", policy(holidays=["2026-01-06", "2026-01-10"])), a_plan(k1=3), on("01-16", "L", locked())
    )
    assert story.judged().named("late_lock") == []


def test_a_plan_is_judged_by_the_policy_noted_at_its_lock() -> None:
    story = given(
        on("01-02", "P1", policy(grace_wd=10)),
        a_locked_plan(k1=3),
        on("01-13", "P2", policy(grace_wd=20)),
        on("02-03", "S1", key_result("n1", 3)),
    )
    assert str(story.judged().shift("S1").due) == "2026-02-17"


def test_a_policy_noted_in_the_instant_of_the_lock_but_after_it_is_set_later() -> None:
    late = on("01-12", "P", policy(grace_wd=10))
    shift = on("02-03", "S1", key_result("n1", 3))
    assert str(given(a_locked_plan(k1=3), late, shift).judged().shift("S1").due) == "2026-02-10"
    assert str(given(a_plan(k1=3), late, on("01-12", "L", locked()), shift).judged().shift("S1").due) == "2026-02-17"


def test_a_policy_dated_before_the_lock_and_noted_after_it_is_set_later() -> None:
    story = given(
        a_locked_plan(k1=3),
        on("01-02", "P", policy(grace_wd=10), noted="01-13"),
        on("02-03", "S1", key_result("n1", 3)),
    )
    assert str(story.judged().shift("S1").due) == "2026-02-10"


def test_another_policy_is_shown_when_it_is_given() -> None:
    story = given(a_locked_plan(k1=3), on("02-03", "S1", key_result("n1", 3)))
    assert story.judged(as_of="02-12", grace_wd=10).verdict("S1") == "open"
    assert story.judged(minimum_shift=4).verdict("S1") == "below_minimum"


def test_a_policy_that_lengthens_the_wait_before_it_is_over_counts() -> None:
    story = given(
        a_plan(k1=3),
        on("01-10", "P", policy(assumed_lock_wd=20)),
        on("01-20", "S0", key_result("n0", 3)),
        on("01-30", "S1", key_result("n1", 3)),
    )
    assert story.judged().shifts() == ["S1"]


def test_a_policy_that_lengthens_the_wait_when_it_is_over_comes_too_late() -> None:
    story = given(
        a_plan(k1=3),
        on("01-16", "P", policy(assumed_lock_wd=20, grace_wd=10)),
        on("01-20", "S1", key_result("n1", 3)),
    )
    assert str(story.judged().shift("S1").due) == "2026-01-27"


def test_a_policy_that_shortens_the_wait_in_time_counts() -> None:
    story = given(
        a_plan(k1=3),
        on("01-02", "P", policy(assumed_lock_wd=4)),
        on("01-09", "S1", key_result("n1", 3)),
        on("01-12", "L", locked()),
    )
    judged = story.judged()
    assert (judged.shifts(), judged.said("L")) == (["S1"], ["late_lock"])


def test_a_policy_by_which_the_wait_is_over_already_ends_it_and_nothing_before() -> None:
    story = given(
        a_plan(k1=3),
        on("01-09", "S0", key_result("n0", 3)),
        on("01-12", "P", policy(assumed_lock_wd=3, grace_wd=2)),
        on("01-13", "S1", key_result("n1", 3)),
    )
    judged = story.judged()
    assert (judged.shifts(), str(judged.shift("S1").due)) == (["S1"], "2026-01-15")


def test_the_wait_of_a_cycle_counts_from_its_start_whenever_its_opening_was_noted() -> None:
    events = [event for event in a_plan(k1=3) if event.id != "opened"]
    story = given(events, on("02-03", "S1", key_result("n1", 3)), on("01-01 00:00", "O", opened(), noted="02-20"))
    judged = story.judged()
    assert (judged.shifts(), judged.flags("S1")) == (["S1"], {"assumed_baseline"})
    assert story.judged(as_of="02-15").shifts() == []


def test_an_opening_noted_late_gives_nothing_up() -> None:
    events = [event for event in a_locked_plan(k1=3) if event.id != "opened"]
    story = given(
        events[:-1],
        on("01-08", "later", key_result("k9", 4, due="2026-04-15")),
        events[-1:],
        on("01-20", "O", opened()),
    )
    assert story.judged().books.credits == {}


def test_a_plan_whose_cycle_nobody_opened_is_judged_from_its_lock() -> None:
    events = [event for event in a_locked_plan(k1=3) if event.id != "opened"]
    story = given(events, on("02-03", "S1", withdrawn(3)), on("02-04", "B", ranked("aim", 1)))
    assert story.judged().verdict("S1") == "untraded"


def test_a_plan_whose_cycle_was_not_opened_and_that_is_not_locked_says_nothing() -> None:
    events = [event for event in a_plan(k1=3) if event.id != "opened"]
    story = given(events, on("02-03", "S1", reweighted("k1", 9)), on("02-04", "C", dropped("k1", reason=None)))
    assert story.judged().findings == []
