"""How one waits for what has to come about."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from deploy.commands import Failure

BOUND = 60.0


async def until(condition: Callable[[], bool], what: str, seconds: float = BOUND) -> None:
    """The condition holds. Raises Failure where it does not within that time."""
    ends = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > ends:
            raise Failure(f"waited {seconds:g} s in vain for {what}")
        await asyncio.sleep(0.005)
