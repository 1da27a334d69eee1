"""Who answers for an item, decided."""

from __future__ import annotations

from typing import Any

import pytest

from tests.projections.words import Fact, dropped, key_result, objective, opened
from tests.services.decisions.grammar import Given, Wish, given, wish

OF_BOTH = pytest.mark.parametrize("role", ["owner", "sponsor"])


def change(role: str, item: str, **more: Any) -> Wish:
    return wish(f"{role}.change", item=item, **more)


def planned(*more: Fact) -> Given:
    return given(opened(), objective("aim", owner="olga", sponsor="olga"), key_result("k1"), *more)


@OF_BOTH
def test_another_person_answers_for_an_item_or_nobody_any_more(role: str) -> None:
    planned().when(change(role, "aim", to="pablo")).then(Fact(f"{role}.changed", {"item": "aim", "to": "pablo"}))
    planned().when(change(role, "aim")).then(Fact(f"{role}.changed", {"item": "aim"}))


@OF_BOTH
def test_only_of_an_open_item(role: str) -> None:
    planned().when(change(role, "k2", to="pablo")).refused("no item 'k2'; known are aim, k1", "item")
    planned(dropped("k1")).when(change(role, "k1", to="pablo")).refused("k1 was dropped", "item")


@OF_BOTH
def test_the_person_who_answers_for_an_item_already_is_refused(role: str) -> None:
    planned().when(change(role, "aim", to="olga")).refused(f"the {role} of aim is olga already", "to")
    planned().when(change(role, "k1")).refused(f"the {role} of k1 is none already", "to")
