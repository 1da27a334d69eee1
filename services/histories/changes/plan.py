"""The plan as the events so far have made it: what the next version is compared with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from events.facts.plan import Priority
from events.terms import Points
from services.histories.changes.quantity import Measure, measure_of
from services.histories.matching.place import Place
from services.histories.snapshot import Closing, Entry, Kind

DONE = Measure(start=0.0, target=1.0, measured_in="done")
UNPROMISED = "~"
SCORE = Measure(start=0.0, target=1.0, measured_in="score")


class Item(Struct, frozen=True, kw_only=True):
    """An objective or a key result as it was last recorded; `place` is where it was last seen.

    `document` is the one it was seen in. `closed_by` names the closing that closed it: its own, or its objective's,
    whose end reopens it as well.
    """

    id: str
    kind: Kind
    title: str
    place: Place
    document: str = ""
    objective: str | None = None
    priority: Priority | None = None
    owner: str | None = None
    measure: Measure = DONE
    points: Points | None = None
    due: dt.date | None = None
    progress: float | None = None
    amount: float | None = None
    confidence: float | None = None
    note: str | None = None
    grade: float | None = None
    closing: Closing | None = None
    closed_by: str | None = None


class Plan(Struct, frozen=True, kw_only=True):
    """The items of one unit in one cycle, by id, in the order they were committed.

    `middle` is the cycle's, near which a day without a year is. `order` are the open objectives by their rank.
    `unpromised` is what else stood in each document's last version: it is no item, and has to be told from the items.
    """

    cycle: str
    unit: str
    middle: dt.date | None = None
    order: tuple[str, ...] = ()
    items: dict[str, Item] = {}
    unpromised: dict[str, dict[str, Place]] = {}


def measured(entry: Entry) -> Measure:
    """How a key result is measured: by its columns, by the quantity in its words, else by a score or as done or not."""
    if entry.marks.target is not None:
        return Measure(start=entry.marks.start, target=entry.marks.target, measured_in=_unit(entry))
    if entry.scored:
        return SCORE
    return measure_of(entry.title) or DONE


def _unit(entry: Entry) -> str | None:
    if entry.marks.measured_in is not None:
        return entry.marks.measured_in
    promised = measure_of(entry.title)
    return promised.measured_in if promised else "count"


def places(plan: Plan, documents: Container[str], also: Container[str | None] = ()) -> dict[str, Place]:
    """The plan's items as they are compared with entries of these documents, and what else stood there.

    An item that is gone from another document may have come over into one of them; `also` are items that have.
    """
    items = {
        item.id: replace(item.place, under=item.objective, elsewhere=item.document not in documents)
        for item in plan.items.values()
        if item.document in documents or not item.place.present or item.id in also
    }
    others = (others for document, others in plan.unpromised.items() if document in documents)
    return items | {name: place for group in others for name, place in group.items()}


def unpromised(there: Sequence[Place], item_of: Mapping[int, str], document: str) -> dict[str, Place]:
    """What of a version is no item, by names that no item has."""
    names = {at: item_of.get(at, f"{UNPROMISED}{at}@{document}") for at in range(len(there))}
    return {
        names[at]: replace(
            place, under=names.get(place.under) if isinstance(place.under, int) else None, promised=False
        )
        for at, place in enumerate(there)
        if at not in item_of
    }


def closed(items: Mapping[str, Item], item: str, closing: Closing, by: str) -> dict[str, Item]:
    """The items after one was given up: an objective takes its open key results with it."""
    return {
        other.id: replace(other, closing=closing, closed_by=by)
        if other.closing is None and item in (other.id, other.objective)
        else other
        for other in items.values()
    }


def reopened(items: Mapping[str, Item], item: Item) -> dict[str, Item]:
    """The items after one was taken up again, with those under it that the same closing had closed."""
    return {
        other.id: replace(other, closing=None, closed_by=None)
        if other.id == item.id or (other.objective == item.id and other.closed_by == item.closed_by)
        else other
        for other in items.values()
    }


def placed(items: Mapping[str, Item], there: Mapping[str, Place], document: str) -> dict[str, Item]:
    """The items, each where it was seen now, or last; those of the document that are not there are gone from it."""
    return {
        item.id: replace(item, place=there[item.id], document=document)
        if item.id in there
        else replace(item, place=replace(item.place, present=False))
        if item.document == document
        else item
        for item in items.values()
    }
