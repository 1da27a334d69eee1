"""How long a fault lasts, which chances it takes, and how one waits for what has to come about."""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections.abc import Callable

import pytest

SECONDS = float(os.environ.get("OKR_FAULT_SECONDS", "0.5"))
SEED = int(os.environ.get("OKR_FAULT_SEED", "1"))
LONG = "OKR_FAULT_SECONDS" in os.environ
BOUND = 60.0


class Trouble:
    """The time that a fault has, and its chances: the same for the same seed."""

    def __init__(self, name: str, seconds: float = SECONDS) -> None:
        self.random = random.Random(f"{name} {SEED}")
        self._until = time.monotonic() + seconds

    @property
    def over(self) -> bool:
        """Whether its time is over."""
        return time.monotonic() > self._until


async def until(condition: Callable[[], bool], what: str, seconds: float = BOUND) -> None:
    """The condition holds. Fails where it does not within that time."""
    ends = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > ends:
            pytest.fail(f"waited {seconds:g} s in vain for {what}")
        await asyncio.sleep(0.005)
