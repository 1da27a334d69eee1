"""Objections: to what, since when, and whether they got an answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from events.catalogue import Event
from events.facts.decision import ObjectionAnswered, ObjectionRaised


class Objection(Struct, frozen=True, kw_only=True):
    """An objection to a path (`cycle/unit/item`) or to an event. `id` is that of the event that raised it."""

    id: str
    decision: str
    about: str
    raised_at: dt.datetime
    answered: bool = False


def objections(events: Iterable[Event]) -> tuple[Objection, ...]:
    """The objections that were raised in streams of decisions, in the order of the events."""
    found: dict[tuple[str, str], Objection] = {}
    for event in events:
        match event.data:
            case ObjectionRaised() as fact:
                raised = Objection(id=event.id, decision=event.subject, about=fact.about, raised_at=event.effective)
                found.setdefault((event.subject, fact.objection), raised)
            case ObjectionAnswered() as fact if (key := (event.subject, fact.objection)) in found:
                found[key] = replace(found[key], answered=True)
    return tuple(found.values())
