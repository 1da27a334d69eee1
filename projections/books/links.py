"""What covers a shift: trade-offs, draws on the change budget and replacements, each served once (governance.md §2)."""

from __future__ import annotations

from decimal import Decimal

from events.catalogue import Event
from events.facts import plan as facts
from projections.books import overloads
from projections.books.accounts import Credit, Link, Shift, Source
from projections.books.ledger import Books, is_closed
from projections.books.load import ZERO, rounded


def record(books: Books, event: Event) -> None:
    """A link or an overload that the event states is served, or shown with the reason why it covers nothing."""
    match event.data:
        case facts.TradeOffRecorded(shift=shift, credit=credit, points=points):
            _credit(books, event, books.shifts.get(shift), credit, points)
        case facts.ChangeBudgetDrawn(shift=shift, points=points):
            _budget(books, event, books.shifts.get(shift), points)
        case facts.OverloadAccepted():
            overloads.record(books, event, event.data)
        case facts.KeyResultReplaced(by=newcomer) if event.id in books.credits:
            _replaced(books, event, newcomer)
        case facts.KeyResultCommitted(key_result=newcomer) if event.id in books.shifts:
            for replacement in books.replacements.pop(newcomer, ()):
                _replace(books, replacement, books.shifts[event.id], event)


def elsewhere(books: Books) -> list[str]:
    """The ids of events, not this plan's shifts and credits, that its links name: they may be another plan's."""
    cited = [link.cited for link in books.links if link.cited not in books.credits]
    named = [link.names for link in books.links if link.names not in books.shifts]
    return [id_ for id_ in (*cited, *named) if id_ is not None]


def budget_of(books: Books) -> Decimal:
    """The change budget: what the plan set aside before the lock, else the policy's share of the capacity."""
    if books.budget is not None:
        return books.budget
    return rounded(books.capacity * Decimal(repr(books.policy.change_budget)))


def budget_left(books: Books) -> Decimal:
    """What of the change budget no link holds."""
    spent = sum((link.held for link in books.links if link.source == "change_budget"), ZERO)
    return max(budget_of(books) - spent, ZERO)


def _replaced(books: Books, event: Event, newcomer: str) -> None:
    item = books.plan.items.get(newcomer)
    shift = books.shifts.get(item.committed_by) if item else None
    if shift is None:
        books.replacements.setdefault(newcomer, []).append(event)
    else:
        _replace(books, event, shift, event)


def _replace(books: Books, replacement: Event, shift: Shift, noted: Event) -> None:
    """The credit of a replacement is linked to the newcomer's shift, once both are noted."""
    link = _link(books, replacement, "credit", shift)
    link.credit = books.credits[replacement.id]
    if not _is_over(books, shift, noted):
        _serve(link, None, link.credit.unclaimed)


def _credit(books: Books, event: Event, shift: Shift | None, cited: str, points: Decimal | None) -> None:
    link = _link(books, event, "credit", shift)
    link.cited, link.names = cited, getattr(event.data, "shift", None)
    credit = books.credits.get(cited)
    if shift is None or _is_over(books, shift, event):
        return
    if credit is None or credit.points == 0:
        link.finding = "empty_credit"
    elif self_approved(credit, shift):
        link.finding = "self_approved"
    elif credit.unclaimed == 0:
        link.finding = "double_claim"
    else:
        link.credit = credit
        _serve(link, points, credit.unclaimed)


def _is_over(books: Books, shift: Shift, event: Event) -> bool:
    return shift.undone_at is not None or is_closed(books, event)


def self_approved(credit: Credit, shift: Shift) -> bool:
    """Whether it is new capacity that nobody but the shift's requester approved."""
    if not credit.event.type.startswith("capacity."):
        return False
    return getattr(credit.event.data, "approved_by", None) in (None, shift.event.requester)


def _budget(books: Books, event: Event, shift: Shift | None, points: Decimal | None) -> None:
    link = _link(books, event, "change_budget", shift)
    if shift is None or _is_over(books, shift, event):
        return
    left = budget_left(books)
    _serve(link, points, left)
    if link.asked > left:
        link.finding = "change_budget_spent"


def _link(books: Books, event: Event, source: Source, shift: Shift | None) -> Link:
    timely = shift is not None and event.noted <= shift.grace_end
    link = Link(event=event, source=source, credit=None, shift=shift, timely=timely)
    books.links.append(link)
    if shift is not None:
        shift.links.append(link)
    return link


def _serve(link: Link, points: Decimal | None, available: Decimal) -> None:
    """At most its own points, what the shift still needs, and what its source still has."""
    if link.shift is None:
        return
    need = max(link.shift.need, ZERO)
    link.asked = need if points is None else min(Decimal(points), need)
    link.served = link.held = min(link.asked, max(available, ZERO))
    if link.credit is not None:
        link.credit.claimed += link.held
        link.credit.links.append(link)
