"""What the soak did and found, noted by all who take part."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from msgspec import Struct, field

SHOWN = 40


class Break(Struct, frozen=True, kw_only=True):
    """Something was broken from one instant on, and was whole again at the other."""

    what: str
    begun: dt.datetime
    ended: dt.datetime


class Diary(Struct):
    """How often each thing was done, what was broken, and what is wrong."""

    done: Counter[str] = field(default_factory=Counter)
    breaks: list[Break] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    slowest: float = 0.0  # seconds until an act was answered

    def finds(self, what: str) -> None:
        """It is wrong; of the same mistake again and again a few are kept."""
        if len(self.wrong) < SHOWN and what not in self.wrong:
            self.wrong.append(what)
