"""How fast a log is read: whole, as bytes and as events, beside a bare select; and by pages, while it grows."""

from __future__ import annotations

import itertools
import random
import resource
import statistics
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from functools import partial

import asyncpg
from msgspec import Struct
from msgspec.structs import replace

from deploy import example
from deploy.benchmarks.scratch import scratch
from deploy.settings import Settings
from deploy.system import COMMAND_SECONDS
from deploy.waiting import Telling
from events.catalogue import Event, recall
from events.log import read
from events.log.append import Act, append
from events.log.source import Source

ORG = "bench"
ACT = 1000
PAGES = 300
PAGE = 100
BARE = "select body from log.event where org = $1 order by position"
# One type that a log is full of, one that is there now and then, and one that is seldom.
TYPES = ("check_in.recorded", "objective.committed", "cycle.closed")


class Figures(Struct, frozen=True, kw_only=True):
    """What was measured: events a second (the median of the rounds), and µs a page (the median), by the log's length.

    `typed_over_bare` is the median of the rounds' ratios. `typed_events_cpu_s` counts only the time that this process
    itself has had, which neighbours on the machine take nothing of.
    """

    events: int
    types: int
    rounds: int
    fill_events_s: int
    bare_events_s: int
    bytes_events_s: int
    typed_events_s: int
    typed_events_cpu_s: int
    typed_over_bare: float
    page_events: int
    page_us: dict[str, dict[int, int]]
    peak_mib: int


async def measured(settings: Settings, events: int, rounds: int, tell: Telling) -> Figures:
    """The figures of a log of so many events, in a database of its own."""
    async with scratch(settings) as inner:
        connection = await asyncpg.connect(inner.database_url, command_timeout=COMMAND_SECONDS)
        try:
            return await _measured(connection, events, rounds, tell)
        finally:
            await connection.close()


async def _measured(connection: asyncpg.Connection, events: int, rounds: int, tell: Telling) -> Figures:
    source, pages, filled = history(), dict[str, dict[int, int]](), 0.0
    position = 0
    for until in (events // 10, events):
        tell(f"filling a log up to {until:,} events")
        filled += await fill(connection, source, position, until)
        position = until
        for name, took in (await page_us(connection, until)).items():
            pages.setdefault(name, {})[until] = took
    ways = {"bare": bare, "bytes": as_bytes, "typed": as_events}
    seconds: dict[str, list[float]] = {name: [] for name in (*ways, "own")}
    for number in range(rounds):
        tell(f"round {number + 1} of {rounds}")
        for name, way in ways.items():
            started, own = time.perf_counter(), time.process_time()
            found = await way(connection)
            seconds[name].append(time.perf_counter() - started)
            seconds["own"] += [time.process_time() - own] if name == "typed" else []
            assert found == events, f"{name} read {found} of {events} events"
    ratios = [one / other for one, other in zip(seconds["bare"], seconds["typed"], strict=True)]
    rates = {name: round(events / statistics.median(each)) for name, each in seconds.items()}
    return Figures(
        events=events,
        types=len({event.type for event in example.events()}),
        rounds=rounds,
        fill_events_s=round(events / filled),
        bare_events_s=rates["bare"],
        bytes_events_s=rates["bytes"],
        typed_events_s=rates["typed"],
        typed_events_cpu_s=rates["own"],
        typed_over_bare=round(statistics.median(ratios), 2),
        page_events=PAGE,
        page_us=pages,
        peak_mib=peak_mib(),
    )


def history() -> Iterator[Event]:
    """The example's quarter again and again, each time in a cycle of its own, without an end."""
    quarter = example.events()
    for number in itertools.count(1):
        for event in quarter:
            subject = event.subject.replace(example.CYCLE, f"{example.CYCLE}-{number}")
            id_ = f"{event.id[:50]}.{number}"
            yield replace(event, id=id_, source=f"/orgs/{ORG}", subject=subject, time=None, notedat=None)


async def fill(connection: asyncpg.Connection, source: Iterator[Event], position: int, until: int) -> float:
    """The log goes up to a position; the seconds that took."""
    started = time.perf_counter()
    await connection.execute("set synchronous_commit = off")
    while position < until:
        events = tuple(itertools.islice(source, min(ACT, until - position)))
        position = (await append(connection, Act(org=ORG, events=events))).position
    return time.perf_counter() - started


async def bare(connection: asyncpg.Connection) -> int:
    """The reference: all bodies by one select through a cursor, as the same login; how many."""
    count = 0
    async with connection.transaction():
        await connection.execute("select set_config('okr.org', $1, true)", ORG)
        cursor = await connection.cursor(BARE, ORG)
        while rows := await cursor.fetch(read.PAGE):
            count += len([body for (body,) in rows])
    return count


async def as_bytes(connection: asyncpg.Connection) -> int:
    """The whole log as its bytes; how many events."""
    return sum([len(page) async for page in read.whole(connection, ORG)])


async def as_events(connection: asyncpg.Connection) -> int:
    """The whole log as events; how many."""
    return sum([len([recall(body) for _, body in page]) async for page in read.whole(connection, ORG)])


async def page_us(connection: asyncpg.Connection, events: int) -> dict[str, int]:
    """How long a page takes, by what it is of, at places all over the log."""
    lots = random.Random(events)  # nosec B311 # the same places in every run
    places = [lots.randrange(events) for _ in range(PAGES)]
    bodies = [(await read.page(connection, ORG, place, 1))[0][1] for place in places]
    found = [recall(body) for body in bodies]
    ways: dict[str, list[Callable[[], Awaitable[object]]]] = {
        "position": [partial(read.page, connection, ORG, place, PAGE) for place in places],
        "stream": [partial(read.stream, connection, ORG, event.subject, 0, PAGE) for event in found],
        "time": [partial(_since, connection, event) for event in found],
    }
    for type_ in TYPES:
        ways[f"type {type_}"] = [partial(read.page_of_type, connection, ORG, type_, place, PAGE) for place in places]
    return {name: round(statistics.median([await _took(each) for each in pages])) for name, pages in ways.items()}


async def _since(source: Source, event: Event) -> None:
    assert event.recordedat is not None
    await read.page(source, ORG, await read.position_at(source, ORG, event.recordedat), PAGE)


async def _took(page: Callable[[], Awaitable[object]]) -> float:
    started = time.perf_counter_ns()
    await page()
    return (time.perf_counter_ns() - started) / 1000


def peak_mib() -> int:
    """The most memory that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024 if sys.platform == "linux" else 1024 * 1024)
