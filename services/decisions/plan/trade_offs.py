"""Trade-offs: recorded, where a shift is paid for by what was given up; rejected, where an offer was refused."""

from __future__ import annotations

from events.facts.plan import TradeOffRecorded, TradeOffRejected
from services.decisions.case import Case, Refused, Stated
from services.decisions.command import Decision
from services.decisions.plan.amounts import some
from services.decisions.plan.items import pursued
from services.decisions.plan.shifts import named, priced


def record(case: Case, wish: TradeOffRecorded) -> Stated:
    """The shift is linked to an event that there is. Whether that one gives anything, the rules judge."""
    taken = case.plan.trade_offs.get(wish.trade_off)
    if taken is not None:
        says = f"{wish.trade_off} is the trade-off that {taken} recorded"
        raise Refused(f"{says}; expected an id that none of the plan has", "trade_off")
    books = case.books(case.subject)
    named(case, books, wish.shift)
    giving = f"expected what gives something up: {priced((c.event, c.unclaimed) for c in books.credits.values())}"
    if wish.credit == wish.shift:
        raise Refused(f"{wish.credit} cannot pay for itself; {giving}", "credit")
    if wish.credit not in case.known.events:
        raise Refused(f"no event has the id {wish.credit!r}; {giving}", "credit")
    some(wish.points, "pay for nothing (leave them out for all that is needed and left)")
    return case.states(wish)


def reject(case: Case, wish: TradeOffRejected) -> Stated:
    """It is known that an open item was offered for the shift, and that somebody refused."""
    named(case, case.books(case.subject), wish.shift)
    pursued(case.plan, wish.item, "item")
    return case.states(wish)


COMMANDS = {
    "trade_off.record": Decision(TradeOffRecorded, record),
    "trade_off.reject": Decision(TradeOffRejected, reject),
}
