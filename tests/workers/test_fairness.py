"""Organisations that are active at once do not starve each other."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from deploy.system import System
from projections import engine
from tests.workers.queued import SOON, all_folded, appended, folded
from tests.workers.test_worker import until, working


async def test_forty_organisations_at_once_are_all_folded(system: System, unswept: None) -> None:
    orgs = [f"o{number}" for number in range(40)]
    async with working(system):
        for _ in range(3):

            async def acts(org: str) -> None:
                for _ in range(3):
                    await appended(system, org)
                    await system.woken(org)

            await asyncio.gather(*map(acts, orgs))
            await until(lambda: all_folded(system, orgs))


async def test_jobs_that_take_long_hold_up_no_other(
    system: System, unswept: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow, others = [f"slow{number}" for number in range(15)], [f"other{number}" for number in range(25)]
    advance, go_on = engine.advance, asyncio.Event()

    async def lingering(pool: Any, projection: Any, org: str, *more: Any, **named: Any) -> Any:
        if org in slow:
            await go_on.wait()
        return await advance(pool, projection, org, *more, **named)

    monkeypatch.setattr(engine, "advance", lingering)
    for org in slow + others:
        await appended(system, org)
        await system.woken(org)
    async with working(system):
        await until(lambda: all_folded(system, others), SOON)
        assert not any([await folded(system, org) for org in slow])
        go_on.set()
        await until(lambda: all_folded(system, slow), SOON)
