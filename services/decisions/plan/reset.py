"""A plan is reset into the next cycle: of everything that the old one left open, one act says what becomes of it."""

from __future__ import annotations

from projections.books.ledger import Books
from projections.folds.plan import Item, Plan
from services.decisions.case import Case, Refused, Stated
from services.decisions.command import Decision
from services.decisions.plan.continuation import PlanReset, begun, ended
from services.decisions.plan.items import free, told
from services.decisions.plan.settlement import complete, spoken


def reset(case: Case, wish: PlanReset) -> Stated:
    """The old plan is settled, and the new one holds what goes on.

    Each item that is open and unfinished in the old plan is spoken of once, or goes with its objective; or its key
    result was carried over before. What is graded or completed may be left out.
    """
    old = earlier(case.subject, wish)
    _ended(case, wish, old)
    books = case.books(old)
    said, carried = spoken(wish, books), _carried_before(case.plan, old)
    complete(books.plan, old, said, set(carried))
    _put_off(case, wish)
    for id_ in wish.kept:
        _keepable(case.plan, books.plan.items[id_])
    for id_ in wish.carried_over:
        item = books.plan.items[id_]
        _unclaimed(case.plan, item, carried)
        _above(case.plan, item, said)
        _ahead(books, item)
    links = {origin: id_ for origin, id_ in carried.items() if _is_open(case.plan, id_, "key_result")}
    stated = ended(old, wish) + begun(case, wish, books, links | {id_: id_ for id_ in wish.carried_over})
    if not stated:
        raise Refused(f"nothing is left to state: what {old} left open is finished, or goes on already")
    return stated


def earlier(subject: str, wish: PlanReset) -> str:
    """The plan that the same unit had in the old cycle."""
    return f"plan/{wish.from_}/{subject.split('/')[2]}"


def _ended(case: Case, wish: PlanReset, old: str) -> None:
    """Nothing, where the old cycle is another one, which was opened, and the unit had a plan in it."""
    cycle = case.subject.split("/")[1]
    opened_at = case.known.state(f"cycle/{wish.from_}").opened_at
    if wish.from_ == cycle:
        raise Refused(f"{cycle} is the cycle of this plan; expected the one that went before", "from")
    if opened_at is None or case.at < opened_at:
        raise Refused(f"the cycle {wish.from_} was not opened by then; expected the one that went before", "from")
    if old not in case.known.states:
        raise Refused(f"there is no {old}, and so nothing to reset; `objective.commit` begins a plan", "from")


def _carried_before(plan: Plan, old: str) -> dict[str, str]:
    """The key results of the old plan that the new one continues already, each with its id there."""
    found: dict[str, str] = {}
    for item in plan.items.values():
        path, _, origin = (item.carried_from or "").rpartition("/")
        if f"plan/{path}" == old:
            found[origin] = item.id
    return found


def _put_off(case: Case, wish: PlanReset) -> None:
    cycle = case.subject.split("/")[1]
    for each in wish.deferred:
        if each.to_cycle == cycle:
            says = f"{each.item} is deferred to {cycle}, which this plan is of"
            raise Refused(f"{says}; carry it over or keep it instead, or name another cycle", "deferred")
        if each.to_cycle == wish.from_:
            raise Refused(f"{each.item} is deferred to {wish.from_}, where it is; expected another cycle", "deferred")


def _keepable(plan: Plan, item: Item) -> None:
    """Nothing, where the id is free in the new plan, or the objective or initiative goes on there already."""
    if not _is_open(plan, item.id, item.kind):
        free(plan, item.id, "kept")


def _unclaimed(plan: Plan, item: Item, carried: dict[str, str]) -> None:
    if item.id in carried:
        raise Refused(f"{item.id} was carried over as {carried[item.id]} already; leave it out", "carried_over")
    free(plan, item.id, "carried_over")


def _above(plan: Plan, item: Item, said: dict[str, str]) -> None:
    """Nothing, where the objective of a key result goes on too."""
    objective = item.parent or ""
    if said.get(objective) != "kept" and not _is_open(plan, objective, "objective"):
        says = f"{item.id} belongs to {objective}, which does not go on"
        kept = f"expected {objective} in `kept` or open in this plan, or {item.id} in `dropped` or `deferred`"
        raise Refused(f"{says}; {kept}", "carried_over")


def _ahead(books: Books, item: Item) -> None:
    """Nothing, where a key result has not reached its target: from beyond it, it would go the other way."""
    start, target, value = item.start or 0.0, item.target, books.value(item.id)
    if value is None or target is None or item.direction == "maintain":
        return
    if start < target <= value or start > target >= value:
        where = "its target" if value == target else f"beyond its target {told(target)}"
        says = f"{item.id} stands at {told(value)}, {where}: nothing is left to carry over"
        raise Refused(f"{says}; `key_result.grade` ends it, `key_result.commit` sets another target", "carried_over")


def _is_open(plan: Plan, id_: str, kind: str) -> bool:
    there = plan.items.get(id_)
    return there is not None and there.kind == kind and there.status == "open"


COMMANDS = {"plan.reset": Decision(PlanReset, reset, stream="plan/{cycle}/{unit}")}
