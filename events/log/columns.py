"""Acts as the columns that one statement writes: what `log.flush` takes, and what its answer means for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from events.catalogue import Event, tail
from events.log.append import Act, Appended, Placed

LARGEST = 65_535 - 256  # what the log puts in front is shorter than that


class Draft(Struct, frozen=True):
    """An act as it goes into a flush: its events' bytes, their size, and what no other act of the flush may share."""

    act: Act
    tails: tuple[bytes, ...]
    size: int
    claims: frozenset[tuple[str, str]]


def drafted(act: Act) -> Draft | None:
    """The act as it goes into a flush; None for one that the log has to look at by itself.

    That is what is refused in any case, and what brings a `notedat` of its own.
    """
    source, events = f"/orgs/{act.org}", act.events
    ids = {event.id for event in events}
    if not events or len(ids) < len(events) or not all(_plain(event, source) for event in events):
        return None
    if act.request is None and act.request_sha256 is not None:
        return None
    if act.request is not None and (act.request_sha256 is None or events[0].id != f"{act.request}.1"):
        return None
    tails = tuple(tail(event) for event in events)
    if max(map(len, tails)) > LARGEST:
        return None
    # A stream has a slash, or is called as no id is.
    streams = {event.subject for event in events} | act.expected.keys()
    claims = frozenset([*((act.org, id_) for id_ in ids), *((act.org, f"/{stream}") for stream in streams)])
    return Draft(act, tails, sum(map(len, tails)), claims)


def _plain(event: Event, source: str) -> bool:
    return event.notedat is None and event.source == source


class Columns:
    """The arguments of one flush of at least one act. Numbers count from 1, as Postgres counts."""

    def __init__(self, drafts: Sequence[Draft]) -> None:
        self._drafts = drafts
        self._orgs: dict[str, int] = {}
        self._act_orgs: list[int] = []
        self._stream_acts: list[int] = []
        self._streams: list[str] = []
        self._expected: list[int | None] = []
        self._event_orgs: list[int] = []
        self._event_streams: list[int] = []
        self._places: list[int] = []
        self._nths: list[int] = []
        places = Counter[int]()
        for number, draft in enumerate(drafts, 1):
            org = self._orgs.setdefault(draft.act.org, len(self._orgs) + 1)
            self._act_orgs.append(org)
            streams, nths = self._with_streams(number, draft.act), Counter[str]()
            for event in draft.act.events:
                places[org] += 1
                nths[event.subject] += 1
                self._event_orgs.append(org)
                self._event_streams.append(streams[event.subject])
                self._places.append(places[org])
                self._nths.append(nths[event.subject])

    def _with_streams(self, number: int, act: Act) -> dict[str, int]:
        """The numbers of the act's streams, which stand in the columns now."""
        names = dict.fromkeys([*(event.subject for event in act.events), *act.expected])
        found = {name: len(self._streams) + n for n, name in enumerate(names, 1)}
        self._streams += names
        self._stream_acts += [number] * len(names)
        self._expected += map(act.expected.get, names)
        return found

    def arguments(self) -> tuple[object, ...]:
        """What `log.flush` is called with."""
        events = [event for draft in self._drafts for event in draft.act.events]
        return (
            list(self._orgs),
            self._act_orgs,
            self._stream_acts,
            self._streams,
            self._expected,
            self._event_orgs,
            self._event_streams,
            self._places,
            self._nths,
            [event.id for event in events],
            [event.time for event in events],
            [digest for draft in self._drafts for digest in _digests(draft.act)],
            [tail for draft in self._drafts for tail in draft.tails],
        )

    def answers(self, row: Mapping[str, Any]) -> Iterator[Appended]:
        """What became of each act, where nothing was refused."""
        befores, moments, versions = row["befores"], row["moments"], row["versions"]
        event = 0
        for org, draft in zip(self._act_orgs, self._drafts, strict=True):
            before, moment, placed = befores[org - 1], moments[org - 1], []
            for each in draft.act.events:
                version = versions[self._event_streams[event] - 1] + self._nths[event]
                placed.append(Placed(each.id, before + self._places[event], version, moment))
                event += 1
            yield Appended(events=tuple(placed), repeated=False)


def _digests(act: Act) -> list[bytes | None]:
    if act.request_sha256 is None:
        return [None] * len(act.events)
    return [act.request_sha256, *[b""] * (len(act.events) - 1)]
