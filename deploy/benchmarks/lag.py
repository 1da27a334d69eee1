"""How soon an append is seen: in the current state and in the findings, at a steady rate and after a pause."""

from __future__ import annotations

import asyncio
import itertools
import os
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

import asyncpg
from msgspec import Struct, field
from msgspec.structs import replace

from deploy.benchmarks import plausible
from deploy.benchmarks.working import working
from deploy.commands import Failure
from deploy.settings import Settings
from deploy.system import System, opened
from deploy.waiting import Telling
from events.catalogue import Event
from events.log.append import Act, append
from events.log.group import Group
from projections.tables import governance

MANY = 40
ACT = 500
CYCLE = "2024"
LOOK_SECONDS = 0.002
JUDGED_SECONDS = 0.02
PATIENCE_SECONDS = 60
REACHED = "select org, position from projection.checkpoint where projection = 'current_state' and serving"
JUDGED = """
select c.org, least(min(d.since) - 1, c.position)
from projection.checkpoint c
left join projection.governance_v4_dirty d on d.org = c.org and d.build = c.build and d.subject >= 'plan/'
where c.projection = 'governance' and c.serving
group by c.org, c.position
"""
TICKS = os.sysconf("SC_CLK_TCK")


class Lag(Struct, frozen=True, kw_only=True):
    """Milliseconds from an append's answer until it was seen."""

    p50_ms: float
    p99_ms: float
    most_ms: float


class Steady(Struct, frozen=True, kw_only=True):
    """Appends at a steady rate over some organisations; `worst` is the organisation whose p99 is the highest."""

    organisations: int
    appends: int
    appends_per_s: float
    state: Lag
    worst_p99_ms: float
    findings: Lag


class Figures(Struct, frozen=True, kw_only=True):
    """What was measured; `idle_cpu` is the share of a core that an idle worker takes."""

    one: Steady
    many: Steady
    idle_seconds: float
    idle_cpu: float
    first_after_idle: Lag


class Watched(Struct):
    """Appends that were answered, by organisation and position, and when each was seen."""

    answered: dict[str, dict[int, float]] = field(default_factory=dict)
    seen: dict[str, dict[int, float]] = field(default_factory=dict)
    judged: dict[str, dict[int, float]] = field(default_factory=dict)
    marks: dict[tuple[str, str], int] = field(default_factory=dict)

    def reached(self, found: dict[str, dict[int, float]], org: str, position: int, now: float) -> None:
        """Everything up to the position is seen by now."""
        known, behind = found.setdefault(org, {}), self.marks.get((org, "judged" if found is self.judged else ""), 0)
        if position > behind:
            known |= dict.fromkeys(range(behind + 1, position + 1), now)
            self.marks[org, "judged" if found is self.judged else ""] = position


async def run(settings: Settings, rate: float, seconds: float, idle: float, tell: Telling) -> Figures:
    """All was measured, beside one worker of its own process."""
    orgs = [f"org-{number:02}" for number in range(MANY)]
    async with opened(settings) as system, working(settings) as worker:
        tell(f"filling {MANY} organisations")
        sources = {org: await _prepared(system, org) for org in orgs}
        await _level(system, orgs)
        tell(f"{rate:.0f} appends a second to one organisation")
        one = await _steady(system, {orgs[0]: sources[orgs[0]]}, rate, seconds)
        tell(f"{rate:.0f} appends a second to {MANY} organisations")
        many = await _steady(system, sources, rate, seconds)
        tell(f"idle for {idle:.0f} s")
        await _level(system, orgs)
        await asyncio.sleep(5)
        before, since = _cpu_seconds(worker), time.monotonic()
        await asyncio.sleep(idle)
        idle_cpu = (_cpu_seconds(worker) - before) / (time.monotonic() - since)
        first = await _first(system, sources)
    return Figures(one=one, many=many, idle_seconds=idle, idle_cpu=round(idle_cpu, 4), first_after_idle=first)


def _cpu_seconds(process: int) -> float:
    try:
        told = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        raise Failure("how much of a core a process takes is known on Linux only") from None
    return (int(told[11]) + int(told[12])) / TICKS


async def _prepared(system: System, org: str) -> Iterator[Event]:
    """The organisation has its plans; what follows are check-ins without an end, noted when they are appended."""
    source = plausible.events(org)
    setup = 2 + plausible.UNITS * (3 + plausible.KEY_RESULTS)
    for start in range(0, setup, ACT):
        act = tuple(itertools.islice(source, min(ACT, setup - start)))
        await append(system.app, Act(org=org, events=act))
    await system.woken(org)
    return (replace(event, time=None, notedat=None) for event in source)


