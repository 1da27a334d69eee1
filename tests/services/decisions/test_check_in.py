"""Check-ins, decided."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.projections.story import on
from tests.projections.words import (
    CYCLE,
    UNIT,
    Fact,
    checked_in,
    corrected,
    dropped,
    key_result,
    objective,
    opened,
    policy,
)
from tests.services.decisions.grammar import NOW, Given, Wish, also, given, wish

STREAM = f"check-ins/{CYCLE}/{UNIT}/k1"
OPENED = on("01-01 00:00", "opened", opened())


def record(key_result: str = "k1", **said: Any) -> Wish:
    return wish("check_in.record", f"check-ins/{CYCLE}/{UNIT}/{key_result}", **said)


def correct(check_in: str, **said: Any) -> Wish:
    return wish("check_in.correct", STREAM, check_in=check_in, reason="a typing error", **said)


def planned(*more: Fact) -> Given:
    return given(OPENED, objective("aim"), key_result("k1"), *more)


def test_a_check_in_is_recorded_with_all_that_it_says() -> None:
    said: dict[str, Any] = {
        "confidence": 0.5,
        "note": "slow",
        "blocker": "no data",
        "next_step": "ask",
        "slot": "2026-02-05",
    }
    planned().when(record(value=4.5, **said)).then(checked_in("k1", 4.5, **said))


@pytest.mark.parametrize("said", [{"value": 0}, {"confidence": 0}, {"note": "x"}, {"blocker": "x"}, {"next_step": "x"}])
def test_one_word_of_it_is_enough(said: dict[str, Any]) -> None:
    planned().when(record(**said)).done()


@pytest.mark.parametrize("said", [{}, {"note": " ", "blocker": ""}, {"slot": "2026-02-05"}])
def test_a_check_in_that_says_nothing_is_refused(said: dict[str, Any]) -> None:
    planned().when(record(**said)).refused("it says nothing; expected a value, a confidence, a note")


def test_a_check_in_is_on_an_open_key_result() -> None:
    planned().when(record("k2", value=1)).refused("the plan has no key result 'k2'; known are k1", "subject")
    planned().when(record("aim", value=1)).refused("aim is an objective; expected key result: k1", "subject")
    planned(dropped("k1")).when(record(value=1)).refused("k1 was dropped", "subject")
    planned(dropped("aim")).when(record(value=1)).refused("k1 was dropped", "subject")


@pytest.mark.parametrize("slot", ["2026-01-01", "2026-02-09"])
def test_a_check_in_answers_a_slot_up_to_one_rhythm_ahead(slot: str) -> None:
    planned().when(record(value=1, slot=slot)).done()


@pytest.mark.parametrize("slot", ["2025-12-31", "2026-02-10"])
def test_a_slot_before_the_cycle_or_further_ahead_is_refused(slot: str) -> None:
    planned().when(record(value=1, slot=slot)).refused("expected a day from 2026-01-01 to 2026-02-09", "slot")


def test_how_far_ahead_is_counted_from_the_day_of_the_check_in_in_the_time_zone_of_the_policy() -> None:
    backdated = also(record(value=1, slot="2026-01-13"), time="2026-01-05T23:30:00Z")
    planned().when(backdated).refused("no check-in of 2026-01-05 answers the slot 2026-01-13", "slot")
    planned(policy(timezone="Europe/Madrid")).when(backdated).done()


def test_before_its_cycle_begins_a_check_in_answers_the_first_slot() -> None:
    story = given(opened("2026-04-01", "2026-06-30"), objective("aim"), key_result("k1"))
    story.when(record(value=1, slot="2026-04-08")).done()
    story.when(record(value=1, slot="2026-04-09")).refused("expected a day from 2026-04-01 to 2026-04-08", "slot")


def test_a_slot_after_the_cycle_is_refused() -> None:
    now = NOW + dt.timedelta(days=56)
    planned().when(record(value=1, slot="2026-03-31"), now=now).done()
    planned().when(record(value=1, slot="2026-04-01"), now=now).refused("to 2026-03-31", "slot")


def test_a_check_in_is_corrected() -> None:
    planned(checked_in("k1", 4)).when(correct("g3", value=3)).then(corrected("k1", "g3", 3))


def test_a_check_in_of_the_same_act_is_corrected() -> None:
    planned().when(record(value=4), correct("r.1", note="counted twice")).done()


def test_a_check_in_on_a_key_result_that_was_dropped_since_is_corrected() -> None:
    planned(checked_in("k1", 4), dropped("k1")).when(correct("g3", value=3)).done()


def test_what_is_corrected_is_a_check_in_of_the_stream() -> None:
    planned(checked_in("k2", 4)).when(correct("g3", value=3)).refused("the last one first: none", "check_in")
    story = planned(*(checked_in("k1", value) for value in range(7)))
    story.when(correct("g1", value=3)).refused("the last one first: g9, g8, g7, g6, g5", "check_in")


def test_a_correction_of_nothing_is_refused() -> None:
    planned(checked_in("k1", 4)).when(correct("g3")).refused("expected a value, a confidence or a note")


def test_a_correction_that_changes_nothing_is_refused() -> None:
    story = planned(checked_in("k1", 4, confidence=0.5), corrected("k1", "g3", 3))
    story.when(correct("g3", value=3, confidence=0.5)).refused("expected another value or confidence", "value")
    story.when(correct("g3", value=4, confidence=0.5)).done()
