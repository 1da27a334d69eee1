"""When two wordings say the same, and which quantity one promises."""

from __future__ import annotations

import datetime as dt

import pytest

from services.histories.changes.deadlines import due_in
from services.histories.changes.quantity import Measure, measure_of
from services.histories.changes.wording import is_stand_in, same_wording


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Publish the anouncement", "Publish the announcement"),
        ("Open a drivein cinema", "Open a drive-in cinema"),
        ("The guide / handbook.", "the guide/handbook"),
        ("Win two partners", "Win 2 partners"),
        ("Reach 1,000 users", "Reach 1000 users"),
        ("Q&A with users", "Q and A with users"),
        ("Recieve feedback", "Receive feedback"),
        ("Be independant", "Be independent"),
        ("Reach 10.000 users", "Reach 10,000 users"),
        ("A mentoring programme", "A mentoring program"),
    ],
)
def test_the_same_words(before: str, after: str) -> None:
    assert same_wording(before, after)
    assert same_wording(after, before)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Win 20 partners", "Win 10 partners"),
        ("Grow by 1.5%", "Grow by 15%"),
        ("Win 3+ partners", "Win 3 partners"),
        ("Spend under $5", "Spend under €5"),
        ("Latency < 5", "Latency > 5"),
        ("Hire the agency", "Fire the agency"),
        ("Enable exports", "Unable exports"),
        ("Increase revenue", "Decrease revenue"),
        ("Prevent churn", "Present churn"),
        ("Be a consultant to all", "Be a consulting to all"),
        ("Ship by 2026-03-01", "Ship by 2026-03-11"),
        ("A C# client", "A C client"),
        ("Win two partners", "Win three partners"),
        ("Ship the not able editor", "Ship the notable editor"),
        ("Sell to all customers", "Sell to no customers"),
        ("Grow with partners", "Grow without partners"),
        ("Grow by 1.5", "Grow by 1.500"),
    ],
)
def test_other_words(before: str, after: str) -> None:
    assert not same_wording(before, after)


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("Ask around, win 20 for the panel", Measure(target=20.0, measured_in="count")),
        ("3+ guides are out", Measure(target=3.0, measured_in="count")),
        ("Let 70% of teams try it", Measure(target=70.0, measured_in="%")),
        ("Grow revenue by 20%", Measure(target=20.0, measured_in="%")),
        ("Reach 1,000 readers", Measure(target=1000.0, measured_in="count")),
        ("Raise NPS from 10 to 20", Measure(start=10.0, target=20.0, measured_in=None)),
        ("NPS: 10 → 20 by 2026-03-01", Measure(start=10.0, target=20.0, measured_in=None)),
        ("Reach $2M in revenue", Measure(target=2_000_000.0, measured_in="$")),
        ("Reach €1.250 in donations", Measure(target=1250.0, measured_in="€")),
        ("Grow from $900k to $2M", Measure(start=900_000.0, target=2_000_000.0, measured_in="$")),
        ("From 10k to 20k readers", Measure(start=10_000.0, target=20_000.0, measured_in=None)),
        ("10.000 readers", Measure(target=10_000.0, measured_in="count")),
        ("Reduce churn from 8% to 5%", Measure(start=8.0, target=5.0, measured_in="%")),
    ],
)
def test_a_quantity_beyond_doubt(text: str, measure: Measure) -> None:
    assert measure_of(text) == measure


@pytest.mark.parametrize(
    "text",
    [
        "Reduce churn to 5%",
        "Queues fall to 5 days",
        "Answer within 3 hours",
        "Needs 1-2 clicks",
        "Speed grows 5x",
        "Release version 2",
        "Release 0.2 to users",
        "Plan for Q4 and 2027",
        "Be ready in 2027",
        "Reach 300 (+100%) readers",
        "Close issue #42",
        "Launch on 3 March",
        "Win a partner",
        "Win 1 partner",
        "From 5 to 10k readers",
        "Spend at most $500",
        "Offers of $5-10",
    ],
)
def test_a_quantity_in_doubt_is_none(text: str) -> None:
    assert measure_of(text) is None


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("Sign the lease by 2026-03-20", dt.date(2026, 3, 20)),
        ("Sign the lease by 20 March", dt.date(2026, 3, 20)),
        ("Until March 3rd, 2027 the lease runs", dt.date(2027, 3, 3)),
        ("Ready by the 1st of December", dt.date(2025, 12, 1)),
        ("Sign the lease by March", None),
        ("Sign the lease by 3/4", None),
        ("Sign by 1 March, move in by 1 April", None),
        ("Founded on 3 March", None),
        ("Sign by 31 February", None),
    ],
)
def test_the_day_by_which_something_shall_be(text: str, due: dt.date | None) -> None:
    assert due_in(text, dt.date(2026, 2, 15)) == due


def test_what_only_holds_a_place() -> None:
    assert is_stand_in("Goals pending the board's budget")
    assert is_stand_in("To be defined")
    assert not is_stand_in("Cut the costs of all our data centres by X% (t.b.d.)")
    assert not is_stand_in("Merge all pending requests of the last year")
