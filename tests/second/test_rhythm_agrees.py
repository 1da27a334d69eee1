"""What was kept up in the cycle, check-ins, reviews, attendance and grades, comes out of the second program as well."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.catalogue import Event
from services.histories.reconstruct import Options, reconstruct
from services.histories.sources.versions import read_versions
from tests.second import drawn
from tests.second.compared import RHYTHM, differences
from tests.second.test_agrees import DEMO, ELSEWHEN, FORTNIGHTS, HISTORIES, OTHER, Q1, cycles, demo, noon


@pytest.mark.parametrize("day", FORTNIGHTS)
def test_what_the_demo_kept_up_agrees_every_fortnight_and_after_its_close(day: str) -> None:
    assert differences(demo(), DEMO, noon(day), of=RHYTHM) == []


@pytest.mark.parametrize(("day", "known"), ELSEWHEN)
def test_it_agrees_as_it_was_known_on_another_day(day: str, known: str) -> None:
    assert differences(demo(), DEMO, noon(day), noon(known), of=RHYTHM) == []


@pytest.mark.parametrize("day", ["07-29", "10-12"])
def test_it_agrees_by_another_policy(day: str) -> None:
    other = OTHER | {"check_ins_lapsed.grace_days": 4, "reviews_skipped.held_within_wd": 1}
    assert differences(demo(), DEMO, noon(day), parameters=other, of=RHYTHM) == []


def test_imported_histories_agree() -> None:
    for folder in HISTORIES:
        events = reconstruct(read_versions(folder), Options(org="elsewhere")).events
        last = events[-1].noted + dt.timedelta(days=30)
        for cycle in cycles(events):
            for event in (events[len(events) // 2], events[-1]):
                assert differences(events, cycle, event.noted, of=RHYTHM) == [], folder.name
            assert differences(events, cycle, last, of=RHYTHM) == [], folder.name


@settings(max_examples=60)
@given(drawn.reviewed(), drawn.moments, st.none() | drawn.moments)
def test_reviews_check_ins_and_grades_at_random_agree(
    events: list[Event], as_of: dt.datetime, known_at: dt.datetime | None
) -> None:
    assert differences(events, Q1, as_of, known_at, of=RHYTHM, within=0.0002) == []


@settings(max_examples=40)
@given(drawn.timelines(), drawn.moments)
def test_check_ins_and_grades_agree_on_plans_that_change(events: list[Event], as_of: dt.datetime) -> None:
    assert differences(events, Q1, as_of, of=("check_ins", "grades"), within=0.0002) == []
