"""Judges the plans of an organisation that an event or the time that passed has changed."""

from __future__ import annotations

from typing import Any

from arq.worker import func

from events.log import read
from projections.judging import Memory
from projections.tables import governance
from workers.wake import awake, wake

SECONDS = 20.0  # then another job goes on


async def judge(ctx: dict[str, Any], org: str) -> int:
    """No plan of the organisation is marked, or another run goes on with them; how many were judged."""
    await awake(ctx["redis"], "judge", org)
    memory: Memory = ctx.setdefault("judging", Memory())
    now = await read.clock(ctx["pool"])
    count = await governance.judge(ctx["pool"], org, now, memory, SECONDS)
    if await governance.due(ctx["pool"], org, now, 1):
        await wake(ctx["redis"], "judge", org)
    return count


JOB = func(judge, name="judge", keep_result=0, timeout=60, max_tries=5)
