"""Targets brought nearer when it suited: the moved goalpost (governance.md §2)."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal

from msgspec import Struct

from events.catalogue import Event
from events.facts.plan import KeyResultRetargeted
from projections.books.ledger import Books, Step
from projections.books.load import ZERO, exactly, rounded
from projections.folds.plan import Item


class Goalpost(Struct, frozen=True, kw_only=True):
    """A target brought nearer than it was promised, why it counts, and the grade against the one and the other."""

    event: Event
    item: str
    why: tuple[str, ...]
    grade_original: Decimal | None
    grade_current: Decimal | None


def moved(books: Books) -> list[Goalpost]:
    """The moved goalposts of a plan, in the order noted."""
    found = (_judged(books, step) for step in books.steps if isinstance(step.event.data, KeyResultRetargeted))
    return [goalpost for goalpost in found if goalpost is not None]


def _judged(books: Books, step: Step) -> Goalpost | None:
    fact = step.event.data
    assert isinstance(fact, KeyResultRetargeted)
    before, reference = step.before.items.get(fact.key_result), step.reference
    if before is None or reference is None or reference.target is None or before.target is None:
        return None
    start, new = exactly(before.start) or ZERO, exactly(fact.target) or ZERO
    distance = abs(new - start)
    if distance >= abs((exactly(before.target) or ZERO) - start) or distance >= abs(reference.target - start):
        return None
    why = tuple(name for name, applies in _reasons(books, step, before, fact) if applies)
    if not why:
        return None
    value = exactly(books.value(fact.key_result))
    return Goalpost(
        event=step.event,
        item=fact.key_result,
        why=why,
        grade_original=grade(value, start, reference.target),
        grade_current=grade(value, start, new),
    )


def _reasons(books: Books, step: Step, before: Item, fact: KeyResultRetargeted) -> list[tuple[str, bool]]:
    confidence = step.confidence if step.confidence is not None else before.initial_confidence
    return [
        ("without a reason", not (fact.reason or "").strip()),
        ("late in the cycle", books.calendar.day(step.event.noted) >= _late_from(books, step.end)),
        ("at a low confidence", confidence is not None and confidence < books.policy.goalpost_confidence),
    ]


def _late_from(books: Books, end: dt.date | None) -> dt.date:
    start = books.cycle.start
    if start is None or end is None:
        return dt.date.max
    last = math.ceil(Decimal(repr(books.policy.goalpost_late)) * ((end - start).days + 1))
    return end - dt.timedelta(days=last - 1) if last > 0 else dt.date.max


def grade(value: Decimal | None, start: Decimal, target: Decimal) -> Decimal | None:
    """The share of the way to a target, 0 to 1; None without a value. A target at the start is reached or not."""
    if value is None:
        return None
    if target == start:
        return Decimal(1) if value == target else ZERO
    return rounded(min(max((value - start) / (target - start), ZERO), Decimal(1)))
