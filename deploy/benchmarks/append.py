"""How fast acts are written, beside what Postgres can do with the same bytes."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context

import uvloop
from msgspec import Struct

from deploy.benchmarks import references
from deploy.benchmarks.clients import Load, Tally, played, together
from deploy.benchmarks.scratch import scratch
from deploy.settings import Settings
from deploy.system import connected
from events.log import read

LOADS = (
    *(Load(in_flight=flying, organisations=orgs) for flying in (1, 16, 64, 256) for orgs in (1, 16)),
    *(Load(in_flight=16, organisations=orgs, events=100) for orgs in (1, 16)),
    Load(in_flight=256, organisations=1, processes=2),
)
BARE, ROWS = "pgbench: bare insert, 16 clients", "insert of 256 rows with the log's keys"
SETTLE_SECONDS = 1.0
WHOLE = """
select count(*), coalesce(min(e.position), 1), coalesce(max(e.position), 0)
from log.event e
where e.org = $1
"""


class Measure(Struct, frozen=True, kw_only=True):
    """Of one load, as medians over the rounds: events a second, an act's time, and the rate by the bare insert's."""

    name: str
    events_per_second: float
    p50_ms: float | None
    p99_ms: float | None
    ratio: float


class Found(Struct, frozen=True, kw_only=True):
    """What a run found.

    `ratio_16` and `ratio_256`: acts of one event with that many in flight by the bare insert, the worse of 1 and 16
    organisations. `two_processes`: their rate by that of one. `whole`: every organisation's log is dense up to its
    head, and together they have the events that were acknowledged.
    """

    rounds: int
    seconds: float
    ratio_16: float
    ratio_256: float
    p99_ms_256: float
    two_processes: float
    events: int
    whole: bool
    measures: tuple[Measure, ...]


async def run(settings: Settings, rounds: int, seconds: float, progress: Callable[[str], None]) -> Found:
    """The references and the loads, in turn in each round, which begins with an empty log in a database of its own."""
    tallies: dict[str, list[Tally]] = {}
    logged, whole = 0, True
    with ProcessPoolExecutor(2, get_context("spawn")) as processes:
        for number in range(1, rounds + 1):
            async with scratch(settings) as inner:
                told = partial(_told, progress, f"round {number} of {rounds}")
                round_ = await _round(inner, seconds, processes, told)
                events, dense = await _log(inner)
            acknowledged = sum(round_[load.name].events for load in LOADS)
            logged, whole = logged + events, whole and dense and events == acknowledged
            for name, tally in round_.items():
                tallies.setdefault(name, []).append(tally)
    return found(tallies, seconds, logged, whole)


def _told(progress: Callable[[str], None], where: str, what: str) -> None:
    progress(f"{where}: {what}")


async def _round(
    settings: Settings, seconds: float, processes: ProcessPoolExecutor, progress: Callable[[str], None]
) -> dict[str, Tally]:
    owner = await connected(settings.migrate_database_url)
    try:
        await owner.execute(references.TABLES)
        progress(BARE)
        tallies = {BARE: await references.bare(settings.migrate_database_url, seconds)}
        progress(ROWS)
        tallies[ROWS] = await references.rows(owner, seconds)
    finally:
        await owner.close()
    for load in LOADS:
        progress(load.name)
        tallies[load.name] = await _played(settings.database_url, load, seconds, processes)
    return tallies


async def _played(url: str, load: Load, seconds: float, processes: ProcessPoolExecutor) -> Tally:
    if load.processes == 1:
        return await played(url, load, seconds)
    loop, begin = asyncio.get_running_loop(), time.time() + SETTLE_SECONDS
    calls = [loop.run_in_executor(processes, in_a_process, url, load, seconds, begin) for _ in range(load.processes)]
    return together(await asyncio.gather(*calls))


def in_a_process(url: str, load: Load, seconds: float, begin: float) -> Tally:
    """What one of a load's processes brought, from an instant on."""
    return uvloop.run(played(url, load, seconds, begin))


async def _log(settings: Settings) -> tuple[int, bool]:
    """How many events the log has, and whether each organisation's positions are dense up to its head."""
    worker, owner = await connected(settings.worker_database_url), await connected(settings.migrate_database_url)
    try:
        events, dense = 0, True
        for head in await read.heads(worker):
            await owner.execute("select set_config('okr.org', $1, false)", head.org)
            [(count, first, last)] = await owner.fetch(WHOLE, head.org)
            events += count
            dense = dense and (first, last) == (1, count) and head.position == count
        return events, dense
    finally:
        await worker.close()
        await owner.close()


def found(tallies: dict[str, list[Tally]], seconds: float, events: int, whole: bool) -> Found:
    """The medians of the rounds' figures and ratios."""
    bare = tallies[BARE]
    measures = {name: measure(name, each, bare) for name, each in tallies.items()}

    def worse(in_flight: int) -> float:
        return min(measures[Load(in_flight=in_flight, organisations=orgs).name].ratio for orgs in (1, 16))

    full = [measures[Load(in_flight=256, organisations=orgs).name] for orgs in (1, 16)]
    one, two = (tallies[Load(in_flight=256, organisations=1, processes=n).name] for n in (1, 2))
    return Found(
        rounds=len(bare),
        seconds=seconds,
        ratio_16=worse(16),
        ratio_256=worse(256),
        p99_ms_256=max(each.p99_ms or 0 for each in full),
        two_processes=_ratio(two, one),
        events=events,
        whole=whole,
        measures=tuple(measures.values()),
    )


def measure(name: str, tallies: Sequence[Tally], bare: Sequence[Tally]) -> Measure:
    """The medians of one load."""
    return Measure(
        name=name,
        events_per_second=round(statistics.median(tally.rate for tally in tallies)),
        p50_ms=_median(tally.p50_ms for tally in tallies),
        p99_ms=_median(tally.p99_ms for tally in tallies),
        ratio=_ratio(tallies, bare),
    )


def _median(times: Iterable[float | None]) -> float | None:
    known = [time for time in times if time is not None]
    return round(statistics.median(known), 2) if known else None


def _ratio(ours: Sequence[Tally], theirs: Sequence[Tally]) -> float:
    """The median of the rounds' ratios."""
    return round(statistics.median(mine.rate / other.rate for mine, other in zip(ours, theirs, strict=True)), 2)
