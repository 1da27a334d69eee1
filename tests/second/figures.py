"""The figures of a plan and of a cycle, over the shifts in force."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from tests.second import links
from tests.second.books import Books
from tests.second.entries import Credit, Shift
from tests.second.plan import ZERO
from tests.second.policy import Policy, figure
from tests.second.read import rounded
from tests.second.verdicts import verdict

NAMES: tuple[str, ...] = ("demand", "covered", "covered_by", "uncovered", "below_minimum", "untraded_rate", "implied")
NAMES += ("untraded_rate_implied", "base", "load", "capacity", "load_of_capacity", "moved", "churn", "churn_level")
POOLS = ("traded", "late", "change_budget", "overload")


@dataclass
class Sums:
    """What adds up over plans; a plan that is not locked has no base and asks for nothing yet."""

    covered_by: dict[str, Fraction] = field(default_factory=lambda: dict.fromkeys(POOLS, ZERO))
    uncovered: Fraction = ZERO
    below_minimum: Fraction = ZERO
    implied: Fraction = ZERO
    base: Fraction | None = None
    load: Fraction = ZERO
    capacity: Fraction | None = None
    moved: Fraction = ZERO

    @property
    def covered(self) -> Fraction:
        """What anything covers."""
        return sum(self.covered_by.values(), ZERO)

    @property
    def demand(self) -> Fraction:
        """What was asked for."""
        return self.covered + self.uncovered


def of_plan(books: Books, as_of: dt.datetime) -> Sums:
    """The sums of a plan."""
    links.cover(books, as_of)
    plan = books.plan
    sums = Sums(capacity=plan.capacity)
    sums.load = sum(books.loads.values(), ZERO)
    if not plan.locked:
        return sums
    sums.capacity = books.k0 if plan.capacity is None else max(ZERO, plan.capacity)
    sums.base = sum(books.bases.values(), ZERO)
    sums.implied = sum((points for _, _, points in implied(books, as_of)), ZERO)
    for shift in books.shifts.values():
        sums.moved += shift.left
        if verdict(books, shift, as_of) == "below_minimum":
            sums.below_minimum += shift.left
            continue
        for link in shift.links:
            sums.covered_by[link.kind] += link.held
        sums.covered_by["overload"] += shift.overload
        sums.uncovered += shift.left - shift.held - shift.overload
    sums.moved += sum((credit.points for credit in books.credits.values()), ZERO)
    return sums


def implied(books: Books, as_of: dt.datetime) -> list[tuple[Shift, Credit, Fraction]]:
    """The likely pairs, and how much each would cover: shifts in the order noted, each with credits in their order."""
    pairs: list[tuple[Shift, Credit, Fraction]] = []
    free = {name: credit.unclaimed for name, credit in books.credits.items()}
    for shift in books.shifts.values():
        if verdict(books, shift, as_of) != "untraded":
            continue
        needed = shift.left
        for name, credit in books.credits.items():
            points = min(needed, free[name])
            if points > 0 and likely(books, shift, credit) and links.approved(credit, shift):
                pairs.append((shift, credit, points))
                needed, free[name] = needed - points, free[name] - points
    return pairs


def likely(books: Books, shift: Shift, credit: Credit) -> bool:
    """Whether a credit was probably meant for a shift."""
    one, other = shift.event, credit.event
    together = one.request is not None and one.request == other.request
    decided = one.decision is not None and one.decision == other.decision
    return together or decided or max(one.time, books.lock.moment) <= other.noted <= shift.grace_end


def add(sums: Iterable[Sums]) -> Sums:
    """The sums of several plans."""
    whole = Sums()
    for each in sums:
        whole.covered_by = {pool: whole.covered_by[pool] + each.covered_by[pool] for pool in POOLS}
        for name in ("uncovered", "below_minimum", "implied", "load", "moved"):
            setattr(whole, name, getattr(whole, name) + getattr(each, name))
        for name in ("base", "capacity"):
            if getattr(each, name) is not None:
                setattr(whole, name, (getattr(whole, name) or ZERO) + getattr(each, name))
    return whole


def ratio(part: Fraction | None, whole: Fraction | None) -> float | None:
    """A share, None of nothing."""
    return float(rounded(part / whole)) if part is not None and whole else None


def totals(sums: Sums, policy: Policy) -> dict[str, object]:
    """The figures as a report shows them; without a lock nothing is known but the capacity."""
    if sums.base is None:
        return dict.fromkeys(NAMES) | {"capacity": None if sums.capacity is None else float(sums.capacity)}
    churn = ratio(sums.moved, sums.base)
    exact = sums.moved / sums.base if sums.base else None
    return {
        "demand": float(sums.demand),
        "covered": float(sums.covered),
        "covered_by": {pool: float(points) for pool, points in sums.covered_by.items()},
        "uncovered": float(sums.uncovered),
        "below_minimum": float(sums.below_minimum),
        "untraded_rate": ratio(sums.uncovered, sums.demand),
        "implied": float(sums.implied),
        "untraded_rate_implied": ratio(sums.uncovered - sums.implied, sums.demand),
        "base": float(sums.base),
        "load": float(sums.load),
        "capacity": None if sums.capacity is None else float(sums.capacity),
        "load_of_capacity": ratio(sums.load, sums.capacity),
        "moved": float(sums.moved),
        "churn": churn,
        "churn_level": level(exact, policy),
    }


def level(churn: Fraction | None, policy: Policy) -> str | None:
    """Green, amber or red."""
    if churn is None:
        return None
    if churn >= figure(policy, "churn_red"):
        return "red"
    return "amber" if churn >= figure(policy, "churn_amber") else "green"


def shares(sums: Sums) -> dict[str, float | None]:
    """What became of the demand."""
    found = {pool: ratio(points, sums.demand) for pool, points in sums.covered_by.items()}
    return found | {"untraded": ratio(sums.uncovered, sums.demand)}
