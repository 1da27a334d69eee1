"""The plan's pool: what is withdrawn is asked for, what is added counts only if somebody else approved it."""

from __future__ import annotations

from tests.projections.story import a_locked_plan, a_plan, given, on
from tests.projections.words import capacity_added, declared, key_result, locked, traded, withdrawn

LOCKED = a_locked_plan(20, k1=3)


def test_withdrawn_capacity_is_asked_for() -> None:
    judged = given(LOCKED, on("02-03", "S1", withdrawn(4))).judged()
    assert (judged.shift("S1").kind, judged.amounts("S1")) == ("capacity_withdrawn", (4, 0, 4))


def test_a_smaller_declaration_after_the_lock_is_asked_for_too() -> None:
    judged = given(LOCKED, on("02-03", "S1", declared(15))).judged()
    assert (judged.shift("S1").kind, judged.amounts("S1")) == ("capacity_withdrawn", (5, 0, 5))


def test_an_addition_undoes_a_withdrawal_whoever_approves_it() -> None:
    story = given(LOCKED, on("02-03", "S1", withdrawn(4)), on("02-04", "A", capacity_added(6)))
    judged = story.judged()
    assert (judged.verdict("S1"), judged.given_up()) == ("reversed", {"A": 2})


def test_an_addition_that_nobody_else_approved_covers_nothing() -> None:
    shift = on("02-03", "S1", key_result("n1", 3), asked_by="cfo")
    for approver in ({}, {"approved_by": "cfo"}):
        story = given(
            LOCKED, shift, on("02-04", "A", capacity_added(6, **approver)), on("02-04", "T", traded("S1", "A"))
        )
        judged = story.judged()
        assert (judged.verdict("S1"), judged.said("T")) == ("untraded", ["self_approved"])


def test_whoever_acted_for_the_requester_may_approve() -> None:
    story = given(
        LOCKED,
        on("02-03", "S1", key_result("n1", 3), by="dana", asked_by="cfo"),
        on("02-04", "A", capacity_added(6, approved_by="dana")),
        on("02-04", "T", traded("S1", "A")),
    )
    assert story.judged().verdict("S1") == "traded"


def test_a_larger_declaration_after_the_lock_is_approved_by_nobody() -> None:
    story = given(
        LOCKED,
        on("02-03", "S1", key_result("n1", 3)),
        on("02-04", "A", declared(30)),
        on("02-04", "T", traded("S1", "A")),
    )
    judged = story.judged()
    assert (judged.said("T"), judged.given_up()) == (["self_approved"], {"A": 10})


def test_who_approved_is_asked_before_whether_anything_is_left() -> None:
    story = given(
        LOCKED,
        on("02-03", "S1", key_result("n1", 3), by="cfo"),
        on("02-03", "S2", key_result("n2", 3), by="coo"),
        on("02-04", "A", capacity_added(3, approved_by="coo")),
        on("02-05", "T1", traded("S1", "A")),
        on("02-05", "T2", traded("S2", "A")),
    )
    judged = story.judged()
    assert (judged.verdict("S1"), judged.said("T1"), judged.said("T2")) == ("traded", [], ["self_approved"])


def test_withdrawing_what_was_added_takes_the_credit_back_and_asks_for_nothing() -> None:
    story = given(
        LOCKED,
        on("02-03", "S1", key_result("n1", 3)),
        on("02-04", "A", capacity_added(4, approved_by="sofia")),
        on("02-04", "T", traded("S1", "A")),
        on("02-20", "W", withdrawn(3)),
    )
    judged = story.judged()
    assert (judged.shifts(), judged.amounts("S1"), judged.flags("S1")) == (["S1"], (3, 1, 2), {"credit_revoked"})


def test_withdrawing_more_than_was_added_asks_for_the_rest() -> None:
    story = given(LOCKED, on("02-04", "A", capacity_added(4)), on("02-05", "W", withdrawn(6)))
    judged = story.judged()
    assert (judged.amounts("W"), judged.given_up()) == ((2, 0, 2), {"A": 0})


def test_capacity_that_was_never_declared_is_the_sum_of_the_bases_and_moves_from_there() -> None:
    plan = [*a_plan(None, k1=3, k2=2), on("01-12", "L", locked())]
    assert given(plan, on("02-03", "S1", withdrawn(2))).judged().amounts("S1") == (2, 0, 2)
    assert given(plan, on("02-03", "A", capacity_added(2))).judged().given_up() == {"A": 2}
    assert given(plan, on("02-03", "A", declared(8))).judged().given_up() == {"A": 3}
    assert given(plan, on("02-03", "S1", declared(4))).judged().amounts("S1") == (1, 0, 1)


def test_no_more_can_be_withdrawn_than_there_is() -> None:
    assert given(LOCKED, on("02-03", "S1", withdrawn(500))).judged().amounts("S1") == (20, 0, 20)


def test_capacity_moved_before_the_lock_is_planning() -> None:
    plan = [*a_plan(20, k1=3), on("01-08", "W", withdrawn(5)), on("01-12", "L", locked())]
    judged = given(plan, on("02-03", "A", declared(20))).judged()
    # What is there in the end is what was declared again; what that gives is measured against the 15 of the lock.
    assert (judged.total("capacity"), judged.given_up()) == (20, {"A": 5})
