"""Whether a reset settles all that the old plan left open, decided."""

from __future__ import annotations

import pytest

from tests.projections.words import Fact, completed, dropped
from tests.services.decisions.plan.resetting import ON, planned, reset, without


def test_what_was_finished_is_left_out() -> None:
    graded = [Fact("key_result.graded", {"key_result": name, "grade": 1.0}) for name in ("k1", "k2")]
    done = planned(*graded, Fact("objective.graded", {"objective": "aim", "grade": 0.9}), completed("i1"))
    done.when(reset(kept=["two", "i0", "i3"], carried_over=["k3"])).done()
    done.when(reset(kept=["aim", "two", "i0", "i3"], carried_over=["k1", "k3"])).done()


def test_a_graded_objective_goes_with_what_is_open_below_it() -> None:
    graded = [Fact("key_result.graded", {"key_result": "k1", "grade": 1.0})]
    story = planned(*graded, Fact("objective.graded", {"objective": "aim", "grade": 0.9}), completed("i1"))
    rest = {"kept": ["two", "i0", "i3"]}
    story.when(reset(**rest, carried_over=["k2", "k3"])).refused("not spoken of: aim (objective)")
    story.when(reset(**rest, carried_over=["k3"])).refused("not spoken of: aim (objective), k2 (key_result)")
    story.when(reset(**rest, carried_over=["k3"], deferred=["k2"])).done()


def test_what_is_left_out_is_named() -> None:
    said = reset(**without("k2", "i1", "two"))
    says = (
        "plan/2026-q1/growth has open items that are not spoken of: two (objective), k2 (key_result), i1 (initiative)"
    )
    planned().when(said).refused(f"{says}; expected each in `kept`, `carried_over`, `dropped` or `deferred`")


def test_an_initiative_below_a_dropped_key_result_is_spoken_of() -> None:
    story = planned()
    story.when(reset(**without("k1", "i1"), dropped=["k1"])).refused("not spoken of: i1 (initiative)")
    story.when(reset(**without("k1", "i1"), dropped=["k1", "i1"])).done()


@pytest.mark.parametrize("item", ["k3", "i3"])
def test_what_goes_with_its_objective_is_not_spoken_of(item: str) -> None:
    rest = without("two", "k3", "i3")
    planned().when(reset(**rest, deferred=["two"])).done()
    twice = reset(**rest, deferred=["two"], dropped=[item])
    planned().when(twice).refused(f"{item} goes with its objective two, which is deferred; leave it out", "dropped")


def test_an_item_is_spoken_of_once() -> None:
    planned().when(reset(**ON, dropped=["k1"])).refused("k1 is named in `carried_over` and in `dropped`", "dropped")
    planned().when(reset(kept=["aim", "aim"])).refused("aim is named twice in `kept`; expected once", "kept")


def test_what_is_spoken_of_is_an_open_item_of_the_old_plan() -> None:
    story = planned(dropped("k2"), completed("i1"))
    story.when(reset(kept=["aum"])).refused("plan/2026-q1/growth has no objective or initiative 'aum'", "kept")
    story.when(reset(kept=["k1"])).refused("k1 is a key result; expected objective or initiative", "kept")
    story.when(reset(carried_over=["i1"])).refused("i1 is an initiative; expected key result", "carried_over")
    story.when(reset(dropped=["k2"])).refused("k2 was dropped in plan/2026-q1/growth; leave it out", "dropped")
    story.when(reset(kept=["i1"])).refused("i1 is completed in plan/2026-q1/growth; leave it out", "kept")


def test_what_is_given_up_has_its_reason() -> None:
    said = {"item": "two", "reason": " "}
    rest = without("two", "k3", "i3")
    planned().when(reset(**rest, dropped=[said])).refused("two is dropped without a reason", "dropped")
    planned().when(reset(**rest, deferred=[said])).refused("two is deferred without a reason", "deferred")
