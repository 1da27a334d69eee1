"""A plan's items and capacity, as the events leave them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from tests.second.policy import figure
from tests.second.read import Told, number

ZERO, ONE = Fraction(0), Fraction(1)


@dataclass
class Item:
    """An objective, a key result or an initiative."""

    id: str
    kind: str
    committed: Told
    under: str | None = None
    points: Fraction | None = None
    start: Fraction | None = None
    target: Fraction | None = None
    reference: Fraction | None = None
    due: dt.date | None = None
    promised_due: dt.date | None = None
    sponsor: str | None = None
    priority: str | None = None
    status: str = "open"
    closed_by: str | None = None
    taken_up: dt.datetime | None = None
    completed: bool = False
    grade: Fraction | None = None

    def stretch(self) -> Fraction:
        """How far the target is from the start, in units of the distance promised."""
        if self.target is None or self.reference is None:
            return ONE
        start = self.start or ZERO
        if self.reference == start:
            return ONE if self.target == start else ONE * 2
        return abs(self.target - start) / abs(self.reference - start)


class Plan:
    """One unit's share of a cycle."""

    def __init__(self, end: dt.date) -> None:
        self.end = end
        self.items: dict[str, Item] = {}
        self.ranks: list[str] = []
        self.capacity: Fraction | None = None
        self.budget: Fraction | None = None
        self.promised: Fraction | None = None
        self.locked = False
        self.check_ins: dict[str, dict[str, dict[str, Any]]] = {}

    def due(self, item: Item) -> dt.date:
        """An item's due date, which is the cycle's end by default."""
        return item.due or self.end

    def is_open(self, item: Item) -> bool:
        """Whether an item is worked on in this cycle."""
        return item.status == "open" and self.due(item) <= self.end

    def weight(self, item: Item, policy: dict[str, Any]) -> Fraction:
        """An item's points."""
        default = ZERO if item.kind == "objective" else figure(policy, "default_points")
        return default if item.points is None else item.points

    def load(self, item: Item, policy: dict[str, Any]) -> Fraction:
        """What an item asks for now."""
        return self.weight(item, policy) * item.stretch() if self.is_open(item) else ZERO

    def value(self, item: Item) -> Fraction | None:
        """The value of the check-in noted last, as corrected."""
        given = [each for each in self.check_ins.get(item.id, {}).values() if each.get("value") is not None]
        return number(given[-1]["value"]) if given else None

    def progress(self, item: Item) -> Fraction:
        """How far the work is, 0 to 1."""
        if item.completed:
            return ONE
        value, start = self.value(item), item.start or ZERO
        if value is None or item.reference in (None, start):
            return ZERO
        return min(ONE, max(ZERO, (value - start) / (item.reference - start)))

    def lock(self) -> None:
        """What stands now is what was promised."""
        self.locked = True
        for item in self.items.values():
            self.promise(item)

    def promise(self, item: Item) -> None:
        """An item's target and date are those that later ones are measured against."""
        item.reference, item.promised_due = item.target, item.due

    def branch(self, item: Item) -> list[Item]:
        """An item, and for an objective its key results and their initiatives."""
        if item.kind != "objective":
            return [item]
        results = [each for each in self.items.values() if each.kind == "key_result" and each.under == item.id]
        names = {each.id for each in results}
        return [item, *results, *(i for i in self.items.values() if i.kind == "initiative" and i.under in names)]