async def _level(system: System, orgs: list[str]) -> None:
    """Everything is folded and judged."""
    async with asyncio.timeout(PATIENCE_SECONDS * 5):
        for org in orgs:
            while not await _is_level(system, org):  # noqa: ASYNC110 - what is waited for happens in Postgres
                await asyncio.sleep(0.1)


async def _is_level(system: System, org: str) -> bool:
    from events.log import read

    head = await read.head(system.app, org)
    page = await governance.judgements(system.app, org, "~", at_most=1)
    return head is not None and page.judged_position >= head.position


async def _steady(system: System, sources: dict[str, Iterator[Event]], rate: float, seconds: float) -> Steady:
    """Appends went on at the rate, over the organisations in turn, and all were seen."""
    watched, group = await _watching(system, list(sources)), Group(system.app)
    looking = [
        asyncio.create_task(_look(system, watched)),
        asyncio.create_task(_judged(system, watched, list(sources))),
    ]
    total, start = int(rate * seconds), time.perf_counter()
    turns = itertools.cycle(sources.items())
    acts: set[asyncio.Task[None]] = set()
    for number in range(total):
        await asyncio.sleep(max(start + number / rate - time.perf_counter(), 0))
        org, source = next(turns)
        acts.add(asyncio.create_task(_append(system, group, org, next(source), watched)))
    await asyncio.gather(*acts)
    took = time.perf_counter() - start
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not all(_all_seen(watched, org) for org in sources):  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.02)
    for task in looking:
        task.cancel()
    await asyncio.gather(*looking, return_exceptions=True)
    state = {org: _lags(watched.answered[org], watched.seen[org]) for org in sources}
    findings = [lag for org in sources for lag in _lags(watched.answered[org], watched.judged[org])]
    return Steady(
        organisations=len(sources),
        appends=total,
        appends_per_s=round(total / took, 1),
        state=_lag([lag for lags in state.values() for lag in lags]),
        worst_p99_ms=round(max(_at(lags, 99) for lags in state.values()), 1),
        findings=_lag(findings),
    )


async def _watching(system: System, orgs: list[str]) -> Watched:
    watched = Watched()
    for org, position in await system.worker.fetch(REACHED):
        if org in orgs:
            watched.marks[org, ""] = watched.marks[org, "judged"] = position
    return watched


async def _append(system: System, group: Group, org: str, event: Event, watched: Watched) -> None:
    placed = await group.append(Act(org=org, events=(event,)))
    watched.answered.setdefault(org, {})[placed.position] = time.perf_counter()
    await system.woken(org)


async def _look(system: System, watched: Watched) -> None:
    """Every two milliseconds: how far the current states are."""
    connection = await asyncpg.connect(system.settings.worker_database_url)
    try:
        while True:
            found = await connection.fetch(REACHED)
            now = time.perf_counter()
            for org, position in found:
                watched.reached(watched.seen, org, position, now)
            await asyncio.sleep(LOOK_SECONDS)
    finally:
        await connection.close()


async def _judged(system: System, watched: Watched, orgs: list[str]) -> None:
    """How far all plans are judged: of all organisations by one question, which the reads would ask of each."""
    while True:
        found = await system.worker.fetch(JUDGED)
        now = time.perf_counter()
        for org, position in found:
            if org in orgs:
                watched.reached(watched.judged, org, position, now)
        await asyncio.sleep(JUDGED_SECONDS)


def _all_seen(watched: Watched, org: str) -> bool:
    wanted = watched.answered.get(org, {}).keys()
    return wanted <= watched.seen.get(org, {}).keys() and wanted <= watched.judged.get(org, {}).keys()


async def _first(system: System, sources: dict[str, Iterator[Event]]) -> Lag:
    """The first append of each organisation after the pause, one after the other."""
    watched, group = await _watching(system, list(sources)), Group(system.app)
    looking = asyncio.create_task(_look(system, watched))
    for org, source in sources.items():
        await _append(system, group, org, next(source), watched)
        await asyncio.sleep(0.3)
    looking.cancel()
    await asyncio.gather(looking, return_exceptions=True)
    return _lag([lag for org in sources for lag in _lags(watched.answered[org], watched.seen.get(org, {}))])


def _lags(answered: dict[int, float], seen: dict[int, float]) -> list[float]:
    # What was seen before its answer arrived was there at once.
    return [max(seen[position] - at, 0.0) * 1000 for position, at in answered.items()]


def _lag(lags: list[float]) -> Lag:
    return Lag(p50_ms=round(_at(lags, 50), 1), p99_ms=round(_at(lags, 99), 1), most_ms=round(max(lags), 1))


def _at(lags: list[float], percent: int) -> float:
    return statistics.quantiles(lags, n=100, method="inclusive")[percent - 1]
