"""The report of a cycle, with what it takes: read from the tables, or folded from the log as of any day."""

from __future__ import annotations

import datetime as dt

from events.catalogue import Event
from events.log import read
from events.log.source import Source
from projections import history
from projections.books.timeline import seen
from projections.policy import Policy
from projections.reports.composition import compose, largest
from projections.reports.content import Import, Known, Report
from services.standings import now, then
from services.standings.standing import Moment, Standing


async def report_now(source: Source, org: str, cycle: str, unit: str | None, clock: dt.datetime) -> Report:
    """The report as the tables have it; `clock` is the instant that it names."""
    standing = await now.whole(source, org, cycle, unit)
    return await _composed(source, org, cycle, unit, standing, Moment(clock, clock), None)


async def report_then(
    source: Source,
    org: str,
    cycle: str,
    unit: str | None,
    when: Moment,
    up_to: int,
    *,
    given: Policy | None = None,
    bounded: bool = True,
) -> Report:
    """The report at a moment and a position, by the policies noted or by another one."""
    standing = await then.cycle(source, org, cycle, when, up_to, unit=unit, given=given, bounded=bounded)
    return await _composed(source, org, cycle, unit, standing, when, given)


async def _composed(
    source: Source, org: str, cycle: str, unit: str | None, standing: Standing, when: Moment, given: Policy | None
) -> Report:
    own = seen(await history.of_stream(source, org, f"cycle/{cycle}", standing.position), when.as_of, when.known_at)
    evidence = {id_ for shift in largest(standing.judgements) for id_ in shift.evidence}
    cited = await history.of_ids(source, org, sorted(evidence)) if evidence else []
    known = Known(
        organisation_id=org,
        organisation=standing.organisation,
        cycle_id=cycle,
        cycle=standing.cycle(cycle),
        plans=standing.plans(cycle),
        judgements=standing.judgements,
        position=standing.position,
        judged_position=standing.judged_position,
        as_of=when.as_of,
        known_at=when.known_at,
        policy=given or standing.organisation.policy,
        unit=unit,
        reconstructed=reconstructed(own.streams.get(f"cycle/{cycle}", ())),
        cited={event.id: event for event in cited},
    )
    return compose(known)


def reconstructed(events: tuple[Event, ...]) -> Import | None:
    """How much of a cycle's own stream was imported; None where nothing was."""
    imported = [event for event in events if event.origin == "import"]
    if not imported:
        return None
    actors = tuple(sorted({event.actor for event in imported}))
    return Import(imported=len(imported), events=len(events), actors=actors)


async def head(source: Source, org: str) -> int:
    """The last position of the organisation's log; 0 where it has no event."""
    found = await read.head(source, org)
    return found.position if found else 0
