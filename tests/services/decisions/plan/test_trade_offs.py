"""Trade-offs, decided. Which shift they name is decided in `test_shifts`."""

from __future__ import annotations

from typing import Any

from tests.projections.story import a_locked_plan, on
from tests.projections.words import Fact, dropped, elsewhere, key_result, objective, traded
from tests.services.decisions.grammar import Given, Wish, given, wish


def record(trade_off: str = "t1", credit: str = "credit", **more: Any) -> Wish:
    return wish("trade_off.record", trade_off=trade_off, shift="shift", credit=credit, **more)


def reject(item: str) -> Wish:
    return wish("trade_off.reject", shift="shift", item=item, rejected_by="sofia", reason="it is promised")


def shifted(*more: Fact) -> Given:
    shift, credit = on("01-20", "shift", key_result("n", 2)), on("01-20", "credit", dropped("k2"))
    return given(a_locked_plan(20, k1=3, k2=2), shift, credit, *more)


def test_a_trade_off_is_recorded() -> None:
    wished = record(points=1.5)
    shifted().when(wished).then(Fact("trade_off.recorded", wished.body["data"]))


def test_the_id_of_another_trade_off_is_refused() -> None:
    story = shifted(traded("shift", "credit", 1))
    story.when(record("t")).refused("t is the trade-off that g8 recorded", "trade_off")
    story.when(record("t1"), record("t1")).refused("t1 is the trade-off that r.1 recorded", "trade_off")


def test_a_credit_that_no_event_is_called_is_refused() -> None:
    says = "no event has the id 'creidt'; expected what gives something up: credit (k2: 2 points)"
    shifted().when(record(credit="creidt")).refused(says, "credit")


def test_a_credit_of_which_nothing_is_left_is_not_what_is_expected() -> None:
    shifted(traded("shift", "credit")).when(record(credit="zzz")).refused("gives something up: none", "credit")


def test_a_shift_cannot_pay_for_itself() -> None:
    shifted().when(record(credit="shift")).refused("shift cannot pay for itself; expected what gives", "credit")


def test_no_points_pay_for_nothing() -> None:
    shifted().when(record(points=0)).refused("0 points pay for nothing", "points")


def test_what_gives_nothing_or_is_another_plans_is_recorded_and_judged_later() -> None:
    legal = [elsewhere("legal", fact) for fact in (objective("aim"), key_result("theirs", 2), dropped("theirs"))]
    story = shifted(*legal)
    story.when(record(credit="g10")).done()
    story.when(record(credit="locked")).done()


def test_a_rejected_offer_is_an_open_item() -> None:
    wished = reject("k1")
    shifted().when(wished).then(Fact("trade_off.rejected", wished.body["data"]))
    shifted().when(reject("kk1")).refused("the plan has no item 'kk1'", "item")
    shifted().when(reject("k2")).refused("k2 was dropped", "item")
