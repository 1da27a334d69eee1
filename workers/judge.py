"""Judges the plans of an organisation that an event or the time that passed has changed, and their cycles."""

from __future__ import annotations

import asyncio
from typing import Any

from arq.worker import func
from prometheus_client import Counter

from events.log import read
from projections.judging import Memory
from projections.tables import governance
from workers.wake import awake, wake

JUDGED = Counter("okr_judged_plans", "Plans judged")
SECONDS = 20.0  # then another job goes on


async def judge(ctx: dict[str, Any], org: str) -> int:
    """Nothing of the organisation is marked, or another run goes on with it; how many plans were judged."""
    await awake(ctx["redis"], "judge", org)
    memory: Memory = ctx.setdefault("judging", Memory())
    now = await read.clock(ctx["pool"])
    count = await governance.judge(ctx["pool"], org, now, memory, SECONDS, resting=True)
    JUDGED.inc(count)
    due = await governance.due(ctx["pool"], org, now)
    if any(name.startswith("plan/") for name in due):
        await wake(ctx["redis"], "judge", org)
    elif due and org not in (later := ctx.setdefault("judged_later", {})):
        later[org] = asyncio.create_task(_later(ctx, org, memory.resting(org)))
    return count


async def _later(ctx: dict[str, Any], org: str, seconds: float) -> None:
    """The cycles that rest are judged then. Where this worker is gone by then, the sweep finds the organisation."""
    await asyncio.sleep(seconds)
    ctx["judged_later"].pop(org, None)
    await wake(ctx["redis"], "judge", org)


JOB = func(judge, name="judge", keep_result=0, timeout=60, max_tries=5)
