"""What lies between two states of a plan, in a planner's words: the net of it, whatever happened in between."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from msgspec import Struct

from projections.changes.change import Change
from projections.changes.moves import moved, overtaken
from projections.changes.naming import KINDS, named
from projections.changes.wording import listed, ordinal, plain, quoted, shown
from projections.changes.wording import moved as moved_to
from projections.folds.plan import Item, Plan
from projections.folds.ranks import rank
from projections.reports.wording import points


class Difference(Struct, frozen=True, kw_only=True):
    """One field that is not as it was: of what kind that is, and in a sentence; `events` are the ids of what did it.

    `title` is the item's as it stands in the second state, None for what is about no item.
    """

    kind: str
    says: str
    change: Change
    title: str | None = None
    events: tuple[str, ...] = ()


class Told(NamedTuple):
    """How a field is told of: the kind of a difference in it, its name, and what nothing in it means."""

    kind: str
    name: str
    nothing: str = "none"


FIELDS: dict[str, Told] = {
    "metric": Told("remeasured", "metric"),
    "measured_in": Told("remeasured", "unit of measure"),
    "start": Told("remeasured", "start"),
    "target": Told("retargeted", "target"),
    "due": Told("rescheduled", "due date", "the cycle's end"),
    "points": Told("reweighted", "weight", "the default"),
    "priority": Told("relabelled", "priority"),
    "owner": Told("owner_changed", "owner", "nobody"),
    "sponsor": Told("sponsor_changed", "sponsor", "nobody"),
    "outcome": Told("aligned", "annual outcome"),
    "supports": Told("aligned", "objective supported by"),
    "carried_from": Told("carried_over", "forerunner"),
    "grade": Told("graded", "grade"),
}
POOL = {"capacity": Told("capacity", "capacity"), "change_budget": Told("change_budget", "change budget")}
CLOSED = {"dropped": "dropped", "deferred": "deferred", "replaced": "replaced by another"}


def difference(
    subject: str, before: Plan, after: Plan, handled: Collection[str] = frozenset()
) -> tuple[Difference, ...]:
    """What is different in a plan: first of the plan itself, then item by item as they stand in the second state.

    Of objectives in another order only those are named that moved past others (`moves`), rather those that somebody
    `handled`, where that is known.
    """
    return (*_of_plan(subject, before, after), *_of_items(subject, before, after, handled))


def in_order(plan: Plan) -> list[Item]:
    """The plan's items as one reads them: objectives by rank, then those closed, each with what hangs on it."""
    below: dict[str | None, list[Item]] = {}
    for item in plan.items.values():
        below.setdefault(item.parent, []).append(item)
    places = {objective: place for place, objective in enumerate(plan.order)}
    tops = sorted(below.get(None, []), key=lambda item: (item.kind != "objective", places.get(item.id, len(places))))
    return [each for top in tops for each in _with_all_below(top, below)]


def _with_all_below(item: Item, below: dict[str | None, list[Item]]) -> Iterator[Item]:
    yield item
    for child in below.get(item.id, ()):
        yield from _with_all_below(child, below)


