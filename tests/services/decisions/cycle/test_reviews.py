"""Reviews, decided."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.projections.words import CYCLE, ORG, Fact, opened, policy
from tests.services.decisions.grammar import Given, Wish, given, wish

STREAM = f"cycle/{CYCLE}"
PLANNED = {"kind": "mid_cycle", "at": "2026-02-16T10:00:00Z", "required": ["sofia"], "units": ["growth"]}
CAME = {"at": "2026-02-01T10:00:00Z", "attendees": ["omar"]}


def was(word: str, **data: Any) -> Fact:
    return Fact(f"review.{word}", {"review": "r1", **data}, STREAM)


SCHEDULED, HELD = was("scheduled", **PLANNED), was("held", **CAME)
MISSED, CANCELLED = was("missed"), was("cancelled", reason="a holiday")


def review(word: str, **data: Any) -> Wish:
    return wish(f"review.{word}", STREAM, **{"review": "r1", **data})


SCHEDULE, HOLD, CANCEL = review("schedule", **PLANNED), review("hold", **CAME), review("cancel", reason="a holiday")


def after(*happened: Fact) -> Given:
    return given(opened(), *happened)


def test_a_review_is_scheduled() -> None:
    after().when(SCHEDULE).then(SCHEDULED)


def test_a_review_is_put_off_or_scheduled_anew() -> None:
    after(SCHEDULED).when(review("schedule", **PLANNED | {"at": "2026-02-17"})).done()
    after(SCHEDULED, CANCELLED).when(SCHEDULE).done()


def test_a_review_is_not_scheduled_as_it_is() -> None:
    after(SCHEDULED).when(SCHEDULE).refused("scheduled like that already, at 2026-02-16T10:00:00Z", "at")


@pytest.mark.parametrize("came_of_it", [HELD, MISSED])
def test_a_review_that_is_over_is_not_scheduled_again(came_of_it: Fact) -> None:
    status = came_of_it.type.removeprefix("review.")
    after(SCHEDULED, came_of_it).when(SCHEDULE).refused(f"the review r1 was {status}; expected the id", "review")


def test_a_review_is_of_registered_units_where_any_is() -> None:
    growth = Fact("unit.registered", {"unit": "growth", "name": "Growth"}, ORG)
    after(growth).when(SCHEDULE).done()
    after(growth).when(review("schedule", **PLANNED | {"units": ["growth", "grow"]})).refused("'growth'?", "units")


def test_a_review_is_held_with_delegates_and_notes() -> None:
    wished = review("hold", **CAME, delegates={"sofia": "sam"}, notes="calm")
    after(SCHEDULED).when(wished).then(was("held", **CAME, delegates={"sofia": "sam"}, notes="calm"))


def test_a_review_is_held_that_was_missed_or_that_nobody_scheduled() -> None:
    after(SCHEDULED, MISSED).when(HOLD).done()
    after().when(HOLD).done()


def test_a_review_is_held_once() -> None:
    after(HELD).when(HOLD).refused("the review r1 was held at 2026-02-01T10:00:00Z; expected one", "review")


def test_a_cancelled_review_is_not_held() -> None:
    after(SCHEDULED, CANCELLED).when(HOLD).refused("the review r1 was cancelled; expected one", "review")


def test_a_review_is_not_held_in_the_future() -> None:
    after().when(review("hold", **CAME | {"at": "2026-02-02T09:05:00Z"})).done()
    after().when(review("hold", **CAME | {"at": "2026-02-02T09:05:01Z"})).refused("is still to come", "at")
    after().when(review("hold", **CAME | {"at": "2026-02-02"})).done()
    after().when(review("hold", **CAME | {"at": "2026-02-03"})).refused("is still to come", "at")


def test_today_is_the_day_where_the_organisation_is() -> None:
    at_noon, tomorrow = dt.datetime(2026, 2, 2, 12, tzinfo=dt.UTC), review("hold", **CAME | {"at": "2026-02-03"})
    after(policy(timezone="Pacific/Auckland")).when(tomorrow, now=at_noon).done()
    after(policy(timezone="Europe/Madrid")).when(tomorrow, now=at_noon).refused("is still to come", "at")


def test_a_review_without_anybody_is_refused() -> None:
    after().when(review("hold", **CAME | {"attendees": []})).refused("nobody attended", "attendees")
    after().when(review("hold", **CAME | {"attendees": []}, delegates={"sofia": "sam"})).done()


def test_a_scheduled_review_is_cancelled() -> None:
    after(SCHEDULED).when(CANCEL).then(CANCELLED)


@pytest.mark.parametrize("came_of_it", [HELD, MISSED, CANCELLED])
def test_a_review_that_is_over_is_not_cancelled(came_of_it: Fact) -> None:
    status = came_of_it.type.removeprefix("review.")
    after(SCHEDULED, came_of_it).when(CANCEL).refused(f"the review r1 was {status} already", "review")


def test_an_unknown_review_is_not_cancelled() -> None:
    after().when(CANCEL).refused("the cycle has no review 'r1'; there is none yet", "review")
    after(SCHEDULED).when(review("cancel", review="r2", reason="x")).refused("known are r1", "review")
