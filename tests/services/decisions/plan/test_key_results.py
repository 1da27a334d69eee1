"""Key results, decided."""

from __future__ import annotations

from typing import Any

import pytest

from tests.projections.words import Fact, dropped, elsewhere, key_result, moved, objective, opened, replaced
from tests.services.decisions.grammar import Given, Wish, given, wish

BEFORE = [elsewhere("growth", fact, "2025-q4") for fact in (objective("old"), key_result("k9", of="old"))]


def commit(name: str = "n", of: str = "aim", **more: Any) -> Wish:
    return wish("key_result.commit", key_result=name, objective=of, title="n", **more)


def replace(name: str, by: str) -> Wish:
    return wish("key_result.replace", key_result=name, by=by, reason="a better measure")


def carry_over(name: str, from_: str) -> Wish:
    return wish("key_result.carry_over", key_result=name, from_=from_)


def move(name: str, to: str) -> Wish:
    return wish("key_result.move", key_result=name, objective=to)


def grade(name: str) -> Wish:
    return wish("key_result.grade", key_result=name, grade=0.7, comment="nearly")


def planned(*more: Fact) -> Given:
    items = objective("aim"), objective("two"), key_result("k1"), key_result("k2")
    return given(opened(), *items, *BEFORE, *more)


def test_a_key_result_is_committed_with_all_its_fields() -> None:
    wished = commit(start=10, target=4.5, direction="decrease", due="2026-04-30", points=2, initial_confidence=0.5)
    planned().when(wished).then(Fact("key_result.committed", wished.body["data"]))


def test_an_id_that_an_item_has_is_refused() -> None:
    planned().when(commit("two")).refused("two is an objective of the plan already", "key_result")
    planned(dropped("k1")).when(commit("k1")).refused("`commitment.reinstate` takes it up again", "key_result")


def test_a_key_result_belongs_to_an_open_objective() -> None:
    planned().when(commit(of="aum")).refused("did you mean 'aim'?", "objective")
    planned().when(commit(of="k1")).refused("k1 is a key result; expected objective: aim, two", "objective")
    planned(dropped("two")).when(commit(of="two")).refused("two was dropped", "objective")


def test_a_target_against_its_direction_is_refused() -> None:
    up, down = commit(start=5, target=4.5, direction="increase"), commit(start=-1, target=0.5, direction="decrease")
    planned().when(up).refused("the target 4.5 is below the start 5; expected decrease", "direction")
    planned().when(down).refused("the target 0.5 is above the start -1; expected increase", "direction")


@pytest.mark.parametrize(
    "numbers",
    [
        {"start": 5, "target": 9, "direction": "increase"},
        {"start": 5, "target": 5, "direction": "increase"},
        {"start": 5, "target": 5, "direction": "decrease"},
        {"start": 5, "target": 1, "direction": "maintain"},
        {"start": 5, "target": 1},
        {"target": -3, "direction": "increase"},
        {"start": 5, "direction": "decrease"},
    ],
)
def test_a_target_that_does_not_contradict_its_direction_is_accepted(numbers: dict[str, Any]) -> None:
    planned().when(commit(**numbers)).done()


def test_a_key_result_that_is_due_before_its_cycle_is_refused() -> None:
    planned().when(commit(due="2025-12-31")).refused("expected 2026-01-01 or later", "due")
    planned().when(commit(due="2026-01-01")).done()


def test_a_key_result_is_replaced() -> None:
    planned().when(replace("k1", "k2")).then(replaced("k1", "k2"))


def test_a_key_result_is_replaced_by_one_of_the_same_act() -> None:
    assert len(planned().when(commit(), replace("k1", "n")).done()) == 2


def test_only_an_open_key_result_is_replaced() -> None:
    planned().when(replace("k3", "k2")).refused("the plan has no key result 'k3'", "key_result")
    planned().when(replace("aim", "k2")).refused("aim is an objective", "key_result")
    planned(replaced("k1", "k2")).when(replace("k1", "k2")).refused("k1 was replaced", "key_result")


def test_what_takes_its_place_is_another_open_key_result() -> None:
    planned().when(replace("k1", "k1")).refused("cannot take its own place", "by")
    planned().when(replace("k1", "k3")).refused("the plan has no key result 'k3'", "by")
    planned().when(replace("k1", "two")).refused("two is an objective; expected key result: k1, k2", "by")
    planned(dropped("k2")).when(replace("k1", "k2")).refused("k2 was dropped", "by")


def test_a_key_result_continues_one_of_another_cycle_whatever_became_of_it() -> None:
    gone = elsewhere("growth", dropped("k9"), "2025-q4")
    continued = Fact("key_result.carried_over", {"key_result": "k1", "from": "2025-q4/growth/k9"})
    planned(gone).when(carry_over("k1", "2025-q4/growth/k9")).then(continued)


def test_only_an_open_key_result_continues_another() -> None:
    planned().when(carry_over("k3", "2025-q4/growth/k9")).refused("no key result 'k3'", "key_result")
    planned().when(carry_over("aim", "2025-q4/growth/k9")).refused("aim is an objective", "key_result")
    planned(dropped("k1")).when(carry_over("k1", "2025-q4/growth/k9")).refused("k1 was dropped", "key_result")


def test_what_is_continued_is_a_key_result_of_another_cycle() -> None:
    planned().when(carry_over("k1", "2025-q4/growth/k8")).refused(
        "plan/2025-q4/growth has no key result 'k8'; known are k9", "from"
    )
    planned().when(carry_over("k1", "2025-q4/growth/old")).refused("old is an objective", "from")
    planned().when(carry_over("k1", "2025-q3/growth/k9")).refused("there is none yet", "from")
    planned().when(carry_over("k1", "2026-q1/growth/k2")).refused("is of this cycle", "from")


def test_a_key_result_that_continues_another_already_is_refused() -> None:
    continued = Fact("key_result.carried_over", {"key_result": "k1", "from": "2025-q4/growth/k9"})
    story = planned(continued)
    story.when(carry_over("k1", "2025-q4/growth/k9")).refused("is 2025-q4/growth/k9 already", "from")


def test_a_key_result_is_moved() -> None:
    planned().when(move("k1", "two")).then(moved("k1", "two"))


def test_only_an_open_key_result_is_moved() -> None:
    planned().when(move("k3", "two")).refused("no key result 'k3'", "key_result")
    planned().when(move("two", "aim")).refused("two is an objective", "key_result")
    planned(dropped("k1")).when(move("k1", "two")).refused("k1 was dropped", "key_result")


def test_a_key_result_is_moved_to_another_open_objective() -> None:
    planned().when(move("k1", "tow")).refused("did you mean 'two'?", "objective")
    planned().when(move("k1", "k2")).refused("k2 is a key result", "objective")
    planned(dropped("two")).when(move("k1", "two")).refused("two was dropped", "objective")
    planned().when(move("k1", "aim")).refused("the objective of k1 is aim already", "objective")


def test_a_key_result_is_graded_whatever_became_of_it() -> None:
    wished = grade("k1")
    planned(dropped("k1")).when(wished).then(Fact("key_result.graded", wished.body["data"]))


def test_only_a_key_result_is_graded_as_one() -> None:
    planned().when(grade("k3")).refused("no key result 'k3'", "key_result")
    planned().when(grade("aim")).refused("aim is an objective", "key_result")
