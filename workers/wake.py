"""Wakes a job for an organisation: at most one waits at a time, and none that is needed is lost.

A fixed job id would drop the wake-up that comes while the job runs. So a mark in Redis says that one is waiting; the
job clears it before it looks. A mark that outlives its job (a killed worker's, a flushed queue's) expires, and the
sweep finds the organisation again without one.
"""

from __future__ import annotations

import uuid

from arq import ArqRedis

MARK_SECONDS = 15


async def wake(redis: ArqRedis, job: str, org: str, *more: str) -> None:
    """The job will run for the organisation (and for what more it is told), after now."""
    if await redis.set(mark(job, org, *more), b"1", nx=True, ex=MARK_SECONDS):
        await redis.enqueue_job(job, org, *more, _job_id=":".join([job, org, *more, uuid.uuid4().hex]))


async def appended(redis: ArqRedis, org: str) -> None:
    """What was appended for the organisation will be folded and sealed."""
    for job in ("fold", "seal"):
        await wake(redis, job, org)


async def awake(redis: ArqRedis, job: str, org: str, *more: str) -> None:
    """Whoever wakes the job from here on starts another run."""
    await redis.delete(mark(job, org, *more))


def mark(job: str, org: str, *more: str) -> str:
    """The key of the mark."""
    return ":".join(["okr:woken", job, org, *more])
