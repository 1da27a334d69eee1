"""The verdict on a shift."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from tests.second.books import Books
from tests.second.entries import Shift
from tests.second.plan import ZERO
from tests.second.policy import figure

VERDICTS = ("reversed", "below_minimum", "traded", "accepted_overload", "late", "open", "partial", "untraded")


def overload(shift: Shift) -> Fraction:
    """What overload brought, as the verdict shows it."""
    return shift.overload + shift.overload_shown


def verdict(books: Books, shift: Shift, as_of: dt.datetime) -> str:
    """The first that applies."""
    enough, minimum = figure(books.policy, "enough"), figure(books.policy, "minimum_shift")
    if not shift.demand:
        return "reversed"
    if shift.demand < minimum:
        return "below_minimum"
    if shift.in_time() >= enough * shift.demand:
        return "traded"
    over, late = overload(shift), shift.linked() - shift.in_time()
    covered = shift.linked() + over
    if covered >= enough * shift.demand:
        return "accepted_overload" if over >= late else "late"
    if as_of <= shift.grace_end:
        return "open"
    return "partial" if covered > ZERO else "untraded"
