"""Finds what no wake-up told of: organisations whose log is ahead, and plans that time alone has changed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from arq import cron
from arq.worker import func

from projections import engine
from projections.tables import governance
from workers.wake import wake


async def sweep(ctx: dict[str, Any]) -> int:
    """Every organisation that is behind will be folded, every one with a plan to judge judged; how many were behind."""
    behind = await engine.behind(ctx["pool"])
    for org in behind:
        await wake(ctx["redis"], "fold", org)
    for org in await governance.waiting(ctx["pool"], dt.datetime.now(dt.UTC)):
        await wake(ctx["redis"], "judge", org)
    return len(behind)


JOB = func(sweep, name="sweep", keep_result=0, timeout=60)
CRON = cron(
    sweep, name="sweep-by-the-clock", second=set(range(0, 60, 5)), run_at_startup=True, keep_result=0, unique=True
)
