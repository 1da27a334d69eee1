"""Builds a projection of an organisation anew beside what is served of it: for a new version, or when somebody asks.

A run hands over before its time is out; whoever is killed in it has only delayed the rest.
"""

from __future__ import annotations

from typing import Any

from arq.worker import func

from projections import engine, rebuilding
from workers.wake import awake, wake

SECONDS = 20.0


async def rebuild(ctx: dict[str, Any], org: str, projection: str) -> int:
    """The build that was begun is served, or another run goes on with it; its position. One is begun here only where an
    earlier version is served."""
    await awake(ctx["redis"], "rebuild", org, projection)
    declared = next((each for each in engine.registered() if each.name == projection), None)
    build = await rebuilding.needed(ctx["pool"], declared, org) if declared else None
    if declared is None or build is None:
        return 0
    standing = await rebuilding.further(ctx["pool"], declared, build, SECONDS)
    if not standing.served:
        await wake(ctx["redis"], "judge", org)
        await wake(ctx["redis"], "rebuild", org, projection)
    return standing.position


JOB = func(rebuild, name="rebuild", keep_result=0, timeout=60, max_tries=5)
