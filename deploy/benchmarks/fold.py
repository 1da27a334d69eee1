"""How fast projections catch up with a log: of many organisations and of one alone, by one worker and by two."""

from __future__ import annotations

import asyncio
import gc
import itertools
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import msgspec
import uvloop
from msgspec import Struct
from msgspec.structs import replace

from deploy.benchmarks.read import history, peak_mib
from deploy.benchmarks.scratch import scratch
from deploy.settings import Settings
from deploy.system import COMMAND_SECONDS, connected, pool, tables
from deploy.waiting import Telling
from events.catalogue import Event
from events.log.append import Act, append
from projections import engine
from projections.registry import Projection
from workers import running

ROOT = Path(__file__).resolve().parent.parent.parent
ACT = 1000
MANY = 16
ALONE = ["alone"]
WORKERS = (1, 2)
TABLES = """
select string_agg(format('projection.%I', relname), ', ')
from pg_class where relnamespace = 'projection'::regnamespace and relkind = 'r' and relname <> 'declared'
"""


class Fold(Struct, frozen=True, kw_only=True):
    """One projection folded from nothing by so many workers: events a second, and the most memory of one, in MiB."""

    projection: str
    organisations: int
    workers: int
    events_s: int
    peak_mib: int


class Figures(Struct, frozen=True, kw_only=True):
    """What was measured on logs of so many events, believable ones: a quarter again and again."""

    events: int
    folds: tuple[Fold, ...]


class Share(Struct, frozen=True, kw_only=True):
    """What one worker is told to fold."""

    url: str
    projection: str
    orgs: list[str]


async def measured(settings: Settings, events: int, names: list[str], tell: Telling) -> Figures:
    """Each projection of `names` was folded from nothing, in a database of its own."""
    async with scratch(settings) as inner:
        owner = await connected(inner.migrate_database_url)
        await tables(owner)
        many = [f"org-{number:02}" for number in range(MANY)]
        for orgs in (many, ALONE):
            tell(f"filling logs of {events:,} events: {len(orgs)} of them")
            await _filled(inner, orgs, events // len(orgs))
        await owner.execute("vacuum analyze log.event")
        folds = []
        for projection, orgs, workers in itertools.product(
            [each for each in engine.registered() if each.name in names], (many, ALONE), WORKERS
        ):
            tell(f"{projection.name} of {len(orgs)}, {workers} at work")
            await owner.execute(f"truncate {await owner.fetchval(TABLES)}")
            folds.append(await _folded(inner, projection, orgs, workers))
        await owner.close()
    return Figures(events=events, folds=tuple(folds))


async def _filled(settings: Settings, orgs: list[str], events: int) -> None:
    connection = await asyncpg.connect(settings.database_url, command_timeout=COMMAND_SECONDS)
    await connection.execute("set synchronous_commit = off")
    for org in orgs:
        source = _of(org)
        for start in range(0, events, ACT):
            act = tuple(itertools.islice(source, min(ACT, events - start)))
            await append(connection, Act(org=org, events=act))
    await connection.close()


def _of(org: str) -> Iterator[Event]:
    return (replace(event, source=f"/orgs/{org}") for event in history())


async def _folded(settings: Settings, projection: Projection, orgs: list[str], workers: int) -> Fold:
    """So many processes folded the organisations, each its share; of one alone, all of them that one."""
    shares = [orgs[number::workers] or orgs for number in range(workers)]
    command = [sys.executable, "-P", "-m", __name__]
    pipe = asyncio.subprocess.PIPE
    processes = [await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdin=pipe, stdout=pipe) for _ in shares]
    for process in processes:
        assert process.stdout is not None
        await process.stdout.readline()  # it is there, and waits for its share
    started = time.perf_counter()
    answers = await asyncio.gather(
        *(
            process.communicate(
                msgspec.json.encode(Share(url=settings.worker_database_url, projection=projection.name, orgs=share))
            )
            for process, share in zip(processes, shares, strict=True)
        )
    )
    took = time.perf_counter() - started
    found = [msgspec.json.decode(out, type=dict[str, int]) for out, _ in answers]
    together = {org: max(each.get(org, 0) for each in found) for org in orgs}
    return Fold(
        projection=projection.name,
        organisations=len(orgs),
        workers=workers,
        events_s=round(sum(together.values()) / took),
        peak_mib=max(each["peak_mib"] for each in found),
    )


async def _worked(share: Share) -> dict[str, int]:
    """The positions reached, and the most memory that it took."""
    projection = next(each for each in engine.registered() if each.name == share.projection)
    gc.set_threshold(*running.THRESHOLDS)
    connections = await pool(share.url)
    reached = {org: await engine.advance(connections, projection, org) for org in share.orgs}
    await connections.close()
    return {**reached, "peak_mib": peak_mib()}


if __name__ == "__main__":
    print(flush=True)
    told = msgspec.json.decode(sys.stdin.buffer.read(), type=Share)
    print(msgspec.json.encode(uvloop.run(_worked(told))).decode())
