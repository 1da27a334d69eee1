"""How long a plan as of any day takes, in a short log and in a long one."""

from __future__ import annotations

import datetime as dt
import itertools
import random
import statistics
import time
from collections.abc import Awaitable, Callable
from urllib.parse import quote

import asyncpg
from litestar.testing import AsyncTestClient
from msgspec import Struct

from deploy.benchmarks.read import fill, history
from deploy.benchmarks.scratch import scratch
from deploy.settings import Settings
from deploy.system import COMMAND_SECONDS, connected, pool, tables
from deploy.waiting import Telling
from events.catalogue import recall
from events.log import read
from projections.standings import then
from projections.standings.standing import Moment
from services.http.app import application
from services.http.keys import made

ORG = "bench"
KEY = "select prefix from access.key_create($1, $2, $3, 'reader', '', null, null)"


class Took(Struct, frozen=True, kw_only=True):
    """Milliseconds of a plan as of a day: folded, and over HTTP with the key checked, both in this process."""

    events: int
    p50_ms: float
    p99_ms: float
    http_p50_ms: float
    http_p99_ms: float


class Figures(Struct, frozen=True, kw_only=True):
    """What was measured; `growth` is the p50 of the long log over that of the short one."""

    days: int
    short: Took
    long: Took
    growth: float
    http_growth: float


async def measured(settings: Settings, events: int, days: int, tell: Telling) -> Figures:
    """The figures at a tenth of so many events and at all of them, in a database of its own."""
    async with scratch(settings) as inner:
        owner = await connected(inner.migrate_database_url)
        await tables(owner)
        key = made(random.Random(1).randbytes(32))  # nosec B311 # no secret is drawn
        await owner.fetch(KEY, key.prefix, key.sha256, ORG)
        connection = await asyncpg.connect(inner.database_url, command_timeout=COMMAND_SECONDS)
        source, position, took = history(), 0, []
        for until in (events // 10, events):
            tell(f"filling a log up to {until:,} events")
            await fill(connection, source, position, until)
            await owner.execute("vacuum analyze log.event")
            position = until
            tell(f"plans as of {days} days")
            took.append(await _took(inner, until, days, key.text))
        await connection.close()
        await owner.close()
    short, long = took
    return Figures(
        days=days,
        short=short,
        long=long,
        growth=round(long.p50_ms / short.p50_ms, 2),
        http_growth=round(long.http_p50_ms / short.http_p50_ms, 2),
    )


async def _took(settings: Settings, events: int, days: int, key: str) -> Took:
    source, lots = await pool(settings.database_url), random.Random(events)  # nosec B311 # no secret is drawn
    plans: list[tuple[str, str, dt.datetime]] = []
    while len(plans) < days:
        [(_, body)] = await read.page(source, ORG, lots.randrange(events), 1)
        event = recall(body)
        if event.subject.startswith("plan/"):
            _, cycle, unit = event.subject.split("/")
            plans.append((cycle, unit, event.noted))

    async def folded(cycle: str, unit: str, at: dt.datetime) -> None:
        await then.plan(source, ORG, cycle, unit, Moment(at, at), events)

    headers = {"Authorization": f"Bearer {key}"}
    async with AsyncTestClient(application(settings.database_url)) as client:

        async def asked(cycle: str, unit: str, at: dt.datetime) -> None:
            when = quote(at.isoformat())
            path = f"/v1/orgs/{ORG}/cycles/{cycle}/plans/{unit}?as_of={when}&known_at={when}"
            answer = await client.get(path, headers=headers)
            assert answer.status_code == 200, answer.text

        inside, over_http = await _times(folded, plans), await _times(asked, plans)
    await source.close()
    return Took(
        events=events,
        p50_ms=_at(inside, 50),
        p99_ms=_at(inside, 99),
        http_p50_ms=_at(over_http, 50),
        http_p99_ms=_at(over_http, 99),
    )


async def _times(
    way: Callable[[str, str, dt.datetime], Awaitable[None]], plans: list[tuple[str, str, dt.datetime]]
) -> list[float]:
    for plan in itertools.islice(plans, 10):
        await way(*plan)  # connections and prepared statements are there
    times = []
    for plan in plans:
        started = time.perf_counter()
        await way(*plan)
        times.append((time.perf_counter() - started) * 1000)
    return times


def _at(times: list[float], percent: int) -> float:
    return round(statistics.quantiles(times, n=100, method="inclusive")[percent - 1], 2)
