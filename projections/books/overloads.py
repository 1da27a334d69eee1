"""Overload that a sponsor accepts: capped, reported apart, and served after every link (governance.md §2)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from events.catalogue import Event
from events.facts.plan import OverloadAccepted
from projections.books.accounts import Overload
from projections.books.ledger import Books, is_closed
from projections.books.load import ZERO, rounded
from projections.folds.organisation import roles_of

Served = dict[str, tuple[Decimal, str | None]]


def record(books: Books, event: Event, fact: OverloadAccepted) -> None:
    """The overload is in the books; `refused` says whose word it could not be."""
    shift = books.shifts.get(fact.shift)
    overload = Overload(event=event, points=Decimal(fact.points), shift=shift)
    if shift is not None:
        overload.too_late = shift.undone_at is not None or is_closed(books, event)
        if fact.sponsor == shift.event.requester:
            overload.refused = "self_accepted"
        elif not _is_sponsor(books, fact.sponsor, event.effective):
            overload.refused = "not_a_sponsor"
    books.overloads.append(overload)


def _is_sponsor(books: Books, person: str, at: dt.datetime) -> bool:
    roles = roles_of(books.organisation, person, books.cycle_id, books.unit, at)
    return "sponsor" in roles or any(item.sponsor == person for item in books.plan.items.values())


def cap(books: Books) -> Decimal:
    """The most that accepted overload can bring to a plan, in points."""
    return rounded(books.capacity * Decimal(repr(books.policy.overload_cap)))


def serve(books: Books, at: dt.datetime) -> Served:
    """What each overload brings at an instant, and its finding, by event id; in the order noted, up to the cap."""
    left, served = cap(books), Served()
    needs: dict[str, Decimal] = {}
    for overload in books.overloads:
        amount, finding = ZERO, overload.refused
        shift = overload.shift
        if shift is None or overload.too_late:
            finding = None
        elif shift.undone_at is not None:
            finding = overload.kept
        elif finding is None and _expired(books, overload, at):
            finding = "overload_expired"
        elif finding is None:
            asked = min(overload.points, needs.setdefault(shift.event.id, max(shift.need, ZERO)))
            amount = min(asked, left)
            finding = "overload_capped" if asked > left else None
            left -= amount
            needs[shift.event.id] -= amount
        served[overload.event.id] = amount, finding
    return served


def _expired(books: Books, overload: Overload, at: dt.datetime) -> bool:
    expires = getattr(overload.event.data, "expires", None)
    return expires is not None and at > books.calendar.moment(expires)


def keep_shown(books: Books, event: Event, before: Served) -> None:
    """Of what the event undid after its grace, the part that overload had covered stays shown in the shift's verdict.

    An overload whose shift is wholly undone keeps the finding that it had `before`.
    """
    touched = [(o, o.shift) for o in books.overloads if o.shift is not None and event.id in o.shift.undone_by]
    after = serve(books, event.noted) if touched else {}
    for overload, shift in touched:
        if shift.undone_at is not None:
            overload.kept = before[overload.event.id][1]
        if event.noted > shift.grace_end:
            shift.overload_shown += max(before[overload.event.id][0] - after[overload.event.id][0], ZERO)
