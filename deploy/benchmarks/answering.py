"""How fast the server answers about a plan, and takes acts, beside what the same server does with constant bytes."""

from __future__ import annotations

import asyncio
import itertools
import statistics
import sys
import uuid
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

import msgspec
from msgspec import Struct

from deploy import example
from deploy.benchmarks.requests import Asking, Tally, getting, played, posting
from deploy.benchmarks.working import ROOT, environment
from deploy.commands import Failure
from deploy.commands.key_create import created
from deploy.example.units import UNITS
from deploy.importing import write
from deploy.levelled import levelled
from deploy.settings import Settings
from deploy.system import System, opened
from projections.standings import now
from services.imports import Numbered, prepared

ORG, CYCLE = example.ORGANISATION, example.CYCLE
PLANS = [f"/v1/orgs/{ORG}/cycles/{CYCLE}/plans/{unit.id}" for unit in UNITS]
CONSTANTS = [f"/constant/{unit.id}" for unit in UNITS]
COMMANDS = f"/v1/orgs/{ORG}/commands"
PAUSE_SECONDS = 0.1  # between the acts while plans are read
NOTE = "Pipeline coverage up after the partner launch; two enterprise deals slipped to next month."


class Figures(Struct, frozen=True, kw_only=True):
    """What was measured: answers a second, and milliseconds until one. A ratio is the median of the rounds' own.

    `plan`: GET of a plan. `moving`: the same while the organisation's state changes ten times a second. `act`: POST of
    a check-in. Each by `constant`, which is the same server's handler of the same bytes, in the same round. `us`: what
    one takes of the server's processor; what an answer takes beside that is Postgres' and the clients'.
    """

    rounds: int
    seconds: float
    clients: int
    plan_bytes: int
    plan_ratio: float
    moving_ratio: float
    act_ratio: float
    constant_per_s: float
    plan_per_s: float
    moving_per_s: float
    acts_per_s: float
    constant_us: float
    plan_us: float
    act_us: float
    plan_p50_ms: float
    plan_p99_ms: float
    act_p50_ms: float
    act_p99_ms: float


class Measure(Struct, frozen=True):
    """What a load brought, and the seconds of the server's processor that an answer took."""

    tally: Tally
    spent: float


async def run(
    settings: Settings, rounds: int, seconds: float, clients: int, progress: Callable[[str], None]
) -> Figures:
    """Each is measured in each round, on a database that is empty at the start; the acts in rounds of their own."""
    async with opened(settings) as system:
        progress("the example quarter")
        await _filled(system)
        keys = [(await created(settings, ORG, "owner", "bench", None))[0].text for _ in range(clients)]
        acts = await _acts(system, keys)
        async with served(settings) as address:
            reads, writes = list[dict[str, Measure]](), list[dict[str, Measure]]()
            for number in range(1, rounds + 1):
                progress(f"round {number} of {rounds}: a plan")
                reads.append(await _read(system, address, keys, seconds))
            for number in range(1, rounds + 1):
                progress(f"round {number} of {rounds}: acts")
                writes.append(await _written(address, keys, acts, seconds))
    return found(reads, writes, seconds, clients)


async def _filled(system: System) -> None:
    """The example is in the log up to its middle, when its key results are still open, and folded."""
    events = example.events(example.MID_QUARTER)
    numbered = [Numbered(nth, prepared(ORG, event)) for nth, event in enumerate(events, 1)]
    await write(system, ORG, numbered)
    await levelled(system, ORG, lambda _: None)


async def _acts(system: System, keys: Sequence[str]) -> list[tuple[str, bytes]]:
    """A key and a check-in for each client, on the open key results in turn."""
    open_: list[str] = []
    for unit in UNITS:
        plan = (await now.plan(system.app, ORG, CYCLE, unit.id)).plans(CYCLE)[unit.id]
        items = [item.id for item in plan.items.values() if item.kind == "key_result" and item.status == "open"]
        open_ += [f"check-ins/{CYCLE}/{unit.id}/{item}" for item in items]
    return [(key, check_in(stream)) for key, stream in zip(keys, itertools.cycle(open_), strict=False)]


def check_in(stream: str) -> bytes:
    """An act of one command, as long as people write them."""
    data = {"value": 42.5, "confidence": 0.7, "note": NOTE}
    return msgspec.json.encode({"commands": [{"command": "check_in.record", "subject": stream, "data": data}]})


