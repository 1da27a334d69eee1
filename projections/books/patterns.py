"""What several shifts show together: split shifts, eroded trades, likely pairs (governance.md §2)."""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct

from projections.books.accounts import Credit
from projections.books.ledger import Books
from projections.books.load import ZERO
from projections.books.timeline import Timeline
from projections.books.verdicts import Verdict


class Pair(Struct, frozen=True):
    """An untraded shift and the credits that were probably meant for it, with the points that each would bring."""

    verdict: Verdict
    brought: tuple[tuple[Credit, Decimal], ...]


def splits(books: Books, timeline: Timeline, verdicts: list[Verdict]) -> list[list[Verdict]]:
    """Shifts too small to count, grace over, that reach the minimum together within the policy's days."""
    minimum = Decimal(repr(books.policy.minimum_shift))
    small = [v for v in verdicts if v.verdict == "below_minimum" and timeline.as_of > v.shift.grace_end]
    small.sort(key=lambda verdict: verdict.shift.t0)
    found: list[list[Verdict]] = []
    while small:
        first = books.calendar.day(small[0].shift.t0)
        within = [v for v in small if (books.calendar.day(v.shift.t0) - first).days <= books.policy.split_days]
        if len(within) >= 2 and sum((v.uncovered for v in within), ZERO) >= minimum:
            found.append(within)
            small = small[len(within) :]
        else:
            small = small[1:]
    return found


def eroded(books: Books, verdicts: list[Verdict]) -> list[Verdict]:
    """The traded shifts whose uncovered remainders reach the policy's erosion together; none where they do not."""
    remainders = [v for v in verdicts if v.verdict == "traded" and v.uncovered > 0]
    together = sum((v.uncovered for v in remainders), ZERO)
    return remainders if remainders and together >= Decimal(repr(books.policy.erosion)) else []


def likely_pairs(books: Books, verdicts: list[Verdict]) -> list[Pair]:
    """Each untraded shift with the unclaimed credits noted within its grace, or in the same request or decision."""
    free = {credit.event.id: credit.unclaimed for credit in books.credits.values()}
    pairs = []
    for verdict in verdicts:
        if verdict.verdict != "untraded" or verdict.shift.undone_at is not None:
            continue
        # What was undone after the grace is still uncovered in the verdict, and asks for nothing any more.
        needed, brought = min(verdict.uncovered, verdict.shift.remaining), []
        for credit in books.credits.values():
            points = min(free[credit.event.id], needed)
            if points > 0 and not credit.after_close and _together(verdict, credit):
                brought.append((credit, points))
                free[credit.event.id] -= points
                needed -= points
        if brought:
            pairs.append(Pair(verdict, tuple(brought)))
    return pairs


def _together(verdict: Verdict, credit: Credit) -> bool:
    shift, given = verdict.shift.event, credit.event
    if given.type.startswith("capacity.") and getattr(given.data, "approved_by", None) in (None, shift.requester):
        return False
    begun = min(verdict.shift.t0, shift.noted)
    in_grace = begun <= given.noted <= verdict.shift.grace_end
    same_act = shift.correlationid is not None and shift.correlationid == given.correlationid
    return in_grace or same_act or (shift.decision is not None and shift.decision == given.decision)
