"""The report of a cycle, with what it takes: read from the tables, or folded from the log as of any day."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from events.catalogue import Event, recall
from events.log import read
from events.log.rooted import root
from events.log.source import Source
from projections import history, policy
from projections.books.timeline import Timeline, seen
from projections.calendar import TICK
from projections.diagnosis.judgement import CycleJudgement
from projections.policy import Policy
from projections.provenance import Provenance, provenance
from projections.reports.composition import cites, compose
from projections.reports.content import Import, Known, Report, TreeHead, Tried
from projections.standings import now, then
from projections.standings.standing import Moment, Standing
from projections.standings.then import Progress

AHEAD = dt.timedelta(minutes=5)  # of the log's clock may an event's time be
LARGE = 300  # plans of which a report is made beside requests


class TooLarge(Exception):
    """The report is made by a worker: it has more plans, or more events, than a request goes through."""


class Trying(Struct, frozen=True):
    """A policy to judge by instead of those noted: the parameters that it sets."""

    parameters: dict[str, Any]

    @property
    def policy(self) -> Policy:
        """The default policy with them. Raises ValueError for a parameter that does not exist or cannot have that."""
        return policy.with_parameters(policy.DEFAULT, self.parameters)


async def report_now(
    source: Source,
    org: str,
    cycle: str,
    unit: str | None = None,
    *,
    at_most: int | None = None,
    at_most_events: int | None = None,
) -> Report:
    """The report as the tables have it. Raises Unknown, TooLarge beyond `at_most` plans, and TooMany where it has to be
    folded from the log and has more than `at_most_events`."""
    if at_most is not None and unit is None and (plans := await now.count(source, org, cycle)) > at_most:
        raise TooLarge(f"{plans} plans")
    report, _ = await live(source, org, cycle, unit, at_most_events)
    return report


async def live(
    source: Source, org: str, cycle: str, unit: str | None, at_most: int | None = None
) -> tuple[Report, dt.datetime | None]:
    """The report as the tables have it, and the next instant at which time alone may change it. Raises Unknown.

    It names the instant by the log's clock, or the last one at which what it says is all that there is to say: time
    alone may have brought about something since that is not judged yet. Where the tables stand at no one instant, it is
    folded from the log up to the same position. Raises TooMany where that has more than `at_most` events.
    """
    clock = await read.clock(source)
    standing = await now.whole(source, org, cycle, unit)
    judged = (*standing.judgements, *((standing.whole,) if standing.whole else ()))
    until = min((judgement.until for judgement in judged if judgement.until is not None), default=None)
    last = await read.head(source, org)
    latest = max(clock, last.recorded_at) if last else clock
    if last and until is not None and until <= last.recorded_at + AHEAD:
        # An event may be folded that takes effect only then, or one came that not all is judged by.
        when = Moment(latest, latest)
        return await report_then(source, org, cycle, unit, when, standing.position, at_most=at_most), until
    as_of = latest if until is None else min(latest, until - TICK)
    return await _composed(source, org, cycle, unit, standing, Moment(as_of, as_of), None), until


async def report_then(
    source: Source,
    org: str,
    cycle: str,
    unit: str | None,
    when: Moment,
    up_to: int,
    *,
    tried: Trying | None = None,
    at_most: int | None = None,
    progress: Progress = lambda _: None,
) -> Report:
    """The report at a moment and a position, by the policies noted, or by one that is tried beside them.

    Raises Unknown, and TooMany beyond `at_most` events.
    """
    given = tried.policy if tried else None
    standing = await then.whole(
        source, org, cycle, when, up_to, unit=unit, given=given, at_most=at_most, progress=progress
    )
    return await _composed(source, org, cycle, unit, standing, when, tried)


async def again(source: Source, inputs: Mapping[str, Any]) -> Report:
    """The report from the inputs that it names. Raises ValueError for what are none, Unknown, LookupError."""
    when = Moment(*(dt.datetime.fromisoformat(inputs[name]) for name in ("as_of", "known_at")))
    tried = None if inputs["policy"] is None else Trying(dict(inputs["policy"]))
    return await report_then(
        source, inputs["organisation"], inputs["cycle"], inputs["unit"], when, inputs["position"], tried=tried
    )


async def _composed(
    source: Source,
    org: str,
    cycle: str,
    unit: str | None,
    standing: Standing,
    when: Moment,
    tried: Trying | None,
) -> Report:
    own = seen(await history.of_stream(source, org, f"cycle/{cycle}", standing.position), when.as_of, when.known_at)
    whole = standing.whole or CycleJudgement(cycle=cycle)
    if unit is not None:
        whole = replace(whole, findings=tuple(each for each in whole.findings if each.plan.endswith(f"/{unit}")))
    ids = cites(standing.judgements, whole)
    cited = await history.of_ids(source, org, ids) if ids else []
    known = Known(
        organisation_id=org,
        organisation=standing.organisation,
        cycle_id=cycle,
        cycle=standing.cycle(cycle),
        plans=standing.plans(cycle),
        judgements=standing.judgements,
        whole=whole,
        position=standing.position,
        judged_position=standing.judged_position,
        as_of=when.as_of,
        known_at=when.known_at,
        policy=tried.policy if tried else standing.organisation.policy,
        unit=unit,
        tried=Tried(parameters=tried.parameters, noted=standing.noted) if tried else None,
        parked=standing.parked,
        tree_head=await tree_head(source, org, standing.position),
        reconstructed=await _reconstructed(source, org, cycle, own, standing.position),
        cited={event.id: event for event in cited},
    )
    return await then.aside(lambda: compose(known))


async def tree_head(source: Source, org: str, position: int) -> TreeHead:
    """The head of the tree over the log up to a position."""
    found = await root(source, org, position)
    return TreeHead(position=position, root=base64.b64encode(found).decode())


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
