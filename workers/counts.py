"""What a worker counts of its jobs: how long each took, and how it ended."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from typing import Any

from arq.worker import Function
from prometheus_client import Histogram

SECONDS = (0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)
# `job` is what a Prometheus calls the process that it asks.
JOBS = Histogram("okr_job_seconds", "Time of a job, by how it ended", ["work", "outcome"], buckets=SECONDS)


def counted(job: Function) -> Function:
    """The same job, counted whenever it ends: done, failed, or cancelled, which also is who took too long."""

    async def timed(ctx: dict[str, Any], *told: Any, **named: Any) -> Any:
        began, outcome = time.perf_counter(), "failed"
        try:
            result = await job.coroutine(ctx, *told, **named)
            outcome = "done"
            return result
        except asyncio.CancelledError:
            outcome = "cancelled"
            raise
        finally:
            JOBS.labels(job.name, outcome).observe(time.perf_counter() - began)

    return replace(job, coroutine=timed)
