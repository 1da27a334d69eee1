"""Judges the plans of an organisation that an event or the time that passed has changed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from arq.worker import func

from projections.tables import governance
from workers.wake import awake


async def judge(ctx: dict[str, Any], org: str) -> int:
    """No plan of the organisation is marked; how many were judged."""
    await awake(ctx["redis"], "judge", org)
    count = 0
    while plans := await governance.due(ctx["pool"], org, dt.datetime.now(dt.UTC)):
        for plan in plans:
            await governance.judge(ctx["pool"], org, plan, dt.datetime.now(dt.UTC))
            count += 1
    return count


JOB = func(judge, name="judge", keep_result=0, timeout=300, max_tries=5)
