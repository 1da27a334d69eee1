"""The benchmark of judging: every plan is judged, one more event judges its own plan alone, and nothing stays."""

from __future__ import annotations

from deploy.benchmarks.judge import measured
from deploy.servers import Servers
from tests.databases import settings_of
from tests.deploy.test_bench_read import databases

PLANS, EVENTS = 20, 1000


async def test_one_more_event_has_its_own_plan_judged_and_no_other(servers: Servers) -> None:
    figures = await measured(settings_of(servers), PLANS, EVENTS, lambda line: None)
    assert figures.plans == PLANS
    assert EVENTS * 0.8 < figures.events <= EVENTS
    assert figures.findings > 0
    assert figures.again_plans == 1
    assert 0 < figures.again_rows < figures.events / 2, "the plan's own events were read, and not the quarter"
    assert min(figures.plans_s, figures.peak_mib, figures.again_queries) > 0
    assert await databases(servers) == 0
