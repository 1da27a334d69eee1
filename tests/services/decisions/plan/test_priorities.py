"""Priorities, decided."""

from __future__ import annotations

from typing import Any

from tests.projections.words import Fact, dropped, key_result, objective, opened, ranked, relabelled
from tests.services.decisions.grammar import Given, Wish, given, wish


def rank(name: str, to: int, **more: Any) -> Wish:
    return wish("priority.rank", objective=name, rank=to, **more)


def relabel(item: str, priority: str, **more: Any) -> Wish:
    return wish("priority.relabel", item=item, priority=priority, **more)


def planned(*more: Fact) -> Given:
    return given(opened(), objective("aim"), objective("two", priority="p2"), key_result("k1"), *more)


def test_an_objective_is_ranked_and_says_what_it_displaces() -> None:
    planned().when(rank("two", 1, displaced=["aim"])).then(ranked("two", 1, "aim"))


def test_only_an_open_objective_is_ranked() -> None:
    planned().when(rank("tow", 1)).refused("did you mean 'two'?", "objective")
    planned().when(rank("k1", 1)).refused("k1 is a key result; expected objective: aim, two", "objective")
    planned(dropped("two")).when(rank("two", 1)).refused("two was dropped", "objective")


def test_a_rank_beyond_the_ranked_objectives_is_refused() -> None:
    planned().when(rank("aim", 3)).refused("expected 1 to 2", "rank")
    planned(dropped("two")).when(rank("aim", 2)).refused("expected 1 to 1", "rank")


def test_the_rank_that_an_objective_has_is_refused() -> None:
    planned().when(rank("two", 2)).refused("the rank of two is 2 already; expected another", "rank")
    planned(ranked("two", 1)).when(rank("two", 1)).refused("the rank of two is 1 already", "rank")


def test_what_a_rank_displaces_is_another_open_item() -> None:
    planned().when(rank("two", 1, displaced=["two"])).refused("cannot give way to itself", "displaced")
    planned().when(rank("two", 1, displaced=["zzz"])).refused("no item 'zzz'", "displaced")
    planned(dropped("k1")).when(rank("two", 1, displaced=["k1"])).refused("k1 was dropped", "displaced")
    planned().when(rank("two", 1, displaced=["aim", "aim"])).refused("aim is named twice; expected each", "displaced")


def test_an_item_of_any_kind_gets_a_label() -> None:
    planned().when(relabel("k1", "p0")).then(Fact("priority.relabelled", {"item": "k1", "priority": "p0"}))
    planned().when(relabel("two", "p1", displaced=["aim"])).then(relabelled("two", "p1", "aim"))


def test_only_an_open_item_gets_a_label() -> None:
    planned().when(relabel("tow", "p0")).refused("did you mean 'two'?", "item")
    planned(dropped("k1")).when(relabel("k1", "p0")).refused("k1 was dropped", "item")


def test_the_label_that_an_item_has_is_refused() -> None:
    planned().when(relabel("two", "p2")).refused("the priority of two is p2 already", "priority")


def test_what_a_label_displaces_is_another_open_item() -> None:
    planned().when(relabel("two", "p1", displaced=["two"])).refused("cannot give way to itself", "displaced")
    planned(dropped("k1")).when(relabel("two", "p1", displaced=["k1"])).refused("k1 was dropped", "displaced")
