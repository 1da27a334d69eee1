"""What pays for a shift has to name one: an event of this plan that asked for more after the lock."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from tests.projections.story import a_locked_plan, a_plan, on
from tests.projections.words import (
    Fact,
    closed,
    dropped,
    elsewhere,
    extended,
    key_result,
    locked,
    objective,
    retargeted,
    traded,
    withdrawn,
)
from tests.services.decisions.grammar import Given, Wish, given, wish

PAYING: list[Callable[[str], Wish]] = [
    lambda shift: wish("trade_off.record", trade_off="t9", shift=shift, credit="credit"),
    lambda shift: wish("trade_off.reject", shift=shift, item="k1", rejected_by="sofia"),
    lambda shift: wish("change_budget.draw", shift=shift),
    lambda shift: wish("overload.accept", shift=shift, points=1, sponsor="sofia", reason="we stretch"),
]
every_way = pytest.mark.parametrize("pays", PAYING, ids=["record", "reject", "draw", "accept"])
LEGAL = [elsewhere("legal", fact) for fact in (objective("aim"), key_result("theirs"))]


def shifted(*more: Fact) -> Given:
    """A locked plan to which `n` was added by `shift`, and of which `k2` was given up by `credit`."""
    shift, credit = on("01-20", "shift", key_result("n", 2)), on("01-20", "credit", dropped("k2"))
    return given(a_locked_plan(20, k1=3, k2=2), shift, credit, *more)


@every_way
def test_a_shift_of_the_plan_is_named(pays: Callable[[str], Wish]) -> None:
    shifted().when(pays("shift")).done()


@every_way
def test_an_id_that_no_event_has_is_refused(pays: Callable[[str], Wish]) -> None:
    says = "no event has the id 'zzz'; expected a shift of this plan that needs cover: shift (n: 2 points)"
    shifted().when(pays("zzz")).refused(says, "shift")


@every_way
def test_an_event_of_another_plan_is_paid_for_there(pays: Callable[[str], Wish]) -> None:
    says = "g9 is an event of plan/2026-q1/legal: what is about its shifts is recorded there"
    shifted(*LEGAL).when(pays("g9")).refused(says, "shift")


@every_way
def test_an_event_of_another_stream_is_refused(pays: Callable[[str], Wish]) -> None:
    shifted().when(pays("opened")).refused("opened is an event of cycle/2026-q1; expected a shift", "shift")


@every_way
def test_an_event_before_the_lock_is_planning(pays: Callable[[str], Wish]) -> None:
    shifted().when(pays("k1")).refused("k1 was noted before the lock: it is planning, and no shift", "shift")


@every_way
def test_an_event_that_asked_for_nothing_is_refused(pays: Callable[[str], Wish]) -> None:
    shifted().when(pays("credit")).refused("credit (commitment.dropped) asked for nothing, and is no shift", "shift")
    shifted().when(pays("locked")).refused("locked (baseline.locked) asked for nothing, and is no shift", "shift")


def test_before_the_plan_is_locked_there_is_no_shift() -> None:
    pays, planned = PAYING[2], a_plan(20, k1=3)
    early = on("01-14", "n", key_result("n", 2)).effective
    given(planned).when(pays("k1"), now=early).refused("planning, and no shift: the plan is not locked yet", "shift")


def test_what_came_after_an_assumed_lock_is_a_shift() -> None:
    story = given(a_plan(20, k1=3), on("01-20", "shift", key_result("n", 2)))
    story.when(PAYING[2]("shift")).done()
    story.when(PAYING[2]("k1")).refused("k1 was noted before the lock", "shift")


def test_a_shift_that_was_undone_is_still_one() -> None:
    shifted(dropped("n")).when(PAYING[2]("shift")).done()


def test_a_longer_cycle_can_be_a_shift() -> None:
    late = on("01-08", "late", key_result("late", 2, due="2026-04-10"))
    told = [
        *a_locked_plan(20, k1=3)[:-1],
        late,
        on("01-12", "locked", locked()),
        on("01-20", "longer", extended("2026-04-20")),
    ]
    given(told).when(PAYING[2]("longer")).done()


def test_what_is_expected_are_shifts_that_still_need_something() -> None:
    covered = shifted(traded("shift", "credit", 0.5), retargeted("k1", 15), withdrawn(1))
    says = "needs cover: shift (n: 1.5 points), g9 (k1: 1.5 points), g10 (capacity.withdrawn: 1 point)"
    covered.when(PAYING[2]("zzz")).refused(says)
    shifted(traded("shift", "credit")).when(PAYING[2]("zzz")).refused("that needs cover: none")


def test_after_the_close_a_shift_is_paid_for_all_the_same() -> None:
    shifted(closed()).when(PAYING[0]("shift")).done()


def test_a_shift_and_what_pays_for_it_are_one_act() -> None:
    add = wish("key_result.commit", key_result="n2", objective="aim", title="n2", points=2)
    drop = wish("commitment.drop", item="k1", reason="to make room")
    pays = wish("trade_off.record", trade_off="t1", shift="r.1", credit="r.2")
    traded_ = replace(traded("r.1", "r.2"), data={"trade_off": "t1", "shift": "r.1", "credit": "r.2"})
    given(a_locked_plan(20, k1=3)).when(add, drop, pays).then(
        Fact("key_result.committed", add.body["data"]), dropped("k1"), traded_
    )
    given(a_locked_plan(20, k1=3)).when(add, drop, *(each("r.1") for each in PAYING[2:])).done()


def test_what_the_act_has_yet_to_state_pays_for_nothing() -> None:
    drop = wish("commitment.drop", item="k1", reason="to make room")
    pays = wish("trade_off.record", trade_off="t1", shift="shift", credit="r.2")
    shifted().when(pays, drop).refused("no event has the id 'r.2'", "credit")
    add = wish("key_result.commit", key_result="n2", objective="aim", title="n2", points=2)
    shifted().when(PAYING[2]("r.2"), add).refused("no event has the id 'r.2'", "shift")


def test_what_the_act_takes_back_is_seen_by_its_next_command() -> None:
    back = wish("commitment.reinstate", item="k2", reason="a customer asked")
    pays = wish("trade_off.record", trade_off="t9", shift="shift", credit="shift")
    shifted().when(pays).refused("expected what gives something up: credit (k2: 2 points)")
    shifted().when(back, pays).refused("expected what gives something up: none")
