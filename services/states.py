"""Folded states of streams, kept between acts: a command reads only what is newer."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from msgspec import Struct

from events.catalogue import recall
from events.log import read
from events.log.source import Source
from projections.folds import registry
from services.together import Together

KEPT = 10_000
PAGE = 5000
Reading = tuple[Source, str, frozenset[str]]  # from where, an organisation, and streams of it


class State(Struct, frozen=True):
    """A stream's state at its version; version 0 is a stream's that has no event."""

    version: int
    state: Any


NOTHING = State(0, None)


class States:
    """The states of streams as they were last read, the most recently used ones.

    What they are folded from never changes, so that a state that is kept is only ever behind, never wrong.
    """

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._states: OrderedDict[tuple[str, str], State] = OrderedDict()
        self._reads = Together(self._together)

    async def read(self, source: Source, org: str, streams: Collection[str]) -> Mapping[str, State]:
        """The states of the streams, each as it stood after this was called or later, all at the same time.

        Raises what folding one of them raises.
        """
        if not streams:
            return {}
        states = await self._reads((source, org, frozenset(streams)))
        assert states is not None
        found: dict[str, State] = {}
        for stream in streams:
            state = states[stream]
            if isinstance(state, Exception):
                raise state
            found[stream] = state
        return found

    async def _together(self, reads: Sequence[Reading]) -> Mapping[Reading, Mapping[str, State | Exception]]:
        """The states of several readings' streams: those of an organisation are read in one."""
        of_org: dict[tuple[Source, str], set[str]] = {}
        for source, org, streams in reads:
            of_org.setdefault((source, org), set()).update(streams)
        found = await asyncio.gather(*(self._read(source, org, streams) for (source, org), streams in of_org.items()))
        states = dict(zip(of_org, found, strict=True))
        return {reading: states[reading[:2]] for reading in reads}

    async def _read(self, source: Source, org: str, streams: Collection[str]) -> Mapping[str, State | Exception]:
        found = {stream: self._states.get((org, stream), NOTHING) for stream in streams}
        broken: dict[str, Exception] = {}
        while True:
            rows = await read.since(source, org, {stream: state.version for stream, state in found.items()}, PAGE)
            for stream, version, body in rows:
                state = found[stream].state
                if stream not in broken:
                    try:
                        state = registry.evolve(state, recall(body))
                    except Exception as error:  # it is nobody's who needs the others
                        broken[stream] = error
                found[stream] = State(version, state)
            if len(rows) < PAGE:
                break
        for stream, state in found.items():
            if stream not in broken:
                self._keep((org, stream), state)
        return found | broken

    def _keep(self, key: tuple[str, str], state: State) -> None:
        if state.version > self._states.get(key, NOTHING).version:
            self._states[key] = state
        if key in self._states:
            self._states.move_to_end(key)
        while len(self._states) > self._kept:
            self._states.popitem(last=False)
