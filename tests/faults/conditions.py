"""How long a fault lasts, and which chances it takes."""

from __future__ import annotations

import os
import random
import time

SECONDS = float(os.environ.get("OKR_FAULT_SECONDS", "0.5"))
SEED = int(os.environ.get("OKR_FAULT_SEED", "1"))
LONG = "OKR_FAULT_SECONDS" in os.environ


class Trouble:
    """The time that a fault has, and its chances: the same for the same seed."""

    def __init__(self, name: str, seconds: float = SECONDS) -> None:
        self.random = random.Random(f"{name} {SEED}")
        self._until = time.monotonic() + seconds

    @property
    def over(self) -> bool:
        """Whether its time is over."""
        return time.monotonic() > self._until
