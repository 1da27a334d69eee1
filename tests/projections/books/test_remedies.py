"""What could pay for a shift: it makes a difference, and it brings what it says."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from hypothesis import assume, settings
from hypothesis import given as for_all

from events.catalogue import Event
from projections.books import overloads, verdicts
from projections.books.journal import keep
from projections.books.ledger import Books
from projections.books.remedies import MOST, Remedies, for_shift, means
from projections.books.timeline import Timeline, seen
from tests.projections.planners import plausible
from tests.projections.story import a_locked_plan, given, on
from tests.projections.words import (
    CYCLE,
    PLAN,
    accepted,
    capacity_added,
    checked_in,
    closed,
    completed,
    corrected,
    declared,
    deferred,
    drawn,
    dropped,
    initiative,
    key_result,
    objective,
    rescheduled,
    retargeted,
    reweighted,
    traded,
    withdrawn,
)

LOCKED = a_locked_plan(20, k1=3, k2=2, k3=8)
SHIFT = on("02-03", "S1", key_result("n1", 4))


def remedies(*events: Event | list[Event], shift: str = "S1", as_of: str = "02-05") -> Remedies:
    """What could pay for a shift on a day."""
    timeline = given(*events).timeline(as_of)
    books = keep(timeline, CYCLE, PLAN)
    return for_shift(means(books, timeline.as_of), books.shifts[shift])


def items(found: Remedies) -> list[tuple[str, float]]:
    """The items that could be dropped, with what each would give."""
    return [(offer.item.id, float(offer.points)) for offer in found.offers]


def credits(found: Remedies) -> list[tuple[str, float]]:
    """The events that gave something up already, with what is left of it."""
    return [(each.credit.event.id, float(each.points)) for each in found.credits]


def test_the_smallest_item_that_covers_it_comes_first_then_larger_ones_then_those_that_cover_a_part() -> None:
    locked = a_locked_plan(20, k1=3, k2=2, k3=8, k4=4)
    assert items(remedies(locked, SHIFT)) == [("k4", 4.0), ("k3", 8.0), ("k1", 3.0), ("k2", 2.0)]


def test_an_objective_gives_what_its_open_items_give_together() -> None:
    two = [on("01-08", "two", objective("two")), on("01-08", "k8", key_result("k8", 2, of="two"))]
    two += [on("01-08", "i8", initiative("i8", 1.5, key_result="k8"))]
    story = [*LOCKED[:-1], *two, LOCKED[-1], SHIFT]
    assert items(remedies(story)) == [("k3", 8.0), ("two", 3.5), ("k1", 3.0), ("k2", 2.0), ("k8", 2.0), ("i8", 1.5)]


def test_what_the_shift_is_about_is_not_offered_nor_the_objective_that_would_take_it_along() -> None:
    heavier = on("02-03", "S1", reweighted("k2", 5))
    assert items(remedies(LOCKED, heavier)) == [("k1", 3.0), ("k3", 8.0)]


def test_work_already_done_is_not_given_back() -> None:
    done = [on("01-20", "c1", checked_in("k3", 7.5)), on("01-21", "c2", checked_in("k1", 10))]
    assert items(remedies(LOCKED, done, SHIFT)) == [("k2", 2.0), ("k3", 2.0)]


def test_what_an_item_gave_already_is_not_given_twice() -> None:
    lower = on("01-20", "C1", retargeted("k3", 5))
    found = remedies(LOCKED, lower, SHIFT)
    assert credits(found) == [("C1", 4.0)]
    assert items(found) == [("k3", 4.0), ("k1", 3.0), ("k2", 2.0)]


def test_an_item_put_off_behind_the_cycle_gives_no_more_by_being_dropped() -> None:
    put_off = [on("01-20", "c1", checked_in("k3", 5)), on("01-21", "C1", rescheduled("k3", "05-01"))]
    found = remedies(LOCKED, put_off, on("01-22", "c2", corrected("k3", "c1", 0)), SHIFT)
    assert credits(found) == [("C1", 4.0)]
    assert items(found) == [("k1", 3.0), ("k2", 2.0)]


def test_newcomers_closed_weightless_and_completed_items_are_not_offered() -> None:
    more = [on("01-08", "i1", initiative("i1", 2)), on("01-08", "k0", key_result("k0", 0))]
    later = [on("01-20", "d", dropped("k1")), on("01-20", "p", deferred("k2")), on("01-20", "i", completed("i1"))]
    later += [on("01-21", "S0", key_result("n0", 3)), on("01-22", "late", rescheduled("k3", "05-01"))]
    assert items(remedies(LOCKED[:-1], more, LOCKED[-1], later, SHIFT)) == []


def test_credits_are_offered_with_what_no_link_holds() -> None:
    story = [*LOCKED, SHIFT, on("02-04", "C1", dropped("k3")), on("02-04", "C2", dropped("k2"))]
    assert credits(remedies(story)) == [("C1", 8.0), ("C2", 2.0)]
    story.append(on("02-04", "T", traded("S1", "C1", 1)))
    found = remedies(story)
    assert found.uncovered == 3
    assert credits(found) == [("C1", 7.0), ("C2", 2.0)]


def test_new_capacity_that_the_requester_approved_pays_for_nothing() -> None:
    own = on("02-04", "C1", capacity_added(3, approved_by="dana"))
    others = on("02-04", "C2", capacity_added(5, approved_by="sofia"))
    assert credits(remedies(LOCKED, SHIFT, own, others)) == [("C2", 5.0)]


def test_the_change_budget_and_the_room_for_overload_are_what_is_left_of_them() -> None:
    found = remedies(LOCKED, SHIFT)
    assert (found.change_budget, found.overload_room) == (Decimal(2), Decimal(2))
    used = [on("02-04", "B", drawn("S1", 0.5)), on("02-04", "O", accepted("S1", 1.25))]
    found = remedies(LOCKED, SHIFT, used)
    left = (found.uncovered, found.change_budget, found.overload_room)
    assert left == (Decimal("2.25"), Decimal("1.5"), Decimal("0.75"))
    set_aside = [LOCKED[0], on("01-05", "capacity", declared(20, change_budget=5)), *LOCKED[2:]]
    assert remedies(set_aside, SHIFT).change_budget == 5


def test_withdrawn_capacity_can_be_paid_for_with_any_item() -> None:
    assert len(items(remedies(LOCKED, on("02-03", "S1", withdrawn(4))))) == 4


def test_nothing_is_offered_for_what_is_covered_or_taken_back() -> None:
    covered = [on("02-04", "C1", dropped("k3")), on("02-04", "T", traded("S1", "C1"))]
    assert remedies(LOCKED, SHIFT, covered) == Remedies()
    assert remedies(LOCKED, SHIFT, on("02-04", "X", dropped("n1"))) == Remedies()


def test_nothing_is_offered_once_the_books_are_closed() -> None:
    credit = on("02-04", "C1", dropped("k3"))
    for story, day, open_ in (
        ([], "04-14", True),
        ([], "04-15", False),
        ([on("03-30", "X", closed())], "03-31", False),
    ):
        found = remedies(LOCKED, SHIFT, credit, story, as_of=day)
        assert (found == Remedies(uncovered=Decimal(4))) != open_


def test_no_more_than_ten_items_are_offered() -> None:
    more = [on("01-08", f"k{number}", key_result(f"k{number}", number)) for number in range(4, 16)]
    many = [*LOCKED[:-1], *more, LOCKED[-1]]
    found = items(remedies(many, SHIFT))
    assert len(found) == MOST
    assert found[0] == ("k4", 4.0)


@for_all(plausible)
@settings(max_examples=60, deadline=None)
def test_what_is_offered_brings_what_it_says_when_it_is_taken(events: list[Event]) -> None:
    told = given(events).events
    now, books = at(told, told[-1].noted)
    uncovered = [(shift, for_shift(means(books, now.as_of), shift)) for shift in books.shifts.values()]
    needy = [(shift.event.id, left) for shift, left in uncovered if left.uncovered > 0]
    assume(needy)
    for shift, left in needy:
        before = covered(now, books, shift)
        ways = [(offer.points, "C", [on(day(told), "C", dropped(offer.item.id))]) for offer in left.offers]
        ways += [(each.points, each.credit.event.id, []) for each in left.credits]
        for points, credit, acts in ways:
            after = given(list(told), acts, on(day(told), "T", traded(shift, credit))).events
            then, books_then = at(after, told[-1].noted)
            if acts:
                assert books_then.credits[credit].points == points
            # What is dropped may free room for an overload that was capped: then more is covered than was offered.
            brought, offered = covered(then, books_then, shift) - before, min(points, left.uncovered)
            assert brought == offered or (books.overloads and brought > offered)


def day(told: tuple[Event, ...]) -> str:
    """The moment of the last of the events, as a story tells it."""
    return told[-1].noted.strftime("%Y-%m-%d %H:%M")


def at(told: tuple[Event, ...], moment: dt.datetime) -> tuple[Timeline, Books]:
    """What is seen at a moment, and the books of the plan then."""
    timeline = seen(told, moment, moment)
    return timeline, keep(timeline, CYCLE, PLAN)


def covered(timeline: Timeline, books: Books, shift: str) -> Decimal:
    """What covers a shift."""
    judged = verdicts.judge(books, timeline, overloads.serve(books, timeline.as_of))
    return next(verdict.covered for verdict in judged if verdict.shift.event.id == shift)
