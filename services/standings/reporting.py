"""The report of a cycle, with what it takes: read from the tables, or folded from the log as of any day."""

from __future__ import annotations

import datetime as dt

from msgspec.structs import replace

from events.catalogue import Event, recall
from events.log import read
from events.log.source import Source
from projections import history
from projections.books.timeline import Timeline, seen
from projections.policy import Policy
from projections.provenance import Provenance, provenance
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
        reconstructed=await _reconstructed(source, org, cycle, own, standing.position),
        cited={event.id: event for event in cited},
    )
    return compose(known)


async def _reconstructed(source: Source, org: str, cycle: str, own: Timeline, up_to: int) -> Import | None:
    """Where an imported cycle came from; only one that was read from a history is looked through as a whole."""
    events = own.streams.get(f"cycle/{cycle}", ())
    made = reconstructed(events)
    if made is None or not any(provenance(event.correlationid) for event in events):
        return made
    noted: dict[Provenance, dt.datetime] = {}
    async for entries in read.cycle(source, org, cycle, up_to):
        for event in (recall(body) for _, body in entries):
            version = provenance(event.correlationid) if event.origin == "import" else None
            if version is not None and event.effective <= own.as_of and event.noted <= own.known_at:
                noted[version] = event.noted
    return replace(
        made,
        versions=len({(version.source, version.version) for version in noted}),
        sources=tuple(sorted({version.source for version in noted})),
        matchers=tuple(sorted({version.matcher for version in noted})),
        since=min(noted.values()),
        until=max(noted.values()),
    )


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
