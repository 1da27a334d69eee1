"""When a plan is judged, and what is seen then, where the clocks of the log and of the worker differ."""

from __future__ import annotations

import datetime as dt

from deploy.servers import Servers
from deploy.system import System, opened
from projections import engine
from projections.tables import governance
from tests.databases import settings_of
from tests.projections.story import a_locked_plan, on
from tests.projections.words import CYCLE, PLAN, key_result
from tests.workers.recorded import recorded

ORG = "acme"
LOCKED = a_locked_plan(k1=4)
NINE = dt.datetime(2026, 2, 3, 9, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


async def judged(system: System, now: dt.datetime) -> list[str]:
    """The shifts of the plan once what is due at an instant has been judged."""
    for plan in await governance.due(system.worker, ORG, now):
        await governance.judge(system.worker, ORG, plan, now)
    [judgement] = (await governance.judgements(system.app, ORG, CYCLE)).judgements
    assert judgement.plan == PLAN
    return [finding.id for finding in judgement.findings if finding.finding == "shift"]


async def folded(system: System) -> None:
    for projection in engine.registered():
        await engine.advance(system.worker, projection, ORG)


async def test_what_is_noted_is_seen_also_by_a_worker_whose_clock_is_behind(database: Servers) -> None:
    async with opened(settings_of(database)) as system:
        await recorded(database, ORG, [*LOCKED, on("02-03 09:00", "S1", key_result("n1", 3))])
        await folded(system)
        assert await judged(system, NINE - MINUTE) == ["S1"]


async def test_what_takes_effect_in_some_minutes_is_judged_then(database: Servers) -> None:
    async with opened(settings_of(database)) as system:
        ahead = on("02-03 09:04", "S1", key_result("n1", 3), noted="02-03 09:00")
        await recorded(database, ORG, [*LOCKED, ahead])
        await folded(system)
        assert await judged(system, NINE + MINUTE) == []
        assert await governance.due(system.worker, ORG, NINE + 3 * MINUTE) == []
        assert await judged(system, NINE + 4 * MINUTE) == ["S1"]
