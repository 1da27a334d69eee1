"""Items that close, and come back."""

from __future__ import annotations

from tests.projections.folds.folded import after
from tests.projections.words import (
    Fact,
    deferred,
    dropped,
    moved,
    reinstated,
    replaced,
)


def status(*said: Fact) -> dict[str, str]:
    """The items that are no longer open, and why."""
    return {name: each.status for name, each in after(*said).items.items() if each.status != "open"}


def test_a_key_result_closes_alone() -> None:
    assert status(dropped("k1")) == {"k1": "dropped"}
    assert status(deferred("k1")) == {"k1": "deferred"}
    assert status(replaced("k1", "k2")) == {"k1": "replaced"}
    assert after(dropped("k1"), dropped("k1"), replaced("k1", "k2")).ignored == ("e9", "e10")


def test_an_objective_closes_with_its_open_key_results_and_their_initiatives() -> None:
    assert status(deferred("aim")) == {"aim": "deferred", "k1": "deferred", "k2": "deferred", "i1": "deferred"}
    assert status(dropped("k2"), deferred("aim"))["k2"] == "dropped"
    assert after(dropped("aim")).order == ("two",)


def test_what_is_reinstated_is_open_again_and_an_objective_is_last() -> None:
    assert status(dropped("k1"), reinstated("k1")) == {}
    state = after(dropped("aim"), reinstated("aim"))
    assert (state.order, state.items["k1"].closed_by) == (("two", "aim"), None)
    assert after(reinstated("k1"), reinstated("nobody")).ignored == ("e8", "e9")


def test_a_reinstated_objective_brings_back_only_what_it_took_along() -> None:
    assert status(dropped("k2"), dropped("aim"), reinstated("aim")) == {"k2": "dropped"}
    assert status(dropped("aim"), reinstated("k1")) == {"aim": "dropped", "k2": "dropped", "i1": "dropped"}
    assert status(dropped("aim"), moved("k1", "two"), reinstated("aim")) == {}


def test_a_reinstated_key_result_brings_nothing_else_back() -> None:
    assert status(dropped("aim"), reinstated("aim"), dropped("k1")) == {"k1": "dropped"}
    assert status(dropped("k1"), dropped("i1"), reinstated("k1")) == {"i1": "dropped"}
