"""The verdict on a shift, the first that applies, and its flags: each fires, and nearly fires."""

from __future__ import annotations

import pytest

from tests.projections.story import a_locked_plan, a_plan, given, on
from tests.projections.words import (
    accepted,
    capacity_added,
    drawn,
    dropped,
    initiative,
    key_result,
    locked,
    objective,
    policy,
    reinstated,
    rescheduled,
    retargeted,
    reweighted,
    traded,
    withdrawn,
)

LOCKED = a_locked_plan(20, k1=3, k2=2, k3=4)


@pytest.mark.parametrize(
    ("kind", "fact"),
    [
        ("added", key_result("n1", 3)),
        ("added", initiative("i1", 3)),
        ("added", objective("o1", points=3)),
        ("reweighted", reweighted("k1", 6)),
        ("retargeted", retargeted("k1", 20)),
        ("brought_forward", rescheduled("k1", "03-03")),
        ("capacity_withdrawn", withdrawn(3)),
    ],
)
def test_whatever_asks_for_more_is_a_shift_of_its_kind(kind: str, fact: object) -> None:
    judged = given(LOCKED, on("02-03", "S1", fact)).judged()  # type: ignore[arg-type]
    assert (judged.shift("S1").kind, judged.amounts("S1")) == (kind, (3, 0, 3))


def test_what_comes_back_is_a_shift_of_its_kind() -> None:
    story = given(
        LOCKED,
        on("02-03", "S1", key_result("n1", 3)),
        on("02-04", "D", dropped("n1")),
        on("02-05", "S2", reinstated("n1")),
    )
    assert story.judged().shift("S2").kind == "reinstated"


def test_reversed_is_undone_to_nothing_within_the_grace() -> None:
    for when, verdict, flags in (("02-10 23:59", "reversed", set()), ("02-11 00:00", "untraded", {"reversed_late"})):
        judged = given(LOCKED, on("02-03", "S1", key_result("n1", 3)), on(when, "U", dropped("n1"))).judged()
        assert (judged.verdict("S1"), judged.flags("S1")) == (verdict, flags)


def test_a_shift_undone_to_nothing_but_a_rest_is_not_reversed() -> None:
    story = given(LOCKED, on("02-03", "S1", key_result("n1", 3)), on("02-05", "U", reweighted("n1", 0.01)))
    assert story.judged().verdict("S1") == "below_minimum"


def test_the_noting_decides_whether_it_was_undone_in_the_grace() -> None:
    story = given(LOCKED, on("02-03", "S1", key_result("n1", 3)), on("02-05", "U", dropped("n1"), noted="02-20"))
    assert (story.judged().verdict("S1"), story.judged().flags("S1")) == ("untraded", {"reversed_late"})


def test_below_the_minimum_is_less_than_half_a_point() -> None:
    for points, verdict in ((0.49, "below_minimum"), (0.5, "untraded")):
        assert given(LOCKED, on("02-03", "S1", key_result("n1", points))).judged().verdict("S1") == verdict


def test_what_is_below_the_minimum_stays_so_however_it_is_covered() -> None:
    story = given(LOCKED, on("02-03", "S1", key_result("n1", 0.4)), on("02-04", "B", drawn("S1")))
    assert (story.judged().verdict("S1"), story.judged().amounts("S1")) == ("below_minimum", (0.4, 0.4, 0))


def test_traded_is_four_fifths_covered_in_time() -> None:
    for points, verdict in ((2.4, "traded"), (2.39, "partial")):
        story = given(
            LOCKED,
            on("02-03", "S1", key_result("n1", 3)),
            on("02-04", "D", dropped("k1")),
            on("02-04", "T", traded("S1", "D", points)),
        )
        assert story.judged().verdict("S1") == verdict


def test_credit_and_change_budget_in_time_are_traded_together() -> None:
    story = given(
        LOCKED,
        on("02-03", "S1", key_result("n1", 5)),
        on("02-04", "D", dropped("k1")),
        on("02-04", "T", traded("S1", "D")),
        on("02-05", "B", drawn("S1")),
    )
    assert story.judged().shift("S1").covered_by == {"traded": 3, "change_budget": 2}
    assert story.judged().verdict("S1") == "traded"


