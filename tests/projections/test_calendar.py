"""Days and instants: working days, zones, and what a bare date means."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from projections.calendar import TICK, Calendar, calendar_of
from projections.policy import DEFAULT, with_parameters

MADRID = calendar_of(with_parameters(DEFAULT, {"timezone": "Europe/Madrid"}))
UTC = calendar_of(DEFAULT)
ZONES = ("UTC", "Europe/Madrid", "America/Sao_Paulo", "Asia/Beirut", "Pacific/Apia", "Pacific/Kiritimati")


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def test_an_instant_falls_on_a_day_of_the_zone() -> None:
    assert UTC.day(at("2026-02-03T23:30:00+00:00")) == dt.date(2026, 2, 3)
    assert MADRID.day(at("2026-02-03T22:59:59+00:00")) == dt.date(2026, 2, 3)
    assert MADRID.day(at("2026-02-03T23:00:00+00:00")) == dt.date(2026, 2, 4)


def test_a_bare_date_means_its_end_in_the_zone() -> None:
    assert UTC.moment("2026-02-03") == at("2026-02-03T23:59:59.999999+00:00")
    assert MADRID.moment("2026-02-03") == at("2026-02-03T22:59:59.999999+00:00")
    assert MADRID.moment("2026-07-03") == at("2026-07-03T21:59:59.999999+00:00")


def test_an_instant_means_itself() -> None:
    for text in ("2026-02-03T10:00:00Z", "2026-02-03T11:00:00+01:00", "2026-02-03t10:00:00z"):
        assert MADRID.moment(text) == at("2026-02-03T10:00:00+00:00")


@pytest.mark.parametrize(
    "text",
    ["2026-02-03T10:00:00", "yesterday", "2026-02-30", "2026-13-01", "", "9999-12-31", "0001-01-01T00:00:00+10:00"],
)
def test_what_is_neither_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        UTC.moment(text)


def test_the_days_on_which_the_clocks_change_have_23_and_25_hours() -> None:
    assert MADRID.end_of(dt.date(2026, 3, 29)) - MADRID.start_of(dt.date(2026, 3, 29)) + TICK == dt.timedelta(hours=23)
    assert MADRID.end_of(dt.date(2026, 10, 25)) - MADRID.start_of(dt.date(2026, 10, 25)) + TICK == dt.timedelta(
        hours=25
    )


def test_a_day_without_midnight_begins_at_its_first_instant() -> None:
    # In São Paulo summer time began at midnight of 4 November 2018: the day began at one o'clock.
    zone = calendar_of(with_parameters(DEFAULT, {"timezone": "America/Sao_Paulo"}))
    assert zone.start_of(dt.date(2018, 11, 4)) == at("2018-11-04T03:00:00+00:00")


def test_weekends_and_holidays_are_no_working_days() -> None:
    calendar = calendar_of(with_parameters(DEFAULT, {"holidays": ["2026-02-05", "2026-02-31"]}))
    working = [day for day in range(1, 10) if calendar.works(dt.date(2026, 2, day))]
    assert working == [2, 3, 4, 6, 9]


def test_working_days_are_counted_behind_a_day() -> None:
    friday = dt.date(2026, 2, 6)
    assert UTC.after(friday, 0) == friday
    assert UTC.after(friday, 1) == UTC.after(dt.date(2026, 2, 7), 1) == dt.date(2026, 2, 9)
    assert UTC.after(dt.date(2026, 1, 1), 10) == dt.date(2026, 1, 15)
    assert calendar_of(with_parameters(DEFAULT, {"holidays": ["2026-02-09"]})).after(friday, 1) == dt.date(2026, 2, 10)


@given(st.dates(dt.date(1901, 1, 1), dt.date(2999, 12, 31)), st.sampled_from(ZONES))
@settings(max_examples=200, deadline=None)
def test_days_follow_each_other_without_a_gap(day: dt.date, zone: str) -> None:
    calendar: Calendar = calendar_of(with_parameters(DEFAULT, {"timezone": zone}))
    assert calendar.end_of(day) + TICK == calendar.start_of(day + dt.timedelta(days=1))
    assert calendar.start_of(day) <= calendar.end_of(day) + TICK


@given(st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)), st.integers(0, 366), st.integers(0, 30))
@settings(max_examples=100, deadline=None)
def test_working_days_add_up(day: dt.date, some: int, more: int) -> None:
    assert UTC.after(UTC.after(day, some), more) == UTC.after(day, some + more)
