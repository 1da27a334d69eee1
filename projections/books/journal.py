"""The books of one plan, kept: its events read in the order noted, those after the lock posted (governance.md §1)."""

from __future__ import annotations

from events.catalogue import Event
from events.facts.cycle import CycleExtended, CycleOpened
from events.facts.plan import WaiverGranted
from projections import policy as policies
from projections.books import entries, links, load, lock
from projections.books.accounts import Account
from projections.books.entries import CAPACITY
from projections.books.ledger import Books, Step
from projections.books.load import ZERO
from projections.books.timeline import Timeline, in_order
from projections.calendar import calendar_of
from projections.folds import check_in, cycle, organisation, plan
from projections.folds.plan import Item, Plan
from projections.policy import DEFAULT, Policy


def keep(timeline: Timeline, cycle_id: str, subject: str, given: Policy | None = None) -> Books:
    """The books of a plan at a timeline's instants, by the policy noted at its lock or by the one given."""
    found = lock.find(timeline, cycle_id, subject, given)
    assumed = lock.assumption(timeline, cycle_id, given)
    policy = found.policy if found else given or organisation_policy(timeline)
    books = Books(
        subject=subject,
        cycle_id=cycle_id,
        unit=subject.rsplit("/", 1)[1],
        policy=policy,
        policy_at_start=given or policy_at_start(timeline, cycle_id) or policy,
        calendar=calendar_of(policy),
        lock=found,
        assumed=assumed.moment if assumed else None,
    )
    for event in _concerning(books, timeline):
        if found and found.event is None and not books.locked and event.noted > found.moment:
            _take_lock(books)
        _read(books, event)
    if found and not books.locked:
        _take_lock(books)
    return books


def _concerning(books: Books, timeline: Timeline) -> list[Event]:
    """The events that a plan's books read, in order; the dates of the cycle's opening count from the first."""
    stream = timeline.streams.get(f"cycle/{books.cycle_id}", ())
    opening = next((event for event in stream if isinstance(event.data, CycleOpened)), None)
    rest = in_order(
        [
            *timeline.concerning(books.cycle_id, books.unit),
            *(event for event in stream if event is not opening),
            *timeline.streams.get(books.subject, ()),
            *timeline.check_ins(books.cycle_id, books.unit),
        ]
    )
    if opening is not None:
        books.cycle = cycle.evolve(books.cycle, opening)
    return rest


def organisation_policy(timeline: Timeline) -> Policy:
    """The policy in force at the end of a timeline."""
    state = organisation.Organisation()
    for event in timeline.policies:
        state = organisation.evolve(state, event)
    return state.policy


def policy_at_start(timeline: Timeline, cycle_id: str) -> Policy | None:
    """The policy noted at the beginning of a cycle's first day; None where nobody opened it."""
    opened = (e.data for e in timeline.streams.get(f"cycle/{cycle_id}", ()) if isinstance(e.data, CycleOpened))
    start = next((fact.start for fact in opened), None)
    if start is None:
        return None
    policy = DEFAULT
    for event in timeline.policies:
        if event.noted <= calendar_of(policy).start_of(start):
            policy = policies.evolve(policy, event)
    return policy


def _read(books: Books, event: Event) -> None:
    match event.subject.split("/"):
        case ["org"]:
            books.organisation = organisation.evolve(books.organisation, event)
        case ["check-ins", _, _, item]:
            books.check_ins[item] = check_in.evolve(books.check_ins.get(item, check_in.CheckIns()), event)
        case ["cycle", _]:
            _read_cycle(books, event)
        case _:
            _read_plan(books, event)


def _read_cycle(books: Books, event: Event) -> None:
    before = books.cycle
    books.cycle = cycle.evolve(before, event)
    if not books.locked:
        return
    if books.cycle.end != before.end:
        entries.post(books, event, list(books.plan.items.values()), {})
        books.weigh(event.noted)
    if isinstance(event.data, CycleExtended) and books.cycle.extended > before.extended:
        books.steps.append(_step(books, event, books.plan))


def _read_plan(books: Books, event: Event) -> None:
    before = books.plan
    books.plan = plan.evolve(before, event)
    changed = [item for item in books.plan.items.values() if before.items.get(item.id) is not item]
    step = _step(books, event, before)
    for item in changed:
        known = before.items.get(item.id)
        if known is None:
            books.commitments[item.id] = step
        if known is None or known.status != "open":
            # Nobody was silent about what was not yet written down.
            books.open_since[item.id] = books.calendar.day(max(event.effective, event.noted))
    if isinstance(event.data, WaiverGranted):
        books.waivers.append(event)
    if books.lock and event.id == books.lock.event:
        _take_lock(books)
    elif books.locked:
        entries.refer(books, event, changed)
        entries.post(books, event, changed, before.items)
        links.record(books, event)
        books.steps.append(step)
        books.weigh(event.noted)


def _step(books: Books, event: Event, before: Plan) -> Step:
    item = getattr(event.data, "key_result", "")
    confidence = books.check_ins[item].confidence if item in books.check_ins else None
    reference = books.references.get(item)
    return Step(event, before, books.plan, reference, confidence, books.cycle.end, books.organisation)


def _take_lock(books: Books) -> None:
    books.locked = True
    books.locked_items = tuple(item for item in books.plan.items.values() if item.status == "open")
    for item in books.plan.items.values():
        _enter(books, item)
    total = sum((account.base for account in books.accounts.values()), ZERO)
    books.implied_capacity = total if books.plan.capacity is None else ZERO
    books.capacity = total if books.plan.capacity is None else max(books.plan.capacity, ZERO)
    books.budget = books.plan.change_budget
    books.accounts[CAPACITY] = Account(key=CAPACITY)
    if books.lock is not None:
        books.weigh(books.lock.moment)


def _enter(books: Books, item: Item) -> None:
    books.references[item.id] = load.reference(item)
    base = entries.load_of(books, item)
    books.accounts[item.id] = Account(key=item.id, base=base, load=base)
