"""What the events of a story are told as, one after the other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from events.catalogue import Event
from projections.changes.change import Told
from projections.changes.telling import told
from projections.folds.registry import begun, evolve


def telling(events: Iterable[Event]) -> list[Told]:
    """Each event as it is told, its stream folded up to it."""
    states: dict[str, Any] = {}
    found = []
    for event in events:
        before = states.get(event.subject) or begun(event.subject)
        after = states[event.subject] = evolve(before, event)
        found.append(told(event, before, after))
    return found


def last(*events: Event | list[Event]) -> Told:
    """The last event of a story as it is told."""
    return telling(event for each in events for event in (each if isinstance(each, list) else [each]))[-1]
