"""A plan's history, state by state: what it was after each change, in the order in which they were noted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct

from events.catalogue import Event
from projections.books.timeline import in_order, seen
from projections.changes.telling import told
from projections.folds.registry import begun, evolve
from projections.standings.standing import Moment

MOST = 2000  # changes of a plan that one request replays


class Change(Struct, frozen=True):
    """An event, what it changed in a planner's words, and the states of the plan's streams after it."""

    event: Event
    says: str
    states: dict[str, Any]


def replayed(events: Iterable[Event], when: Moment) -> Iterator[Change]:
    """The changes that the events of a plan and of its check-ins made, as seen at a moment.

    The last states are those of the plan as of the moment; those before are what was known of it when each was noted.
    """
    timeline = seen(events, when.as_of, when.known_at)
    states: dict[str, Any] = {}
    for event in in_order(event for its in timeline.streams.values() for event in its):
        before = states.get(event.subject) or begun(event.subject)
        after = evolve(before, event)
        states = {**states, event.subject: after}
        yield Change(event, told(event, before, after).says, states)
