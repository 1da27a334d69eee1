"""Support: needed, started and ended. What a problem fits with is the diagnosis' to say (governance.md §4)."""

from __future__ import annotations

from events.facts.support import SupportEnded, SupportNeeded, SupportStarted
from services.decisions.case import Case, Refused, Stated
from services.decisions.command import Decision
from services.decisions.organisation.units import existing


def need(case: Case, wish: SupportNeeded) -> Stated:
    """Help is wanted for the problem, in these units or in all."""
    known = case.support
    if known.needed_at is not None:
        says = f"it is needed already, for {known.problem!r}"
        raise Refused(f"{says}; expected another support's stream for another problem", "subject")
    _units(case, wish.units)
    return case.states(wish)


def start(case: Case, wish: SupportStarted) -> Stated:
    """The help has begun: what came before and after it is compared. Its provider need not have been assessed."""
    known = case.support
    if known.started_at is not None:
        what = f"{known.kind} by {known.provider}" if known.provider else known.kind
        raise Refused(f"it was started already, as {what}; expected another support's stream", "subject")
    _units(case, wish.units)
    return case.states(wish)


def end(case: Case, wish: SupportEnded) -> Stated:
    """The help is over."""
    known = case.support
    if known.started_at is None:
        raise Refused(f"it was not started; `support.start` on {case.subject} does so", "subject")
    if known.ended_at is not None:
        raise Refused(f"the {known.kind} was ended already; expected one that goes on", "subject")
    return case.states(wish)


def _units(case: Case, units: tuple[str, ...]) -> None:
    for unit in units:
        existing(case.organisation, unit, "units")


COMMANDS = {
    "support.need": Decision(SupportNeeded, need),
    "support.start": Decision(SupportStarted, start),
    "support.end": Decision(SupportEnded, end),
}
