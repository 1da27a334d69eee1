"""What stood as of any day, as it was known on any day: folded from the log when it is asked for."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial, reduce
from typing import Any, TypeVar

from events.catalogue import Event, recall
from events.facts.organisation import PolicySet
from events.facts.plan import TradeOffRecorded
from events.log import read
from events.log.read import Entry
from events.log.source import Source
from events.moments import YEARS
from projections import history
from projections import policy as policies
from projections.books.judgement import judge_cycle
from projections.books.timeline import Timeline, seen
from projections.calendar import Calendar, calendar_of
from projections.diagnosis import whole as whole_cycles
from projections.folds.registry import FOLDS, evolve
from projections.policy import Policy
from projections.standings.standing import Moment, Standing, there

T = TypeVar("T")
Progress = Callable[[str], None]  # what is told how far something is
MOST = 100_000
PAGE = 5000
ACCEPTED = "expected a date like 2026-03-31, which means its {edge}, or an instant like 2026-03-31T17:00:00Z"
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
INSTANT = re.compile(r"(\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)([Zz]|[+ -]\d{2}:\d{2})")

_folding = ThreadPoolExecutor(1, thread_name_prefix="folding")


class TooMany(Exception):
    """More events than one request folds; the message says how many that is, and what does it instead."""


async def calendar(source: Source, org: str, up_to: int) -> Calendar:
    """The calendar of the organisation's policy at a position: in its time zone a date ends."""
    policy, after = policies.DEFAULT, 0
    while entries := await read.page_of_type(source, org, PolicySet.type_, after, PAGE, up_to):
        policy = reduce(policies.evolve, [recall(body) for _, body in entries], policy)
        after = entries[-1][0]
    return calendar_of(policy)


def instant(calendar: Calendar, text: str, edge: str = "end") -> dt.datetime:
    """The instant that a text means, a date its end. Raises ValueError with what would be accepted.

    `edge` is what a date means to who asked, where that is not its end: the refusal says so.
    """
    accepted = ACCEPTED.format(edge=edge)
    found = INSTANT.fullmatch(text)
    if found:
        # An unescaped `+` of an address arrives as a space.
        text = found[1] + found[2].replace(" ", "+")
    elif not DATE.fullmatch(text):
        raise ValueError(f"{text[:40]!r} is no moment; {accepted}")
    if int(text[:4]) not in YEARS:
        raise ValueError(f"the year {text[:4]} is out of range; expected {YEARS[0]} to {YEARS[-1]}")
    try:
        return calendar.moment(text)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{text!r}: {error}; {accepted}") from None


async def plan(source: Source, org: str, cycle_id: str, unit: str, when: Moment, up_to: int) -> Standing:
    """One plan with its check-ins at a moment and a position: read by itself, however long the log is.

    Raises Unknown where nothing of it was seen by then.
    """
    events = await history.of_plan_alone(source, org, cycle_id, unit, up_to)
    states = folded(seen(events, when.as_of, when.known_at))
    if f"plan/{cycle_id}/{unit}" not in states:
        return await cycle(source, org, cycle_id, when, up_to, unit=unit, judged=False)  # which says what is there
    return Standing(position=up_to, judged_position=up_to, states=states)


async def cycle(
    source: Source,
    org: str,
    cycle: str,
    when: Moment,
    up_to: int,
    *,
    unit: str | None = None,
    judged: bool = True,
    given: Policy | None = None,
    bounded: bool = True,
) -> Standing:
    """A cycle, or one plan of it, at a moment and a position, judged by `given` or by the policies noted.

    Raises Unknown where nothing of it was seen by then, and TooMany.
    """
    if unit is not None:
        events = await history.of_plan(source, org, cycle, unit, up_to)
    else:
        events = await history.of_stream(source, org, "org", up_to)
        bodies = await gathered(read.cycle(source, org, cycle, up_to, PAGE), MOST if bounded else None)
        events += await aside(lambda: recalled(bodies))
    if judged:
        events += await cited(source, org, events, up_to)
    standing = await aside(lambda: _stood(events, cycle, when, up_to, judged, given))
    return narrowed(there(standing, cycle, unit, f" as of {when.as_of:%Y-%m-%dT%H:%M:%SZ}"), cycle, unit)


