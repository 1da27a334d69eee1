"""Events as exported: lines of CloudEvents JSON, and which of them are seen."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any


@dataclass(frozen=True)
class Told:
    """One event: when it took effect, when it was noted, and what it says."""

    id: str
    type: str
    subject: str
    time: dt.datetime
    noted: dt.datetime
    position: int
    actor: str
    requester: str
    request: str | None
    decision: str | None
    data: dict[str, Any]

    @property
    def place(self) -> tuple[dt.datetime, int]:
        """Where it stands in the order noted."""
        return self.noted, self.position


def read(lines: Iterable[str | bytes]) -> list[Told]:
    """The events of some lines; one without a position has its line's number."""
    return [_told(json.loads(line, parse_float=Decimal), number) for number, line in enumerate(lines, 1)]


def seen(events: Iterable[Told], as_of: dt.datetime, known_at: dt.datetime) -> list[Told]:
    """What had taken effect and was known, in the order noted."""
    found = [event for event in events if event.time <= as_of and event.noted <= known_at]
    return sorted(found, key=lambda event: event.place)


def moment(text: str) -> dt.datetime:
    """The instant that a text names."""
    return dt.datetime.fromisoformat(text)


def number(value: Any) -> Fraction | None:
    """The exact number, None where none is given."""
    return None if value is None else Fraction(value)


def rounded(value: Fraction) -> Fraction:
    """Half-even to 0.0001."""
    return Fraction(round(value * 10000), 10000)


def _told(line: dict[str, Any], place: int) -> Told:
    noted = line.get("notedat") or line.get("recordedat") or line["time"]
    return Told(
        id=line["id"],
        type=line["type"],
        subject=line["subject"],
        time=moment(line["time"]),
        noted=moment(noted),
        position=line.get("position") or place,
        actor=line["actor"],
        requester=line.get("onbehalfof") or line["actor"],
        request=line.get("correlationid"),
        decision=line.get("decision"),
        data=line["data"],
    )
