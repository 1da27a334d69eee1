"""Key results that nobody speaks of any more: check-in slots in a row passed empty (governance.md §2)."""

from __future__ import annotations

import datetime as dt

from msgspec import Struct

from projections import cadence
from projections.books.ledger import Books
from projections.books.load import is_open
from projections.folds.plan import Item


class Silence(Struct, frozen=True):
    """An open key result and the slots in a row, the latest ones, that passed without a check-in."""

    item: Item
    slots: tuple[dt.date, ...]


def slots(books: Books) -> list[dt.date]:
    """The days on which check-ins are due."""
    return cadence.slots(books.cycle)


def silent(books: Books, as_of: dt.datetime) -> list[Silence]:
    """The open key results whose latest slots in a row passed empty, as many as the policy says or more."""
    over = min(as_of, books.cycle.closed or as_of)
    passed = [slot for slot in slots(books) if books.calendar.end_of(slot) < over]
    found = (Silence(item, _empty(books, item, passed)) for item in books.plan.items.values() if _speaks(books, item))
    return [silence for silence in found if len(silence.slots) >= books.policy.silent_slots]


def _speaks(books: Books, item: Item) -> bool:
    return books.locked and item.kind == "key_result" and is_open(item, books.cycle.end)


def _empty(books: Books, item: Item, passed: list[dt.date]) -> tuple[dt.date, ...]:
    """The slots at the end of the passed ones, since the item was taken up, that no check-in answers."""
    entries = books.check_ins[item.id].entries if item.id in books.check_ins else ()
    answered = cadence.answered(passed, entries, books.calendar)
    empty: list[dt.date] = []
    for slot in reversed(passed):
        if slot in answered or slot <= books.open_since[item.id]:
            break
        if item.due is None or slot <= item.due:
            empty.append(slot)
    return tuple(reversed(empty))
