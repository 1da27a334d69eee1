"""What an objective takes along and brings back is one entry."""

from __future__ import annotations

from tests.projections.story import a_locked_plan, a_plan, given, on
from tests.projections.words import (
    dropped,
    initiative,
    key_result,
    locked,
    moved,
    objective,
    reinstated,
)

LOCKED = a_locked_plan(k1=3, k2=2, k3=4)


def test_an_objective_gives_up_its_open_key_results_and_their_initiatives_as_one_credit() -> None:
    story = given(
        a_plan(k1=3, k2=2),
        on("01-08", "i", initiative("i1", 1, key_result="k1")),
        on("01-08", "j", initiative("i2", 5)),
        on("01-09", "x", dropped("k2")),
        on("01-12", "L", locked()),
        on("02-03", "D", dropped("aim")),
    )
    assert {key: int(points) for key, points in story.judged().books.credits["D"].parts.items()} == {"k1": 3, "i1": 1}


def test_a_reinstated_objective_brings_back_what_it_took_along_and_nothing_else() -> None:
    story = given(
        LOCKED,
        on("02-03", "D1", dropped("k1")),
        on("02-04", "D2", dropped("aim")),
        on("02-05", "R", reinstated("aim")),
    )
    assert story.judged().given_up() == {"D1": 3, "D2": 0}


def test_a_key_result_moved_meanwhile_comes_back_with_the_objective_that_took_it_along() -> None:
    story = given(
        LOCKED,
        on("02-02", "O", objective("other")),
        on("02-03", "D", dropped("aim")),
        on("02-04", "M", moved("k1", "other")),
        on("02-05", "R", reinstated("aim")),
    )
    assert story.judged().given_up()["D"] == 0


def test_a_key_result_that_comes_back_before_its_objective_is_taken_back_once() -> None:
    story = given(
        LOCKED,
        on("02-03", "D", dropped("aim")),
        on("02-04", "R1", reinstated("k1")),
        on("02-05", "R2", reinstated("aim")),
        on("02-06", "D2", dropped("k1")),
    )
    assert story.judged().given_up() == {"D": 0, "D2": 3}


def test_newcomers_of_a_reinstated_objective_are_asked_for_together() -> None:
    story = given(
        LOCKED,
        on("02-02", "O", objective("other")),
        on("02-03", "S1", key_result("n1", 2, of="other")),
        on("02-03", "S2", key_result("n2", 1, of="other")),
        on("02-20", "D", dropped("other")),
        on("03-03", "R", reinstated("other")),
        on("03-05", "D1", dropped("n1")),
        on("03-20", "D2", dropped("n2")),
    )
    judged = story.judged()
    assert (judged.amounts("R"), judged.verdict("R"), judged.flags("R")) == ((1, 0, 1), "untraded", {"reversed_late"})
