"""What an item weighs: its points, its stretch, its progress and its load (governance.md §1)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from msgspec import Struct

from projections.folds.plan import Item

ZERO = Decimal(0)
ONE = Decimal(1)
UNIT = Decimal("0.0001")
# No load exceeds what an event can state: a target of 1e300 must not break the books.
LIMIT = Decimal(10_000_000)


class Reference(Struct, frozen=True):
    """What an item's stretch, progress and dates are measured against: from the lock, or a newcomer's commitment."""

    target: Decimal | None
    due: dt.date | None


def rounded(amount: Decimal) -> Decimal:
    """An amount of the books: half-even to 0.0001, where it arises."""
    return min(amount, LIMIT).quantize(UNIT)


def exactly(number: float | None) -> Decimal | None:
    """The decimal that a JSON number spelled."""
    return None if number is None else Decimal(repr(number))


def reference(item: Item) -> Reference:
    """The reference that an item would have if it were locked as it stands."""
    return Reference(exactly(item.target), item.due)


def weight(item: Item, default_points: float) -> Decimal:
    """The points of an item: its event's, else the policy's default; an objective's are 0, its key results carry it."""
    if item.points is not None:
        return Decimal(item.points)
    return ZERO if item.kind == "objective" else Decimal(repr(default_points))


Ratio = tuple[Decimal, Decimal]  # of which the second is above 0: whoever multiplies it divides last, and rounds once


def stretch(item: Item, against: Reference) -> Ratio:
    """How far the target is from the start, and the reference's distance; as one to one without targets."""
    target, start = exactly(item.target), exactly(item.start) or ZERO
    if target is None or against.target is None:
        return ONE, ONE
    if against.target == start:
        return ONE if target == start else ONE + ONE, ONE
    return abs(target - start), abs(against.target - start)


def progress(item: Item, against: Reference, value: float | None) -> Ratio:
    """What of the reference's distance is done, and the distance: all of it for a completed initiative, nothing without
    a check-in."""
    if item.completed:
        return ONE, ONE
    reached, start = exactly(value), exactly(item.start) or ZERO
    if reached is None or against.target is None or against.target == start:
        return ZERO, ONE
    way = against.target - start
    done = reached - start if way > 0 else start - reached
    return min(max(done, ZERO), abs(way)), abs(way)


def is_open(item: Item, end: dt.date | None) -> bool:
    """Whether an item is pursued in the cycle: not closed, and not due after the cycle's end."""
    return item.status == "open" and (item.due is None or end is None or item.due <= end)


def load(item: Item, against: Reference, end: dt.date | None, default_points: float) -> Decimal:
    """The load of an item, in points: its weight times its stretch while it is open, else 0."""
    if not is_open(item, end):
        return ZERO
    distance, reference_distance = stretch(item, against)
    return rounded(weight(item, default_points) * distance / reference_distance)
