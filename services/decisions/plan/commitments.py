"""What may happen to any item: worded or weighed anew, dropped, deferred, taken up again."""

from __future__ import annotations

from events.facts.plan import (
    CommitmentDeferred,
    CommitmentDropped,
    CommitmentReinstated,
    CommitmentReweighted,
    CommitmentReworded,
)
from projections.books.load import weight
from services.decisions.case import Case, Refused, Stated, listed
from services.decisions.command import Decision
from services.decisions.plan.items import known, pursued, unchanged


def reword(case: Case, wish: CommitmentReworded) -> Stated:
    """The item has the title."""
    item = pursued(case.plan, wish.item, "item")
    unchanged(item, "title", item.title, wish.title, "title")
    return case.states(wish)


def reweight(case: Case, wish: CommitmentReweighted) -> Stated:
    """The item weighs the points; where it has none of its own, the policy's default is what it weighed."""
    item = pursued(case.plan, wish.item, "item")
    counts = weight(item, case.organisation.policy.default_points)
    unchanged(item, "weight", counts, wish.points, "points")
    return case.states(wish)


def drop(case: Case, wish: CommitmentDropped) -> Stated:
    """The item is given up; an objective with its open key results and their initiatives."""
    _unfinished(case, wish.item, "dropped")
    return case.states(wish)


def defer(case: Case, wish: CommitmentDeferred) -> Stated:
    """The item is put off, to another cycle where one is named; it need not be opened yet."""
    _unfinished(case, wish.item, "deferred")
    if wish.to_cycle == case.subject.split("/")[1]:
        raise Refused(f"{wish.to_cycle} is this cycle; expected another one, or none while it is undecided", "to_cycle")
    return case.states(wish)


def reinstate(case: Case, wish: CommitmentReinstated) -> Stated:
    """The item is pursued again; an objective with what was closed by the event that closed it."""
    items = case.plan.items
    item = known(case.plan, wish.item, "item")
    if item.status == "open":
        closed = listed(each.id for each in items.values() if each.status != "open")
        raise Refused(f"{item.id} is open; expected an item that was closed: {closed}", "item")
    above = items.get(item.parent) if item.parent is not None else None
    if above is not None and above.status != "open":
        says = f"{item.id} belongs to {above.id}, which was {above.status}"
        raise Refused(f"{says}; expected `commitment.reinstate` of {above.id} first", "item")
    return case.states(wish)


def _unfinished(case: Case, id_: str, closed: str) -> None:
    """What is done is done: giving it up would give nothing back."""
    if pursued(case.plan, id_, "item").completed:
        raise Refused(f"{id_} is completed, and so cannot be {closed}; expected an item that goes on", "item")


COMMANDS = {
    "commitment.reword": Decision(CommitmentReworded, reword),
    "commitment.reweight": Decision(CommitmentReweighted, reweight),
    "commitment.drop": Decision(CommitmentDropped, drop),
    "commitment.defer": Decision(CommitmentDeferred, defer),
    "commitment.reinstate": Decision(CommitmentReinstated, reinstate),
}
