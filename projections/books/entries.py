"""Entries: what an event after the lock asks for, undoes, gives up and takes back (governance.md §1)."""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct, field

from events.catalogue import Event
from events.facts import plan as facts
from events.terms import Fact
from projections.books import dates, load, overloads
from projections.books.accounts import Account, Credit, Shift, take_back, undo
from projections.books.ledger import Books, is_closed
from projections.books.load import ZERO, Reference, rounded
from projections.folds.plan import Item

CAPACITY = "@capacity"
KINDS: dict[type[Fact], str] = {
    facts.ObjectiveCommitted: "added",
    facts.KeyResultCommitted: "added",
    facts.InitiativeCommitted: "added",
    facts.CommitmentReweighted: "reweighted",
    facts.KeyResultRetargeted: "retargeted",
    facts.KeyResultRemeasured: "retargeted",
    facts.KeyResultRescheduled: "brought_forward",
    facts.CapacityDeclared: "capacity_withdrawn",
    facts.CapacityWithdrawn: "capacity_withdrawn",
}
# What else makes an excess rise brings something back: a reinstatement, or a cycle that now reaches its due date.
BROUGHT_BACK = "reinstated"


class Growth(Struct):
    """What one event makes grow, by account: what is asked for, and what is given up."""

    asked: dict[str, Decimal] = field(default_factory=dict)
    given: dict[str, Decimal] = field(default_factory=dict)


def refer(books: Books, event: Event, changed: list[Item]) -> None:
    """A newcomer's reference is what it was committed with; a first target, or another metric's, becomes it."""
    for item in changed:
        known = books.references.get(item.id)
        if known is None:
            books.references[item.id] = load.reference(item)
            books.accounts[item.id] = Account(key=item.id)
        elif known.target is None or _measured_anew(event):
            books.references[item.id] = Reference(load.exactly(item.target), known.due)


def _measured_anew(event: Event) -> bool:
    """Whether another metric brings numbers of its own. A new name alone leaves what was promised as it was."""
    fact = event.data
    return isinstance(fact, facts.KeyResultRemeasured) and (fact.start is not None or fact.target is not None)


def load_of(books: Books, item: Item) -> Decimal:
    """The load of an item as it stands."""
    return load.load(item, books.references[item.id], books.cycle.end, books.policy.default_points)


def post(books: Books, event: Event, changed: list[Item], before: dict[str, Item]) -> None:
    """The event is in the books: on the accounts of the items that it changed, on their dates and on the capacity."""
    settled = overloads.serve(books, event.noted) if books.overloads else {}
    growth = Growth()
    for item in changed:
        account = books.accounts[item.id]
        if books.cycle.closed is not None:
            _after_closing(account, load_of(books, item), event, growth)
            dates.ask(books, event, item, before.get(item.id), growth.asked)
            continue
        part, way = load.progress(item, books.references[item.id], books.value(item.id))
        done = rounded(account.base * part / way)
        _move(account, *_levels(account, load_of(books, item), done), event, growth)
        dates.move(books, event, item, before.get(item.id), growth.asked)
    if isinstance(event.data, facts.CapacityDeclared | facts.CapacityAdded | facts.CapacityWithdrawn):
        _capacity(books, event, growth)
    overloads.keep_shown(books, event, settled)
    if growth.asked:
        _shift(books, event, growth.asked)
    if growth.given:
        _credit(books, event, growth.given)


def _levels(account: Account, now: Decimal, done: Decimal) -> tuple[Decimal, Decimal]:
    """An item's excess and relief at its new load; work already done is not given back."""
    relief = account.relief
    if now < account.load:
        relief = max(relief, account.base - max(now, done))
    elif now > account.load:
        relief = min(relief, max(account.base - now, ZERO))
    account.load = now
    return max(now - account.base, ZERO), relief


def _after_closing(account: Account, now: Decimal, event: Event, growth: Growth) -> None:
    """What asks for more is still a shift; what is given up or taken back, as at a reset, moves nothing any more."""
    excess = max(now - account.base, ZERO)
    if excess > account.excess:
        account.load = now
        _move(account, excess, account.relief, event, growth)


def _capacity(books: Books, event: Event, growth: Growth) -> None:
    if isinstance(event.data, facts.CapacityDeclared):
        books.implied_capacity = ZERO
    now = max(books.implied_capacity + (books.plan.capacity or ZERO), ZERO)
    excess, relief = max(books.capacity - now, ZERO), max(now - books.capacity, ZERO)
    account = books.accounts[CAPACITY]
    if books.cycle.closed is not None:
        excess, relief = max(excess, account.excess), account.relief
    _move(account, excess, relief, event, growth)


def _move(account: Account, excess: Decimal, relief: Decimal, event: Event, growth: Growth) -> None:
    if excess < account.excess:
        undo(account, account.excess - excess, event)
    elif excess > account.excess:
        growth.asked[account.key] = excess - account.excess
    if relief < account.relief:
        take_back(account, account.relief - relief)
    elif relief > account.relief:
        growth.given[account.key] = relief - account.relief
    account.excess, account.relief = excess, relief


def _credit(books: Books, event: Event, given: dict[str, Decimal]) -> None:
    credit = Credit(event=event, parts=given, after_close=is_closed(books, event))
    books.credits[event.id] = credit
    for key in given:
        books.accounts[key].credits.append(credit)


def _shift(books: Books, event: Event, asked: dict[str, Decimal]) -> None:
    assert books.lock is not None
    calendar, policy = books.calendar, books.policy
    t0 = max(event.effective, books.lock.moment)
    due = calendar.after(calendar.day(t0), policy.grace_wd)
    shift = Shift(
        event=event,
        kind=KINDS.get(type(event.data), BROUGHT_BACK),
        t0=t0,
        due=due,
        grace_end=calendar.end_of(due),
        demand=sum(asked.values(), ZERO),
        left=dict(asked),
    )
    books.shifts[event.id] = shift
    for key in asked:
        books.accounts.setdefault(key, Account(key=key)).shifts.append(shift)
    if event.noted > calendar.end_of(calendar.after(calendar.day(event.effective), policy.backdate_wd)):
        shift.flag("backdated")
    if books.lock.event is None:
        shift.flag("assumed_baseline")
