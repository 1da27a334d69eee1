"""What covers a shift: each link is served once, in the order noted, and says why when it covers nothing."""

from __future__ import annotations

from tests.projections.story import a_locked_plan, given, on
from tests.projections.words import (
    capacity_added,
    drawn,
    dropped,
    key_result,
    traded,
)

LOCKED = a_locked_plan(k1=3, k2=2, k3=4)
SHIFT = on("02-03", "S1", key_result("n1", 3))
CREDIT = on("02-04", "D", dropped("k3"))


def test_a_link_brings_what_the_shift_needs_and_leaves_the_rest_of_the_credit() -> None:
    judged = given(LOCKED, SHIFT, CREDIT, on("02-05", "T", traded("S1", "D"))).judged()
    assert (judged.amounts("S1"), judged.unclaimed("D")) == ((3, 3, 0), 1)


def test_a_link_brings_at_most_its_own_points() -> None:
    story = given(
        LOCKED, SHIFT, CREDIT, on("02-05", "T1", traded("S1", "D", 1)), on("02-06", "T2", traded("S1", "D", 0.5))
    )
    assert story.judged().amounts("S1") == (3, 1.5, 1.5)


def test_a_link_brings_at_most_what_the_credit_still_has_and_says_nothing_of_it() -> None:
    story = given(
        LOCKED,
        SHIFT,
        on("02-03", "S2", key_result("n2", 3)),
        CREDIT,
        on("02-05", "T1", traded("S1", "D")),
        on("02-05", "T2", traded("S2", "D")),
    )
    judged = story.judged()
    assert (judged.amounts("S2"), judged.said("T2")) == ((3, 1, 2), [])


def test_a_credit_that_others_took_is_claimed_twice() -> None:
    story = given(
        LOCKED,
        SHIFT,
        on("02-03", "S2", key_result("n2", 3)),
        on("02-04", "D", dropped("k1")),
        on("02-05", "T1", traded("S1", "D")),
        on("02-05", "T2", traded("S2", "D")),
    )
    judged = story.judged()
    assert (judged.said("T1"), judged.said("T2"), judged.verdict("S2")) == ([], ["double_claim"], "untraded")


def test_a_link_is_served_once_and_not_again_when_points_come_free() -> None:
    story = given(
        LOCKED,
        SHIFT,
        on("02-03", "S2", key_result("n2", 3)),
        on("02-04", "D", dropped("k1")),
        on("02-05", "T1", traded("S1", "D")),
        on("02-05", "T2", traded("S2", "D")),
        on("02-06", "U", dropped("n1")),
    )
    judged = story.judged()
    assert (judged.verdict("S2"), judged.said("T2")) == ("untraded", ["double_claim"])
    assert story.and_(on("02-09", "T3", traded("S2", "D"))).judged().verdict("S2") == "traded"


def test_a_link_to_what_is_no_shift_shows_nothing() -> None:
    story = given(LOCKED, CREDIT, on("02-05", "T1", traded("D", "D")), on("02-05", "T2", traded("nothing", "nobody")))
    assert story.judged().said("T1") == story.judged().said("T2") == []


def test_a_link_to_a_shift_that_was_wholly_undone_covers_nothing_and_shows_nothing() -> None:
    story = given(
        LOCKED,
        SHIFT,
        on("02-20", "U", dropped("n1")),
        on("02-23", "T1", traded("S1", "nothing")),
        on("02-23", "B", drawn("S1", 99)),
        on("02-23", "D", dropped("k1")),
        on("02-23", "T2", traded("S1", "D")),
    )
    judged = story.judged()
    assert judged.said("T1") == judged.said("B") == judged.said("T2") == []
    assert (judged.amounts("S1"), judged.unclaimed("D")) == ((3, 0, 3), 3)


def test_a_finding_of_a_link_stays_when_its_shift_is_undone_later() -> None:
    story = given(
        LOCKED,
        SHIFT,
        on("02-04", "T", traded("S1", "nothing")),
        on("02-05", "B", drawn("S1")),
        on("02-06", "U", dropped("n1")),
    )
    judged = story.judged()
    assert (judged.said("T"), judged.said("B"), judged.verdict("S1")) == (
        ["empty_credit"],
        ["change_budget_spent"],
        "reversed",
    )


def test_a_link_in_time_counts_within_the_grace_s_last_day() -> None:
    for when, verdict in (("02-10 23:59", "traded"), ("02-11 00:00", "late")):
        assert given(LOCKED, SHIFT, CREDIT, on(when, "T", traded("S1", "D"))).judged().verdict("S1") == verdict


def test_a_link_in_the_last_instant_of_the_grace_is_in_time() -> None:
    story = given(LOCKED, SHIFT, CREDIT, on("2026-02-10T23:59:59.999999Z", "T", traded("S1", "D")))
    assert story.judged().verdict("S1") == "traded"


def test_a_link_dated_in_the_grace_and_noted_after_it_is_late() -> None:
    story = given(LOCKED, SHIFT, CREDIT, on("02-05", "T", traded("S1", "D"), noted="02-20"))
    assert story.judged().verdict("S1") == "late"


def test_approved_capacity_is_served_like_any_credit() -> None:
    story = given(
        LOCKED, SHIFT, on("02-04", "A", capacity_added(2, approved_by="sofia")), on("02-05", "T", traded("S1", "A"))
    )
    assert story.judged().amounts("S1") == (3, 2, 1)
