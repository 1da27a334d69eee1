"""What is changed about an item that stays in the plan, in sentences: its place, its target, its owner, its wording."""

from __future__ import annotations

from typing import Any

from events.facts import plan as facts
from events.terms import Fact
from projections.changes.naming import Sentence, named
from projections.changes.plan_items import displacing
from projections.changes.wording import listed, moved, number, ordinal, quoted, shown
from projections.folds.plan import Plan
from projections.folds.ranks import rank

MEASURES = {"metric": "metric", "measured_in": "unit of measure", "start": "start", "target": "target"}


def ranked(fact: facts.PriorityRanked, before: Plan, after: Plan) -> str:
    """`“Partner portal” moved from third to first, displacing “Hiring”`."""
    title = named(after, fact.objective)
    was, is_ = rank(before.order, fact.objective), rank(after.order, fact.objective)
    if was is None or is_ is None:
        return f"{title} ranked {ordinal(fact.rank)}{displacing(fact, after)}"
    way = f"stays {ordinal(is_)}" if was == is_ else f"moved from {ordinal(was)} to {ordinal(is_)}"
    return f"{title} {way}{displacing(fact, after)}"


def relabelled(fact: facts.PriorityRelabelled, before: Plan, after: Plan) -> str:
    """`Priority of “Partner portal” p2 → p0, displacing “Hiring”`."""
    return f"Priority of {_moved(before, after, fact.item, 'priority', fact.priority)}{displacing(fact, after)}"


def _moved(before: Plan, after: Plan, item: str, field: str, to: Any, unit: str | None = None) -> str:
    """An item and one of its fields before and now; `to` is what it was to be where there is no such item."""
    known = before.items.get(item)
    return f"{named(after, item)} {moved(getattr(known, field) if known else None, to, unit)}"


def retargeted(fact: facts.KeyResultRetargeted, before: Plan, after: Plan) -> str:
    """`Target of “Paying customers” 40 → 60`."""
    return f"Target of {_moved(before, after, fact.key_result, 'target', fact.target)}"


def rescheduled(fact: facts.KeyResultRescheduled, before: Plan, after: Plan) -> str:
    """`Due date of “Paying customers” 2026-03-31 → 2026-04-10`."""
    return f"Due date of {_moved(before, after, fact.key_result, 'due', fact.due)}"


def remeasured(fact: facts.KeyResultRemeasured, before: Plan, after: Plan) -> str:
    """`“Time to value” measured anew: metric “setup done” → “hours to the first shipment”, target 12 → 24`."""
    known = before.items.get(fact.key_result)
    parts = []
    for field, words in MEASURES.items():
        was, to = getattr(known, field, None), getattr(fact, field)
        if to is not None and to != was:
            old, new = (quoted(value) if isinstance(value, str) else value for value in (was, to))
            parts.append(f"{words} {moved(old, new)}")
    return f"{named(after, fact.key_result)} measured anew{': ' if parts else ''}{', '.join(parts)}"


def carried_over(fact: facts.KeyResultCarriedOver, before: Plan, after: Plan) -> str:
    """`“Time to value” carried over from 2025-q4/growth/time-to-value`."""
    return f"{named(after, fact.key_result)} carried over from {fact.from_}"


def moved_under(fact: facts.KeyResultMoved, before: Plan, after: Plan) -> str:
    """`“Time to value” moved from “Customers start” to “Onboarding”`."""
    known = before.items.get(fact.key_result)
    origin = f" from {named(before, known.parent)}" if known and known.parent else ""
    return f"{named(after, fact.key_result)} moved{origin} to {named(after, fact.objective)}"


def graded(fact: facts.KeyResultGraded | facts.ObjectiveGraded, before: Plan, after: Plan) -> str:
    """`Key result “Trial conversion” graded 0.7`; a second time `graded anew: 0.6 → 0.7`."""
    kind, item = (
        ("Key result", fact.key_result) if isinstance(fact, facts.KeyResultGraded) else ("Objective", fact.objective)
    )
    known = before.items.get(item)
    title = f"{kind} {named(after, item)}"
    if known is None or known.grade is None:
        return f"{title} graded {number(fact.grade)}"
    return f"{title} graded anew: {moved(known.grade, fact.grade)}"


def reworded(fact: facts.CommitmentReworded, before: Plan, after: Plan) -> str:
    """`“Customers start” reworded to “Customers start and pay”`."""
    return f"{named(before, fact.item)} reworded to {quoted(fact.title)}"


def reweighted(fact: facts.CommitmentReweighted, before: Plan, after: Plan) -> str:
    """`Weight of “Trial conversion” 25 → 17.5 points`."""
    unit = "point" if fact.points == 1 else "points"
    return f"Weight of {_moved(before, after, fact.item, 'points', fact.points, unit)}"


def owner(fact: facts.OwnerChanged, before: Plan, after: Plan) -> str:
    """`Owner of “Trial conversion” ben → kim`."""
    return f"Owner of {_handed(before, after, fact.item, 'owner', fact.to)}"


def sponsor(fact: facts.SponsorChanged, before: Plan, after: Plan) -> str:
    """`Sponsor of “Customers stay” sofia → nobody`."""
    return f"Sponsor of {_handed(before, after, fact.item, 'sponsor', fact.to)}"


def _handed(before: Plan, after: Plan, item: str, field: str, to: str | None) -> str:
    known = before.items.get(item)
    was = shown(getattr(known, field, None), "nobody")
    return f"{named(after, item)} {moved(was, shown(to, 'nobody'))}"


def aligned(fact: facts.ObjectiveAligned, before: Plan, after: Plan) -> str:
    """`“Onboarding” now serves outcome self-serve and 2026-q1/company/revenue-mix`."""
    serves = [f"outcome {fact.outcome}"] if fact.outcome else []
    serves += [fact.supports] if fact.supports else []
    return f"{named(after, fact.objective)} now serves {listed(serves) if serves else 'nothing above it'}"


SENTENCES: dict[type[Fact], Sentence] = {
    facts.PriorityRanked: ranked,
    facts.PriorityRelabelled: relabelled,
    facts.KeyResultRetargeted: retargeted,
    facts.KeyResultRescheduled: rescheduled,
    facts.KeyResultRemeasured: remeasured,
    facts.KeyResultCarriedOver: carried_over,
    facts.KeyResultMoved: moved_under,
    facts.KeyResultGraded: graded,
    facts.ObjectiveGraded: graded,
    facts.CommitmentReworded: reworded,
    facts.CommitmentReweighted: reweighted,
    facts.OwnerChanged: owner,
    facts.SponsorChanged: sponsor,
    facts.ObjectiveAligned: aligned,
}
