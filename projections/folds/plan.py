"""A plan: its capacity, its items and their order, its lock, and what was recorded about its shifts."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from events.catalogue import Event
from events.facts import plan as facts
from events.terms import Fact
from projections.folds.plan_state import Item, Plan, Status, children, with_items
from projections.folds.ranks import inserted

__all__ = ["HANDLERS", "Item", "Plan", "Status", "children", "evolve", "with_items"]


def evolve(state: Plan, event: Event) -> Plan:
    """The plan after an event of its stream. What names an absent item changes nothing and is listed in `ignored`."""
    after = HANDLERS[type(event.data)](state, event, event.data)
    return replace(state, ignored=(*state.ignored, event.id)) if after is None else after


def _declared(state: Plan, event: Event, fact: facts.CapacityDeclared) -> Plan:
    budget = state.change_budget if fact.change_budget is None else Decimal(fact.change_budget)
    return replace(state, capacity=Decimal(fact.points), change_budget=budget, declared_by=event.id)


def _added(state: Plan, event: Event, fact: facts.CapacityAdded) -> Plan:
    return replace(state, capacity=(state.capacity or Decimal(0)) + fact.points)


def _withdrawn(state: Plan, event: Event, fact: facts.CapacityWithdrawn) -> Plan:
    return replace(state, capacity=(state.capacity or Decimal(0)) - fact.points)


def _objective(state: Plan, event: Event, fact: facts.ObjectiveCommitted) -> Plan | None:
    if fact.objective in state.items:
        return None
    item = Item(
        id=fact.objective,
        kind="objective",
        title=fact.title,
        committed_by=event.id,
        owner=fact.owner,
        sponsor=fact.sponsor,
        outcome=fact.outcome,
        supports=fact.supports,
        priority=fact.priority,
        points=fact.points,
    )
    return replace(with_items(state, item), order=inserted(state.order, item.id, fact.rank))


def _key_result(state: Plan, event: Event, fact: facts.KeyResultCommitted) -> Plan | None:
    objective = state.items.get(fact.objective)
    if fact.key_result in state.items or objective is None or objective.kind != "objective":
        return None
    names = ("title", "metric", "measured_in", "start", "target", "direction", "due", "points", "owner", "priority")
    item = Item(
        id=fact.key_result,
        kind="key_result",
        committed_by=event.id,
        parent=fact.objective,
        guardrail=fact.kind == "guardrail",
        initial_confidence=fact.initial_confidence,
        **{name: getattr(fact, name) for name in names},
    )
    return with_items(state, item)


def _initiative(state: Plan, event: Event, fact: facts.InitiativeCommitted) -> Plan | None:
    parent = None if fact.key_result is None else state.items.get(fact.key_result)
    if fact.initiative in state.items or (fact.key_result and (parent is None or parent.kind != "key_result")):
        return None
    item = Item(
        id=fact.initiative,
        kind="initiative",
        title=fact.title,
        committed_by=event.id,
        parent=fact.key_result,
        points=fact.points,
        owner=fact.owner,
        priority=fact.priority,
        business_as_usual=fact.business_as_usual,
    )
    return with_items(state, item)


def _ranked(state: Plan, event: Event, fact: facts.PriorityRanked) -> Plan | None:
    if fact.objective not in state.order:
        return None
    rest = tuple(objective for objective in state.order if objective != fact.objective)
    return replace(state, order=inserted(rest, fact.objective, fact.rank))


def _close(state: Plan, event: Event, item: str, status: Status) -> Plan | None:
    closing = state.items.get(item)
    if closing is None or closing.status != "open":
        return None
    below = children(state, item) if closing.kind == "objective" else []
    gone = [replace(each, status=status, closed_by=event.id) for each in (closing, *below) if each.status == "open"]
    return replace(with_items(state, *gone), order=tuple(objective for objective in state.order if objective != item))


def _replaced(state: Plan, event: Event, fact: facts.KeyResultReplaced) -> Plan | None:
    item = state.items.get(fact.key_result)
    return _close(state, event, fact.key_result, "replaced") if item and item.kind == "key_result" else None


def _reinstated(state: Plan, event: Event, fact: facts.CommitmentReinstated) -> Plan | None:
    item = state.items.get(fact.item)
    if item is None or item.status == "open":
        return None
    # What an objective took along comes back with it, also what was moved to another objective since.
    along = [each for each in state.items.values() if each.closed_by == item.closed_by and each is not item]
    back = [item, *(along if item.kind == "objective" else [])]
    state = with_items(state, *(replace(each, status="open", closed_by=None) for each in back))
    return replace(state, order=(*state.order, item.id)) if item.kind == "objective" else state


def _locked(state: Plan, event: Event, fact: facts.BaselineLocked) -> Plan | None:
    return replace(state, locked_by=event.id, locked_at=event.noted) if state.locked_by is None else None


def _moved(state: Plan, event: Event, fact: facts.KeyResultMoved) -> Plan | None:
    objective = state.items.get(fact.objective)
    if objective is None or objective.kind != "objective":
        return None
    return _set(state, fact.key_result, "key_result", parent=fact.objective)


def _remeasured(state: Plan, event: Event, fact: facts.KeyResultRemeasured) -> Plan | None:
    given = {name: getattr(fact, name) for name in ("metric", "measured_in", "start", "target")}
    changes = {name: value for name, value in given.items() if value is not None}
    return _set(state, fact.key_result, "key_result", **changes)


def _aligned(state: Plan, event: Event, fact: facts.ObjectiveAligned) -> Plan | None:
    return _set(state, fact.objective, "objective", outcome=fact.outcome, supports=fact.supports)


def _set(state: Plan, item: str, kind: str | None, **changes: Any) -> Plan | None:
    known = state.items.get(item)
    if known is None or (kind and known.kind != kind):
        return None
    return with_items(state, replace(known, **changes))


def _sets(item: str, kind: str | None, **fields: str) -> Handler:
    """A handler that copies fields of the fact into the item that the fact names."""

    def handle(state: Plan, event: Event, fact: Any) -> Plan | None:
        return _set(state, getattr(fact, item), kind, **{to: getattr(fact, source) for to, source in fields.items()})

    return handle


def _traded(state: Plan, event: Event, fact: facts.TradeOffRecorded) -> Plan:
    return replace(state, trade_offs={**state.trade_offs, fact.trade_off: event.id})


def _noted(state: Plan, event: Event, fact: Fact) -> Plan:
    return state


Handler = Callable[[Plan, Event, Any], "Plan | None"]
HANDLERS: dict[type[Fact], Handler] = {
    facts.CapacityDeclared: _declared,
    facts.CapacityAdded: _added,
    facts.CapacityWithdrawn: _withdrawn,
    facts.ObjectiveCommitted: _objective,
    facts.ObjectiveAligned: _aligned,
    facts.PriorityRanked: _ranked,
    facts.PriorityRelabelled: _sets("item", None, priority="priority"),
    facts.KeyResultCommitted: _key_result,
    facts.KeyResultRetargeted: _sets("key_result", "key_result", target="target"),
    facts.KeyResultRescheduled: _sets("key_result", "key_result", due="due"),
    facts.KeyResultRemeasured: _remeasured,
    facts.KeyResultReplaced: _replaced,
    facts.KeyResultCarriedOver: _sets("key_result", "key_result", carried_from="from_"),
    facts.KeyResultMoved: _moved,
    facts.KeyResultGraded: _sets("key_result", "key_result", grade="grade"),
    facts.ObjectiveGraded: _sets("objective", "objective", grade="grade"),
    facts.InitiativeCommitted: _initiative,
    facts.InitiativeCompleted: lambda state, event, fact: _set(state, fact.initiative, "initiative", completed=True),
    facts.CommitmentReworded: _sets("item", None, title="title"),
    facts.CommitmentReweighted: _sets("item", None, points="points"),
    facts.CommitmentDropped: lambda state, event, fact: _close(state, event, fact.item, "dropped"),
    facts.CommitmentDeferred: lambda state, event, fact: _close(state, event, fact.item, "deferred"),
    facts.CommitmentReinstated: _reinstated,
    facts.OwnerChanged: _sets("item", None, owner="to"),
    facts.SponsorChanged: _sets("item", None, sponsor="to"),
    facts.BaselineLocked: _locked,
    facts.BaselineRevised: lambda state, event, fact: replace(state, revisions=state.revisions + 1),
    facts.TradeOffRecorded: _traded,
    facts.TradeOffRejected: _noted,
    facts.ChangeBudgetDrawn: _noted,
    facts.OverloadAccepted: _noted,
    facts.WaiverGranted: _noted,
}
