"""The books of one plan as data: its folds beside its accounts, shifts, credits, links and overloads."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from msgspec import Struct, field

from events.catalogue import Event
from projections.books.accounts import Account, Credit, Link, Overload, Shift
from projections.books.load import ZERO, Reference
from projections.books.lock import Lock
from projections.calendar import Calendar
from projections.folds import check_in, cycle, organisation, plan
from projections.folds.plan import Item
from projections.policy import Policy


class Step(Struct, frozen=True):
    """An event of the plan: the plan before and after it, and what was known of its key result and the roles then."""

    event: Event
    before: plan.Plan
    after: plan.Plan
    reference: Reference | None
    confidence: float | None
    end: dt.date | None
    organisation: organisation.Organisation


class Books(Struct, eq=False, kw_only=True):
    """The books of one plan. Before the lock only the folds move; after it `shifts`, `credits` and `links` are posted.

    `steps` are the plan's events after the lock, and the extensions of its cycle; `commitments` the steps, before or
    after it, by which each item came in; `locked_items` the items as they were locked. `policy` is that of the lock,
    `policy_at_start` the one noted at the cycle's start, by which the rules judge. `assumed` is when a lock is or would
    be assumed. `loads` are load and capacity from the lock on, each since an instant. `organisation` holds only the
    policy and the roles that concern the plan.
    """

    subject: str
    cycle_id: str
    unit: str
    policy: Policy
    policy_at_start: Policy
    calendar: Calendar
    lock: Lock | None
    assumed: dt.datetime | None = None
    locked: bool = False
    plan: plan.Plan = field(default_factory=plan.Plan)
    cycle: cycle.Cycle = field(default_factory=cycle.Cycle)
    organisation: organisation.Organisation = field(default_factory=organisation.Organisation)
    check_ins: dict[str, check_in.CheckIns] = field(default_factory=dict)
    references: dict[str, Reference] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    capacity: Decimal = ZERO
    implied_capacity: Decimal = ZERO
    budget: Decimal | None = None
    old_dates: dict[str, list[dt.date]] = field(default_factory=dict)
    shifts: dict[str, Shift] = field(default_factory=dict)
    credits: dict[str, Credit] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    overloads: list[Overload] = field(default_factory=list)
    replacements: dict[str, list[Event]] = field(default_factory=dict)
    commitments: dict[str, Step] = field(default_factory=dict)
    open_since: dict[str, dt.date] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    locked_items: tuple[Item, ...] = ()
    waivers: list[Event] = field(default_factory=list)
    loads: list[tuple[dt.datetime, Decimal, Decimal]] = field(default_factory=list)

    def weigh(self, moment: dt.datetime) -> None:
        """What the plan weighs from now on, and on which capacity, is kept where it changed."""
        load = sum((account.load for account in self.accounts.values() if "@" not in account.key), ZERO)
        if not self.loads or self.loads[-1][1:] != (load, self.capacity_now):
            self.loads.append((moment, load, self.capacity_now))

    @property
    def capacity_now(self) -> Decimal:
        """The capacity as it stands, where `capacity` is that of the lock."""
        return max(self.implied_capacity + (self.plan.capacity or ZERO), ZERO) if self.locked else ZERO

    def value(self, item: str) -> float | None:
        """The latest value of a key result, as corrected so far."""
        return self.check_ins[item].value if item in self.check_ins else None


def close_of(books: Books) -> dt.datetime | None:
    """When the books of the cycle close: at its closing, at the latest so many working days after its end."""
    calendar, end = books.calendar, books.cycle.end
    latest = calendar.end_of(calendar.after(end, books.policy.close_wd)) if end else None
    return min((moment for moment in (books.cycle.closed, latest) if moment is not None), default=None)


def is_closed(books: Books, event: Event) -> bool:
    """Whether an event that is being posted comes after the close: then it covers nothing, and is only shown."""
    close = close_of(books)
    return books.cycle.closed is not None or (close is not None and event.noted > close)
