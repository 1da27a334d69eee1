"""The check-ins of one key result, as corrected so far."""

from __future__ import annotations

import datetime as dt

from msgspec import Struct
from msgspec.structs import replace

from events.catalogue import Event
from events.facts import check_in as facts


class CheckIn(Struct, frozen=True, kw_only=True):
    """One check-in, in the words of its owner."""

    id: str
    at: dt.datetime
    noted: dt.datetime
    value: float | None = None
    confidence: float | None = None
    note: str | None = None
    blocker: str | None = None
    next_step: str | None = None
    slot: dt.date | None = None


class CheckIns(Struct, frozen=True, kw_only=True):
    """The check-ins of a key result in the order noted, and the slots that passed without one."""

    entries: tuple[CheckIn, ...] = ()
    missed: tuple[dt.date, ...] = ()
    value: float | None = None
    confidence: float | None = None
    ignored: tuple[str, ...] = ()


def evolve(state: CheckIns, event: Event) -> CheckIns:
    """The check-ins after an event of their stream. `value` and `confidence` are the latest that were given."""
    match event.data:
        case facts.CheckInRecorded() as fact:
            entry = CheckIn(
                id=event.id,
                at=event.effective,
                noted=event.noted,
                value=fact.value,
                confidence=fact.confidence,
                note=fact.note,
                blocker=fact.blocker,
                next_step=fact.next_step,
                slot=fact.slot,
            )
            return replace(
                state,
                entries=(*state.entries, entry),
                value=state.value if fact.value is None else fact.value,
                confidence=state.confidence if fact.confidence is None else fact.confidence,
            )
        case facts.CheckInCorrected() as fact if any(entry.id == fact.check_in for entry in state.entries):
            return _latest(replace(state, entries=tuple(_corrected(entry, fact) for entry in state.entries)))
        case facts.CheckInMissed(slot=slot):
            return replace(state, missed=(*state.missed, slot))
    return replace(state, ignored=(*state.ignored, event.id))


def _corrected(entry: CheckIn, fact: facts.CheckInCorrected) -> CheckIn:
    if entry.id != fact.check_in:
        return entry
    given = {name: getattr(fact, name) for name in ("value", "confidence", "note")}
    return replace(entry, **{name: value for name, value in given.items() if value is not None})


def _latest(state: CheckIns) -> CheckIns:
    values = [entry.value for entry in state.entries if entry.value is not None]
    confidences = [entry.confidence for entry in state.entries if entry.confidence is not None]
    return replace(state, value=values[-1] if values else None, confidence=confidences[-1] if confidences else None)
