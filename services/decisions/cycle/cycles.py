"""Cycles: opened, extended and closed."""

from __future__ import annotations

import datetime as dt

from events.facts.cycle import CycleClosed, CycleExtended, CycleOpened
from services.decisions.case import Case, Refused, Stated
from services.decisions.command import Decision

LONGEST = dt.timedelta(days=1100)  # three years: everything due in a cycle is counted slot by slot


def open_(case: Case, wish: CycleOpened) -> Stated:
    """The cycle has its days, and plans may be made in it."""
    cycle = case.cycle
    if cycle.opened_at is not None:
        says = f"the cycle was opened already, for {cycle.start} to {cycle.end}"
        raise Refused(f"{says}; `cycle.extend` moves its end", "subject")
    if wish.end < wish.start:
        raise Refused(f"it ends on {wish.end}, before it starts; expected {wish.start} or later", "end")
    _long(wish.start, wish.end)
    days = (wish.end - wish.start).days + 1
    if wish.check_in_every_days > days:
        says = f"a check-in every {wish.check_in_every_days} days is none in a cycle of {days}"
        raise Refused(f"{says}; expected 1 to {days}", "check_in_every_days")
    return case.states(wish)


def extend(case: Case, wish: CycleExtended) -> Stated:
    """The cycle ends later."""
    cycle = case.cycle
    if cycle.closed is not None:
        raise Refused("the cycle was closed; expected one that is open, or a new one (`cycle.open`)", "subject")
    if cycle.end is not None and wish.end <= cycle.end:
        raise Refused(f"the cycle ends on {cycle.end}, and {wish.end} is no later; expected a day after it", "end")
    if cycle.start is not None:
        _long(cycle.start, wish.end)
    return case.states(wish)


def _long(start: dt.date, end: dt.date) -> None:
    if end - start > LONGEST:
        says = f"{start} to {end} is no cycle but {(end - start).days} days"
        raise Refused(f"{says}; expected one that ends by {start + LONGEST}", "end")


def close(case: Case, wish: CycleClosed) -> Stated:
    """The cycle is over: what comes later is shown, and covers nothing."""
    if case.cycle.closed is not None:
        raise Refused("the cycle was closed already; expected one that is open", "subject")
    return case.states(wish)


COMMANDS = {
    "cycle.open": Decision(CycleOpened, open_),
    "cycle.extend": Decision(CycleExtended, extend),
    "cycle.close": Decision(CycleClosed, close),
}
