"""How each version of a history was read, and what it would write, as programs get it."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from services.histories.reconstruct import Reconstruction
from services.histories.telling.reading import Reading
from services.histories.telling.rehearsal import Rehearsal


def versions(found: Reconstruction) -> list[dict[str, object]]:
    """How each version was read; `matches` are those that are not word for word the item in its place."""
    return [_read(reading) for reading in found.readings]


def rehearsed(found: Reconstruction, rehearsal: Rehearsal) -> list[dict[str, object]]:
    """The same, with what each version would write in a planner's words, and what in it changes nothing."""
    return [
        {
            **_read(reading),
            "authored": version.authored,
            "subject": version.subject,
            "first_seen": version.first,
            "changes": version.says,
            "same_promise": version.same,
            "unsure": version.unsure,
        }
        for reading, version in zip(found.readings, rehearsal.versions, strict=True)
    ]


def _read(reading: Reading) -> dict[str, object]:
    return {
        "version": reading.version.name,
        "document": reading.version.document,
        "landed": reading.version.landed,
        "cycles": reading.cycles,
        "items": reading.entries,
        "events": reading.events,
        "found": len(reading.found),
        "matches": list(_matches(reading)),
        "unread": reading.unread,
        "remarks": reading.remarks,
    }


def _matches(reading: Reading) -> Iterator[msgspec.Struct]:
    for match in reading.found:
        if match.confidence < 1 or match.title != match.before:
            yield match
