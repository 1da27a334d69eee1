"""The laws of the books: they hold after every event of any timeline."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import msgspec
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from events.catalogue import Event
from projections.books import overloads
from projections.books.accounts import Account
from projections.books.figures import Figures
from projections.books.judgement import judge_cycle
from projections.books.ledger import Books
from projections.books.links import budget_of
from projections.books.load import ZERO
from projections.books.timeline import seen
from projections.folds import plan
from tests.projections.books.kept import END, books_of, timeline_of, together
from tests.projections.planners import plausible
from tests.projections.story import given
from tests.projections.words import PLAN


def prefixes(events: list[Event]) -> list[Books]:
    """The books after the lock, and after every event behind it."""
    first = next(place for place, event in enumerate(events, 1) if event.id == "locked")
    return [books_of(events[:place]) for place in range(first, len(events) + 1)]


@for_all(plausible)
@settings(max_examples=60, deadline=None)
def test_no_credit_is_claimed_beyond_its_points(events: list[Event]) -> None:
    for books in prefixes(events):
        for credit in books.credits.values():
            assert credit.claimed == together(link.held for link in books.links if link.credit is credit)
            assert 0 <= credit.claimed <= credit.points


@for_all(plausible)
@settings(max_examples=60, deadline=None)
def test_no_item_gives_more_than_its_base_and_none_asks_for_less_than_nothing(events: list[Event]) -> None:
    for books in prefixes(events):
        for key, account in books.accounts.items():
            given_up, asked = parts(books, key), left(account)
            if "@due" in key:
                assert given_up == account.relief == 0
                continue
            assert (given_up, asked) == (account.relief, account.excess)
            if "@" not in key:
                assert account.excess == max(account.load - account.base, ZERO)
                # Once the cycle is closed, what is taken back moves nothing any more.
                most = account.base if books.cycle.closed else max(account.base - account.load, ZERO)
                assert 0 <= account.relief <= most


def parts(books: Books, key: str) -> Decimal:
    return together(credit.parts.get(key, ZERO) for credit in books.credits.values())


def left(account: Account) -> Decimal:
    return together(shift.left[account.key] for shift in account.shifts)


@for_all(plausible)
@settings(max_examples=60, deadline=None)
def test_no_shift_is_covered_beyond_what_it_asks_for(events: list[Event]) -> None:
    for books in prefixes(events):
        for shift in books.shifts.values():
            served = together(link.served for link in shift.links)
            assert 0 <= shift.held <= shift.remaining <= shift.demand
            assert shift.held <= served <= shift.demand
            assert all(0 <= link.held <= link.served for link in shift.links)
            assert (shift.remaining == 0) == (shift.undone_at is not None)
            assert shift.undone_at is None or shift.held == 0


@for_all(plausible)
@settings(max_examples=60, deadline=None)
def test_no_pool_gives_more_than_it_holds(events: list[Event]) -> None:
    for books in prefixes(events):
        drawn = together(link.held for link in books.links if link.source == "change_budget")
        accepted = together(amount for amount, _ in overloads.serve(books, END).values())
        assert drawn <= budget_of(books)
        assert accepted <= overloads.cap(books)


@for_all(plausible, st.integers(0, 120))
@settings(max_examples=150, deadline=None)
def test_every_judgement_balances(events: list[Event], days: int) -> None:
    moment = dt.datetime(2026, 1, 14, tzinfo=dt.UTC) + dt.timedelta(days=days)
    for judgement in judge_cycle(seen(given(events).events, moment, moment), "2026-q1"):
        balanced(judgement.figures)
        for finding in judgement.findings:
            if finding.finding == "shift":
                assert finding.demand is not None and finding.covered is not None and finding.uncovered is not None
                assert 0 <= finding.covered <= finding.demand
                assert round(finding.covered + finding.uncovered, 4) == finding.demand
                assert round(sum((finding.covered_by or {}).values()), 4) == finding.covered
                assert (finding.verdict == "reversed") == (finding.demand == 0)


def balanced(figures: Figures) -> None:
    covered = (figures.traded, figures.late, figures.change_budget, figures.overload)
    assert all(amount >= 0 for amount in (*covered, figures.demand, figures.uncovered, figures.implied, figures.moved))
    assert figures.demand == sum(covered) + figures.uncovered
    assert figures.implied <= figures.uncovered


@for_all(plausible)
@settings(max_examples=40, deadline=None)
def test_judging_twice_says_the_same_twice(events: list[Event]) -> None:
    once, twice = (msgspec.json.encode(judge_cycle(timeline_of(events), "2026-q1")) for _ in range(2))
    assert once == twice


@for_all(plausible)
@settings(max_examples=40, deadline=None)
def test_the_books_hold_the_fold_of_the_plan(events: list[Event]) -> None:
    state = plan.Plan()
    for event in timeline_of(events).streams[PLAN]:
        state = plan.evolve(state, event)
    assert books_of(events).plan == state


@for_all(plausible, st.integers(0, 30))
@settings(max_examples=60, deadline=None)
def test_an_event_noted_later_changes_nothing_before_it(events: list[Event], number: int) -> None:
    told = given(events).events
    moment = told[min(number + 8, len(told) - 1)].noted
    known = [event for event in told if event.noted <= moment]
    now, then = (judge_cycle(seen(some, END, moment), "2026-q1") for some in (told, known))
    assert now == then


@for_all(plausible, st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_the_order_of_the_file_does_not_matter_where_positions_tell_it(events: list[Event], chance: object) -> None:
    told = list(given(events).events)
    shuffled = sorted(told, key=lambda event: chance.random())  # type: ignore[attr-defined]
    assert judge_cycle(seen(told, END, END), "2026-q1") == judge_cycle(seen(shuffled, END, END), "2026-q1")
