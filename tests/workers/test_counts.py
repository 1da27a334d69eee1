"""What a worker counts: its jobs and how they ended, what it folded, and what it judged."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from arq.worker import func
from prometheus_client import REGISTRY, generate_latest

from deploy.servers import Servers
from deploy.system import opened
from tests.databases import settings_of
from tests.services.http.scraping import value
from tests.workers.test_worker import fill, level, until, working
from workers.counts import counted


def of(name: str, **labels: str) -> float:
    return value(generate_latest(REGISTRY).decode(), name, **labels)


async def test_a_job_is_counted_by_how_it_ended() -> None:
    async def odd(ctx: dict[str, Any], what: str) -> str:
        if what == "fails":
            raise KeyError(what)
        if what == "hangs":
            await asyncio.Event().wait()
        return what

    job = counted(func(odd, name="odd"))
    assert await job.coroutine({}, "works") == "works"
    for _ in range(2):
        with pytest.raises(KeyError):
            await job.coroutine({}, what="fails")
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(job.coroutine({}, "hangs"), 0.01)
    assert [of("okr_job_seconds_count", work="odd", outcome=how) for how in ("done", "failed", "cancelled")] == [
        1,
        2,
        1,
    ]


async def test_what_a_worker_did_is_counted(database: Servers) -> None:
    def folded() -> float:
        return of("okr_folded_events_total", projection="current_state")

    before, judged = folded(), of("okr_judged_plans_total")
    async with opened(settings_of(database)) as system:
        events = await fill(system, "acme", units=1)
        await system.woken("acme")
        async with working(system):
            await until(lambda: level(system, "acme"))
    assert folded() - before == events
    assert of("okr_judged_plans_total") > judged
    assert of("okr_job_seconds_count", work="judge", outcome="done") > 0
