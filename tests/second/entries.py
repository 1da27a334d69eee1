"""What is posted in the books: shifts, credits, and the links between them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from fractions import Fraction

from tests.second.plan import ZERO
from tests.second.read import Told

Key = tuple[str, str]
"""Which part of an entry: of which item, the capacity, or a date."""


@dataclass
class Credit:
    """An event that gave something up, and how much of it each item still gives."""

    event: Told
    parts: dict[Key, Fraction] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)

    @property
    def points(self) -> Fraction:
        """What it still gives."""
        return sum(self.parts.values(), ZERO)

    @property
    def claimed(self) -> Fraction:
        """What links hold of it."""
        return sum((link.held for link in self.links), ZERO)

    @property
    def unclaimed(self) -> Fraction:
        """What no link holds."""
        return self.points - self.claimed


@dataclass
class Link:
    """A trade-off, a draw or a replacement: `held` counts, `shown` is what was freed and stays in the verdict."""

    event: Told
    kind: str
    held: Fraction
    shown: Fraction = ZERO


@dataclass
class Overload:
    """An acceptance; what it brings is worked out for a moment."""

    event: Told
    points: Fraction
    expires: dt.datetime | None
    valid: bool


@dataclass
class Shift:
    """An event that asked for more: `demand` is judged, `left` is in force."""

    event: Told
    kind: str
    due: dt.date
    grace_end: dt.datetime
    demand: Fraction = ZERO
    parts: dict[Key, Fraction] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    overload: Fraction = ZERO
    overload_shown: Fraction = ZERO

    @property
    def left(self) -> Fraction:
        """What of it is in force."""
        return sum(self.parts.values(), ZERO)

    @property
    def held(self) -> Fraction:
        """What links cover of what is left."""
        return sum((link.held for link in self.links), ZERO)

    def covered(self, kind: str) -> Fraction:
        """What links of a kind covered, as the verdict shows it."""
        return sum((link.held + link.shown for link in self.links if link.kind == kind), ZERO)

    def in_time(self) -> Fraction:
        """What links brought within the grace."""
        return sum((link.held + link.shown for link in self.links if link.event.noted <= self.grace_end), ZERO)

    def linked(self) -> Fraction:
        """What links brought, as the verdict shows it."""
        return sum((link.held + link.shown for link in self.links), ZERO)

    def reduce(self, key: Key, amount: Fraction, at: dt.datetime) -> Fraction:
        """As much of a part as there is, up to the amount, is undone; it says how much that was."""
        taken = min(self.parts.get(key, ZERO), amount)
        if not taken:
            return ZERO
        in_grace = at <= self.grace_end
        self.parts[key] -= taken
        self.demand -= taken if in_grace else ZERO
        surplus = self.held - self.left
        for link in reversed(self.links):
            freed = min(link.held, max(ZERO, surplus))
            surplus -= freed
            link.held -= freed
            link.shown += ZERO if in_grace else freed
        over = min(self.overload, max(ZERO, self.overload + self.held - self.left))
        self.overload -= over
        self.overload_shown += ZERO if in_grace else over
        return taken
