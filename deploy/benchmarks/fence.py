"""What the fence between organisations costs: the same calls by the same login with row-level security and without."""

from __future__ import annotations

import datetime as dt
import itertools
import random
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator
from functools import partial

import asyncpg
from msgspec import Struct
from msgspec.structs import replace

from deploy import example
from deploy.benchmarks.scratch import scratch
from deploy.migrate import GUARD
from deploy.settings import Settings
from deploy.system import COMMAND_SECONDS, connected, pool, tables
from deploy.waiting import Telling
from events.catalogue import Event
from events.log import read
from events.log.append import Act, append
from projections import engine
from projections.tables import current_state, governance

ORG = "bench-0"
ACT = 500
PAGE = 100
WARM = 10  # calls until connections, statements and generic plans are there again
STREAM = f"plan/{example.CYCLE}/growth"
FENCED = "select distinct polrelid::regclass::text from pg_policy order by 1"
Call = Callable[[], Awaitable[object]]


class Cost(Struct, frozen=True, kw_only=True):
    """One kind of call: the medians in µs, and with over without, of each round."""

    fenced_us: int
    open_us: int
    ratio_min: float
    ratio_median: float
    ratio_max: float


class Figures(Struct, frozen=True, kw_only=True):
    """What was measured, in a log of so many events of so many organisations; each kind so often in each round."""

    organisations: int
    events: int
    rounds: int
    calls: int
    costs: dict[str, Cost]


async def measured(settings: Settings, organisations: int, rounds: int, calls: int, tell: Telling) -> Figures:
    """The figures of the example's quarter in each of so many organisations, in a database of its own."""
    async with scratch(settings) as inner:
        owner = await connected(inner.migrate_database_url)
        await tables(owner)
        events = 0
        for number in range(organisations):
            tell(f"organisation {number + 1} of {organisations}")
            events += await _filled(inner, f"bench-{number}")
        await owner.execute("vacuum analyze")
        connection = await asyncpg.connect(inner.database_url, command_timeout=COMMAND_SECONDS)
        await connection.execute("set synchronous_commit = off")  # the fence, and not the disk
        ways, took = _ways(connection, events // organisations), dict[str, list[tuple[float, float]]]()
        for number in range(rounds):
            tell(f"round {number + 1} of {rounds}")
            # In turn the one and the other first: what grows or warms up meanwhile falls to neither.
            first = number % 2 == 0
            halves = {fence: await _half(owner, ways, calls, fence=fence) for fence in (first, not first)}
            for name in ways:
                took.setdefault(name, []).append((halves[True][name], halves[False][name]))
        await connection.close()
        await owner.close()
    costs = {name: _cost(each) for name, each in took.items()}
    return Figures(organisations=organisations, events=events, rounds=rounds, calls=calls, costs=costs)


async def _filled(settings: Settings, org: str) -> int:
    source = await pool(settings.worker_database_url)
    events = [replace(event, source=f"/orgs/{org}") for event in example.events()]
    for begin in range(0, len(events), ACT):
        await append(source, Act(org=org, events=tuple(events[begin : begin + ACT])))
    for projection in engine.registered():
        await engine.advance(source, projection, org)
    await governance.judge(source, org, dt.datetime.now(dt.UTC))
    await source.close()
    return len(events)


def _ways(connection: asyncpg.Connection, events: int) -> dict[str, Iterator[Call]]:
    """Calls without an end, of each kind."""
    lots, count = random.Random(1), itertools.count()  # nosec B311 # the same at each run
    last = replace(example.events()[-1], source=f"/orgs/{ORG}", time=None, notedat=None)
    return {
        "a page of the log": (partial(read.page, connection, ORG, lots.randrange(events), PAGE) for _ in count),
        "a stream": itertools.repeat(partial(read.stream, connection, ORG, STREAM)),
        "a plan's state": itertools.repeat(partial(current_state.read_one, connection, ORG, STREAM)),
        "the findings": itertools.repeat(partial(governance.judgements, connection, ORG, example.CYCLE)),
        "an append": (partial(_appended, connection, replace(last, id=f"fence-{number}")) for number in count),
    }


async def _appended(connection: asyncpg.Connection, event: Event) -> None:
    await append(connection, Act(org=ORG, events=(event,)))


async def _half(
    owner: asyncpg.Connection, ways: dict[str, Iterator[Call]], calls: int, *, fence: bool
) -> dict[str, float]:
    """The median µs of each kind of call, with the fence or without."""
    await stand(owner, fence=fence)
    found = {}
    for name, each in ways.items():
        for call in itertools.islice(each, WARM):
            await call()
        found[name] = statistics.median([await _took(call) for call in itertools.islice(each, calls)])
    return found


async def stand(owner: asyncpg.Connection, *, fence: bool) -> None:
    """Row-level security of every table that has any is on or off; the guard of the log stands as before."""
    async with owner.transaction():
        await owner.execute(GUARD.format("disable"))
        for (table,) in await owner.fetch(FENCED):
            await owner.execute(f"alter table {table} {'enable' if fence else 'disable'} row level security")
        await owner.execute(GUARD.format("enable always"))


async def _took(call: Call) -> float:
    started = time.perf_counter_ns()
    await call()
    return (time.perf_counter_ns() - started) / 1000


def _cost(rounds: list[tuple[float, float]]) -> Cost:
    ratios = [fenced / open_ for fenced, open_ in rounds]
    return Cost(
        fenced_us=round(statistics.median(fenced for fenced, _ in rounds)),
        open_us=round(statistics.median(open_ for _, open_ in rounds)),
        ratio_min=round(min(ratios), 2),
        ratio_median=round(statistics.median(ratios), 2),
        ratio_max=round(max(ratios), 2),
    )
