"""Events after the lock that reorder, lower, or change who answers for what (governance.md §1, classes B to E)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from events.catalogue import Event
from events.facts import cycle as cycle_facts
from events.facts import plan as facts
from projections.books.ledger import Books, Step
from projections.books.load import exactly, is_open, weight
from projections.folds.ranks import rank

Class = Literal["A", "B", "C", "D", "E"]
LOWERING = (
    facts.CommitmentDropped,
    facts.CommitmentDeferred,
    facts.KeyResultReplaced,
    facts.CapacityAdded,
)
ACCOUNTABLE = (facts.OwnerChanged, facts.SponsorChanged, facts.KeyResultRemeasured)
BASELINE = (facts.BaselineRevised, cycle_facts.CycleExtended)


class Mark(Struct, frozen=True):
    """What an event lacks, and the item it is about."""

    event: Event
    finding: str
    item: str | None


def marks(books: Books) -> Iterator[Mark]:
    """What the plan's events after the lock lack: a displaced item, a reason, an approver, a weight."""
    for step in books.steps:
        fact, item = step.event.data, item_of(step.event)
        if step.event.id in step.after.ignored:
            continue
        if _reorders(books, step) and not _displaces(books, step):
            yield Mark(step.event, "rank_without_displacement", item)
        if _lowers(books, step) and not _reason(fact):
            yield Mark(step.event, "unexplained", item)
        if isinstance(fact, ACCOUNTABLE) and not _reason(fact):
            yield Mark(step.event, "unexplained", item)
        if isinstance(fact, BASELINE) and not _reason(fact):
            yield Mark(step.event, "unapproved", None)
        if isinstance(fact, facts.KeyResultCommitted | facts.InitiativeCommitted) and _weightless(books, step):
            yield Mark(step.event, "weightless", item)


def class_of(books: Books, step: Step) -> Class | None:
    """The class of an event after the lock; None for links, grades and the like. A shift's is A whatever else it is."""
    fact = step.event.data
    if step.event.id in books.shifts:
        return "A"
    if isinstance(fact, BASELINE):
        return "E"
    if step.event.id in step.after.ignored:
        return None
    if _lowers(books, step) or step.event.id in books.credits:
        return "C"
    if _reorders(books, step):
        return "B"
    accountable = (*ACCOUNTABLE, facts.CommitmentReworded, facts.KeyResultMoved)
    return "D" if isinstance(fact, accountable) or _first_target(step) else None


def _first_target(step: Step) -> bool:
    fact = step.event.data
    known = step.before.items.get(fact.key_result) if isinstance(fact, facts.KeyResultRetargeted) else None
    return known is not None and known.target is None


def item_of(event: Event) -> str | None:
    """The id of the item that an event of a plan is about."""
    for name in ("item", "initiative", "key_result", "objective"):
        if (found := getattr(event.data, name, None)) is not None:
            return str(found)
    return None


def _reason(fact: object) -> bool:
    return bool((getattr(fact, "reason", None) or "").strip())


def _weightless(books: Books, step: Step) -> bool:
    item = step.after.items.get(item_of(step.event) or "")
    return item is not None and weight(item, books.policy.default_points) == 0


def _reorders(books: Books, step: Step) -> bool:
    match step.event.data:
        case facts.PriorityRanked(objective=objective):
            before, after = rank(step.before.order, objective), rank(step.after.order, objective)
            return bool(before and after) and _up(books, before or 0, after or 0)
        case facts.ObjectiveCommitted(objective=objective):
            place = rank(step.after.order, objective)
            # The last of a short list stands among the first, and pushes nothing down.
            return place is not None and place <= books.policy.rank_top and place < len(step.after.order)
        case facts.PriorityRelabelled(item=item, priority=priority):
            known = step.before.items.get(item)
            return known is not None and known.priority is not None and priority < known.priority
    return False


def _up(books: Books, before: int, after: int) -> bool:
    into_top = before > books.policy.rank_top >= after
    return before - after >= books.policy.rank_jump or into_top


def _displaces(books: Books, step: Step) -> bool:
    own = item_of(step.event)
    named = [step.after.items.get(item) for item in getattr(step.event.data, "displaced", ()) if item != own]
    return any(item is not None and is_open(item, step.end) for item in named)


def _lowers(books: Books, step: Step) -> bool:
    fact = step.event.data
    if isinstance(fact, LOWERING):
        return True
    before = step.before.items.get(item_of(step.event) or "")
    if before is None:
        return False
    match fact:
        case facts.CommitmentReweighted(points=points):
            return points < weight(before, books.policy.default_points)
        case facts.KeyResultRetargeted(target=target):
            start, old, new = exactly(before.start) or 0, exactly(before.target), exactly(target)
            return old is not None and new is not None and abs(new - start) < abs(old - start)
        case facts.KeyResultRescheduled(due=due):
            old_due = before.due or step.end
            return old_due is not None and due > old_due
    return False
