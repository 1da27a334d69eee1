"""Which event tells which row.

An event tells a row of its version if it is of a kind that tells such rows and is about the row's item: one of the
titles that the item has had up to then is alike the row's item, or what it quotes. Of all such pairs the likest are
taken, each event for one row and each row by one event. Then, and for precision alone:

- what a row is made of is explained with it: the key results of an objective that was added, the check-in beside a
  grade, the closing of what was promoted, split or merged, each of the lines that it quotes;
- the first version of a cycle is where the comparison begins: its events are neither counted nor explained, but for
  the opening of the cycle where a row says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from msgspec import Struct
from rapidfuzz import fuzz

from events.catalogue import Event
from services.histories.reconstruct import Reconstruction
from tests.measures.landings import ALIKE, Landing, landing, words
from tests.measures.truth import SILENT, Row

WHOLES = ("kr_promoted_to_objective", "kr_split", "kr_merged")


class Told(Struct, frozen=True):
    """An event of the measured cycle: in which version, about which item, and the titles that this had up to then."""

    event: Event
    version: int
    item: str
    titles: tuple[str, ...]


class Outcome(Struct, frozen=True):
    """What became of the rows and of the events: the pairs, and what is left on either side."""

    landings: Mapping[str, Landing]
    pairs: tuple[tuple[Row, Told], ...]
    missed: tuple[Row, ...]
    aside: tuple[Row, ...]
    explained: tuple[Told, ...]
    extra: tuple[Told, ...]


def paired(rows: Sequence[Row], found: Reconstruction) -> Outcome:
    """Rows and events put together by the rule above."""
    asked = [row for row in rows if row.kind != SILENT]
    landings = {row.id: landing(row, found.readings) for row in asked}
    events = told_of(found, {row.cycle for row in rows})
    measured = [row for row in asked if landings[row.id].version is not None]
    weighed = sorted(
        (
            (weight, -n, -m)
            for n, row in enumerate(measured)
            for m, told in enumerate(events)
            if told.version == landings[row.id].version and (weight := _tells(told, row))
        ),
        reverse=True,
    )
    event_of: dict[int, int] = {}
    row_of: dict[int, int] = {}
    for _, n, m in weighed:
        if -n not in event_of and -m not in row_of:
            event_of[-n], row_of[-m] = -m, -n
    pairs = [(measured[n], events[m]) for n, m in sorted(event_of.items())]
    first = {cycle: min(t.version for t in events if _cycle(t.event) == cycle) for cycle in map(_cycle_of, events)}
    others = [
        told
        for m, told in enumerate(events)
        if m not in row_of and told.event.type != "cycle.opened" and told.version > first[_cycle(told.event)]
    ]
    explained = [told for told in others if any(_belongs(told, row, by) for row, by in pairs)]
    return Outcome(
        landings=landings,
        pairs=tuple(pairs),
        missed=tuple(row for n, row in enumerate(measured) if n not in event_of),
        aside=tuple(row for row in asked if landings[row.id].version is None),
        explained=tuple(explained),
        extra=tuple(told for told in others if told not in explained),
    )


def told_of(found: Reconstruction, cycles: set[str]) -> list[Told]:
    """The events of the cycles, each with its version and its item's titles so far."""
    told: list[Told] = []
    titles: dict[str, list[str]] = {}
    events = iter(found.events)
    for n, reading in enumerate(found.readings):
        for _ in range(reading.events):
            event = next(events)
            item = item_of(event)
            title = getattr(event.data, "title", None)
            if title:
                titles.setdefault(f"{_cycle(event)}/{item}", []).append(title)
            if _cycle(event) in cycles:
                told.append(Told(event, n, item, tuple(titles.get(f"{_cycle(event)}/{item}", ()))))
    return told


def item_of(event: Event) -> str:
    """The item that the event is about."""
    if event.subject.startswith("check-ins/"):
        return event.subject.rsplit("/", 1)[1]
    fields = msgspec.structs.asdict(event.data)
    return str(next((fields[name] for name in ("item", "key_result", "objective") if name in fields), ""))


def _cycle(event: Event) -> str:
    return event.subject.split("/")[1] if "/" in event.subject else ""


def _cycle_of(told: Told) -> str:
    return _cycle(told.event)


def _tells(told: Told, row: Row) -> float:
    """How surely the event tells the row, 0 where it does not."""
    if told.event.type not in row.told_by or _cycle(told.event) != row.cycle:
        return 0.0
    if told.event.type == "cycle.opened":
        return 1.0
    return max((_alike(quote, title) for quote in row.quotes for title in told.titles), default=0.0)


def _alike(quote: str, title: str) -> float:
    a, b = words(quote), words(title)
    if min(len(a), len(b)) < 2:
        return 0.0
    part = fuzz.partial_ratio(a, b)
    return float(part + fuzz.ratio(a, b) / 100.0) if part >= ALIKE else 0.0


def _belongs(told: Told, row: Row, by: Told) -> bool:
    """Whether the event is a part of what the row says, which another event has told."""
    if told.version != by.version:
        return False
    if told.event.type == "key_result.committed" and by.event.type == "objective.committed":
        return bool(getattr(told.event.data, "objective", None) == by.item)
    several = row.kind in WHOLES or "\n" in (row.after or "")
    return bool(_tells(told, row)) and (told.item == by.item or several)
