"""What a log knows already when a history is written into it: it is not stated again."""

from __future__ import annotations

import datetime as dt

from msgspec.structs import replace

from events.catalogue import Event, recall
from events.facts.cycle import CycleOpened
from events.facts.organisation import OrganisationRegistered, UnitRegistered
from events.log import read
from events.log.source import Source
from projections.folds import organisation


async def unstated(source: Source, org: str, events: list[Event]) -> list[Event]:
    """The events less the registrations that the log has, from this history or another.

    A new unit is noted no earlier than the last event of the organisation's own stream, whose order is kept.
    """
    state, noted = organisation.Organisation(), dt.datetime.min.replace(tzinfo=dt.UTC)
    version = 0
    while entries := await read.stream(source, org, "org", version):
        for _, body in entries:
            event = recall(body)
            state, noted = organisation.evolve(state, event), event.noted
        version += len(entries)
    opened = {
        event.subject: bool(await read.stream(source, org, event.subject, 0, 1))
        for event in events
        if isinstance(event.data, CycleOpened)
    }
    return [_noted(event, noted) for event in events if not _stated(event, state, opened)]


def _stated(event: Event, state: organisation.Organisation, opened: dict[str, bool]) -> bool:
    match event.data:
        case OrganisationRegistered():
            return bool(state.name)
        case UnitRegistered(unit=unit):
            return unit in state.units
        case CycleOpened():
            return opened[event.subject]
    return False


def _noted(event: Event, noted: dt.datetime) -> Event:
    return replace(event, notedat=max(event.noted, noted)) if event.subject == "org" else event
