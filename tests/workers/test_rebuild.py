"""A worker goes on with builds that were begun, and builds a new version by itself."""

from __future__ import annotations

import datetime as dt

import pytest

from deploy.servers import Servers
from deploy.system import System, opened
from projections import engine, rebuilding
from projections.registry import Projection
from projections.tables import current_state, governance
from tests.databases import settings_of
from tests.workers.test_worker import assert_equals_the_fold, fill, level, until, working

SERVED = "select build from projection.checkpoint where projection = $1 and serving"


async def served(system: System, projection: str) -> int:
    """The number of the build that is served."""
    return int(await system.worker.fetchval(SERVED, projection))


@pytest.mark.parametrize("projection", [current_state.PROJECTION, governance.PROJECTION], ids=lambda each: each.name)
async def test_a_build_that_was_begun_is_served_in_the_end(projection: Projection, database: Servers) -> None:
    async with opened(settings_of(database)) as system:
        await fill(system, "acme", units=3)
        for each in engine.registered():
            await engine.advance(system.worker, each, "acme")
        await governance.judge(system.worker, "acme", dt.datetime.now(dt.UTC))
        assert await rebuilding.begin(system.worker, projection, "acme")
        async with working(system):

            async def is_served() -> bool:
                return await served(system, projection.name) == 2

            await until(is_served)
            await until(lambda: level(system, "acme"))
        await assert_equals_the_fold(system, "acme")
