"""What may happen to any item, decided."""

from __future__ import annotations

from typing import Any

import pytest

from tests.projections.words import (
    Fact,
    completed,
    deferred,
    dropped,
    initiative,
    key_result,
    objective,
    opened,
    policy,
    reinstated,
    replaced,
    reweighted,
)
from tests.services.decisions.grammar import Given, Wish, given, wish


def reword(item: str, title: str) -> Wish:
    return wish("commitment.reword", item=item, title=title)


def reweight(item: str, points: float) -> Wish:
    return wish("commitment.reweight", item=item, points=points)


def drop(item: str) -> Wish:
    return wish("commitment.drop", item=item)


def defer(item: str, **more: Any) -> Wish:
    return wish("commitment.defer", item=item, **more)


def reinstate(item: str) -> Wish:
    return wish("commitment.reinstate", item=item, reason="a customer asked")


def planned(*more: Fact) -> Given:
    results = key_result("k1", 3), key_result("k2")
    return given(opened(), objective("aim"), *results, initiative("i1", key_result="k1"), *more)


@pytest.mark.parametrize(
    "wished", [reword("k1", "x"), reweight("k1", 9), drop("k1"), defer("k1")], ids=lambda wished: wished.body["command"]
)
def test_only_an_open_item_is_changed_or_given_up(wished: Wish) -> None:
    unknown = wish(wished.body["command"], **{**wished.body["data"], "item": "k3"})
    planned().when(unknown).refused("the plan has no item 'k3'; known are aim, i1, k1, k2", "item")
    planned(dropped("k1")).when(wished).refused("k1 was dropped; `commitment.reinstate` takes it up again", "item")
    planned(deferred("aim")).when(wished).refused("k1 was deferred", "item")
    planned(replaced("k1", "k2")).when(wished).refused("k1 was replaced", "item")


def test_an_item_has_another_title() -> None:
    planned().when(reword("aim", "Grow")).then(Fact("commitment.reworded", {"item": "aim", "title": "Grow"}))


def test_the_title_that_an_item_has_is_refused() -> None:
    planned().when(reword("aim", "aim")).refused("the title of aim is aim already", "title")


def test_of_a_long_title_a_refusal_names_the_beginning() -> None:
    long = "a" * 2000
    decided = planned(Fact("commitment.reworded", {"item": "aim", "title": long})).when(reword("aim", long))
    decided.refused("the title of aim is " + "a" * 100 + " … already")


def test_an_item_has_another_weight() -> None:
    planned().when(reweight("k1", 2.5)).then(reweighted("k1", 2.5, None))


def test_the_weight_that_an_item_has_is_refused() -> None:
    planned().when(reweight("k1", 3.0)).refused("the weight of k1 is 3 already", "points")
    planned(reweighted("k1", 0.1)).when(reweight("k1", 0.10)).refused("the weight of k1 is 0.1 already", "points")


def test_the_weight_that_counts_by_the_policy_is_refused() -> None:
    planned().when(reweight("k2", 1)).refused("the weight of k2 is 1 already", "points")
    planned().when(reweight("aim", 0)).refused("the weight of aim is 0 already", "points")
    heavier = planned(policy(default_points=20))
    heavier.when(reweight("k2", 20)).refused("the weight of k2 is 20 already", "points")
    heavier.when(reweight("k2", 1)).done()


def test_an_item_is_dropped() -> None:
    planned().when(drop("aim")).then(dropped("aim", None))


def test_an_item_is_given_up_once_in_an_act_too() -> None:
    planned().when(drop("aim"), drop("k1")).refused("k1 was dropped", "item")


@pytest.mark.parametrize("wished", [drop("i1"), defer("i1")], ids=lambda wished: wished.body["command"])
def test_what_is_completed_is_not_given_up(wished: Wish) -> None:
    planned(completed("i1")).when(wished).refused("i1 is completed", "item")


def test_an_objective_is_given_up_whatever_of_it_is_completed() -> None:
    planned(completed("i1")).when(drop("aim")).done()


def test_an_item_is_deferred_to_another_cycle_or_to_none_yet() -> None:
    planned().when(defer("k1")).then(deferred("k1", None))
    later = Fact("commitment.deferred", {"item": "k1", "to_cycle": "2026-q2"})
    planned().when(defer("k1", to_cycle="2026-q2")).then(later)


def test_an_item_is_not_deferred_to_its_own_cycle() -> None:
    planned().when(defer("k1", to_cycle="2026-q1")).refused("2026-q1 is this cycle", "to_cycle")


@pytest.mark.parametrize("closed", [dropped("k1"), deferred("k1"), replaced("k1", "k2")], ids=lambda fact: fact.type)
def test_an_item_is_reinstated_however_it_was_closed(closed: Fact) -> None:
    planned(closed).when(reinstate("k1")).then(reinstated("k1"))


def test_an_initiative_that_stands_by_itself_is_reinstated() -> None:
    planned(initiative("i2"), dropped("i2")).when(reinstate("i2")).done()


def test_only_a_closed_item_is_reinstated() -> None:
    planned().when(reinstate("k3")).refused("no item 'k3'", "item")
    planned(dropped("k2")).when(reinstate("k1")).refused("k1 is open; expected an item that was closed: k2", "item")
    planned(dropped("aim")).when(reinstate("aim"), reinstate("k1")).refused("k1 is open", "item")


def test_a_key_result_comes_back_after_its_objective() -> None:
    story = planned(dropped("k1"), deferred("aim"))
    story.when(reinstate("k1")).refused("belongs to aim, which was deferred; expected `commitment.reinstate` of aim")
    story.when(reinstate("aim"), reinstate("k1")).done()


def test_an_initiative_comes_back_after_its_key_result() -> None:
    story = planned(dropped("i1"), dropped("k1"))
    story.when(reinstate("i1")).refused("belongs to k1, which was dropped", "item")
    story.when(reinstate("k1"), reinstate("i1")).done()
