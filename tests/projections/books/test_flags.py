"""What is said of a shift besides its verdict."""

from __future__ import annotations

from tests.projections.story import a_locked_plan, given, on
from tests.projections.words import (
    accepted,
    dropped,
    key_result,
    reinstated,
    revised,
    reweighted,
    traded,
)

LOCKED = a_locked_plan(20, k1=3, k2=2, k3=4)


def test_a_shift_taken_back_late_says_how_many_days_it_was_in_force() -> None:
    story = given(LOCKED, on("02-03 23:00", "S1", key_result("n1", 3)), on("03-03 01:00", "U", dropped("n1")))
    assert story.judged().shift("S1").days_in_force == 28
    assert given(LOCKED, on("02-03", "S1", key_result("n1", 3))).judged().shift("S1").days_in_force is None


def test_backdated_is_noted_more_than_two_working_days_after_it_took_effect() -> None:
    # Thursday, 5 February: the second working day after it is Monday, 9 February.
    for noted, flags in (("02-09 23:59", set()), ("02-10 00:00", {"backdated"})):
        story = given(LOCKED, on("02-05", "S1", key_result("n1", 2), noted=noted))
        assert story.judged().flags("S1") == flags


def test_the_last_instant_of_those_two_days_is_not_late() -> None:
    story = given(LOCKED, on("02-05", "S1", key_result("n1", 2), noted="2026-02-09T23:59:59.999999Z"))
    assert story.judged().flags("S1") == set()


def test_a_backdated_shift_s_grace_counts_from_when_it_took_effect() -> None:
    story = given(LOCKED, on("02-03", "S1", key_result("n1", 2), noted="02-20"), on("02-20", "U", dropped("n1")))
    judged = story.judged()
    assert (str(judged.shift("S1").due), judged.verdict("S1")) == ("2026-02-10", "untraded")
    assert judged.flags("S1") == {"backdated", "reversed_late"}


def test_rebaselined_after_is_said_of_what_is_not_covered_enough() -> None:
    shift, after = on("02-03", "S1", key_result("n1", 2)), on("02-18", "B", revised())
    assert given(LOCKED, shift, after).judged().flags("S1") == {"rebaselined_after"}
    assert given(LOCKED, shift, on("02-04", "O", accepted("S1", 1)), after).judged().flags("S1") == {
        "rebaselined_after"
    }
    assert given(LOCKED, shift, on("02-04", "O", accepted("S1", 2)), after).judged().flags("S1") == set()
    assert given(LOCKED, shift, after).judged(as_of="02-18", grace_wd=20).flags("S1") == set()


def test_a_baseline_revised_before_the_shift_flags_nothing() -> None:
    shift, revision = on("02-03", "S1", key_result("n1", 2)), on("02-03", "B", revised())
    assert given(LOCKED, revision, shift).judged().flags("S1") == set()
    assert given(LOCKED, shift, revision).judged().flags("S1") == {"rebaselined_after"}


def test_credit_revoked_is_flagged_only_where_points_were_bound() -> None:
    story = given(
        LOCKED,
        on("02-03", "S1", key_result("n1", 1)),
        on("02-04", "D", dropped("k1")),
        on("02-04", "T", traded("S1", "D")),
        on("02-12", "W", reweighted("k1", 2)),
        on("02-12", "R", reinstated("k1")),
    )
    assert story.judged().flags("S1") == set()
    assert story.judged().amounts("S1") == (1, 1, 0)
