"""A worker of its own process, as `okr-ledger work` runs one."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from deploy.settings import Settings

ROOT = Path(__file__).resolve().parent.parent.parent


def environment(settings: Settings) -> dict[str, str]:
    """This process's environment, with the servers of the settings."""
    keys = settings.sealing.signers if settings.sealing else ()
    return os.environ | {
        "DATABASE_URL": settings.database_url,
        "WORKER_DATABASE_URL": settings.worker_database_url,
        "SEALER_DATABASE_URL": settings.sealer_database_url,
        "MIGRATE_DATABASE_URL": settings.migrate_database_url,
        "REDIS_URL": settings.redis_url,
        "SEALING_KEY": "\n".join(each.text for each in keys),
    }


@asynccontextmanager
async def working(settings: Settings) -> AsyncIterator[int]:
    """A worker of its own process works until the block is left; its process's id."""
    command = [sys.executable, "-P", "-m", "deploy.commands", "work"]
    quiet, env = asyncio.subprocess.DEVNULL, environment(settings)
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=env, stdout=quiet, stderr=quiet)
    try:
        yield process.pid
    finally:
        process.terminate()
        await process.wait()
