"""The order of a plan's objectives."""

from __future__ import annotations

from projections.folds.ranks import inserted, rank


def test_an_objective_is_put_in_at_its_rank_or_last() -> None:
    assert inserted(("a", "b"), "n", 1) == ("n", "a", "b")
    assert inserted(("a", "b"), "n", 2) == ("a", "n", "b")
    assert inserted(("a", "b"), "n", 3) == inserted(("a", "b"), "n", 10_000) == inserted(("a", "b"), "n", None)
    assert inserted((), "n", 5) == ("n",)


def test_the_first_is_1_and_what_is_not_in_the_list_has_no_rank() -> None:
    assert (rank(("a", "b"), "a"), rank(("a", "b"), "b"), rank(("a", "b"), "c")) == (1, 2, None)
