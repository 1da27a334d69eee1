"""The verdict on each shift that asks for more (governance.md §2)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from msgspec import Struct

from events.facts.plan import BaselineRevised
from projections.books import overloads
from projections.books.accounts import Shift
from projections.books.ledger import Books
from projections.books.load import ZERO
from projections.books.timeline import Timeline, place


class Verdict(Struct, frozen=True, kw_only=True):
    """A shift, what covers it by kind, and the first verdict that applies."""

    shift: Shift
    verdict: str
    covered: Decimal
    traded: Decimal
    late: Decimal
    budget: Decimal
    overload: Decimal
    flags: tuple[str, ...]

    @property
    def uncovered(self) -> Decimal:
        """What of the demand nothing covers."""
        return self.shift.demand - self.covered


def judge(books: Books, timeline: Timeline, served: overloads.Served) -> list[Verdict]:
    """The verdict on every shift of a plan, in the order noted."""
    revised = [place(step.event) for step in books.steps if isinstance(step.event.data, BaselineRevised)]
    return [_verdict(books, timeline, shift, served, revised) for shift in books.shifts.values()]


def _verdict(
    books: Books,
    timeline: Timeline,
    shift: Shift,
    served: overloads.Served,
    revised: list[tuple[dt.datetime, int]],
) -> Verdict:
    overload = sum((served[o.event.id][0] for o in books.overloads if o.shift is shift), shift.overload_shown)
    timely = sum((link.served for link in shift.links if link.timely), ZERO)
    late = sum((link.served for link in shift.links if not link.timely), ZERO)
    budget = sum((link.served for link in shift.links if link.source == "change_budget"), ZERO)
    covered = timely + late + overload
    verdict = _first(books, timeline, shift, timely, late, overload)
    flags = list(shift.flags)
    if verdict in ("partial", "untraded") and any(later > place(shift.event) for later in revised):
        flags.append("rebaselined_after")
    return Verdict(
        shift=shift,
        verdict=verdict,
        covered=covered,
        traded=timely + late - budget,
        late=late,
        budget=budget,
        overload=overload,
        flags=tuple(sorted(flags)),
    )


def _first(books: Books, timeline: Timeline, shift: Shift, timely: Decimal, late: Decimal, overload: Decimal) -> str:
    enough = Decimal(repr(books.policy.enough)) * shift.demand
    if shift.demand == 0:
        return "reversed"
    if shift.demand < Decimal(repr(books.policy.minimum_shift)):
        return "below_minimum"
    if timely >= enough:
        return "traded"
    if timely + late + overload >= enough:
        return "accepted_overload" if overload >= late else "late"
    if timeline.as_of <= shift.grace_end:
        return "open"
    return "partial" if timely + late + overload > 0 else "untraded"
