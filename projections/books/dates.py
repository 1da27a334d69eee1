"""Due dates brought forward: the time that they take away is asked for like points (governance.md §1)."""

from __future__ import annotations

from decimal import Decimal

from events.catalogue import Event
from events.facts.plan import KeyResultRescheduled
from projections.books import load
from projections.books.accounts import undo
from projections.books.ledger import Books
from projections.books.load import ZERO, rounded
from projections.folds.plan import Item


def move(books: Books, event: Event, item: Item, before: Item | None, asked: dict[str, Decimal]) -> None:
    """A date put back to the old one or later, or a closed item, undoes; one brought forward adds to `asked`."""
    key, end = f"{item.id}@due", books.cycle.end
    account = books.accounts.get(key)
    open_ = load.is_open(item, end)
    if account is not None and (not open_ or isinstance(event.data, KeyResultRescheduled)):
        due, old_dates = item.due or end, books.old_dates[key]
        reached = [not open_ or (due is not None and old <= due) for old in old_dates]
        over = [shift.left[key] for shift, is_over in zip(account.shifts, reached, strict=True) if is_over]
        undo(account, sum(over, ZERO), event)
    ask(books, event, item, before, asked)


def ask(books: Books, event: Event, item: Item, before: Item | None, asked: dict[str, Decimal]) -> None:
    """A date brought forward while the item is open adds to `asked`."""
    end = books.cycle.end
    rescheduled = isinstance(event.data, KeyResultRescheduled)
    if not rescheduled or before is None or end is None or not load.is_open(item, end):
        return
    reference, due, old = books.references[item.id], item.due or end, before.due or end
    if not load.is_open(before, end):
        # It comes back from after the cycle: what it was promised for counts, and at the latest the cycle's end.
        old = min(reference.due or end, end)
    noted = books.calendar.day(event.noted)
    days_before, days_after = max((old - noted).days, 1), max((due - noted).days, 1)
    sooner = min(days_before - days_after, days_after)
    done, way = load.progress(item, reference, books.value(item.id))
    weight = load.weight(item, books.policy.default_points)
    # Divided once, at the end: a quotient that is multiplied again would be rounded twice.
    amount = rounded(weight * (way - done) * sooner / (way * days_after))
    if amount > 0:
        asked[f"{item.id}@due"] = amount
        books.old_dates.setdefault(f"{item.id}@due", []).append(old)
