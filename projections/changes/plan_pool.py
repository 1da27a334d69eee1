"""A plan's capacity, its lock, and what was recorded about its shifts, in sentences."""

from __future__ import annotations

from typing import Any

from events.facts import plan as facts
from events.terms import Fact
from projections.changes.naming import Sentence, by_event, named
from projections.changes.wording import moment, number, quoted
from projections.folds.plan import Plan
from projections.reports.wording import points


def declared(fact: facts.CapacityDeclared, before: Plan, after: Plan) -> str:
    """`Capacity declared: 120 points, 12.5 of them for change`."""
    budget = "" if fact.change_budget is None else f", {number(fact.change_budget)} of them for change"
    if before.declared_by is None:
        return f"Capacity declared: {points(fact.points)}{budget}"
    return f"Capacity declared anew: {number(before.capacity or 0)} → {points(fact.points)}{budget}"


def added(fact: facts.CapacityAdded, before: Plan, after: Plan) -> str:
    """`15 points of capacity added: 120 → 135`."""
    return f"{points(fact.points)} of capacity added{_pool(before, after)}{approved(fact)}"


def withdrawn(fact: facts.CapacityWithdrawn, before: Plan, after: Plan) -> str:
    """`3 points of capacity withdrawn: 20 → 17`."""
    return f"{points(fact.points)} of capacity withdrawn{_pool(before, after)}{approved(fact)}"


def _pool(before: Plan, after: Plan) -> str:
    """How large the pool was and is; nothing, where nobody said how large it is."""
    return "" if after.declared_by is None else f": {number(before.capacity or 0)} → {number(after.capacity or 0)}"


def approved(fact: Any) -> str:
    """By whom it was approved, if by anybody."""
    return f", approved by {fact.approved_by}" if fact.approved_by else ""


def locked(fact: facts.BaselineLocked, before: Plan, after: Plan) -> str:
    """`Plan locked, approved by sofia`."""
    return f"Plan locked{approved(fact)}"


def revised(fact: facts.BaselineRevised, before: Plan, after: Plan) -> str:
    """`Baseline revised, approved by sofia`."""
    return f"Baseline revised{approved(fact)}"


def traded(fact: facts.TradeOffRecorded, before: Plan, after: Plan) -> str:
    """`Trade-off: “Hiring” given up for “Partner portal”, 3 points`; an event's id where it names no item."""
    amount = "" if fact.points is None else f", {points(fact.points)}"
    return f"Trade-off: {by_event(after, fact.credit)} given up for {by_event(after, fact.shift)}{amount}"


def rejected(fact: facts.TradeOffRejected, before: Plan, after: Plan) -> str:
    """`Trade-off rejected by sofia: “Hiring” is not given up for “Partner portal”`."""
    shift = by_event(after, fact.shift)
    return f"Trade-off rejected by {fact.rejected_by}: {named(after, fact.item)} is not given up for {shift}"


def drawn(fact: facts.ChangeBudgetDrawn, before: Plan, after: Plan) -> str:
    """`5.5 points of the change budget drawn for “Partner portal”`."""
    amount = "Change budget" if fact.points is None else f"{points(fact.points)} of the change budget"
    return f"{amount} drawn for {by_event(after, fact.shift)}"


def accepted(fact: facts.OverloadAccepted, before: Plan, after: Plan) -> str:
    """`Overload of 4 points for “Partner portal” accepted by sofia, until 2026-03-31`."""
    until = "" if fact.expires is None else f", until {moment(fact.expires)}"
    return f"Overload of {points(fact.points)} for {by_event(after, fact.shift)} accepted by {fact.sponsor}{until}"


def waived(fact: facts.WaiverGranted, before: Plan, after: Plan) -> str:
    """`Rule “activity_key_result” waived for plan/2026-q1/growth, until 2026-03-31, approved by sofia`."""
    until = "" if fact.expires is None else f", until {moment(fact.expires)}"
    return f"Rule {quoted(fact.rule)} waived for {fact.subject}{until}{approved(fact)}"


SENTENCES: dict[type[Fact], Sentence] = {
    facts.CapacityDeclared: declared,
    facts.CapacityAdded: added,
    facts.CapacityWithdrawn: withdrawn,
    facts.BaselineLocked: locked,
    facts.BaselineRevised: revised,
    facts.TradeOffRecorded: traded,
    facts.TradeOffRejected: rejected,
    facts.ChangeBudgetDrawn: drawn,
    facts.OverloadAccepted: accepted,
    facts.WaiverGranted: waived,
}
