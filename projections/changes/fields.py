"""The fields of a plan and of its items, before and after one event."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from projections.changes.change import Change
from projections.changes.wording import plain
from projections.folds.plan import Item, Plan
from projections.folds.ranks import rank

ITEM = (
    *("status", "title", "owner", "sponsor", "priority", "points", "metric", "measured_in", "start", "target"),
    *("direction", "due", "initial_confidence", "outcome", "supports", "carried_from", "guardrail"),
    *("business_as_usual", "completed", "grade"),
)
PLAN = ("capacity", "change_budget", "locked_at", "revisions")


def of_plan(subject: str, before: Plan, after: Plan) -> Iterator[Change]:
    """The changes of the plan's own fields: its capacity, the points of it set aside for change, its lock."""
    yield from _between(subject, None, PLAN, before, after)


def of_item(subject: str, before: Item | None, after: Item) -> Iterator[Change]:
    """The changes of an item's fields; all that it has, where it was not there before."""
    above = {"key_result": "objective", "initiative": "key_result"}.get(after.kind)
    was = before.parent if before else None
    if above and was != after.parent:
        yield Change(subject, after.id, above, was, after.parent)
    yield from _between(subject, after.id, ITEM, before, after)


def of_ranks(subject: str, before: Plan, after: Plan, items: Iterable[str]) -> Iterator[Change]:
    """The places of those named that are objectives, where they are others; None where an objective is not open."""
    for item in items:
        was, is_ = rank(before.order, item), rank(after.order, item)
        if was != is_:
            yield Change(subject, item, "rank", was, is_)


def touched(before: Plan, after: Plan) -> list[str]:
    """The items that the fold of one event put in or replaced; all others are the very same."""
    return [name for name, item in after.items.items() if before.items.get(name) is not item]


def _between(subject: str, item: str | None, fields: Iterable[str], before: Any, after: Any) -> Iterator[Change]:
    for field in fields:
        was, is_ = getattr(before, field, None), getattr(after, field, None)
        # That a newcomer is not completed is no news.
        if was != is_ and not (was is None and is_ is False):
            yield Change(subject, item, field, plain(was), plain(is_))
