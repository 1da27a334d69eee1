"""Finds what no wake-up told of: organisations whose log is ahead or not sealed, and what time alone has changed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from arq import cron
from arq.worker import func

from events.log import sealed
from projections import engine, rebuilding
from projections.tables import cadence, governance
from workers.wake import wake


async def sweep(ctx: dict[str, Any]) -> int:
    """Every organisation that is behind will be folded, every one that is not sealed sealed where there is a key, every
    one with something due judged or watched, and every build that was begun gone on with; how many were behind."""
    now, behind = dt.datetime.now(dt.UTC), await engine.behind(ctx["pool"])
    for org in behind:
        await wake(ctx["redis"], "fold", org)
    for org in await governance.waiting(ctx["pool"], now):
        await wake(ctx["redis"], "judge", org)
    for org in await cadence.waiting(ctx["pool"], now):
        await wake(ctx["redis"], "watch", org)
    for org, projection in await rebuilding.wanted(ctx["pool"]):
        await wake(ctx["redis"], "rebuild", org, projection)
    await rebuilding.prune(ctx["pool"], now)
    after = ""
    while ctx.get("sealing") is not None and (open_ := await sealed.behind(ctx["pool"], after)):
        for each in open_:
            await wake(ctx["redis"], "seal", each.org)
        after = open_[-1].org
    return len(behind)


JOB = func(sweep, name="sweep", keep_result=0, timeout=60)
CRON = cron(
    sweep, name="sweep-by-the-clock", second=set(range(0, 60, 5)), run_at_startup=True, keep_result=0, unique=True
)
