"""How many acts one server and one worker take, and two of each on one Postgres, while one of each comes and goes."""

from __future__ import annotations

import asyncio
import bisect
import itertools
import signal
import statistics
import time
import uuid
from collections.abc import Sequence
from pathlib import Path

import asyncpg
from msgspec import Struct

from deploy.benchmarks.answering import check_in
from deploy.benchmarks.lag import REACHED, Lag
from deploy.benchmarks.persistent import Answered, Client
from deploy.benchmarks.requests import played, posting
from deploy.benchmarks.working import environment
from deploy.commands import Failure
from deploy.commands.key_create import created
from deploy.settings import Settings
from deploy.soaking.acts import CYCLE, PLANS, RESULTS, opening
from deploy.soaking.ledger import bytes_of
from deploy.soaking.program import Program
from deploy.soaking.server import Server
from deploy.system import migrated
from deploy.waiting import Telling

ORGANISATIONS = 4
UNBOUNDED = "100000000"  # requests a minute
LOOK_SECONDS = 0.005
SEEN_SECONDS = 60
IDS = "select id from log.event where org = $1"


class Part(Struct, frozen=True, kw_only=True):
    """What so many of each brought: acts a second, how long an act took, and how soon it was in the current state.

    `sent_again`: acts whose answer was lost as a server went, or that found it gone. `restarts`: how often a server or
    a worker went and came.
    """

    servers: int
    workers: int
    restarts: int
    acts: int
    acts_per_s: float
    answer: Lag
    visible: Lag
    sent_again: int


class Figures(Struct, frozen=True, kw_only=True):
    """What was measured; `lost` and `doubled` are acts, of all that were acknowledged."""

    seconds: float
    clients: int
    one: Part
    two: Part
    ratio: float
    lost: int
    doubled: int


class Bench(Struct, frozen=True, kw_only=True):
    """The processes, and who acts in which organisation by which key."""

    settings: Settings
    servers: list[Server]
    workers: list[Program]
    keys: dict[str, str]


async def run(settings: Settings, home: Path, seconds: float, clients: int, tell: Telling) -> Figures:
    """One of each was measured, then two of each; the log has each act once. `home`: where the processes log."""
    await migrated(settings)
    bench = await _bench(settings, home)
    try:
        tell("starting a server and a worker")
        await _started(bench, 1)
        await _opened(bench)
        tell(f"{seconds:.0f} s with one of each")
        one, first = await _part(bench, 1, seconds, clients)
        await _started(bench, 2)
        tell(f"{seconds:.0f} s with two of each, of which one comes and goes")
        two, second = await _part(bench, 2, seconds, clients)
        lost, doubled = await missed(settings, [*first, *second])
    finally:
        for each in [*bench.servers, *bench.workers]:
            each.stop()
    ratio = round(two.acts_per_s / one.acts_per_s, 2)
    return Figures(seconds=seconds, clients=clients, one=one, two=two, ratio=ratio, lost=lost, doubled=doubled)


async def _bench(settings: Settings, home: Path) -> Bench:
    variables = environment(settings) | {"REQUESTS_PER_MINUTE": UNBOUNDED}
    orgs = [f"org-{number}" for number in range(ORGANISATIONS)]
    return Bench(
        settings=settings,
        servers=[Server(variables, home / f"server-{number}.log") for number in (1, 2)],
        workers=[Program(variables, home / f"worker-{number}.log", ["work"], b"working;") for number in (1, 2)],
        keys={org: (await created(settings, org, "owner", "bench", None))[0].text for org in orgs},
    )


async def _started(bench: Bench, of_each: int) -> None:
    programs = [*bench.servers[:of_each], *bench.workers[:of_each]]
    await asyncio.gather(*(each.start() for each in programs if not each.lives))


async def _opened(bench: Bench) -> None:
    """Each organisation has its plans."""
    for org in bench.keys:
        admin = (await created(bench.settings, org, "admin", "bench", None))[0].text
        asking = posting(f"/v1/orgs/{org}/commands", admin, bytes_of(opening()), "opening")
        await played(bench.servers[0].address, [asking], 0, 201)


