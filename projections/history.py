"""The events that a question needs, read from the log: those of a plan, or of a whole cycle."""

from __future__ import annotations

from collections.abc import AsyncIterator

from events.catalogue import Event, recall
from events.log import read
from events.log.source import Source

PAGE = 5000
LAST = 2**53  # behind every position


async def of_cycle(source: Source, org: str, cycle: str, up_to: int) -> list[Event]:
    """What concerns a cycle at a position: the organisation's stream, decisions, the cycle's plans and check-ins."""
    events = await of_stream(source, org, "org", up_to)
    async for entries in read.cycle(source, org, cycle, up_to, PAGE):
        events += [recall(body) for _, body in entries]
    return events


async def of_plan(source: Source, org: str, cycle: str, unit: str, up_to: int) -> list[Event]:
    """What concerns one plan at a position: as of a cycle, with the streams of this unit alone."""
    events = await of_stream(source, org, "org", up_to)
    events += await of_stream(source, org, f"cycle/{cycle}", up_to)
    events += await of_stream(source, org, f"plan/{cycle}/{unit}", up_to)
    for prefix in (f"check-ins/{cycle}/{unit}/", "decision/"):
        events += [event async for event in _under(source, org, prefix, up_to)]
    return events


async def of_plan_alone(source: Source, org: str, cycle: str, unit: str, up_to: int) -> list[Event]:
    """The events of a plan and of its check-ins at a position: all that its state is folded from."""
    events = await of_stream(source, org, f"plan/{cycle}/{unit}", up_to)
    return events + [event async for event in _under(source, org, f"check-ins/{cycle}/{unit}/", up_to)]


async def of_books(source: Source, org: str, plan: str, up_to: int = LAST) -> list[Event]:
    """What the books of a plan are kept from at a position, by default the last: as of a plan, without decisions."""
    _, cycle, unit = plan.split("/")
    events: list[Event] = []
    for stream in ("org", f"cycle/{cycle}", plan):
        events += await of_stream(source, org, stream, up_to)
    return events + [event async for event in _under(source, org, f"check-ins/{cycle}/{unit}/", up_to)]


async def of_stream(source: Source, org: str, stream: str, up_to: int) -> list[Event]:
    """The events of one stream at a position."""
    events: list[Event] = []
    while entries := await read.stream(source, org, stream, len(events), PAGE):
        events += [recall(body) for position, body in entries if position <= up_to]
        if entries[-1][0] > up_to or len(entries) < PAGE:
            break
    return events


async def _under(source: Source, org: str, prefix: str, up_to: int) -> AsyncIterator[Event]:
    async for entries in read.under(source, org, prefix, up_to, PAGE):
        for _, body in entries:
            yield recall(body)


async def of_ids(source: Source, org: str, ids: list[str]) -> list[Event]:
    """Those of the ids that the log has."""
    return [recall(body) for _, body in (await read.known(source, org, ids)).values()]
