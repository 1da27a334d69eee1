"""The books of a random timeline, and sums over them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from events.catalogue import Event
from projections.books.journal import keep
from projections.books.ledger import Books
from projections.books.load import ZERO
from projections.books.timeline import Timeline, seen
from tests.projections.story import given
from tests.projections.words import PLAN

END = dt.datetime(2026, 9, 30, tzinfo=dt.UTC)


def timeline_of(events: list[Event]) -> Timeline:
    """All of a timeline, as seen long after it."""
    return seen(given(events).events, END, END)


def books_of(events: list[Event]) -> Books:
    """The books of the plan at the timeline's end."""
    return keep(timeline_of(events), "2026-q1", PLAN)


def together(amounts: Iterable[Decimal]) -> Decimal:
    """The sum of some amounts."""
    return sum(amounts, ZERO)
