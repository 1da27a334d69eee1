"""Priorities: an objective's rank among the plan's, and the class of an item where a plan keeps classes."""

from __future__ import annotations

from events.facts.plan import PriorityRanked, PriorityRelabelled
from projections.folds import ranks
from services.decisions.case import Case, Refused, Stated
from services.decisions.command import Decision
from services.decisions.plan.items import displaceable, pursued, unchanged


def rank(case: Case, wish: PriorityRanked) -> Stated:
    """The objective stands at the rank; whatever it displaces is open."""
    plan, last = case.plan, len(case.plan.order)
    objective = pursued(plan, wish.objective, "objective", "objective")
    if wish.rank > last:
        raise Refused(f"the rank {wish.rank} is beyond the end; expected 1 to {last}", "rank")
    unchanged(objective, "rank", ranks.rank(plan.order, objective.id), wish.rank, "rank")
    displaceable(plan, wish.displaced, wish.objective)
    return case.states(wish)


def relabel(case: Case, wish: PriorityRelabelled) -> Stated:
    """The item has the priority class; whatever it displaces is open."""
    item = pursued(case.plan, wish.item, "item")
    unchanged(item, "priority", item.priority, wish.priority, "priority")
    displaceable(case.plan, wish.displaced, wish.item)
    return case.states(wish)


COMMANDS = {
    "priority.rank": Decision(PriorityRanked, rank),
    "priority.relabel": Decision(PriorityRelabelled, relabel),
}
