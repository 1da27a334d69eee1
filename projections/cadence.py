"""The rhythm of a cycle: the days on which check-ins are due, and what was missed once its grace was over."""

from __future__ import annotations

import datetime as dt
import hashlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from events.catalogue import Event
from events.facts.check_in import CheckInMissed
from events.facts.cycle import CycleOpened, ReviewMissed
from projections.books.load import is_open
from projections.books.timeline import in_order
from projections.calendar import DAY, Calendar, calendar_of
from projections.folds import cycle as cycles
from projections.folds import plan as plans
from projections.folds.check_in import CheckIn, CheckIns
from projections.folds.cycle import Cycle
from projections.folds.plan import Item, Plan
from projections.policy import Policy


class Missed(Struct, frozen=True, kw_only=True):
    """A check-in or a review that was due and did not come: the stream and the id of the event that says so.

    `at` is the first instant after the grace. The id is the same whoever finds it, and however often.
    """

    stream: str
    id: str
    at: dt.datetime
    fact: CheckInMissed | ReviewMissed


class Outlook(Struct, frozen=True):
    """What was missed by an instant, the earliest first; and the next instant at which something may be, if any."""

    missed: tuple[Missed, ...]
    until: dt.datetime | None


NOTHING = Outlook((), None)


def slots(cycle: Cycle) -> list[dt.date]:
    """The days on which check-ins are due: every so many days from the cycle's start to its end."""
    if cycle.start is None or cycle.end is None:
        return []
    days = range(cycle.check_in_every_days, (cycle.end - cycle.start).days + 1, cycle.check_in_every_days)
    return [cycle.start + DAY * n for n in days]


def answered(due: Sequence[dt.date], entries: Iterable[CheckIn], calendar: Calendar) -> set[dt.date]:
    """The slots, of those given in order, that check-ins answer: each the one it names, else the first on or after its
    day."""
    days = [entry.slot or calendar.day(entry.at) for entry in entries]
    return {due[place] for day in days if (place := bisect_left(due, day)) < len(due)}


def is_kept_here(cycle: Sequence[Event]) -> bool:
    """Whether a cycle, by the events of its stream, runs in this log: opened live, and not closed.

    What another system noted brings its own record, and more of it may come: an event written in between, and noted
    now, would have the rest refused.
    """
    opening = next((event for event in cycle if isinstance(event.data, CycleOpened)), None)
    live = opening is not None and opening.origin != "import" and opening.notedat == opening.recordedat
    return live and _folded(cycle).closed is None


def of_plan(
    subject: str,
    cycle: Sequence[Event],
    plan: Sequence[Event],
    check_ins: Mapping[str, CheckIns],
    policy: Policy,
    now: dt.datetime,
) -> Outlook:
    """The check-ins that a plan missed, by the events of its cycle and its own, and its check-ins by key result.

    A slot counts by what was known when its grace was over, so that it makes no difference when somebody looks. A
    check-in answers its slot whenever it came.
    """
    if not is_kept_here(cycle):
        return NOTHING
    calendar, due = calendar_of(policy), slots(_folded(cycle))
    over = {slot: calendar.start_of(slot + DAY * (policy.check_ins_lapsed_grace_days + 1)) for slot in due}
    done = {item: {*answered(due, of.entries, calendar), *of.missed} for item, of in check_ins.items()}
    passed = [slot for slot in due if over[slot] <= now]
    standings = _as_of([over[slot] for slot in passed], in_order([*cycle, *plan]), calendar)
    missed = [
        _check_in(f"check-ins/{subject.removeprefix('plan/')}/{item}", slot, over[slot])
        for slot, standing in zip(passed, standings, strict=True)
        for item in standing.asked(slot)
        if slot not in done.get(item, ())
    ]
    return Outlook(tuple(missed), min((moment for moment in over.values() if moment > now), default=None))


def of_cycle(subject: str, cycle: Sequence[Event], policy: Policy, now: dt.datetime) -> Outlook:
    """The reviews that a cycle missed, by the events of its stream. One that is noted after its grace was missed: who
    holds it all the same says so in the same act, or later.
    """
    if not is_kept_here(cycle):
        return NOTHING
    calendar = calendar_of(policy)
    found = []
    for review in _folded(cycle).reviews.values():
        if review.status == "scheduled":
            day = calendar.day(calendar.moment(review.at))
            over = calendar.start_of(calendar.after(day, policy.reviews_skipped_held_within_wd) + DAY)
            # A review that is scheduled again may be missed again.
            id_ = f"review.missed.{_digest(f'{subject}/{review.id}/{review.at}')}"
            found.append(Missed(stream=subject, id=id_, at=over, fact=ReviewMissed(review=review.id)))
    found.sort(key=lambda missed: (missed.at, missed.id))
    ahead = (missed.at for missed in found if missed.at > now)
    return Outlook(tuple(missed for missed in found if missed.at <= now), min(ahead, default=None))


class _Standing(Struct):
    """A plan and its cycle as they were known at a moment, and the day on which each key result was last taken up."""

    cycle: Cycle
    plan: Plan
    since: dict[str, dt.date]

    def asked(self, slot: dt.date) -> list[str]:
        """The key results that a check-in is due from: pursued since before the slot, and to be, and not graded."""
        if not _is_slot(self.cycle, slot):
            return []
        return [item.id for item in self.plan.items.values() if self._speaks(item) and self._covers(item, slot)]

    def _speaks(self, item: Item) -> bool:
        return item.kind == "key_result" and is_open(item, self.cycle.end) and item.grade is None

    def _covers(self, item: Item, slot: dt.date) -> bool:
        return self.since[item.id] < slot and (item.due is None or slot <= item.due)


def _as_of(moments: Iterable[dt.datetime], events: list[Event], calendar: Calendar) -> Iterator[_Standing]:
    standing, place = _Standing(Cycle(), Plan(), {}), 0
    for moment in moments:
        while place < len(events) and events[place].noted < moment:
            _read(standing, events[place], calendar)
            place += 1
        yield standing


def _read(standing: _Standing, event: Event, calendar: Calendar) -> None:
    if event.subject.startswith("cycle/"):
        standing.cycle = cycles.evolve(standing.cycle, event)
        return
    before, standing.plan = standing.plan.items, plans.evolve(standing.plan, event)
    for item in standing.plan.items.values():
        known = before.get(item.id)
        if known is not item and (known is None or known.status != "open"):
            # Nobody is late with what was not yet written down.
            standing.since[item.id] = calendar.day(max(event.effective, event.noted))


def _is_slot(cycle: Cycle, day: dt.date) -> bool:
    """Whether a check-in is due on a day: without the list, since a cycle may be opened for a thousand years."""
    if cycle.start is None or cycle.end is None:
        return False
    return cycle.start < day <= cycle.end and (day - cycle.start).days % cycle.check_in_every_days == 0


def _check_in(stream: str, slot: dt.date, over: dt.datetime) -> Missed:
    return Missed(stream=stream, id=f"check_in.missed.{slot}.{_digest(stream)}", at=over, fact=CheckInMissed(slot=slot))


def _digest(name: str) -> str:
    # Half of a digest: an id has 64 characters at most, and a name alone may have more.
    return hashlib.sha256(name.encode()).hexdigest()[:32]


def _folded(cycle: Sequence[Event]) -> Cycle:
    state = Cycle()
    for event in cycle:
        state = cycles.evolve(state, event)
    return state
