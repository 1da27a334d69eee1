"""What is taken back leaves the books as they were."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import assume, settings
from hypothesis import given as for_all
from hypothesis import strategies as st

from events.catalogue import Event
from projections.books.ledger import Books
from tests.projections.books.kept import books_of, together
from tests.projections.planners import COVERING, LOWERING, MOVING, timelines
from tests.projections.story import on
from tests.projections.words import Fact, dropped, reinstated, retargeted, reweighted

# Without work done meanwhile and without dates, which an item's return does not bring back.
steady = timelines(LOWERING, MOVING, MOVING, COVERING)
ITEMS = st.sampled_from(["k1", "k2", "k3", "k4", "n1", "n2", "aim", "two"])


def and_then(events: list[Event], *facts: Fact) -> tuple[Books, Books]:
    """The books, and the books once some things more have happened in the evening of the last day."""
    evening = max(event.noted for event in events).replace(hour=20).strftime("%Y-%m-%d %H:%M")
    later = [on(evening, f"later{number}", fact) for number, fact in enumerate(facts)]
    return books_of(events), books_of([*events, *later])


def standing(books: Books) -> dict[str, tuple[Decimal, Decimal, Decimal]]:
    """What every account asks for and gives, and its load."""
    return {key: (account.excess, account.relief, account.load) for key, account in books.accounts.items()}


def in_force(books: Books) -> list[tuple[str, Decimal, Decimal]]:
    """The shifts that are not wholly undone: what is left of each, and what links hold for it."""
    return [(name, shift.remaining, shift.held) for name, shift in books.shifts.items() if shift.remaining]


@for_all(steady, ITEMS)
@settings(max_examples=150, deadline=None)
def test_dropping_and_reinstating_leaves_every_account_as_it_was(events: list[Event], item: str) -> None:
    before, after = and_then(events, dropped(item), reinstated(item))
    assume(item in before.plan.items and before.plan.items[item].status == "open")
    assert standing(before) == standing(after)
    asked, later = (together(shift.remaining for shift in books.shifts.values()) for books in (before, after))
    assert asked == later


@for_all(steady, ITEMS)
@settings(max_examples=150, deadline=None)
def test_dropping_and_reinstating_what_asks_for_nothing_leaves_every_figure(events: list[Event], item: str) -> None:
    before, after = and_then(events, dropped(item), reinstated(item))
    assume(item in before.plan.items and before.plan.items[item].status == "open")
    along = [name for name, each in before.plan.items.items() if item in (name, each.parent)]
    assume(not any(before.accounts[name].excess for name in along))
    assert in_force(before) == in_force(after)
    assert [link.held for link in before.links] == [link.held for link in after.links]


@for_all(steady, st.sampled_from(["k1", "k2", "k3", "n1"]), st.sampled_from([11, 25, 99]))
@settings(max_examples=150, deadline=None)
def test_raising_and_lowering_back_leaves_every_figure(events: list[Event], item: str, target: int) -> None:
    known = books_of(events).plan.items.get(item)
    assume(known is not None and known.target is not None and abs(known.target) < target)
    assert known is not None and known.target is not None
    before, after = and_then(events, retargeted(item, target), retargeted(item, known.target))
    assume(not before.accounts[item].relief)
    assert standing(before) == standing(after)
    assert in_force(before) == in_force(after)
    assert [link.held for link in before.links] == [link.held for link in after.links]


@for_all(steady, st.sampled_from(["k1", "k2", "k3", "n1"]))
@settings(max_examples=150, deadline=None)
def test_making_heavier_and_lighter_again_leaves_every_account(events: list[Event], item: str) -> None:
    known = books_of(events).plan.items.get(item)
    assume(known is not None and known.points is not None)
    assert known is not None and known.points is not None
    before, after = and_then(events, reweighted(item, 77), reweighted(item, float(known.points)))
    assert standing(before) == standing(after)
