"""Initiatives, decided."""

from __future__ import annotations

from typing import Any

from tests.projections.words import Fact, completed, dropped, initiative, key_result, objective, opened
from tests.services.decisions.grammar import Given, Wish, given, wish


def commit(name: str = "n", **more: Any) -> Wish:
    return wish("initiative.commit", initiative=name, title="n", **more)


def complete(name: str) -> Wish:
    return wish("initiative.complete", initiative=name)


def planned(*more: Fact) -> Given:
    items = objective("aim"), key_result("k1"), initiative("i1", key_result="k1"), initiative("i2")
    return given(opened(), *items, *more)


def test_an_initiative_is_committed_for_a_key_result_or_by_itself() -> None:
    planned().when(commit(key_result="k1", points=0.5)).then(initiative("n", 0.5, key_result="k1"))
    planned().when(commit(business_as_usual=True)).then(initiative("n", business_as_usual=True))


def test_an_id_that_an_item_has_is_refused() -> None:
    planned().when(commit("i1")).refused("i1 is an initiative of the plan already", "initiative")
    planned(dropped("i1")).when(commit("i1")).refused("was dropped", "initiative")


def test_what_an_initiative_is_for_is_an_open_key_result() -> None:
    planned().when(commit(key_result="k2")).refused("no key result 'k2'; known are k1", "key_result")
    planned().when(commit(key_result="aim")).refused("aim is an objective; expected key result: k1", "key_result")
    planned(dropped("k1")).when(commit(key_result="k1")).refused("k1 was dropped", "key_result")


def test_an_initiative_is_completed() -> None:
    planned().when(complete("i1")).then(completed("i1"))


def test_only_an_open_initiative_is_completed() -> None:
    planned().when(complete("i3")).refused("no initiative 'i3'", "initiative")
    planned().when(complete("k1")).refused("k1 is a key result; expected initiative: i1, i2", "initiative")
    planned(dropped("i1")).when(complete("i1")).refused("i1 was dropped", "initiative")


def test_an_initiative_is_completed_once() -> None:
    planned(completed("i1")).when(complete("i1")).refused("completed already; expected one that goes on: i2")
