"""Units, decided."""

from __future__ import annotations

from typing import Any

from tests.projections.words import ORG, Fact
from tests.services.decisions.grammar import Given, Wish, given, wish


def registered(unit: str, parent: str | None = None) -> Fact:
    return Fact("unit.registered", {"unit": unit, "name": unit.title()} | ({"parent": parent} if parent else {}), ORG)


def closed(unit: str) -> Fact:
    return Fact("unit.closed", {"unit": unit}, ORG)


def register(unit: str, **more: Any) -> Wish:
    return wish("unit.register", ORG, unit=unit, name="a unit", **more)


def move(unit: str, **to: Any) -> Wish:
    return wish("unit.move", ORG, unit=unit, **to)


def close(unit: str) -> Wish:
    return wish("unit.close", ORG, unit=unit, reason="merged")


def tree(*more: Fact) -> Given:
    """The top, two units below it, one below the first of these, and one that was closed."""
    below = [registered("sales", "top"), registered("growth", "top"), registered("ads", "growth")]
    return given(registered("top"), *below, registered("old", "top"), closed("old"), *more)


def test_a_unit_is_registered_at_the_top_or_below_another() -> None:
    wished = register("legal", parent="ads")
    tree().when(wished).then(Fact("unit.registered", wished.body["data"], ORG))
    given().when(register("top")).done()


def test_an_id_that_a_unit_has_or_had_is_refused() -> None:
    tree().when(register("growth")).refused("('Growth') is registered already", "unit")
    tree().when(register("old")).refused("('Old') was closed; expected an id that no unit has had", "unit")


def test_the_parent_of_a_new_unit_is_an_open_one() -> None:
    tree().when(register("new", parent="growht")).refused("did you mean 'growth'?", "parent")
    tree().when(register("new", parent="old")).refused("expected an open one: top, sales, growth, ads", "parent")
    given().when(register("new", parent="new")).refused("there is none yet", "parent")


def test_units_of_one_act_may_stand_below_each_other() -> None:
    given().when(register("top"), register("growth", parent="top")).done()


def test_a_unit_is_moved_below_another_or_to_the_top() -> None:
    tree().when(move("ads", parent="sales")).then(Fact("unit.moved", {"unit": "ads", "parent": "sales"}, ORG))
    tree().when(move("growth")).then(Fact("unit.moved", {"unit": "growth"}, ORG))


def test_only_an_open_unit_is_moved() -> None:
    tree().when(move("adds", parent="sales")).refused("did you mean 'ads'?", "unit")
    tree().when(move("old")).refused("the unit old was closed", "unit")


def test_a_unit_is_moved_only_below_an_open_one() -> None:
    tree().when(move("ads", parent="nowhere")).refused("there is no unit 'nowhere'", "parent")
    tree().when(move("ads", parent="old")).refused("the unit old was closed", "parent")


def test_a_unit_is_not_moved_below_itself() -> None:
    tree().when(move("growth", parent="growth")).refused("cannot be its own parent", "parent")
    tree().when(move("growth", parent="ads")).refused("ads is below growth", "parent")
    tree().when(move("top", parent="ads")).refused("ads is below top", "parent")


def test_a_unit_is_moved_only_to_where_it_is_not() -> None:
    tree().when(move("ads", parent="growth")).refused("ads is below growth already", "parent")
    tree().when(move("top")).refused("top is at the top already", "parent")


def test_units_that_a_past_moved_below_each_other_are_put_right() -> None:
    around = Fact("unit.moved", {"unit": "growth", "parent": "ads"}, ORG)
    tree(around).when(move("growth", parent="top")).done()
    tree(around).when(close("ads")).refused("open units: growth", "unit")


def test_a_unit_is_closed_after_those_below_it() -> None:
    tree().when(close("ads")).then(Fact("unit.closed", {"unit": "ads", "reason": "merged"}, ORG))
    tree().when(close("growth")).refused("below growth are open units: ads; close or move these first", "unit")
    tree().when(close("ads"), close("growth")).done()


def test_only_an_open_unit_is_closed() -> None:
    tree().when(close("legal")).refused("there is no unit 'legal'", "unit")
    tree().when(close("old")).refused("the unit old was closed", "unit")
