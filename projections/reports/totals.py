"""The figures of the books as the report shows them: rates, shares and levels beside the points."""

from __future__ import annotations

from decimal import Decimal

from projections.books.figures import Figures
from projections.books.findings import number
from projections.policy import Policy
from projections.reports.content import Level, Shares, Totals


def totals(figures: Figures | None, policy: Policy) -> Totals:
    """The figures with their rates; all unknown where there are none, as before a plan is locked."""
    if figures is None:
        return Totals()
    brought = {name: getattr(figures, name) for name in ("traded", "late", "change_budget", "overload")}
    return Totals(
        demand=number(figures.demand),
        covered=number(figures.demand - figures.uncovered),
        covered_by={name: number(points) for name, points in brought.items()},
        uncovered=number(figures.uncovered),
        below_minimum=number(figures.small),
        untraded_rate=known(figures.untraded_rate),
        implied=number(figures.implied),
        untraded_rate_implied=known(figures.implied_rate),
        base=number(figures.base),
        load=number(figures.load),
        capacity=number(figures.capacity),
        load_of_capacity=part(figures.load, figures.capacity),
        moved=number(figures.moved),
        churn=known(figures.churn),
        churn_level=level(figures.churn, policy),
    )


def shares(figures: Figures | None) -> Shares:
    """What became of the demand, as shares of it; unknown without demand."""
    if figures is None:
        return Shares()
    return Shares(
        traded=part(figures.traded, figures.demand),
        late=part(figures.late, figures.demand),
        change_budget=part(figures.change_budget, figures.demand),
        overload=part(figures.overload, figures.demand),
        untraded=part(figures.uncovered, figures.demand),
    )


def level(churn: Decimal | None, policy: Policy) -> Level | None:
    """How alarming a churn is, by the policy's two limits."""
    if churn is None:
        return None
    if churn >= Decimal(repr(policy.churn_red)):
        return "red"
    return "amber" if churn >= Decimal(repr(policy.churn_amber)) else "green"


def known(rate: Decimal | None) -> float | None:
    return None if rate is None else number(rate)


def part(points: Decimal, whole: Decimal) -> float | None:
    """The share of a whole, rounded to 0.0001; None of nothing."""
    return number(points / whole) if whole else None
