"""How a plan's sentences name an item, and an event that did something to one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from projections.changes.wording import listed, quoted
from projections.folds.plan import Item, Plan

Sentence = Callable[[Any, Plan, Plan], str]  # of a fact, from the plan before it and after
KINDS = {"objective": "objective", "key_result": "key result", "initiative": "initiative"}


def named(plan: Plan, item: str) -> str:
    """The item's title, else its id, in quotation marks."""
    known = plan.items.get(item)
    return quoted(known.title if known else item)


def of_kind(items: Iterable[Item]) -> str:
    """Items by their kind: `its key results “a” and “b” and the initiative “c”`."""
    known = list(items)
    groups = []
    for kind, word in KINDS.items():
        titles = [quoted(item.title) for item in known if item.kind == kind]
        if titles:
            groups.append(f"its {word}{'s' if len(titles) > 1 else ''} {listed(titles)}")
    return ", ".join(groups)


def by_event(plan: Plan, event: str) -> str:
    """The items that an event committed or closed by title, else the event's id: a plan knows no more of its events."""
    items = items_of(plan, event)
    return listed(quoted(plan.items[item].title) for item in items) if items else event


def items_of(plan: Plan, event: str) -> list[str]:
    """The items that an event committed or closed; of those closed with an objective only the objective."""
    closed = [item for item in plan.items.values() if item.closed_by == event]
    ids = {item.id for item in closed}
    first = [item.id for item in closed if item.parent not in ids]
    return [item.id for item in plan.items.values() if item.committed_by == event] or first
