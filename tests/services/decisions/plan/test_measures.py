"""What key results are measured by, decided."""

from __future__ import annotations

from typing import Any

import pytest

from tests.projections.words import Fact, dropped, key_result, objective, opened, remeasured, rescheduled, retargeted
from tests.services.decisions.grammar import Given, Wish, given, wish


def retarget(name: str, target: float) -> Wish:
    return wish("key_result.retarget", key_result=name, target=target)


def reschedule(name: str, due: str) -> Wish:
    return wish("key_result.reschedule", key_result=name, due=due)


def remeasure(name: str, **more: Any) -> Wish:
    return wish("key_result.remeasure", key_result=name, reason="a better metric", **more)


def planned(*more: Fact) -> Given:
    detailed = key_result("k1", metric="leads", measured_in="%", due="2026-03-01", direction="increase")
    return given(opened(), objective("aim"), detailed, key_result("k2", target=None), *more)


@pytest.mark.parametrize(
    "wished",
    [retarget("k1", 12), reschedule("k1", "2026-03-02"), remeasure("k1", start=1)],
    ids=lambda wished: wished.body["command"],
)
def test_only_an_open_key_result_is_measured_otherwise(wished: Wish) -> None:
    command, data = wished.body["command"], wished.body["data"]
    planned().when(wish(command, **{**data, "key_result": "k3"})).refused("no key result 'k3'", "key_result")
    planned().when(wish(command, **{**data, "key_result": "aim"})).refused("aim is an objective", "key_result")
    planned(dropped("k1")).when(wished).refused("k1 was dropped", "key_result")


def test_a_key_result_is_retargeted_also_against_its_direction() -> None:
    planned().when(retarget("k1", 12.5)).then(retargeted("k1", 12.5, None))
    planned().when(retarget("k1", -1)).done()


def test_the_first_target_of_a_key_result_is_a_new_one() -> None:
    planned().when(retarget("k2", 0)).done()


def test_the_target_that_a_key_result_has_is_refused() -> None:
    planned().when(retarget("k1", 10.0)).refused("the target of k1 is 10 already", "target")
    planned(retargeted("k1", 1234567.5)).when(retarget("k1", 1234567.5)).refused("is 1234567.5 already", "target")


def test_a_key_result_is_rescheduled_also_past_the_end_of_its_cycle() -> None:
    planned().when(reschedule("k1", "2026-04-30")).then(rescheduled("k1", "2026-04-30", None))


def test_a_key_result_without_a_day_of_its_own_may_be_tied_to_the_last_one_of_its_cycle() -> None:
    planned().when(reschedule("k2", "2026-03-31")).done()


def test_the_due_date_that_a_key_result_has_is_refused() -> None:
    planned().when(reschedule("k1", "2026-03-01")).refused("the due date of k1 is 2026-03-01 already", "due")


def test_a_due_date_before_the_cycle_is_refused() -> None:
    planned().when(reschedule("k1", "2025-12-31")).refused("expected 2026-01-01 or later", "due")
    planned().when(reschedule("k1", "2026-01-01")).done()


def test_a_key_result_is_measured_by_another_metric() -> None:
    wished = remeasure("k1", metric="orders", measured_in="orders", start=100, target=80)
    planned().when(wished).then(Fact("key_result.remeasured", wished.body["data"]))


def test_what_stays_may_be_said_along_with_what_changes() -> None:
    planned().when(remeasure("k1", metric="leads", target=11)).then(remeasured("k1", metric="leads", target=11))


def test_a_measure_of_which_nothing_is_said_is_refused() -> None:
    planned().when(remeasure("k1")).refused("expected metric, measured_in, start, target, or some of them")


def test_the_measure_that_a_key_result_has_is_refused() -> None:
    planned().when(remeasure("k1", metric="leads", start=0)).refused("expected another metric or start", "metric")
