"""Finds what no wake-up told of: organisations whose log is ahead or not sealed, and what time alone has changed."""

from __future__ import annotations

import asyncio
import uuid
from typing import Any

from arq import ArqRedis
from arq.constants import default_queue_name, in_progress_key_prefix
from arq.utils import timestamp_ms
from arq.worker import func

from events.log import read, sealed
from projections import engine, kept_reports, rebuilding
from projections.tables import cadence, governance
from workers import outdated
from workers.wake import wake

SECONDS = 5
LOOK_SECONDS = 0.5
FAR_SECONDS = 1  # longer than any job is put off
MOST = 1000  # jobs looked at
SWEPT = "okr:swept"


async def sweep(ctx: dict[str, Any]) -> int:
    """Every organisation that is behind will be folded, every one that is not sealed sealed where there is a key, every
    one with something due judged or watched, every build that was begun gone on with, and every report made that was
    asked for; how many were behind."""
    now, behind = await read.clock(ctx["pool"]), await engine.behind(ctx["pool"])
    for org in behind:
        await wake(ctx["redis"], "fold", org)
    for org in await governance.waiting(ctx["pool"], now):
        await wake(ctx["redis"], "judge", org)
    for org in await cadence.waiting(ctx["pool"], now):
        await wake(ctx["redis"], "watch", org)
    for org, projection in await rebuilding.wanted(ctx["pool"]):
        await wake(ctx["redis"], "rebuild", org, projection)
    for org in await kept_reports.waiting(ctx["pool"]):
        await wake(ctx["redis"], "report", org)
    await rebuilding.prune(ctx["pool"], now)
    after = ""
    while ctx.get("sealing") is not None and (open_ := await sealed.behind(ctx["pool"], after)):
        for each in open_:
            await wake(ctx["redis"], "seal", each.org)
        after = open_[-1].org
    await outdated.prune(ctx["redis"], ctx["pool"])
    return len(behind)


JOB = func(sweep, name="sweep", keep_result=0, timeout=60)


async def sweeping(redis: ArqRedis) -> None:
    """One of the workers sweeps every few seconds; where one begins, at once. No job is passed by for long.

    arq's own cron goes by the machine's clock: where that is set back by an hour, nothing would be swept for an hour.
    """
    first = True
    while True:
        if await redis.set(SWEPT, b"1", nx=not first, px=SECONDS * 1000):
            await released(redis)
            await redis.enqueue_job("sweep", _job_id=f"sweep:{uuid.uuid4().hex}")
        await drawn_near(redis)
        first = False
        await asyncio.sleep(LOOK_SECONDS)


async def released(redis: ArqRedis) -> None:
    """No job that somebody has begun is queued any more.

    arq looks at the first hundred jobs only. Those of killed workers would stand there for the longest `timeout` and
    ten seconds; whatever they had to do, the sweep finds.
    """
    first = await redis.zrange(default_queue_name, 0, MOST)
    async with redis.pipeline(transaction=False) as pipeline:
        for job in first:
            pipeline.exists(in_progress_key_prefix + job.decode())
        begun = [job for job, is_begun in zip(first, await pipeline.execute(), strict=True) if is_begun]
    if begun:
        await redis.zrem(default_queue_name, *begun)


async def drawn_near(redis: ArqRedis) -> None:
    """No job waits for an instant that is far off: it was queued by another clock, or by this one before it was set."""
    now = timestamp_ms()
    far = await redis.zrangebyscore(default_queue_name, now + FAR_SECONDS * 1000, "+inf", 0, MOST)
    if far:
        await redis.zadd(default_queue_name, dict.fromkeys(far, now), xx=True)
