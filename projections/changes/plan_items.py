"""What comes into a plan, and what goes out of it, in sentences."""

from __future__ import annotations

from typing import Any

from events.facts import plan as facts
from events.terms import Fact
from projections.changes.fields import touched
from projections.changes.naming import Sentence, named, of_kind
from projections.changes.wording import listed, number, ordinal, quoted, short
from projections.folds.plan import Plan
from projections.folds.ranks import rank
from projections.reports.wording import points


def objective(fact: facts.ObjectiveCommitted, before: Plan, after: Plan) -> str:
    """`Objective “Partner portal” added as first of 3, displacing “Hiring”, 5 points`."""
    place = None if fact.objective in before.items else rank(after.order, fact.objective)
    ranked = f" as {ordinal(place)} of {len(after.order)}" if place and len(after.order) > 1 else ""
    return f"Objective {quoted(fact.title)} added{ranked}{displacing(fact, after)}{_weighing(fact)}"


def displacing(fact: Any, plan: Plan) -> str:
    """What was pushed aside, if anything was named."""
    return f", displacing {listed(named(plan, item) for item in fact.displaced)}" if fact.displaced else ""


def _weighing(fact: Any) -> str:
    return "" if fact.points is None else f", {points(fact.points)}"


def key_result(fact: facts.KeyResultCommitted, before: Plan, after: Plan) -> str:
    """`Key result “Paying customers” added under “Customers stay”: 0 → 60 customers, 3 points`."""
    kind = "Guardrail" if fact.kind == "guardrail" else "Key result"
    due = "" if fact.due is None else f"due {fact.due.isoformat()}"
    weight = "" if fact.points is None else points(fact.points)
    more = ", ".join(each for each in (_measure(fact), weight, due) if each)
    return f"{kind} {quoted(fact.title)} added under {named(after, fact.objective)}{': ' if more else ''}{more}"


def _measure(fact: facts.KeyResultCommitted) -> str:
    """From where to where: `0 → 60 customers`."""
    unit = f" {short(fact.measured_in or '')}".rstrip()
    if (fact.start, fact.target, fact.measured_in) == (0, 1, "done"):
        return "done or not"
    if fact.target is None:
        return f"from {number(fact.start)}{unit}" if fact.start is not None else ""
    origin = "to" if fact.start is None else f"{number(fact.start)} →"
    return f"{origin} {number(fact.target)}{unit}"


def initiative(fact: facts.InitiativeCommitted, before: Plan, after: Plan) -> str:
    """`Initiative “Pricing page” added for “Trial conversion”, 8 points, business as usual`."""
    target = f" for {named(after, fact.key_result)}" if fact.key_result else ""
    usual = ", business as usual" if fact.business_as_usual else ""
    return f"Initiative {quoted(fact.title)} added{target}{_weighing(fact)}{usual}"


def dropped(fact: facts.CommitmentDropped, before: Plan, after: Plan) -> str:
    """`“Hiring” dropped, with its key results “a” and “b”`."""
    return f"{named(before, fact.item)} dropped{_along(fact.item, before, after)}"


def deferred(fact: facts.CommitmentDeferred, before: Plan, after: Plan) -> str:
    """`“Hiring” deferred to 2026-q2, with its key result “a”`."""
    to = f" to {fact.to_cycle}" if fact.to_cycle else ""
    return f"{named(before, fact.item)} deferred{to}{_along(fact.item, before, after)}"


def reinstated(fact: facts.CommitmentReinstated, before: Plan, after: Plan) -> str:
    """`“Hiring” taken up again, with its key result “a”`."""
    return f"{named(before, fact.item)} taken up again{_along(fact.item, before, after)}"


def _along(item: str, before: Plan, after: Plan) -> str:
    """What was closed, or opened, with an objective."""
    others = of_kind(after.items[each] for each in touched(before, after) if each != item)
    return f", with {others}" if others else ""


def replaced(fact: facts.KeyResultReplaced, before: Plan, after: Plan) -> str:
    """`“Sign-ups” replaced by “Paying customers”`."""
    return f"{named(before, fact.key_result)} replaced by {named(after, fact.by)}"


def completed(fact: facts.InitiativeCompleted, before: Plan, after: Plan) -> str:
    """`Initiative “Pricing page” completed`."""
    return f"Initiative {named(after, fact.initiative)} completed"


SENTENCES: dict[type[Fact], Sentence] = {
    facts.ObjectiveCommitted: objective,
    facts.KeyResultCommitted: key_result,
    facts.InitiativeCommitted: initiative,
    facts.InitiativeCompleted: completed,
    facts.CommitmentDropped: dropped,
    facts.CommitmentDeferred: deferred,
    facts.CommitmentReinstated: reinstated,
    facts.KeyResultReplaced: replaced,
}
