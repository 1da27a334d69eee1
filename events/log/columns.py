"""Acts as the columns that one statement writes: what `log.flush` takes, and what its answer means for each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from events.catalogue import tail
from events.log.append import Act, Appended, Placed

LARGEST = 65_535 - 256  # what the log puts in front is shorter than that


class Draft(Struct, frozen=True):
    """An act as it goes into a flush: its events' bytes, their size, and what no other act of the flush may share."""

    act: Act
    tails: list[bytes]
    size: int
    claims: set[tuple[str, str]]


def drafted(act: Act) -> Draft | None:
    """The act as it goes into a flush; None for one that the log has to look at by itself.

    That is what is refused in any case, and what brings a `notedat` of its own.
    """
    org, source, size = act.org, f"/orgs/{act.org}", 0
    tails: list[bytes] = []
    claims: set[tuple[str, str]] = set()
    for event in act.events:
        bytes_ = tail(event)
        if event.notedat is not None or event.source != source or len(bytes_) > LARGEST:
            return None
        tails.append(bytes_)
        size += len(bytes_)
        claims.add((org, event.id))
    if not tails or len(claims) < len(tails) or not _is_sound(act):
        return None
    # No id has a slash.
    claims.update((org, f"/{event.subject}") for event in act.events)
    claims.update((org, f"/{stream}") for stream in act.expected)
    return Draft(act, tails, size, claims)


def _is_sound(act: Act) -> bool:
    """Whether a request comes with its digest, and its first event bears its name."""
    if act.request is None:
        return act.request_sha256 is None
    return act.request_sha256 is not None and act.events[0].id == f"{act.request}.1"


class Columns:
    """The arguments of one flush of at least one act. Numbers count from 1, as Postgres counts."""

    def __init__(self, drafts: Sequence[Draft]) -> None:
        self._drafts = drafts
        # By name: so flushes take the heads' locks in one order.
        self._orgs = {org: number for number, org in enumerate(sorted({draft.act.org for draft in drafts}), 1)}
        self._counts = [0] * len(self._orgs)
        self._act_orgs = [self._orgs[draft.act.org] for draft in drafts]
        self._stream_acts: list[int] = []
        self._streams: list[str] = []
        self._expected: list[int | None] = []
        self._event_orgs: list[int] = []
        self._event_streams: list[int] = []
        self._places: list[int] = []
        self._nths: list[int] = []
        for number, draft in enumerate(drafts, 1):
            self._add(number, draft.act, self._act_orgs[number - 1])

    def _add(self, number: int, act: Act, org: int) -> None:
        """The act's streams and events stand in the columns."""
        numbers: dict[str, int] = {}
        lengths: dict[str, int] = {}
        for event in act.events:
            stream = event.subject
            if stream not in numbers:
                numbers[stream] = self._add_stream(number, act, stream)
            lengths[stream] = nth = lengths.get(stream, 0) + 1
            self._counts[org - 1] += 1
            self._event_orgs.append(org)
            self._event_streams.append(numbers[stream])
            self._places.append(self._counts[org - 1])
            self._nths.append(nth)
        for stream in act.expected:
            if stream not in numbers:
                self._add_stream(number, act, stream)

    def _add_stream(self, number: int, act: Act, stream: str) -> int:
        self._stream_acts.append(number)
        self._streams.append(stream)
        self._expected.append(act.expected.get(stream))
        return len(self._streams)

    def arguments(self) -> tuple[object, ...]:
        """What `log.flush` is called with."""
        events = [event for draft in self._drafts for event in draft.act.events]
        return (
            list(self._orgs),
            self._counts,
            self._act_orgs,
            self._stream_acts,
            self._streams,
            self._expected,
            self._event_orgs,
            self._event_streams,
            self._places,
            self._nths,
            [event.id for event in events],
            [event.time for event in events] if any(event.time for event in events) else None,
            [digest for draft in self._drafts for digest in _digests(draft.act)],
            [tail for draft in self._drafts for tail in draft.tails],
        )

    def answers(self, row: Mapping[str, Any]) -> Iterator[Appended]:
        """What became of each act."""
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
