"""Support: the problem it was wanted for, who was looked at, and when it began and ended."""

from __future__ import annotations

import datetime as dt

from msgspec import Struct
from msgspec.structs import replace

from events.catalogue import Event
from events.facts import support as facts


class Support(Struct, frozen=True, kw_only=True):
    """What is known of one support; without `needed_at` nobody has said what it is for."""

    problem: str = ""
    kind: str = ""
    units: tuple[str, ...] = ()
    provider: str | None = None
    needed_at: dt.datetime | None = None
    started_at: dt.datetime | None = None
    ended_at: dt.datetime | None = None
    providers: frozenset[str] = frozenset()
    pulses: int = 0
    ignored: tuple[str, ...] = ()


def evolve(state: Support, event: Event) -> Support:
    """The support after an event of its stream."""
    match event.data:
        case facts.SupportNeeded() as fact if state.needed_at is None:
            return replace(state, problem=fact.problem, units=fact.units, needed_at=event.effective)
        case facts.ProviderAssessed(provider=provider):
            return replace(state, providers=state.providers | {provider})
        case facts.SupportStarted() as fact if state.started_at is None:
            return replace(
                state,
                kind=fact.kind,
                problem=fact.problem,
                units=fact.units,
                provider=fact.provider,
                started_at=event.effective,
            )
        case facts.SupportEnded() if state.started_at is not None and state.ended_at is None:
            return replace(state, ended_at=event.effective)
        case facts.PulseRecorded():
            return replace(state, pulses=state.pulses + 1)
    return replace(state, ignored=(*state.ignored, event.id))