async def _part(bench: Bench, of_each: int, seconds: float, clients: int) -> tuple[Part, list[Answered]]:
    made = _clients(bench, of_each, clients)
    looks: dict[str, tuple[list[int], list[float]]] = {org: ([], []) for org in bench.keys}
    looking = asyncio.create_task(_look(bench.settings, looks))
    ended, started = asyncio.Event(), time.perf_counter()
    acting = [asyncio.create_task(each.acts(ended)) for each in made]
    try:
        restarts = await _come_and_go(bench, seconds) if of_each > 1 else 0
        await asyncio.sleep(max(0.0, started + seconds - time.perf_counter()))
        ended.set()
        await asyncio.gather(*acting)
        took = time.perf_counter() - started
        answered = [each for client in made for each in client.answered]
        await _seen(answered, looks)
    finally:
        for task in (*acting, looking):
            task.cancel()
        await asyncio.gather(*acting, looking, return_exceptions=True)
    part = Part(
        servers=of_each,
        workers=of_each,
        restarts=restarts,
        acts=len(answered),
        acts_per_s=round(len(answered) / took, 1),
        answer=_lag([each.took for each in answered]),
        visible=_lag([max(_when(each, looks) - each.at, 0.0) for each in answered]),
        sent_again=sum(each.again for each in made),
    )
    return part, answered


def _clients(bench: Bench, of_each: int, clients: int) -> list[Client]:
    """Clients over the organisations and the key results in turn, by a name that no other run has."""
    addresses = [each.address for each in bench.servers[:of_each]]
    results = itertools.cycle(itertools.product(range(PLANS), range(RESULTS)))
    found = []
    for number, org, (unit, result) in zip(range(clients), itertools.cycle(bench.keys), results, strict=False):
        body = check_in(f"check-ins/{CYCLE}/u{unit}/k{result}")
        name = f"{uuid.uuid4().hex[:12]}-{number}"
        asking = posting(f"/v1/orgs/{org}/commands", bench.keys[org], body, name)
        found.append(Client(org, asking, addresses, number))
    return found


async def _come_and_go(bench: Bench, seconds: float) -> int:
    """The second server and the second worker went in order and came back, one after the other; how often."""
    pause, times = seconds / 4, 0
    for program in (bench.servers[1], bench.workers[1]):
        await asyncio.sleep(pause)
        program.signal(signal.SIGTERM)
        await program.ended()
        if program.process is not None and program.process.returncode:
            raise Failure(f"a process ended with {program.process.returncode} after SIGTERM: see its last lines")
        await program.start()
        times += 1
    return times


async def _look(settings: Settings, looks: dict[str, tuple[list[int], list[float]]]) -> None:
    """How far the current states are, and when that was seen."""
    connection = await asyncpg.connect(settings.worker_database_url)
    try:
        while True:
            found = await connection.fetch(REACHED)
            now = time.perf_counter()
            for org, position in found:
                positions, times = looks[org]
                if not positions or position > positions[-1]:
                    positions.append(position)
                    times.append(now)
            await asyncio.sleep(LOOK_SECONDS)
    finally:
        await connection.close()


async def _seen(answered: Sequence[Answered], looks: dict[str, tuple[list[int], list[float]]]) -> None:
    """All that was answered is in the current states. Raises Failure where it is not in time."""
    ends = time.perf_counter() + SEEN_SECONDS
    for org, (positions, _) in looks.items():
        last = max((each.event.position for each in answered if each.org == org), default=0)
        while not positions or positions[-1] < last:
            if time.perf_counter() > ends:
                raise Failure(f"the current state of {org} is not at {last} after {SEEN_SECONDS} s")
            await asyncio.sleep(LOOK_SECONDS)


def _when(of: Answered, looks: dict[str, tuple[list[int], list[float]]]) -> float:
    positions, times = looks[of.org]
    return times[bisect.bisect_left(positions, of.event.position)]


async def missed(settings: Settings, answered: Sequence[Answered]) -> tuple[int, int]:
    """How many acts were acknowledged and are not in the log, and how many stand there and were acknowledged as no
    event, or twice."""
    connection = await asyncpg.connect(settings.migrate_database_url)
    try:
        orgs = {each.org for each in answered}
        ids = [row["id"] for org in orgs for row in await connection.fetch(IDS, org)]
    finally:
        await connection.close()
    told = [each.event.id for each in answered]
    found = [id_ for id_ in ids if not id_.startswith("opening")]
    return len(set(told) - set(found)), len(found) - len(set(found)) + len(set(found) - set(told))


def _lag(seconds: Sequence[float]) -> Lag:
    hundredths = statistics.quantiles(seconds, n=100, method="inclusive")
    return Lag(
        p50_ms=round(hundredths[49] * 1000, 1),
        p99_ms=round(hundredths[98] * 1000, 1),
        most_ms=round(max(seconds) * 1000, 1),
    )