def test_late_is_covered_enough_only_with_links_after_the_grace() -> None:
    story = given(
        LOCKED,
        on("02-03", "S1", key_result("n1", 5)),
        on("02-04", "D", dropped("k1")),
        on("02-04", "T1", traded("S1", "D")),
        on("02-23", "B", drawn("S1", 1)),
    )
    assert story.judged().verdict("S1") == "late"


def test_what_was_given_up_late_is_told_with_what_was_given_up_in_time() -> None:
    story = given(
        LOCKED,
        on("02-03", "S1", key_result("n1", 5)),
        on("02-04", "D1", dropped("k2")),
        on("02-04", "T1", traded("S1", "D1")),
        on("02-23", "D2", dropped("k3")),
        on("02-23", "T2", traded("S1", "D2", 2.5)),
    )
    assert (story.judged().verdict("S1"), story.judged().shift("S1").covered_by) == ("late", {"traded": 4.5})
    assert story.judged().totals("traded", "late") == (2, 2.5)


def test_accepted_overload_beside_links_in_time() -> None:
    story = given(
        LOCKED,
        on("02-03", "S1", key_result("n1", 5)),
        on("02-04", "D", dropped("k1")),
        on("02-04", "T", traded("S1", "D")),
        on("02-23", "O", accepted("S1", 1)),
    )
    assert story.judged().verdict("S1") == "accepted_overload"


def test_overload_that_covers_too_little_makes_it_partial() -> None:
    story = given(LOCKED, on("02-03", "S1", key_result("n1", 5)), on("02-23", "O", accepted("S1", 2)))
    assert story.judged().verdict("S1") == "partial"


def test_open_as_long_as_the_grace_lasts_however_little_is_covered() -> None:
    story = given(
        LOCKED,
        on("02-03", "S1", key_result("n1", 5)),
        on("02-04", "D", dropped("k1")),
        on("02-04", "T", traded("S1", "D")),
    )
    assert [story.judged(as_of=day).verdict("S1") for day in ("02-03", "02-10", "02-11")] == ["open", "open", "partial"]


def test_covered_enough_in_the_grace_is_no_longer_open() -> None:
    story = given(LOCKED, on("02-03", "S1", key_result("n1", 2)), on("02-04", "O", accepted("S1", 2)))
    assert story.judged(as_of="02-05").verdict("S1") == "accepted_overload"


def test_a_shift_with_no_grace_at_all_is_open_on_its_day() -> None:
    story = given(LOCKED, on("02-03", "S1", key_result("n1", 2)))
    assert [story.judged(as_of=day, grace_wd=0).verdict("S1") for day in ("02-03", "02-04")] == ["open", "untraded"]


def test_untraded_is_nothing_covered() -> None:
    assert given(LOCKED, on("02-03", "S1", key_result("n1", 2))).judged().verdict("S1") == "untraded"


def test_where_nothing_is_asked_to_be_covered_everything_is_traded() -> None:
    assert given(LOCKED, on("02-03", "S1", key_result("n1", 2))).judged(enough=0).verdict("S1") == "traded"


def test_a_shift_that_asks_on_several_accounts_is_judged_by_their_sum() -> None:
    plan = [*a_plan(20), on("01-08", "k", key_result("k1", 4, due="2026-06-30")), on("01-12", "L", locked())]
    back, half = on("02-03", "S1", rescheduled("k1", "03-03")), on("02-04", "B", rescheduled("k1", "03-31"))
    assert given(plan, back).judged().amounts("S1") == (8, 0, 8)
    assert given(plan, back, half).judged().amounts("S1") == (4, 0, 4)
    assert given(plan, back, half, on("02-05", "D", dropped("k1"))).judged().verdict("S1") == "reversed"


def test_the_policy_s_minimum_and_enough_decide() -> None:
    story = given(
        on("01-02", "P", policy(minimum_shift=3, enough=0.5)),
        LOCKED,
        on("02-03", "S1", key_result("n1", 2.99)),
        on("02-03", "S2", key_result("n2", 4)),
        on("02-04", "A", capacity_added(2, approved_by="sofia")),
        on("02-04", "T", traded("S2", "A")),
    )
    assert (story.judged().verdict("S1"), story.judged().verdict("S2")) == ("below_minimum", "traded")
