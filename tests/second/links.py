"""Links and accepted overload: what covers a shift, in the order noted."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import TYPE_CHECKING

from tests.second import roles
from tests.second.entries import Credit, Link, Overload, Shift
from tests.second.plan import ZERO
from tests.second.policy import figure
from tests.second.read import Told, number, rounded

if TYPE_CHECKING:
    from tests.second.books import Books


def serve(books: Books, event: Told) -> None:
    """A link has brought what it can."""
    data = event.data
    match event.type:
        case "trade_off.recorded":
            _trade(books, event, data["shift"], data["credit"], number(data.get("points")))
        case "key_result.replaced" if data["by"] in books.plan.items:
            _trade(books, event, books.plan.items[data["by"]].committed.id, event.id, None)
        case "key_result.committed":
            # A replacement may name its newcomer before it comes.
            for old in [each for each in books.replacements if each.data["by"] == data["key_result"]]:
                _trade(books, event, event.id, old.id, None)
        case "change_budget.drawn" if data["shift"] in books.shifts:
            shift = books.shifts[data["shift"]]
            left = budget(books) - sum((link.held for link in books.draws), ZERO)
            _link(shift, event, "change_budget", number(data.get("points")), left, books.draws)
        case "overload.accepted":
            _accept(books, event)
        case _:
            pass


def budget(books: Books) -> Fraction:
    """What the plan set aside for change."""
    declared = books.plan.budget
    return rounded(figure(books.policy, "change_budget") * books.k0) if declared is None else declared


def _trade(books: Books, event: Told, shift_id: str, credit_id: str, points: Fraction | None) -> None:
    shift, credit = books.shifts.get(shift_id), books.credits.get(credit_id)
    if shift is None or credit is None or not approved(credit, shift):
        return
    kind = "traded" if event.noted <= shift.grace_end else "late"
    _link(shift, event, kind, points, credit.unclaimed, credit.links)


def approved(credit: Credit, shift: Shift) -> bool:
    """Whether a credit may cover a shift: new capacity needs somebody's approval who did not ask for the shift."""
    if ("capacity", "") not in credit.parts:
        return True
    return credit.event.data.get("approved_by") not in (None, shift.event.requester)


def _link(shift: Shift, event: Told, kind: str, points: Fraction | None, there: Fraction, pool: list[Link]) -> None:
    wanted = shift.left - shift.held
    held = min(wanted, there, wanted if points is None else points)
    if held > 0:
        link = Link(event, kind, held)
        shift.links.append(link)
        pool.append(link)


def _accept(books: Books, event: Told) -> None:
    shift = books.shifts.get(event.data["shift"])
    if shift is None:
        return
    sponsor, expires = event.data["sponsor"], event.data.get("expires")
    valid = sponsors(books, sponsor, event) and sponsor != shift.event.requester and shift.left > 0
    until = books.calendar.moment(expires) if expires else None
    books.overloads.append(Overload(event, Fraction(event.data["points"]), until, valid))


def sponsors(books: Books, person: str, accepting: Told) -> bool:
    """Whether somebody sponsors an item of the plan, or holds that role for it when accepting."""
    noted = [event for event in books.org if event.place < accepting.place]
    held = roles.sponsors(noted, books.cycle, accepting.time)
    return bool(held & {(person, None), (person, books.unit)}) or any(
        item.sponsor == person for item in books.plan.items.values()
    )


def cover(books: Books, at: dt.datetime) -> None:
    """What overload brings at a moment is worked out anew, in the order noted, up to the cap."""
    cap = rounded(figure(books.policy, "overload_cap") * books.k0)
    for shift in books.shifts.values():
        shift.overload = ZERO
    for accepted in books.overloads:
        shift = books.shifts[accepted.event.data["shift"]]
        if not accepted.valid or (accepted.expires and accepted.expires < at):
            continue
        brought = min(accepted.points, cap, shift.left - shift.held - shift.overload)
        shift.overload += brought
        cap -= brought
