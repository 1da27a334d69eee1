"""The double entry: shifts and credits, and the accounts of items, dates and capacity that they are posted to."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Literal

from msgspec import Struct, field

from events.catalogue import Event
from projections.books.load import ZERO

Source = Literal["credit", "change_budget"]


class Credit(Struct, eq=False):
    """An event that gave something up: its points by account, and how many of them are claimed."""

    event: Event
    parts: dict[str, Decimal] = field(default_factory=dict)
    after_close: bool = False
    claimed: Decimal = ZERO
    links: list[Link] = field(default_factory=list)

    @property
    def points(self) -> Decimal:
        """The points that it still gives."""
        return sum(self.parts.values(), ZERO)

    @property
    def unclaimed(self) -> Decimal:
        """The points that no link holds."""
        return self.points - self.claimed


class Link(Struct, eq=False):
    """What covers a shift: what it brought (`served`, shown in the verdict) and still binds of its source (`held`)."""

    event: Event
    source: Source
    credit: Credit | None
    shift: Shift | None
    timely: bool
    served: Decimal = ZERO
    held: Decimal = ZERO
    asked: Decimal = ZERO
    cited: str | None = None
    names: str | None = None
    finding: str | None = None


class Overload(Struct, eq=False):
    """A sponsor's word that a shift comes on top.

    `refused` says why it never covers anything, `too_late` that the shift was over or the cycle closed, and `kept` the
    finding that it had when its shift was wholly undone.
    """

    event: Event
    points: Decimal
    shift: Shift | None
    refused: str | None = None
    too_late: bool = False
    kept: str | None = None


class Shift(Struct, eq=False):
    """An event that asked for more after the lock. `left` says by account what is not undone."""

    event: Event
    kind: str
    t0: dt.datetime
    due: dt.date
    grace_end: dt.datetime
    demand: Decimal = ZERO
    left: dict[str, Decimal] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    undone_at: dt.datetime | None = None
    undone_by: list[str] = field(default_factory=list)
    overload_shown: Decimal = ZERO

    @property
    def remaining(self) -> Decimal:
        """What is not undone."""
        return sum(self.left.values(), ZERO)

    @property
    def held(self) -> Decimal:
        """What links hold for it."""
        return sum((link.held for link in self.links), ZERO)

    @property
    def need(self) -> Decimal:
        """What it still needs of links: what is left of it less what they hold."""
        return self.remaining - self.held

    def flag(self, name: str) -> None:
        """The flag is set, once."""
        if name not in self.flags:
            self.flags.append(name)


class Account(Struct, eq=False):
    """An item, a due date or the capacity: what it asks above its base, what it gave back, and by which events."""

    key: str
    base: Decimal = ZERO
    load: Decimal = ZERO
    excess: Decimal = ZERO
    relief: Decimal = ZERO
    shifts: list[Shift] = field(default_factory=list)
    credits: list[Credit] = field(default_factory=list)


def release(shift: Shift, surplus: Decimal, *, shown: bool) -> None:
    """So much coverage is free for others, from the latest link first; `shown` keeps it in the shift's verdict."""
    for link in reversed(shift.links):
        freed = min(link.held, surplus)
        if freed <= 0:
            continue
        surplus -= freed
        link.held -= freed
        if link.credit is not None:
            link.credit.claimed -= freed
        if not shown:
            link.served -= freed


def undo(account: Account, amount: Decimal, event: Event) -> None:
    """So much of the account's excess is gone: its shifts are undone, the latest first (governance.md §1)."""
    for shift in reversed(account.shifts):
        taken = min(shift.left.get(account.key, ZERO), amount)
        if taken <= 0:
            continue
        amount -= taken
        in_grace = event.noted <= shift.grace_end
        shift.left[account.key] -= taken
        shift.undone_by.append(event.id)
        if in_grace:
            shift.demand -= taken
        if shift.remaining == 0:
            shift.undone_at = event.noted
            if shift.demand > 0:
                shift.flag("reversed_late")
        release(shift, shift.held - shift.remaining, shown=not in_grace)


def take_back(account: Account, amount: Decimal) -> None:
    """So much of the account's relief is gone: unclaimed points first, then claimed ones, the latest credit first."""
    for claimed in (False, True):
        for credit in reversed(account.credits):
            part = credit.parts.get(account.key, ZERO)
            taken = min(part, amount) if claimed else min(part, credit.unclaimed, amount)
            if taken <= 0:
                continue
            amount -= taken
            credit.parts[account.key] = part - taken
            if claimed:
                _uncover(credit, taken)


def _uncover(credit: Credit, amount: Decimal) -> None:
    for link in reversed(credit.links):
        lost = min(link.held, amount)
        if lost <= 0 or link.shift is None:
            continue
        amount -= lost
        link.held -= lost
        link.served -= lost
        credit.claimed -= lost
        link.shift.flag("credit_revoked")
