"""What is moved up must name what gives way."""

from __future__ import annotations

from tests.projections.books.ordered import LOCKED, said
from tests.projections.story import a_locked_plan, given, on
from tests.projections.words import (
    deferred,
    dropped,
    key_result,
    objective,
    policy,
    ranked,
    reinstated,
    relabelled,
    rescheduled,
)


def test_ranked_up_by_two_places_names_what_gives_way() -> None:
    assert said(ranked("six", 4)) == ["rank_without_displacement"]
    assert said(ranked("six", 4, "four")) == []


def test_ranked_up_by_one_place_or_down_needs_not() -> None:
    assert said(ranked("six", 5)) == said(ranked("aim", 6)) == said(ranked("two", 2)) == []


def test_into_the_first_three_even_one_place_counts() -> None:
    assert said(ranked("four", 3)) == ["rank_without_displacement"]
    assert said(ranked("three", 2)) == []
    assert said(ranked("three", 1)) == ["rank_without_displacement"]


def test_a_rank_beyond_the_list_is_the_last() -> None:
    assert said(ranked("six", 99)) == []


def test_what_is_displaced_must_be_open_and_another() -> None:
    assert said(ranked("six", 1, "six")) == ["rank_without_displacement"]
    assert said(ranked("six", 1, "nobody")) == ["rank_without_displacement"]
    assert said(dropped("k2"), ranked("six", 1, "k2")) == ["rank_without_displacement"]
    assert said(rescheduled("k2", "04-15"), ranked("six", 1, "k2")) == ["rank_without_displacement"]
    assert said(dropped("k2"), ranked("six", 1, "k2", "k1")) == []


def test_a_new_objective_among_the_first_three_names_what_it_displaces() -> None:
    assert said(objective("new", rank=3)) == ["rank_without_displacement"]
    assert said(objective("new", rank=3, displaced=["three"])) == []
    assert said(objective("new", rank=4)) == said(objective("new")) == []


def test_a_new_last_objective_of_a_short_list_pushes_nothing_down() -> None:
    assert given(a_locked_plan(k1=3), on("02-03", "O", objective("new"))).judged().said("O") == []


def test_dropped_and_deferred_objectives_leave_the_list() -> None:
    assert said(dropped("aim"), deferred("two"), ranked("six", 3)) == ["rank_without_displacement"]
    assert said(dropped("four"), deferred("five"), ranked("six", 3)) == ["rank_without_displacement"]
    assert said(dropped("three"), dropped("four"), dropped("five"), ranked("six", 2)) == []


def test_a_reinstated_objective_returns_last() -> None:
    assert said(dropped("aim"), reinstated("aim"), ranked("aim", 5)) == []
    assert said(dropped("aim"), reinstated("aim"), ranked("aim", 4)) == ["rank_without_displacement"]


def test_a_closed_objective_has_no_rank() -> None:
    assert said(dropped("six"), ranked("six", 1)) == []


def test_the_policy_says_how_far_up_and_how_many_are_first() -> None:
    story = given(
        on("01-02", "P", policy(rank_jump=3, rank_top=1)),
        LOCKED,
        on("02-03", "R1", ranked("six", 4)),
        on("02-04", "R2", ranked("six", 1)),
    )
    assert (story.judged().said("R1"), story.judged().said("R2")) == ([], ["rank_without_displacement"])


def test_an_item_relabelled_upwards_names_what_it_displaces() -> None:
    assert said(relabelled("k1", "p2"), relabelled("k1", "p1")) == ["rank_without_displacement"]
    assert said(relabelled("k1", "p2"), relabelled("k1", "p1", "k2")) == []


def test_a_first_label_the_same_or_a_lower_one_is_none() -> None:
    assert said(relabelled("k1", "p0")) == said(relabelled("k1", "p1"), relabelled("k1", "p2")) == []
    assert said(relabelled("k1", "p1"), relabelled("k1", "p1")) == []


def test_a_label_given_when_it_was_committed_is_the_first() -> None:
    assert said(key_result("n1", 1, priority="p3"), relabelled("n1", "p2")) == ["rank_without_displacement"]
