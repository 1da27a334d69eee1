"""What is stated when a plan is reset: what ends in the old plan, and what goes on in the new one."""

from __future__ import annotations

from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from events.facts.plan import (
    CommitmentDeferred,
    CommitmentDropped,
    InitiativeCommitted,
    KeyResultCarriedOver,
    KeyResultCommitted,
    ObjectiveCommitted,
)
from events.terms import Id, Points, Text
from projections.books.ledger import Books
from projections.folds.plan import Item
from services.decisions.case import Case, Refused, Stated
from services.decisions.plan.measures import consistent

OF_OBJECTIVE = ("title", "owner", "sponsor", "priority")
OF_KEY_RESULT = ("title", "metric", "measured_in", "target", "direction", "owner", "priority")
OF_INITIATIVE = ("title", "owner", "priority", "business_as_usual")


class GivenUp(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An item that does not go on, and why."""

    item: Id
    reason: Text


class PutOff(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An item that goes on some other time, and why not now."""

    item: Id
    to_cycle: Id | None = None
    reason: Text


class PlanReset(Struct, frozen=True, kw_only=True):
    """The wish that a plan begins with what an earlier cycle's left open.

    Objectives and initiatives are `kept`, key results `carried_over` from where they stand; the rest is dropped or
    deferred.
    """

    from_: Id = field(name="from")
    kept: tuple[Id, ...] = ()
    carried_over: tuple[Id, ...] = ()
    dropped: tuple[GivenUp, ...] = ()
    deferred: tuple[PutOff, ...] = ()


def ended(old: str, wish: PlanReset) -> Stated:
    """What the old plan gives up."""
    dropped = [(old, CommitmentDropped(item=each.item, reason=each.reason)) for each in wish.dropped]
    deferred = [
        (old, CommitmentDeferred(item=each.item, to_cycle=each.to_cycle, reason=each.reason)) for each in wish.deferred
    ]
    return [*dropped, *deferred]


def begun(case: Case, wish: PlanReset, books: Books, links: dict[str, str]) -> Stated:
    """What goes on in the new plan: objectives in the order of their ranks, then key results, then initiatives.

    `links` are the key results that go on, each with its id in the new plan. What goes on already is not stated again.
    """
    old, kept = books.plan, dict.fromkeys(id_ for id_ in wish.kept if id_ not in case.plan.items)
    objectives = [old.items[id_] for id_ in old.order if id_ in kept]
    initiatives = [old.items[id_] for id_ in kept if old.items[id_].kind == "initiative"]
    carried = [old.items[id_] for id_ in wish.carried_over]
    origin = books.subject.removeprefix("plan/")
    return case.states(
        *(_objective(case, item) for item in objectives),
        *(fact for item in carried for fact in (_key_result(books, item), _carried(item, origin))),
        *(_initiative(item, links) for item in initiatives),
    )


def _objective(case: Case, item: Item) -> ObjectiveCommitted:
    outcomes = case.organisation.outcomes
    outcome = item.outcome if not outcomes or item.outcome in outcomes else None
    return ObjectiveCommitted(objective=item.id, outcome=outcome, points=_points(item), **_same(item, OF_OBJECTIVE))


def _key_result(books: Books, item: Item) -> KeyResultCommitted:
    """The key result from where it stands, to the target that it had; when it is due is yet to be said."""
    value = books.value(item.id)
    committed = KeyResultCommitted(
        key_result=item.id,
        objective=item.parent or "",
        start=item.start if value is None else value,
        points=_points(item),
        kind="guardrail" if item.guardrail else "outcome",
        **_same(item, OF_KEY_RESULT),
    )
    try:
        consistent(committed)
    except Refused:
        # A target that was moved to the other side of the start has left the old direction behind.
        return replace(committed, direction=None)
    return committed


def _carried(item: Item, origin: str) -> KeyResultCarriedOver:
    return KeyResultCarriedOver(key_result=item.id, from_=f"{origin}/{item.id}")


def _initiative(item: Item, links: dict[str, str]) -> InitiativeCommitted:
    key_result = links.get(item.parent or "")
    same = _same(item, OF_INITIATIVE)
    return InitiativeCommitted(initiative=item.id, key_result=key_result, points=_points(item), **same)


def _points(item: Item) -> Points | None:
    return None if item.points is None else Points(item.points)


def _same(item: Item, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(item, name) for name in names}
