"""What the report says: counted by hand for a quarter of four shifts."""

from __future__ import annotations

from decimal import Decimal

import pytest

from projections.books.figures import VERDICTS, Figures
from projections.policy import DEFAULT
from projections.reports.composition import verdict
from projections.reports.content import Totals
from projections.reports.totals import level, shares, totals
from tests.projections.reports.quarter import GROWTH, at_positions, event
from tests.projections.reports.reported import report


def test_the_figures_are_the_sums_of_the_locked_plans() -> None:
    figures = report().figures
    assert (figures.demand, figures.covered, figures.uncovered) == (8.5, 5.0, 3.5)
    assert figures.covered_by == {"traded": 3.0, "late": 0.0, "change_budget": 2.0, "overload": 0.0}
    assert (figures.untraded_rate, figures.below_minimum) == (0.4118, 0.2)
    assert (figures.load, figures.capacity, figures.load_of_capacity) == (35.7, 32.0, 1.1156)
    assert (figures.moved, figures.base, figures.churn, figures.churn_level) == (11.7, 30.0, 0.39, "red")


def test_the_shares_are_of_what_was_asked_for() -> None:
    found = report().shares
    assert (found.traded, found.change_budget, found.untraded) == (0.3529, 0.2353, 0.4118)
    assert (found.late, found.overload) == (0.0, 0.0)


def test_each_plan_has_its_row() -> None:
    growth, platform = report().plans
    assert (growth.name, growth.lock, growth.figures.demand, growth.verdicts["untraded"]) == (
        "Growth",
        "locked",
        6.5,
        2,
    )
    assert (platform.lock, platform.locked_at, platform.figures.capacity) == ("assumed", None, 20.0)
    assert report().assumed_baselines == ("platform",)


def test_before_the_lock_nothing_is_known_and_nothing_is_zero() -> None:
    early = report("01-07")
    assert early.figures == Totals()
    assert early.shares.untraded is None
    assert [row.lock for row in early.plans] == ["none", "none"]
    assert [row.figures.capacity for row in early.plans] == [12.0, None]
    assert all(row.figures.demand is None and row.figures.load is None for row in early.plans)
    assert early.verdict == "No plan is locked yet, so no shift can be judged."


def test_the_largest_uncovered_say_who_asked_and_what_they_pushed_aside() -> None:
    first, second = report().largest_uncovered
    assert (first.id, first.unit, first.uncovered, first.pushed_aside) == ("S2", "growth", 2.0, ())
    assert first.asked_by is not None
    assert first.asked_by.roles == ("sponsor",)
    assert (second.id, second.uncovered) == ("S3", 1.5)


def test_what_was_displaced_or_given_up_is_named_by_its_title() -> None:
    told = at_positions()
    new = {"objective": "o9", "title": "Hamburg", "rank": 1, "points": 4, "displaced": ["o2"]}
    dropped = {"item": "k3", "reason": "a little"}
    link = {"trade_off": "t9", "shift": "X1", "credit": "X2", "points": 1}
    more = [
        event("X1", "objective.committed", GROWTH, "03-26", new),
        event("X2", "commitment.dropped", GROWTH, "03-27", dropped),
        event("X3", "trade_off.recorded", GROWTH, "03-27", link),
    ]
    (first, *_) = report(events=[*told, *more]).largest_uncovered
    assert (first.id, first.covered, first.uncovered) == ("X1", 1.0, 3.0)
    assert first.pushed_aside == ("Nobody waits", "Measure k3 moves from 0 to 10")


def test_reviews_are_counted_by_what_became_of_them() -> None:
    found = report("03-01").reviews
    assert (found.scheduled, found.held, found.ahead, found.missed, found.cancelled) == (2, 1, 1, 0, 0)
    assert report("04-20").reviews.ahead == 0


def test_the_title_names_the_organisation_the_unit_and_the_cycle() -> None:
    assert report().title == "Acme & Söhne: First quarter"
    assert report(unit="growth").title == "Acme & Söhne: Growth, First quarter"


def figures(demand: float = 0, uncovered: float = 0, **verdicts: int) -> Figures:
    counts = dict.fromkeys(VERDICTS, 0) | verdicts
    return Figures(demand=Decimal(repr(demand)), uncovered=Decimal(repr(uncovered)), verdicts=counts)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (figures(), "No priority shifted after the plans were locked."),
        (figures(reversed=1, below_minimum=2), "Every shift after the lock was taken back, or is too small to count."),
        (
            figures(3, 0, traded=1),
            "Something was given up or set aside for every one of the 3 points asked for after the lock.",
        ),
        (
            figures(8, 2, traded=2, untraded=1),
            "2 of the 8 points asked for after the lock (25 %) are covered by nothing; of the shifts, 1 untraded.",
        ),
        (
            figures(8, 2.5, untraded=1, partial=2, open=3),
            "2.5 of the 8 points asked for after the lock (31 %) are covered by nothing; "
            "of the shifts, 1 untraded, 2 only partly covered and 3 still open.",
        ),
    ],
)
def test_the_verdict_is_one_sentence(given: Figures, says: str) -> None:
    assert verdict(given) == says


def test_without_demand_there_is_no_rate() -> None:
    assert totals(figures(), DEFAULT).untraded_rate is None
    assert shares(figures()).untraded is None


@pytest.mark.parametrize(("churn", "named"), [("0.1499", "green"), ("0.15", "amber"), ("0.3", "red")])
def test_the_churn_s_level_is_the_policy_s(churn: str, named: str) -> None:
    assert level(Decimal(churn), DEFAULT) == named
    assert level(None, DEFAULT) is None
