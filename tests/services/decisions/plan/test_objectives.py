"""Objectives, decided."""

from __future__ import annotations

from typing import Any

from tests.projections.words import Fact, dropped, elsewhere, key_result, objective, opened
from tests.services.decisions.grammar import Given, Wish, given, wish

OTHER = elsewhere("legal", objective("theirs"))


def commit(**more: Any) -> Wish:
    return wish("objective.commit", objective="n", title="n", **more)


def planned() -> Given:
    return given(opened(), objective("aim"), objective("two"), key_result("k1"), OTHER)


def test_an_objective_is_committed_with_all_its_fields() -> None:
    wished = commit(rank=1, displaced=["aim"], supports="2026-q1/legal/theirs")
    planned().when(wished).then(Fact("objective.committed", wished.body["data"]))


def test_an_objective_without_a_rank_stands_last() -> None:
    planned().when(commit()).then(objective("n"))


def test_an_id_that_an_item_has_is_refused() -> None:
    planned().when(wish("objective.commit", objective="k1", title="x")).refused("is a key result of the plan")


def test_an_id_that_a_dropped_item_has_is_refused() -> None:
    story = given(opened(), objective("n"), dropped("n"))
    story.when(commit()).refused("`commitment.reinstate` takes it up again", "objective")


def test_a_rank_beyond_the_end_is_refused() -> None:
    planned().when(commit(rank=4)).refused("expected 1 to 3", "rank")


def test_what_is_displaced_has_to_be_another_open_item() -> None:
    planned().when(commit(displaced=["n"])).refused("cannot give way to itself", "displaced")
    planned().when(commit(displaced=["aum"])).refused("did you mean 'aim'?", "displaced")


def test_what_is_supported_is_an_objective_of_another_plan() -> None:
    planned().when(commit(supports="2026-q1/growth/aim")).refused("of another", "supports")
    theirs = "plan/2026-q1/legal has no objective 'thers'; did you mean 'theirs'?"
    planned().when(commit(supports="2026-q1/legal/thers")).refused(theirs, "supports")


def test_an_outcome_has_to_be_set_where_any_is() -> None:
    growth = Fact("outcome.set", {"outcome": "growth", "year": 2026, "text": "We grow"}, "org")
    story = given(opened(), growth)
    story.when(commit(outcome="grwth")).refused("'growth'", "outcome")
    story.when(commit(outcome="growth")).done()


def test_an_objective_is_aligned() -> None:
    planned().when(wish("objective.align", objective="aim", supports="2026-q1/legal/theirs")).done()
    planned().when(wish("objective.align", objective="aim")).refused("expected an `outcome`")
    planned().when(wish("objective.align", objective="k1", outcome="x")).refused("expected objective", "objective")


def test_an_objective_is_graded_whatever_became_of_it() -> None:
    given(opened(), objective("aim"), dropped("aim")).when(wish("objective.grade", objective="aim", grade=0.0)).done()
    planned().when(wish("objective.grade", objective="zzz", grade=0.5)).refused("known are aim, two", "objective")
