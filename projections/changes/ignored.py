"""Why a plan took no notice of an event that is in its log all the same."""

from __future__ import annotations

from typing import Any

from events.facts import plan as facts
from projections.folds.plan import Plan

CLOSING = (facts.CommitmentDropped, facts.CommitmentDeferred, facts.KeyResultReplaced)
COMMITTING = (facts.ObjectiveCommitted, facts.KeyResultCommitted, facts.InitiativeCommitted)


def why(fact: Any, before: Plan) -> str:
    """The reason, as the end of a sentence."""
    if isinstance(fact, facts.BaselineLocked):
        return "the plan was locked before"
    if isinstance(fact, COMMITTING):
        return _uncommitted(fact, before)
    name = next(
        (getattr(fact, name) for name in ("key_result", "initiative", "objective", "item") if hasattr(fact, name)), ""
    )
    item = before.items.get(name)
    if item is None:
        return "there is no such item"
    if isinstance(fact, facts.PriorityRanked):
        return "it is no open objective"
    if isinstance(fact, facts.CommitmentReinstated):
        return "it is open"
    if isinstance(fact, CLOSING) and item.status != "open":
        return f"it was {item.status} before"
    if isinstance(fact, facts.KeyResultMoved) and item.kind == "key_result":
        return "there is no such objective"
    return f"it is no {_expected(fact)}"


def _uncommitted(fact: Any, before: Plan) -> str:
    match fact:
        case facts.ObjectiveCommitted(objective=name) | facts.InitiativeCommitted(initiative=name):
            there = name in before.items
        case facts.KeyResultCommitted(key_result=name):
            there = name in before.items
    if there:
        return "the plan has an item of that id"
    return "there is no such objective" if isinstance(fact, facts.KeyResultCommitted) else "there is no such key result"


def _expected(fact: Any) -> str:
    for field, kind in (("key_result", "key result"), ("initiative", "initiative"), ("objective", "objective")):
        if hasattr(fact, field):
            return kind
    return "open item"
