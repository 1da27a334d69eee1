"""What several shifts show together: splits, erosion, and pairs that nobody recorded."""

from __future__ import annotations

from events.catalogue import Event
from tests.projections.story import a_locked_plan, given, on
from tests.projections.words import (
    drawn,
    dropped,
    key_result,
    policy,
    reweighted,
    traded,
)

LOCKED = a_locked_plan(20, k1=3, k2=2, k3=4)


def small(*days: str, points: float = 0.4) -> list[Event]:
    """Shifts too small to count, S1, S2 …, on these days."""
    return [on(day, f"S{n}", key_result(f"n{n}", points)) for n, day in enumerate(days, 1)]


def test_small_shifts_that_reach_the_minimum_together_are_one_split() -> None:
    split = given(LOCKED, small("02-03", "02-05")).judged().finding("split_shift")
    assert (split.id, split.demand, split.covered, split.uncovered) == ("S1+S2", 0.8, 0, 0.8)


def test_a_single_one_or_several_under_the_minimum_are_none() -> None:
    assert given(LOCKED, small("02-03")).judged().named("split_shift") == []
    assert given(LOCKED, small("02-03", "02-05", points=0.24)).judged().named("split_shift") == []
    assert given(LOCKED, small("02-03", "02-05", points=0.25)).judged().named("split_shift") == ["S1+S2"]


def test_fourteen_days_are_within_and_fifteen_are_not() -> None:
    assert given(LOCKED, small("02-03 00:00", "02-17 23:59")).judged().named("split_shift") == ["S1+S2"]
    assert given(LOCKED, small("02-03 23:59", "02-18 00:00")).judged().named("split_shift") == []


def test_the_days_are_those_of_the_policy_s_zone() -> None:
    # 23:30 UTC on the 17th is the 18th in Madrid; 23:30 UTC on the 3rd is the 4th.
    madrid = on("01-02", "P", policy(timezone="Europe/Madrid"))
    assert given(madrid, LOCKED, small("02-03 09:00", "02-17 23:30")).judged().named("split_shift") == []
    assert given(madrid, LOCKED, small("02-03 23:30", "02-18 09:00")).judged().named("split_shift") == ["S1+S2"]


def test_a_split_is_told_when_every_grace_is_over() -> None:
    story = given(LOCKED, small("02-03", "02-05"))
    assert story.judged(as_of="02-12").named("split_shift") == []
    assert story.judged(as_of="02-13").named("split_shift") == ["S1+S2"]


def test_only_what_is_uncovered_counts() -> None:
    story = given(LOCKED, small("02-03", "02-05", "02-06"), on("02-04", "B", drawn("S1")))
    split = story.judged().finding("split_shift")
    assert (split.id, split.demand, split.covered, split.uncovered) == ("S1+S2+S3", 1.2, 0.4, 0.8)
    assert given(LOCKED, small("02-03", "02-05"), on("02-06", "B", drawn("S1"))).judged().named("split_shift") == []


def test_a_window_that_does_not_reach_it_begins_one_shift_later() -> None:
    days = ("02-01", "02-15", "02-17")
    story = given(LOCKED, small(*days, points=0.2), on("02-18", "S4", key_result("n4", 0.2)))
    assert story.judged().named("split_shift") == ["S2+S3+S4"]


def test_no_shift_is_in_two_splits() -> None:
    story = given(LOCKED, small("02-01", "02-05", "02-15", "02-16", "02-28"))
    assert story.judged().named("split_shift") == ["S1+S2+S3", "S4+S5"]


def test_a_split_is_in_the_order_in_which_the_shifts_took_effect() -> None:
    late = on("02-02", "S9", key_result("n9", 0.4), noted="02-20")
    assert given(LOCKED, small("02-03"), late).judged().named("split_shift") == ["S9+S1"]


def test_what_became_of_a_small_shift_does_not_matter_but_its_verdict_does() -> None:
    gone = on("02-20", "U", dropped("n1"))
    assert given(LOCKED, small("02-03", "02-05"), gone).judged().named("split_shift") == ["S1+S2"]
    taken_back = on("02-06", "U", dropped("n1"))
    assert given(LOCKED, small("02-03", "02-05"), taken_back).judged().named("split_shift") == []


def test_a_large_shift_that_shrank_in_its_grace_counts_with_the_small_ones() -> None:
    story = given(
        LOCKED, on("02-03", "S0", key_result("n0", 3)), on("02-04", "W", reweighted("n0", 0.3)), small("02-05")
    )
    assert story.judged().named("split_shift") == ["S0+S1"]


def traded_shift(name: str, day: str, credit: str, item: str) -> list[Event]:
    """A shift of 3 points, of which 2.5 are given up in time."""
    return [
        on(day, name, key_result(f"n{name.lower()}", 3)),
        on(day, credit, dropped(item)),
        on(day, f"T{name}", traded(name, credit, 2.5)),
    ]


def test_what_traded_shifts_leave_uncovered_erodes_the_plan() -> None:
    plan = a_locked_plan(20, k1=3, k2=3, k3=3)
    one, two = traded_shift("S1", "02-03", "D1", "k1"), traded_shift("S2", "02-04", "D2", "k2")
    assert given(plan, one).judged().named("eroded") == []
    judged = given(plan, one, two).judged()
    eroded = judged.finding("eroded")
    assert (eroded.id, eroded.uncovered, eroded.evidence) == ("plan/2026-q1/growth", 1, ("S1", "S2"))
    assert judged.verdict("S1") == judged.verdict("S2") == "traded"
    assert given(plan, one, two).judged(erosion=1.01).named("eroded") == []


def test_what_is_wholly_covered_erodes_nothing() -> None:
    plan = a_locked_plan(20, k1=3)
    story = given(
        plan,
        on("02-03", "S1", key_result("n1", 3)),
        on("02-04", "D", dropped("k1")),
        on("02-04", "T", traded("S1", "D")),
    )
    assert story.judged(erosion=0).named("eroded") == []
