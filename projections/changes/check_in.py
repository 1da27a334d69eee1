"""What a check-in said, in sentences. The key result goes by its id: its title is the plan's, and may change."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from events.catalogue import Event
from events.facts import check_in as facts
from projections.changes.change import Change, Told
from projections.changes.wording import number, plain, quoted
from projections.folds.check_in import CheckIn, CheckIns

TEXTS = ("note", "blocker", "next_step")


def told(event: Event, before: CheckIns, after: CheckIns) -> Told:
    """The event of a key result's check-ins."""
    item = event.subject.split("/")[3]
    match event.data:
        case facts.CheckInRecorded() as fact:
            says = _says(f"Check-in on {quoted(item)}", before, fact)
            if "value" not in (given := _given(fact)) and "confidence" not in given:
                says += f": {_texts(given) or 'nothing new'}"
            elif fact.blocker:
                says += ", and a blocker"
            return Told(says, tuple(_changes(event.subject, item, before, fact)), (item,))
        case facts.CheckInCorrected(check_in=name) as fact:
            entry = next((entry for entry in before.entries if entry.id == name), None)
            says = f"Check-in {name} on {quoted(item)} corrected"
            if entry is None:
                return Told(f"{says} (changed nothing: there is no such check-in)", (), (item,))
            return Told(_says(says, entry, fact), tuple(_changes(event.subject, item, entry, fact)), (item,))
        case facts.CheckInMissed(slot=slot):
            missed = Change(event.subject, item, "missed", None, slot.isoformat())
            return Told(f"Check-in on {quoted(item)} due {slot.isoformat()} missed", (missed,), (item,))
    raise TypeError(f"no sentence for {event.type}")


def _given(fact: Any) -> dict[str, Any]:
    names = ("value", "confidence", *TEXTS)
    return {name: getattr(fact, name) for name in names if getattr(fact, name, None) is not None}


def _says(begin: str, before: CheckIns | CheckIn, fact: Any) -> str:
    """`…: 12 → 18, confidence 0.6 → 0.4`."""
    value = _moved(before.value, fact.value)
    confidence = _moved(before.confidence, fact.confidence)
    parts = [value] if value else []
    parts += [f"confidence {confidence}"] if confidence else []
    return f"{begin}: {', '.join(parts)}" if parts else begin


def _moved(before: float | None, after: float | None) -> str:
    if after is None:
        return ""
    if before is None:
        return number(after)
    return f"still {number(after)}" if before == after else f"{number(before)} → {number(after)}"


def _texts(given: dict[str, Any]) -> str:
    return " and ".join(f"a {name.replace('_', ' ')}" for name in TEXTS if name in given)


def _changes(subject: str, item: str, before: CheckIns | CheckIn, fact: Any) -> Iterator[Change]:
    for name, value in _given(fact).items():
        was = getattr(before, name, None)  # the check-ins as a whole have no note of their own
        if was != value:
            yield Change(subject, item, name, plain(was), plain(value))
