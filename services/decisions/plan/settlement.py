"""Whether all that a plan left open is settled when it is reset: nothing is forgotten, and nothing said twice."""

from __future__ import annotations

from collections.abc import Sequence

from projections.books.ledger import Books
from projections.folds.plan import Item, Plan, children
from services.decisions.case import Refused, listed
from services.decisions.plan.continuation import GivenUp, PlanReset, PutOff
from services.decisions.plan.items import known

LISTS = "`kept`, `carried_over`, `dropped` or `deferred`"
KINDS: dict[str, tuple[str, ...]] = {"kept": ("objective", "initiative"), "carried_over": ("key_result",)}


def spoken(wish: PlanReset, books: Books) -> dict[str, str]:
    """The items that are spoken of, each by the list that it is in: open ones, of a kind that the list is for."""
    given_up: dict[str, Sequence[GivenUp | PutOff]] = {"dropped": wish.dropped, "deferred": wish.deferred}
    lists = {"kept": wish.kept, "carried_over": wish.carried_over}
    lists |= {name: tuple(each.item for each in said) for name, said in given_up.items()}
    found: dict[str, str] = {}
    for name, ids in lists.items():
        for id_ in ids:
            if id_ in found:
                where = f"twice in `{name}`" if found[id_] == name else f"in `{found[id_]}` and in `{name}`"
                raise Refused(f"{id_} is named {where}; expected once", name)
            _goes_on(known(books.plan, id_, name, *KINDS.get(name, ()), where=books.subject), books.subject, name)
            found[id_] = name
    for name, said in given_up.items():
        if unexplained := next((each.item for each in said if not each.reason.strip()), None):
            raise Refused(f"{unexplained} is {name} without a reason; expected one", name)
    return found


def complete(plan: Plan, subject: str, said: dict[str, str], carried_before: set[str]) -> None:
    """Nothing, where everything open is spoken of, goes with its objective, was carried over before, or is finished."""
    gone = {id_ for id_, name in said.items() if name in ("dropped", "deferred")}
    along = _along(plan, said, gone)
    settled = said.keys() | along | carried_before
    left_out = [item for item in plan.items.values() if item.id not in settled and _unfinished(plan, item, gone)]
    if left_out:
        missing = listed(f"{item.id} ({item.kind})" for item in left_out)
        raise Refused(f"{subject} has open items that are not spoken of: {missing}; expected each in {LISTS}")


def _goes_on(item: Item, subject: str, field: str) -> None:
    if item.status != "open" or item.completed:
        became = "is completed" if item.status == "open" else f"was {item.status}"
        raise Refused(f"{item.id} {became} in {subject}; leave it out", field)


def _along(plan: Plan, said: dict[str, str], gone: set[str]) -> set[str]:
    """What goes with its objective, and so is not spoken of."""
    along = set[str]()
    for id_ in (id_ for id_ in gone if plan.items[id_].kind == "objective"):
        for below in children(plan, id_):
            if below.id in said:
                says = f"{below.id} goes with its objective {id_}, which is {said[id_]}"
                raise Refused(f"{says}; leave it out, or keep {id_}", said[below.id])
            along.add(below.id)
    return along


def _unfinished(plan: Plan, item: Item, gone: set[str]) -> bool:
    """Whether an item is still pursued: neither closed nor completed nor graded; an objective with its key results."""
    if item.status != "open" or item.completed:
        return False
    if item.kind != "objective" or item.grade is None:
        return item.grade is None
    own = [each for each in plan.items.values() if each.parent == item.id and each.status == "open"]
    return any(each.grade is None and each.id not in gone for each in own)