async def whole(
    source: Source,
    org: str,
    cycle: str,
    when: Moment,
    up_to: int,
    *,
    unit: str | None = None,
    given: Policy | None = None,
    at_most: int | None = MOST,
    progress: Progress = lambda _: None,
) -> Standing:
    """A cycle at a moment and a position, judged as a whole: beside the cycles before it, which the wider rules and the
    trends look back at. With `unit` only its plan is told of, and all are judged.

    Raises Unknown where nothing of it was seen by then, and TooMany.
    """
    events = await history.of_stream(source, org, "org", up_to)
    for prefix in ("cycle/", "decision/", "support/"):
        events += recalled(await gathered(read.under(source, org, prefix, up_to, PAGE), at_most))
    opened = whole_cycles.opened(seen(events, when.as_of, when.known_at))
    for name in [*whole_cycles.before(opened, cycle), cycle]:
        for prefix in (f"plan/{name}/", f"check-ins/{name}/"):
            left = None if at_most is None else at_most - len(events)
            bodies = await gathered(read.under(source, org, prefix, up_to, PAGE), left)
            events += await aside(partial(recalled, bodies))
            progress(f"{len(events):,} events read")
    events += await cited(source, org, events, up_to)
    progress(f"judging by {len(events):,} events")
    standing = await aside(lambda: _judged_whole(events, cycle, when, up_to, given))
    return narrowed(there(standing, cycle, unit, f" as of {when.as_of:%Y-%m-%dT%H:%M:%SZ}"), cycle, unit)


async def cited(source: Source, org: str, events: list[Event], up_to: int) -> list[Event]:
    """The events of the other plans, of any cycle, whose shifts and credits the events' links name."""
    known = {event.id for event in events}
    traded = [event.data for event in events if isinstance(event.data, TradeOffRecorded)]
    named = {id_ for fact in traded for id_ in (fact.shift, fact.credit)} - known
    plans = {event.subject for event in await history.of_ids(source, org, sorted(named))} if named else set()
    found: dict[str, Event] = {}
    for subject in sorted(name for name in plans if name.startswith("plan/")):
        _, cycle, unit = subject.split("/")
        other = await history.of_plan(source, org, cycle, unit, up_to)
        found |= {event.id: event for event in other if event.id not in known}
    return list(found.values())


async def organisation(source: Source, org: str, when: Moment, up_to: int) -> Standing:
    """The organisation, its cycles and its plans at a moment and a position. Raises TooMany."""
    events = await history.of_stream(source, org, "org", up_to)
    bodies = await gathered(read.under(source, org, "cycle/", up_to, PAGE), MOST)
    bodies += await gathered(read.under(source, org, "plan/", up_to, PAGE), MOST - len(bodies))
    states = await aside(lambda: folded(seen(events + recalled(bodies), when.as_of, when.known_at)))
    return Standing(position=up_to, judged_position=up_to, states=states)


async def aside(work: Callable[[], T]) -> T:
    """What the work gives; it is done beside the loop, which meanwhile answers others, and one after the other."""
    return await asyncio.get_running_loop().run_in_executor(_folding, work)


async def gathered(pages: AsyncIterator[list[Entry]], at_most: int | None) -> list[bytes]:
    """The bytes of the pages' events. Raises TooMany beyond `at_most`."""
    bodies: list[bytes] = []
    async for entries in pages:
        bodies += [body for _, body in entries]
        if at_most is not None and len(bodies) > at_most:
            raise TooMany(
                f"a request folds at most {MOST} events, and this has more; "
                "ask for one unit, without as_of and known_at, or on the command line: okr-ledger report"
            )
    return bodies


def recalled(bodies: list[bytes]) -> list[Event]:
    """The events of those bytes."""
    return [recall(body) for body in bodies]


def folded(timeline: Timeline) -> dict[str, Any]:
    """The state of each stream of a timeline that has a fold."""
    states: dict[str, Any] = {}
    for name, events in timeline.streams.items():
        if name.split("/")[0] in FOLDS:
            states[name] = reduce(evolve, events, None)
    return states


def narrowed(standing: Standing, cycle: str, unit: str | None) -> Standing:
    """The standing with one unit's plan and judgement alone."""
    if unit is None:
        return standing
    plan = f"plan/{cycle}/{unit}"
    return Standing(
        position=standing.position,
        judged_position=standing.judged_position,
        states={name: state for name, state in standing.states.items() if name == plan or not name.startswith("plan/")},
        judgements=tuple(judgement for judgement in standing.judgements if judgement.plan == plan),
        whole=standing.whole,
        noted=tuple(judgement for judgement in standing.noted if judgement.plan == plan),
    )


def _judged_whole(events: list[Event], cycle: str, when: Moment, up_to: int, given: Policy | None) -> Standing:
    timeline = seen(events, when.as_of, when.known_at)
    judgements, of_cycle = whole_cycles.judge(timeline, cycle, given)
    return Standing(
        position=up_to,
        judged_position=up_to,
        states=folded(timeline),
        judgements=tuple(judgements),
        whole=of_cycle,
        noted=tuple(judge_cycle(timeline, cycle)) if given else (),
    )


def _stood(events: list[Event], cycle: str, when: Moment, up_to: int, judged: bool, given: Policy | None) -> Standing:
    timeline = seen(events, when.as_of, when.known_at)
    judgements = tuple(judge_cycle(timeline, cycle, given)) if judged else ()
    return Standing(position=up_to, judged_position=up_to, states=folded(timeline), judgements=judgements)
