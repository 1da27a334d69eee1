"""How soon an append is sealed, and how fast a long log is sealed, verified and proved from."""

from __future__ import annotations

import asyncio
import datetime as dt
import random
import statistics
import time
from collections.abc import Callable

from msgspec import Struct

from deploy.benchmarks.working import working
from deploy.commands import Failure
from deploy.settings import Settings
from deploy.system import System, opened
from events.catalogue import Event
from events.facts.check_in import CheckInRecorded
from events.log import prove, sealed
from events.log.append import Act, append
from events.log.verify import verified
from workers import seal
from workers.seal import Sealing

SHORT, LONG = "short", "long"  # the organisations
ACT = 500
PROOFS = 500
UNITS = 50  # whose people write; each with key results of 20 check-ins
POLL_SECONDS = 0.002
PATIENCE_SECONDS = 30
NOTE = "Pipeline coverage up after the partner launch; two enterprise deals slipped to next month. "


class Figures(Struct, frozen=True, kw_only=True):
    """What was measured: times in milliseconds, speeds in events a second.

    `lag`: from an append's answer until a reader sees a checkpoint that covers it. `prove`: a proof of inclusion from
    the tiles in the database, with the reads.
    """

    appends: int
    appends_per_s: float
    checkpoints: int
    lag_p50_ms: float
    lag_p99_ms: float
    events: int
    seal_per_s: float
    verify_per_s: float
    prove_p50_ms: float
    prove_p99_ms: float


async def run(settings: Settings, events: int, rate: float, seconds: float, progress: Callable[[str], None]) -> Figures:
    """Both were measured, on a database that is empty at the start."""
    async with opened(settings) as system:
        assert system.sealing is not None
        progress(f"appending {rate:.0f} times a second beside a worker")
        async with working(settings):
            lags, took = await _lags(system, rate, seconds)
        checkpoints = len(await sealed.checkpoints(system.app, SHORT, limit=100_000))
        progress(f"appending {events:,} events")
        await _filled(system, events)
        progress("sealing")
        seal_s = await _timed_seal(system.sealing)
        progress("verifying")
        verify_s = await _timed_verify(system, events)
        progress("proving")
        proofs = await _timed_proofs(system, events)
    return Figures(
        appends=len(lags),
        appends_per_s=len(lags) / took,
        checkpoints=checkpoints,
        lag_p50_ms=_at(lags, 50),
        lag_p99_ms=_at(lags, 99),
        events=events,
        seal_per_s=events / seal_s,
        verify_per_s=events / verify_s,
        prove_p50_ms=_at(proofs, 50),
        prove_p99_ms=_at(proofs, 99),
    )


def _at(seconds: list[float], percent: int) -> float:
    return statistics.quantiles(seconds, n=100, method="inclusive")[percent - 1] * 1000


def event(org: str, n: int) -> Event:
    """A check-in as long as people write them."""
    return Event(
        specversion="1.0",
        id=f"e{n}",
        source=f"/orgs/{org}",
        type="check_in.recorded",
        subject=f"check-ins/2026-q1/unit{n % UNITS}/kr{n // UNITS // 20}",
        time=dt.datetime(2026, 2, 3, 9, tzinfo=dt.UTC),
        actor="ada",
        data=CheckInRecorded(value=0.5, note=f"{NOTE}{n}"),
    )


async def _lags(system: System, rate: float, seconds: float) -> tuple[list[float], float]:
    """How long each append waited until it was sealed, and how long they took together."""
    answered: dict[int, float] = {}
    visible: dict[int, float] = {}
    await _appended(system, 0, answered)
    async with asyncio.timeout(PATIENCE_SECONDS):
        await _seen(system, answered, visible, 1)  # the worker is there
    visible.clear()
    answered.clear()
    total, start = int(rate * seconds), time.perf_counter()
    watching = asyncio.create_task(_seen(system, answered, visible, total + 1))
    for n in range(1, total + 1):
        await asyncio.sleep(max(start + n / rate - time.perf_counter(), 0))
        await _appended(system, n, answered)
    took = time.perf_counter() - start
    try:
        await asyncio.wait_for(watching, PATIENCE_SECONDS)
    except TimeoutError:
        raise Failure(f"the worker sealed {len(visible)} of {total} appends and then nothing more") from None
    return [visible[position] - at for position, at in answered.items()], took


async def _appended(system: System, n: int, answered: dict[int, float]) -> None:
    placed = await append(system.app, Act(org=SHORT, events=(event(SHORT, n),)))
    answered[placed.position] = time.perf_counter()
    await system.woken(SHORT)


async def _seen(system: System, answered: dict[int, float], visible: dict[int, float], until: int) -> None:
    """For every position the moment at which a reader saw a checkpoint that covers it."""
    size = 0
    while size < until:
        found = await sealed.checkpoints(system.app, SHORT, limit=1)
        now = time.perf_counter()
        if found and found[0][0] > size:
            visible |= dict.fromkeys(range(size + 1, found[0][0] + 1), now)
            size = found[0][0]
        await asyncio.sleep(POLL_SECONDS)


async def _filled(system: System, events: int) -> None:
    for start in range(0, events, ACT):
        acts = tuple(event(LONG, n) for n in range(start, min(start + ACT, events)))
        await append(system.app, Act(org=LONG, events=acts))


async def _timed_seal(sealing: Sealing) -> float:
    start = time.perf_counter()
    await seal.level(sealing, LONG)
    return time.perf_counter() - start


async def _timed_verify(system: System, events: int) -> float:
    assert system.sealing is not None
    start = time.perf_counter()
    found = await verified(system.app, LONG, system.sealing.keys.verifiers(LONG))
    took = time.perf_counter() - start
    if not found.well or found.position != events or found.unsealed:
        raise Failure(f"the log that was just written is not well: {found.differs or found.faults}")
    return took


async def _timed_proofs(system: System, events: int) -> list[float]:
    chosen, took = random.Random(1), []  # nosec B311 # no secret is drawn
    for _ in range(PROOFS):
        position = chosen.randint(1, events)
        start = time.perf_counter()
        await prove.inclusion(system.app, LONG, position)
        took.append(time.perf_counter() - start)
    return took
