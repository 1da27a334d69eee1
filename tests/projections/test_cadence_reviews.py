"""The reviews that a cycle of this log missed."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from events.catalogue import Event
from events.facts.cycle import ReviewMissed
from projections.cadence import NOTHING, Outlook, of_cycle
from projections.policy import DEFAULT, with_parameters
from tests.projections.story import on
from tests.projections.test_cadence import STREAM, instant, live
from tests.projections.words import Fact, closed, opened


def cycle(*told: Event | list[Event], now: str, **policy: Any) -> Outlook:
    """How the story's cycle stands at an instant."""
    events = [event for event in live(on("01-01 00:00", "opened", opened()), *told) if event.subject == STREAM]
    return of_cycle(STREAM, events, with_parameters(DEFAULT, policy), instant(now))


def said(outlook: Outlook) -> list[str]:
    """The reviews that were missed."""
    return [each.fact.review for each in outlook.missed if isinstance(each.fact, ReviewMissed)]


def scheduled(review: str, at: str) -> Fact:
    return Fact("review.scheduled", {"review": review, "kind": "check_in", "at": at, "required": ["sofia"]}, STREAM)


def review(what: str, **more: Any) -> Fact:
    return Fact(f"review.{what}", {"review": "r1", **more}, STREAM)


def test_a_review_is_missed_after_three_working_days() -> None:
    told = on("01-05", "S", scheduled("r1", "2026-02-05T10:00:00Z"))  # a Thursday
    assert cycle(told, now="02-10 23:59") == Outlook((), instant("02-11"))
    [missed] = cycle(told, now="02-11").missed
    assert (missed.stream, missed.at, len(missed.id)) == (STREAM, instant("02-11"), 46)
    assert said(cycle(told, now="02-06", **{"reviews_skipped.held_within_wd": 0})) == ["r1"]
    assert said(cycle(told, now="02-11", holidays=["2026-02-09"])) == []


def test_reviews_are_missed_in_the_order_of_time() -> None:
    told = [on("01-05", "S2", scheduled("late", "2026-02-12")), on("01-05", "S1", scheduled("r1", "2026-02-05"))]
    assert said(cycle(told, now="03-01")) == ["r1", "late"]
    assert cycle(told, now="02-11").until == instant("02-18")


@pytest.mark.parametrize(
    "became",
    [review("held", at="2026-02-20", attendees=["sofia"]), review("cancelled", reason="ill"), review("missed")],
)
def test_a_review_is_missed_once_and_only_while_it_is_due(became: Fact) -> None:
    told = on("01-05", "S", scheduled("r1", "2026-02-05"))
    assert said(cycle(told, now="03-01")) == ["r1"]
    assert cycle(told, on("02-20", "X", became), now="03-01") == NOTHING


def test_a_review_that_is_noted_after_its_grace_was_missed() -> None:
    told = on("02-20", "S", scheduled("r1", "2026-02-05"))
    assert said(cycle(told, now="02-20 09:01")) == ["r1"]
    held = on("02-20", "H", review("held", at="2026-02-06", attendees=["sofia"]))
    assert cycle(told, held, now="02-20 09:01") == NOTHING


def test_a_review_that_is_scheduled_again_may_be_missed_again() -> None:
    first = on("01-05", "S", scheduled("r1", "2026-02-05"))
    again = [on("02-11", "M", review("missed")), on("02-12", "S2", scheduled("r1", "2026-02-19"))]
    [one], [other] = cycle(first, now="03-01").missed, cycle(first, again, now="03-01").missed
    assert one.id != other.id


def test_the_reviews_of_a_cycle_that_is_closed_or_was_noted_elsewhere_are_left_alone() -> None:
    told = on("01-05", "S", scheduled("r1", "2026-02-05"))
    assert cycle(told, on("02-06", "X", closed()), now="03-01") == NOTHING
    imported = replace(on("01-01", "opened", opened()), origin="import")
    assert of_cycle(STREAM, live(imported, told), DEFAULT, instant("03-01")) == NOTHING