@asynccontextmanager
async def served(settings: Settings) -> AsyncIterator[str]:
    """The address at which a process of its own serves, until the block is left."""
    command = [sys.executable, "-P", "-m", "deploy.benchmarks.beside_constants"]
    pipe, env = asyncio.subprocess.PIPE, environment(settings)
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=env, stdin=pipe, stdout=pipe)
    assert process.stdin is not None and process.stdout is not None
    try:
        if not (address := (await process.stdout.readline()).decode().strip()):
            raise Failure("the server could not start")
        yield address
    finally:
        process.stdin.close()
        await process.wait()


async def _read(system: System, address: str, keys: Sequence[str], seconds: float) -> dict[str, Measure]:
    constant = [getting(CONSTANTS, key, number) for number, key in enumerate(keys)]
    plan = [getting(PLANS, key, number) for number, key in enumerate(keys)]
    measures = {
        "constant": await _measured(address, constant, seconds, 200),
        "plan": await _measured(address, plan, seconds, 200),
    }
    changing = asyncio.create_task(_changing(system, address, keys[0]))
    try:
        measures["moving"] = await _measured(address, plan, seconds, 200)
    finally:
        changing.cancel()
        await asyncio.gather(changing, return_exceptions=True)
    return measures


async def _changing(system: System, address: str, key: str) -> None:
    """Acts follow each other, and each is folded at once."""
    [(_, body), *_] = await _acts(system, [key])
    asking = posting(COMMANDS, key, body, uuid.uuid4().hex)
    while True:
        await played(address, [asking], 0, 201)
        await levelled(system, ORG, lambda _: None)
        await asyncio.sleep(PAUSE_SECONDS)


async def _written(
    address: str, keys: Sequence[str], acts: Sequence[tuple[str, bytes]], seconds: float
) -> dict[str, Measure]:
    constant = [getting(CONSTANTS, key, number) for number, key in enumerate(keys)]
    posted = [posting(COMMANDS, key, body, uuid.uuid4().hex) for key, body in acts]
    return {
        "constant": await _measured(address, constant, seconds, 200),
        "act": await _measured(address, posted, seconds, 201),
    }


async def _measured(address: str, asking: Sequence[Asking], seconds: float, status: int) -> Measure:
    before = await _spent(address)
    tally = await played(address, asking, seconds, status)
    return Measure(tally, (await _spent(address) - before) / len(tally.times))


async def _spent(address: str) -> float:
    return float((await played(address, [getting(["/spent"], "")], 0, 200)).last)


def found(
    reads: Sequence[dict[str, Measure]], writes: Sequence[dict[str, Measure]], seconds: float, clients: int
) -> Figures:
    """The medians over the rounds."""

    def ratio(rounds: Sequence[dict[str, Measure]], name: str) -> float:
        return statistics.median(each[name].tally.rate / each["constant"].tally.rate for each in rounds)

    def rate(rounds: Sequence[dict[str, Measure]], name: str) -> float:
        return statistics.median(each[name].tally.rate for each in rounds)

    def spent(rounds: Sequence[dict[str, Measure]], name: str) -> float:
        return 1_000_000 * statistics.median(each[name].spent for each in rounds)

    def at(rounds: Sequence[dict[str, Measure]], name: str, percent: int) -> float:
        times = (each[name].tally.times for each in rounds)
        return 1000 * statistics.median(statistics.quantiles(each, n=100)[percent - 1] for each in times)

    return Figures(
        rounds=len(reads),
        seconds=seconds,
        clients=clients,
        plan_bytes=len(reads[0]["plan"].tally.last),
        plan_ratio=ratio(reads, "plan"),
        moving_ratio=ratio(reads, "moving"),
        act_ratio=ratio(writes, "act"),
        constant_per_s=rate([*reads, *writes], "constant"),
        plan_per_s=rate(reads, "plan"),
        moving_per_s=rate(reads, "moving"),
        acts_per_s=rate(writes, "act"),
        constant_us=spent([*reads, *writes], "constant"),
        plan_us=spent(reads, "plan"),
        act_us=spent(writes, "act"),
        plan_p50_ms=at(reads, "plan", 50),
        plan_p99_ms=at(reads, "plan", 99),
        act_p50_ms=at(writes, "act", 50),
        act_p99_ms=at(writes, "act", 99),
    )
