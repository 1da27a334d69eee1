"""Wakes a job for an organisation: at most one waits at a time, and none that is needed is lost.

A fixed job id would drop the wake-up that comes while the job runs. So a mark in Redis says that one is waiting; the
job clears it before it looks. A mark that outlives its job (a killed worker's, a flushed queue's) expires, and the
sweep finds the organisation again without one.
"""

from __future__ import annotations

import datetime as dt
import uuid

from arq import ArqRedis

from events import tracing

MARK_SECONDS = 15
HELD_SECONDS = 4  # as long as a killed worker's organisation may wait for another
APPENDED = "okr:appended"  # the channel that names the organisations whose log has grown
CAUSES_SECONDS, CAUSES = 15, 20  # how long the spans that woke somebody are kept, and how many of them
# What an append wakes, after how many seconds: what comes till then is sealed with it.
JOBS = {"fold": 0.0, "seal": 0.4}


async def wake(redis: ArqRedis, job: str, org: str, *more: str, after: float = 0.0) -> None:
    """The job will run for the organisation (and for what more it is told), after now and that many seconds."""
    if await redis.set(mark(job, org, *more), b"1", nx=True, ex=MARK_SECONDS):
        await _enqueue(redis, job, org, *more, after=after)


async def appended(redis: ArqRedis, org: str) -> None:
    """What was appended for the organisation will be folded and sealed, and whoever listens is told of it.

    One round trip where the jobs wait already, as in a burst of appends.
    """
    async with redis.pipeline(transaction=False) as pipeline:
        if cause := tracing.carrier():
            pipeline.rpush(caused(org), cause)
            pipeline.ltrim(caused(org), -CAUSES, -1)
            pipeline.expire(caused(org), CAUSES_SECONDS)
        pipeline.publish(APPENDED, org)
        for job in JOBS:
            pipeline.set(mark(job, org), b"1", nx=True, ex=MARK_SECONDS)
        marked = (await pipeline.execute())[-len(JOBS) :]
    for (job, after), new in zip(JOBS.items(), marked, strict=True):
        if new:
            await _enqueue(redis, job, org, after=after)


async def causes(redis: ArqRedis, org: str) -> list[str]:
    """The carriers of the spans that told of appends for the organisation, as far as nobody has taken them yet."""
    async with redis.pipeline(transaction=True) as pipeline:
        pipeline.lrange(caused(org), 0, -1)
        pipeline.delete(caused(org))
        found, _ = await pipeline.execute()
    return [each.decode(errors="replace") for each in found]


async def _enqueue(redis: ArqRedis, job: str, *told: str, after: float = 0.0) -> None:
    id_ = ":".join([job, *told, uuid.uuid4().hex])
    await redis.enqueue_job(job, *told, _job_id=id_, _defer_by=dt.timedelta(seconds=after) if after else None)


async def hold(redis: ArqRedis, job: str, org: str) -> None:
    """Whoever wakes the job for the next seconds starts no other run: the one that holds the mark looks again."""
    await redis.set(mark(job, org), b"1", ex=HELD_SECONDS)


async def awake(redis: ArqRedis, job: str, org: str, *more: str) -> None:
    """Whoever wakes the job from here on starts another run."""
    await redis.delete(mark(job, org, *more))


def mark(job: str, org: str, *more: str) -> str:
    """The key of the mark."""
    return ":".join(["okr:woken", job, org, *more])


def caused(org: str) -> str:
    """The key of the spans that told of appends."""
    return f"okr:caused:{org}"
