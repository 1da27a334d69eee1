"""Folded states of streams, kept between acts: a command reads only what is newer."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Mapping
from typing import Any

from msgspec import Struct

from events.catalogue import recall
from events.log import read
from events.log.source import Source
from projections.folds import registry

KEPT = 10_000
PAGE = 5000


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

    async def read(self, source: Source, org: str, streams: Collection[str]) -> Mapping[str, State]:
        """The states of the streams, each as it stood after this was called or later."""
        found = {stream: self._states.get((org, stream), NOTHING) for stream in streams}
        while True:
            behind = {stream: state.version for stream, state in found.items()}
            rows = await read.since(source, org, behind, PAGE)
            for stream, version, body in rows:
                found[stream] = State(version, registry.evolve(found[stream].state, recall(body)))
            if len(rows) < PAGE:
                break
        for stream, state in found.items():
            self._keep((org, stream), state)
        return found

    def _keep(self, key: tuple[str, str], state: State) -> None:
        if state.version > self._states.get(key, NOTHING).version:
            self._states[key] = state
        if key in self._states:
            self._states.move_to_end(key)
        while len(self._states) > self._kept:
            self._states.popitem(last=False)
