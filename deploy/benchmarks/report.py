"""How long the report of a large quarter takes: to be made once it is judged, to be fetched once it is made."""

from __future__ import annotations

import datetime as dt
import random
import statistics
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from litestar.testing import AsyncTestClient
from msgspec import Struct

from deploy.benchmarks.as_of import KEY
from deploy.benchmarks.quarter import CYCLE, ORG, filled
from deploy.benchmarks.read import peak_mib
from deploy.benchmarks.scratch import scratch
from deploy.settings import Settings
from deploy.system import System, connected, opened
from deploy.waiting import Telling
from projections import engine, kept_reports
from projections.kept_reports import Asked
from projections.reports.formats import FORMATS
from projections.standings import reporting
from projections.tables import governance
from services.http.app import application
from services.http.keys import made
from workers import report as worker
from workers.seal import level

PATH = f"/v1/orgs/{ORG}/cycles/{CYCLE}/report"
FETCHED = 50


class Took(Struct, frozen=True, kw_only=True):
    """Of one format: seconds until its bytes were rendered, and how many there are."""

    seconds: float
    bytes: int


class Figures(Struct, frozen=True, kw_only=True):
    """What was measured. `composed_s`: the report as data, from the judgements; `rendered` each format from that.

    `kept_s`: from asking for the JSON until a worker has made it and it is kept. `fetched`: milliseconds of a GET of
    the report over HTTP with the key checked, in this process, once it is kept; `fetched_bytes` as they are sent.
    `page`: the same of a single unit's report, composed anew for each request.
    """

    plans: int
    events: int
    findings: int
    composed_s: float
    rendered: dict[str, Took]
    kept_s: float
    fetched_p50_ms: float
    fetched_p99_ms: float
    fetched_bytes: int
    unit_p50_ms: float
    unit_p99_ms: float
    peak_mib: int


async def measured(settings: Settings, plans: int, events: int, tell: Telling) -> Figures:
    """The figures of such a quarter, in a database of its own."""
    async with scratch(settings) as inner, opened(inner) as system:
        owner = await connected(inner.migrate_database_url)
        try:
            tell(f"filling a quarter of {plans:,} plans and {events:,} events")
            total = await filled(inner, plans, events)
            await owner.execute("vacuum analyze log.event")
            key = made(random.Random(1).randbytes(32))  # nosec B311 # no secret is drawn
            await owner.fetch(KEY, key.prefix, key.sha256, ORG)
        finally:
            await owner.close()
        tell("folding and judging")
        for projection in engine.registered():
            await engine.advance(system.worker, projection, ORG)
        await governance.judge(system.worker, ORG, dt.datetime.now(dt.UTC))
        if system.sealing is not None:
            await level(system.sealing, ORG)
        return await _measured(system, inner.database_url, key.text, total, tell)


async def _measured(system: System, url: str, key: str, total: int, tell: Telling) -> Figures:
    tell("the report as data")
    started = time.perf_counter()
    report = await reporting.report_now(system.app, ORG, CYCLE)
    composed_s = time.perf_counter() - started
    rendered: dict[str, Took] = {}
    for name, format in FORMATS.items():
        tell(f"the report as {name}")
        started = time.perf_counter()
        body = format.render(report)
        rendered[name] = Took(seconds=round(time.perf_counter() - started, 2), bytes=len(body))
    tell("the report, made by a worker")
    started = time.perf_counter()
    await kept_reports.ask(system.app, ORG, Asked(cycle=CYCLE, format="json"), report.position)
    kept = await kept_reports.take(system.worker, ORG)
    assert kept is not None
    await worker.make(system.worker, ORG, kept)
    kept_s = time.perf_counter() - started
    tell("fetching it")
    async with _client(url, key) as client:
        whole, sent = await _fetched(client, PATH)
        unit, _ = await _fetched(client, f"{PATH}?unit=unit-1")
    return Figures(
        plans=len(report.plans),
        events=total,
        findings=len(report.shifts) + len(report.findings),
        composed_s=round(composed_s, 2),
        rendered=rendered,
        kept_s=round(kept_s, 2),
        fetched_p50_ms=round(statistics.median(whole), 1),
        fetched_p99_ms=round(sorted(whole)[-1], 1),
        fetched_bytes=sent,
        unit_p50_ms=round(statistics.median(unit), 1),
        unit_p99_ms=round(sorted(unit)[-1], 1),
        peak_mib=peak_mib(),
    )


@asynccontextmanager
async def _client(url: str, key: str) -> AsyncIterator[AsyncTestClient]:  # type: ignore[type-arg]
    async with AsyncTestClient(application(url)) as client:
        client.headers.update({"Authorization": f"Bearer {key}", "Accept-Encoding": "gzip"})
        yield client


async def _fetched(client: AsyncTestClient, path: str) -> tuple[list[float], int]:  # type: ignore[type-arg]
    """Milliseconds of each request, to the last byte as it is sent, and how many bytes that were."""
    took: list[float] = []
    size = 0
    for _ in range(FETCHED + 3):
        started = time.perf_counter()
        async with client.stream("GET", path) as answer:
            assert answer.status_code == 200, answer.status_code
            size = sum([len(piece) async for piece in answer.aiter_raw()])
        took.append((time.perf_counter() - started) * 1000)
    return took[3:], size
