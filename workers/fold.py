"""Folds what an organisation's log has and its projections have not, then has the marked plans judged."""

from __future__ import annotations

from typing import Any

from arq.worker import func

from projections import engine
from workers.wake import awake, wake


async def fold(ctx: dict[str, Any], org: str) -> int:
    """Every projection is level with the organisation's log; the position reached."""
    await awake(ctx["redis"], "fold", org)
    # What is is asked for most, and waits for nothing else.
    projections = sorted(engine.registered(), key=lambda each: each.name != "current_state")
    positions = [await engine.advance(ctx["pool"], projection, org) for projection in projections]
    await wake(ctx["redis"], "judge", org)
    return min(positions)


JOB = func(fold, name="fold", keep_result=0, timeout=60, max_tries=5)
