"""What decisions about a plan ask of its items: that they are there, of their kind, open; or that an id is free."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from projections.folds.plan import Item, Plan
from services.decisions.case import Refused, among, listed

SPOKEN = {"objective": "objective", "key_result": "key result", "initiative": "initiative"}
REOPENS = "`commitment.reinstate` takes it up again"
TITLE = 100  # so much of a text is named in a refusal


def free(plan: Plan, id_: str, field: str) -> None:
    """Nothing, where no item of the plan has the id: ids are unique in a plan."""
    item = plan.items.get(id_)
    if item is not None and item.status == "open":
        raise Refused(f"{id_} is {_a(item)} of the plan already; expected an id that no item has", field)
    if item is not None:
        raise Refused(f"{id_} is {_a(item)} of the plan that was {item.status}; {REOPENS}", field)


def known(plan: Plan, id_: str, field: str, *kinds: str, where: str = "the plan") -> Item:
    """The item, whatever became of it; of one of the kinds, where some are named. `where` says which plan it is."""
    item = plan.items.get(id_)
    fitting = [each.id for each in plan.items.values() if not kinds or each.kind in kinds]
    what = " or ".join(SPOKEN[kind] for kind in kinds) or "item"
    if item is None:
        raise Refused(f"{where} has no {what} {id_!r}{among(id_, fitting)}", field)
    if kinds and item.kind not in kinds:
        raise Refused(f"{id_} is {_a(item)}; expected {what}: {listed(fitting)}", field)
    return item


def pursued(plan: Plan, id_: str, field: str, *kinds: str) -> Item:
    """The item, which is open."""
    item = known(plan, id_, field, *kinds)
    if item.status != "open":
        raise Refused(f"{id_} was {item.status}; {REOPENS}", field)
    return item


def displaceable(plan: Plan, displaced: Sequence[str], by: str) -> None:
    """Nothing, where what gives way are open items of the plan, and others than the one that it gives way to."""
    for place, id_ in enumerate(displaced):
        if id_ in displaced[:place]:
            raise Refused(f"{id_} is named twice; expected each item once", "displaced")
        if id_ == by:
            raise Refused(f"{id_} cannot give way to itself; expected other open items", "displaced")
        pursued(plan, id_, "displaced")


def unchanged(item: Item, what: str, before: object, after: object, field: str) -> None:
    """Raises Refused where a change would change nothing."""
    if before == after:
        raise Refused(f"the {what} of {item.id} is {told(before)} already; expected another", field)


def told(value: object) -> str:
    """A value as a refusal names it: numbers as they are written, and of a long text its beginning."""
    match value:
        case None:
            return "none"
        case float():
            return repr(value).removesuffix(".0")
        case Decimal():
            return f"{value.normalize():f}"
    text = str(value)
    return text if len(text) <= TITLE else f"{text[:TITLE]} …"


def _a(item: Item) -> str:
    return f"{'an' if item.kind[0] in 'aeiou' else 'a'} {SPOKEN[item.kind]}"
