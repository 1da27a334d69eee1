"""The books of a plan, kept from the events seen: planning up to the lock, entries after it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from tests.second.books import Books
from tests.second.lock import lock
from tests.second.policy import Policy
from tests.second.read import Told


def keep(events: Sequence[Told], cycle: str, plan: str, policy: Policy | None, until: dt.datetime) -> Books | None:
    """The books of a plan as of what is seen; before its lock nothing is posted. None without a cycle."""
    opened = next((e for e in events if e.subject == f"cycle/{cycle}" and e.type == "cycle.opened"), None)
    if opened is None:
        return None
    start, end = (dt.date.fromisoformat(opened.data[name]) for name in ("start", "end"))
    locked = lock(events, plan, start, policy)
    books = Books(plan, end, [event for event in events if event.subject == "org"], locked)
    assumed = locked.by is None and locked.moment <= until
    for event in events:
        if event.subject in (plan, f"cycle/{cycle}") or event.subject.startswith(f"check-ins/{cycle}/{books.unit}/"):
            if not books.plan.locked and (event.id == locked.by or (assumed and event.noted > locked.moment)):
                books.start()
            if books.plan.locked:
                books.post(event)
            else:
                books.plan_for(event)
    if not books.plan.locked and assumed:
        books.start()
    return books
