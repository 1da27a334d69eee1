"""Reads what advice on an act is drawn from: the plans that it wrote to, as of the act itself."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from events.catalogue import Event
from events.facts.plan import TradeOffRecorded
from events.log.source import Source
from projections import history
from services.advice import Advice, advise

MOST = 100


async def advised(source: Source, org: str, events: Sequence[Event]) -> tuple[Advice, ...]:
    """The advice on an act, from its events as the log keeps them; of an act that would get more, the first hundred.

    It is the same whenever it is asked for again.
    """
    position = max(event.position or 0 for event in events)
    histories = {plan: await _history(source, org, plan, events, position) for plan in _plans(events)}
    if not histories:
        return ()
    for plan in await _cited(source, org, events, histories):
        histories[plan] = await _history(source, org, plan, (), position)
    moment = max(moment for event in events for moment in (event.noted, event.effective))
    # Beside the loop: whole books are kept and judged for it, and others are answered meanwhile.
    advice = await asyncio.to_thread(advise, events, histories, moment)
    return advice[:MOST]


async def _history(source: Source, org: str, plan: str, events: Sequence[Event], up_to: int) -> list[Event]:
    """What the books of a plan were kept from at a position, and the decisions that the events name."""
    told = await history.of_books(source, org, plan, up_to)
    for decision in sorted({event.decision for event in events if event.decision}):
        told += await history.of_stream(source, org, f"decision/{decision}", up_to)
    return told


async def _cited(source: Source, org: str, events: Sequence[Event], histories: dict[str, list[Event]]) -> list[str]:
    """The other plans whose events the act's links name."""
    links = [event.data for event in events if isinstance(event.data, TradeOffRecorded)]
    known = {event.id for told in histories.values() for event in told}
    ids = {id_ for link in links for id_ in (link.shift, link.credit)} - known
    return sorted(set(_plans(await history.of_ids(source, org, sorted(ids)))) - set(histories)) if ids else []


def _plans(events: Sequence[Event]) -> list[str]:
    return sorted({event.subject for event in events if event.subject.startswith("plan/")})
