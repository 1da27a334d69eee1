"""What could still pay for a shift: credits that nobody claimed, open items, the change budget, room for overload.

What stands here makes a difference if it is used now: an open item is listed with the points that dropping it gives.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from msgspec import Struct

from projections.books import classes, load, overloads
from projections.books.accounts import Credit, Shift
from projections.books.ledger import Books, close_of
from projections.books.links import budget_left, self_approved
from projections.books.load import ZERO, rounded
from projections.folds.plan import Item, children

MOST = 10


class Offer(Struct, frozen=True):
    """An open item, what dropping it would give, and the items that would close with it."""

    item: Item
    points: Decimal
    closes: frozenset[str]


class Unclaimed(Struct, frozen=True):
    """Something that was given up already, and what of it no link holds."""

    credit: Credit
    points: Decimal


class Means(Struct, frozen=True, kw_only=True):
    """What a plan could pay with, and what accepted overload covers of each shift; after the close nothing."""

    credits: tuple[Unclaimed, ...] = ()
    offers: tuple[Offer, ...] = ()
    change_budget: Decimal = ZERO
    overload_room: Decimal = ZERO
    accepted: dict[str, Decimal] = {}


class Remedies(Struct, frozen=True, kw_only=True):
    """What could pay for one shift: credits and items, at most `MOST` of each, the smallest that covers it first."""

    uncovered: Decimal = ZERO
    credits: tuple[Unclaimed, ...] = ()
    offers: tuple[Offer, ...] = ()
    change_budget: Decimal = ZERO
    overload_room: Decimal = ZERO


def means(books: Books, at: dt.datetime) -> Means:
    """What a plan could pay with at an instant."""
    close = close_of(books)
    if not books.locked or books.cycle.closed is not None or (close is not None and at > close):
        return Means()
    served = overloads.serve(books, at)
    accepted: dict[str, Decimal] = {}
    for overload in books.overloads:
        if overload.shift is not None:
            name = overload.shift.event.id
            accepted[name] = accepted.get(name, ZERO) + served[overload.event.id][0]
    unclaimed = (Unclaimed(credit, credit.unclaimed) for credit in books.credits.values())
    gives = {item.id: _gives(books, item) for item in books.plan.items.values() if item.status == "open"}
    offers = (_offer(books, books.plan.items[item], gives) for item in gives)
    return Means(
        credits=tuple(each for each in unclaimed if each.points > 0),
        offers=tuple(offer for offer in offers if offer.points > 0),
        change_budget=budget_left(books),
        overload_room=overloads.cap(books) - sum(accepted.values(), ZERO),
        accepted=accepted,
    )


def for_shift(means: Means, shift: Shift) -> Remedies:
    """What of a plan's means could pay for a shift; nothing where all of it is covered, or taken back."""
    uncovered = shift.need - means.accepted.get(shift.event.id, ZERO)
    if uncovered <= 0:
        return Remedies()
    own = {account.partition("@")[0] for account in shift.left} | {classes.item_of(shift.event)}
    # Dropping what the shift itself is about takes the shift back, and pays for nothing.
    offers = [offer for offer in means.offers if not own & offer.closes]
    credits = [each for each in means.credits if not self_approved(each.credit, shift)]
    return Remedies(
        uncovered=uncovered,
        credits=tuple(sorted(credits, key=lambda each: _place(each.points, uncovered))[:MOST]),
        offers=tuple(sorted(offers, key=lambda each: (_place(each.points, uncovered), len(each.closes)))[:MOST]),
        change_budget=means.change_budget,
        overload_room=means.overload_room,
    )


def _gives(books: Books, item: Item) -> Decimal:
    """The credit that an item's own account would get by its closing; work already done is not given back."""
    account = books.accounts[item.id]
    if account.load <= 0:
        return ZERO
    part, way = load.progress(item, books.references[item.id], books.value(item.id))
    done = rounded(account.base * part / way)
    return max(account.base - max(done, ZERO) - account.relief, ZERO)


def _offer(books: Books, item: Item, gives: dict[str, Decimal]) -> Offer:
    below = children(books.plan, item.id) if item.kind == "objective" else []
    closes = frozenset([item.id, *(child.id for child in below if child.status == "open")])
    return Offer(item, sum((gives[each] for each in closes), ZERO), closes)


def _place(points: Decimal, uncovered: Decimal) -> tuple[bool, Decimal]:
    """What covers it comes first, the smallest in front; behind it what covers a part, the largest in front."""
    return (False, points) if points >= uncovered else (True, -points)
