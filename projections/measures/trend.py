"""Where a key result was going when its plan was locked."""

from __future__ import annotations

from math import isfinite
from statistics import linear_regression

from projections.books.ledger import Books
from projections.folds.plan import Item

LEAST = 3  # through two readings there is always a line


def trend(books: Books, item: Item) -> float | None:
    """Where a straight line through the readings noted by the lock stands on the day it is due, else at the cycle's
    end; None with readings of fewer than three days. Of one day the last reading counts."""
    due = item.due or books.cycle.end
    if books.lock is None or due is None or item.id not in books.check_ins:
        return None
    noted = [entry for entry in books.check_ins[item.id].entries if entry.noted <= books.lock.moment]
    read = {books.calendar.day(entry.at): entry.value for entry in noted if entry.value is not None}
    if len(read) < LEAST:
        return None
    # Days from the due day on, so that the line stands there at its intercept.
    try:
        line = linear_regression([float((day - due).days) for day in read], list(read.values()))
    except OverflowError:  # nobody measures in such numbers, but they may be written
        return None
    return round(line.intercept, 6) if isfinite(line.intercept) else None