def capital(text: str) -> str:
    """The text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def times(count: int) -> str:
    """How often, behind what happened: nothing for once, ` twice`, ` 3 times`."""
    return {1: "", 2: " twice"}.get(count, f" {count} times")


def _of_plan(subject: str, before: Plan, after: Plan) -> Iterator[Difference]:
    for field, told in POOL.items():
        old, new = getattr(before, field), getattr(after, field)
        if old != new:
            says = f"{capital(told.name)} {_moved(old, new, points(new).partition(' ')[2])}"
            yield Difference(kind=told.kind, says=says, change=Change(subject, None, field, plain(old), plain(new)))
    if before.locked_by != after.locked_by:
        change = Change(subject, None, "locked_at", plain(before.locked_at), plain(after.locked_at))
        yield Difference(kind="locked", says="Plan locked", change=change)
    if before.revisions != after.revisions:
        change = Change(subject, None, "revisions", before.revisions, after.revisions)
        says = f"Baseline revised{times(after.revisions - before.revisions)}"
        yield Difference(kind="revised", says=says, change=change)


def _of_items(subject: str, before: Plan, after: Plan, handled: Collection[str]) -> Iterator[Difference]:
    movers = set(moved(before.order, after.order, handled))
    for item in in_order(after):
        known = before.items.get(item.id)
        if known is None:
            kind = "added" if item.status == "open" else item.status
            yield _about(subject, item, kind, _added(after, item), "status", None, item.status)
            continue
        yield from _standing(subject, known, item)
        if item.id in movers:
            yield _ranked(subject, before, after, item)
        yield from _placed(subject, before, after, known, item)
        yield from _fields(subject, known, item)


def _added(after: Plan, item: Item) -> str:
    """`Key result “Paying customers” added under “Customers stay”: 0 → 60 customers, 3 points`."""
    parent, place = after.items.get(item.parent or ""), rank(after.order, item.id)
    given = [_moved(item.start, item.target, item.measured_in)] if item.target is not None else []
    given += [points(item.points)] if item.points is not None else []
    given += [f"due {item.due.isoformat()}"] if item.due else []
    ranked = f" as {ordinal(place)} of {len(after.order)}" if place and len(after.order) > 1 else ""
    under = f" under {quoted(parent.title)}" if parent else ""
    ended = "" if item.status == "open" else f", and {CLOSED[item.status]}"
    details = f": {', '.join(given)}" if given else ""
    return f"{capital(KINDS[item.kind])} {quoted(item.title)} added{ranked}{under}{details}{ended}"


def _standing(subject: str, known: Item, item: Item) -> Iterator[Difference]:
    """Whether it is still pursued, and whether it is done."""
    title = quoted(item.title)
    if known.status != item.status:
        kind = "reinstated" if item.status == "open" else item.status
        became = CLOSED.get(item.status, "taken up again")
        instead = f", no longer {known.status}" if "open" not in (known.status, item.status) else ""
        yield _about(subject, item, kind, f"{title} {became}{instead}", "status", known.status, item.status)
    if known.completed != item.completed:
        says = f"Initiative {title} completed"
        yield _about(subject, item, "completed", says, "completed", known.completed, item.completed)


def _ranked(subject: str, before: Plan, after: Plan, item: Item) -> Difference:
    old, new = rank(before.order, item.id) or 0, rank(after.order, item.id) or 0
    way = f"moved from {ordinal(old)} to {ordinal(new)}"
    if old == new:
        ahead, behind = overtaken(before.order, after.order, item.id)
        past = f"ahead of {_titles(after, ahead)}" if ahead else f"behind {_titles(after, behind)}"
        way = f"moved {past}, and stays {ordinal(new)}"
    return _about(subject, item, "ranked", f"{quoted(item.title)} {way}", "rank", old, new)


def _titles(plan: Plan, items: list[str]) -> str:
    return listed(named(plan, item) for item in items)


def _placed(subject: str, before: Plan, after: Plan, known: Item, item: Item) -> Iterator[Difference]:
    """Under which words and under which objective it stands."""
    if known.title != item.title:
        says = f"{quoted(known.title)} reworded to {quoted(item.title)}"
        yield _about(subject, item, "reworded", says, "title", known.title, item.title)
    if known.parent != item.parent:
        origin, goal = named(before, known.parent or ""), named(after, item.parent or "")
        says = f"{quoted(item.title)} moved from {origin} to {goal}"
        yield _about(subject, item, "moved", says, "objective", known.parent, item.parent)


def _fields(subject: str, known: Item, item: Item) -> Iterator[Difference]:
    for field, told in FIELDS.items():
        old, new = getattr(known, field), getattr(item, field)
        if old != new:
            unit = item.measured_in if field in ("start", "target") else None
            unit = points(new).partition(" ")[2] if field == "points" else unit
            says = f"{capital(told.name)} of {quoted(item.title)} {_moved(old, new, unit, told.nothing)}"
            yield _about(subject, item, told.kind, says, field, old, new)


def _moved(before: Any, after: Any, unit: str | None, nothing: str = "none") -> str:
    """`40 → 60 customers`; a value that is not there any more has no unit."""
    if after is None:
        return f"{shown(before)} → {nothing}"
    return moved_to(nothing if before is None and nothing != "none" else before, after, unit)


def _about(subject: str, item: Item, kind: str, says: str, field: str, before: Any, after: Any) -> Difference:
    change = Change(subject, item.id, field, plain(before), plain(after))
    return Difference(kind=kind, says=says, change=change, title=item.title)
