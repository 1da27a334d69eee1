"""Whether an event is a shift of the plan: what covers one, or is refused as cover, has to name it."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from events.catalogue import Event
from projections.books.classes import item_of
from projections.books.ledger import Books
from services.decisions.case import Case, Refused, listed
from services.decisions.plan.amounts import counted


def named(case: Case, books: Books, shift: str) -> None:
    """Nothing, where the event is a shift of the plan, as its books stand; one that was undone since is one too."""
    if shift not in books.shifts:
        waiting = priced((each.event, each.need) for each in books.shifts.values())
        raise Refused(f"{_why(case, books, shift)}; expected a shift of this plan that needs cover: {waiting}", "shift")


def priced(events: Iterable[tuple[Event, Decimal]]) -> str:
    """`e5 (k1: 3 points), e9 (n1: 0.5 points)`: the events of which something is left, their items and what it is."""
    left = [(event, points) for event, points in events if points > 0]
    return listed(f"{event.id} ({item_of(event) or event.type}: {counted(points)})" for event, points in left)


def _why(case: Case, books: Books, id_: str) -> str:
    event = case.known.events.get(id_)
    if event is None:
        return f"no event has the id {id_!r}"
    if event.subject != case.subject:
        theirs = ": what is about its shifts is recorded there" if event.subject.startswith("plan/") else ""
        return f"{id_} is an event of {event.subject}{theirs}"
    if books.lock is None:
        return f"{id_} is planning, and no shift: the plan is not locked yet"
    if id_ != books.lock.event and all(step.event.id != id_ for step in books.steps):
        return f"{id_} was noted before the lock: it is planning, and no shift"
    return f"{id_} ({event.type}) asked for nothing, and is no shift"
