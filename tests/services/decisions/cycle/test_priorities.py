"""Reviews of the priorities, decided."""

from __future__ import annotations

from typing import Any

from tests.projections.words import Fact, opened
from tests.services.decisions.cycle.test_reviews import CANCELLED, HELD, MISSED, SCHEDULED, STREAM
from tests.services.decisions.grammar import Wish, given, wish


def went_through(**lists: Any) -> dict[str, Any]:
    return {"review": "r1", "kept": ["k1"], "changed": ["k2"], "stopped": ["k3"], **lists}


def review(**lists: Any) -> Wish:
    return wish("priorities.review", STREAM, **went_through(**lists))


def test_a_review_went_through_the_priorities() -> None:
    story = given(opened(), HELD)
    story.when(review()).then(Fact("priorities.reviewed", went_through(), STREAM))
    story.when(review(kept=[], changed=[])).done()


def test_a_review_goes_through_them_before_it_is_noted_as_held() -> None:
    given(opened(), SCHEDULED).when(review()).done()
    given(opened(), SCHEDULED, MISSED).when(review()).done()


def test_priorities_are_reviewed_only_in_a_review() -> None:
    given(opened(), HELD).when(review(review="r9")).refused("the cycle has no review 'r9'", "review")
    given(opened(), SCHEDULED, CANCELLED).when(review()).refused("the review r1 was cancelled", "review")


def test_an_item_is_kept_changed_or_stopped() -> None:
    story = given(opened(), HELD)
    story.when(review(changed=["k1", "k2"])).refused("named more than once: k1;")
    story.when(review(changed=["k3"], kept=["k1", "k1"])).refused("named more than once: k1, k3;")


def test_a_review_that_names_nothing_is_refused() -> None:
    given(opened(), HELD).when(review(kept=[], changed=[], stopped=[])).refused("no item is named", "kept")
