"""The books of one plan: its events, posted one after the other in the order noted."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

from tests.second import folding, links
from tests.second.calendar import Calendar
from tests.second.classes import Before, class_of
from tests.second.entries import Credit, Key, Link, Overload, Shift
from tests.second.lock import Lock
from tests.second.plan import ONE, ZERO, Item, Plan
from tests.second.read import Told, rounded

KINDS = {"committed": "added", "declared": "capacity_withdrawn", "withdrawn": "capacity_withdrawn"}
KINDS |= {"remeasured": "retargeted", "rescheduled": "brought_forward", "extended": "reinstated"}
CAPACITY: Key = ("capacity", "")


class Books:
    """A plan's books, kept up to the last event seen."""

    def __init__(self, plan: str, end: dt.date, org: Sequence[Told], lock: Lock) -> None:
        _, self.cycle, self.unit = plan.split("/")
        self.org, self.lock, self.policy, self.calendar = org, lock, lock.policy, Calendar(lock.policy)
        self.closed, self.plan = False, Plan(end)
        self.bases: dict[str, Fraction] = {}
        self.loads: dict[str, Fraction] = {}
        self.k0 = ZERO
        self.excess: dict[Key, Fraction] = {}
        self.relief: dict[Key, Fraction] = {}
        self.nearer: dict[str, list[tuple[Told, dt.date, Fraction]]] = {}
        self.shifts: dict[str, Shift] = {}
        self.credits: dict[str, Credit] = {}
        self.replacements: list[Told] = []
        self.draws: list[Link] = []
        self.overloads: list[Overload] = []
        self.classes: Counter[str | None] = Counter()

    def after_close(self, event: Told) -> bool:
        """Whether an event comes after the cycle's closing, at the latest some working days after its end."""
        latest = self.calendar.end(self.calendar.after(self.plan.end, int(self.policy["close_wd"])))
        return self.closed or event.noted > latest

    def start(self) -> None:
        """The baseline is locked."""
        self.plan.lock()
        self.bases = {name: self.load(item) for name, item in self.plan.items.items()}
        self.loads = dict(self.bases)
        self.k0 = sum(self.bases.values(), ZERO) if self.plan.capacity is None else max(ZERO, self.plan.capacity)
        self.plan.promised = self.k0

    def load(self, item: Item) -> Fraction:
        """An item's load, as an amount."""
        return rounded(self.plan.load(item, self.policy))

    def plan_for(self, event: Told) -> None:
        """An event before the lock is planning."""
        folding.apply(self.plan, event)
        self.closed = self.closed or event.type == "cycle.closed"

    def post(self, event: Told) -> None:
        """What an event asks for, gives up, takes back or links is in the books."""
        plan = self.plan
        dates = {name: (plan.is_open(item), plan.due(item)) for name, item in plan.items.items()}
        before = Before(plan)
        self.plan_for(event)
        for name, item in plan.items.items():
            self._item(event, item)
            if name in dates:
                self._date(event, item, *dates[name])
        self._capacity(event)
        if event.type == "key_result.replaced" and event.id in self.credits:
            self.replacements.append(event)
        if not self.after_close(event):
            links.serve(self, event)
        self.classes[self._class(event, before)] += 1

    def _class(self, event: Told, before: Before) -> str | None:
        found = class_of(event, before, self.plan, self.policy)
        if event.id in self.shifts:
            return "A"
        return "C" if event.id in self.credits and found != "E" else found

    def _item(self, event: Told, item: Item) -> None:
        key, base, load = ("item", item.id), self.bases.get(item.id, ZERO), self.load(item)
        before, excess, relief = self.loads.get(item.id, ZERO), self.excess.get(key, ZERO), self.relief.get(key, ZERO)
        if self.closed and load - base <= excess:
            return
        self.loads[item.id] = load
        self._excess(event, key, max(ZERO, load - base))
        if load < before:
            done = rounded(base * self.plan.progress(item))
            self._relief(event, key, max(relief, base - max(load, done)))
        elif load > before:
            self._relief(event, key, min(relief, max(ZERO, base - load)))

    def _capacity(self, event: Told) -> None:
        if self.plan.capacity is not None:
            now = max(ZERO, self.plan.capacity)
            self._excess(event, CAPACITY, max(ZERO, self.k0 - now))
            self._relief(event, CAPACITY, max(ZERO, now - self.k0))

    def _date(self, event: Told, item: Item, was_open: bool, before: dt.date) -> None:
        plan, now = self.plan, self.plan.due(item)
        asked = self.nearer.setdefault(item.id, [])
        for number, (_, old, amount) in reversed(list(enumerate(asked))):
            if amount and (now >= old or not plan.is_open(item)) and not self.closed:
                self._undo(event, ("date", f"{item.id} {number}"), amount)
                asked[number] = (asked[number][0], old, ZERO)
        if event.type != "key_result.rescheduled" or not plan.is_open(item) or item.status != "open":
            return
        old = before if was_open else min(item.promised_due or plan.end, plan.end)
        if now >= old:
            return
        today = self.calendar.day(event.noted)
        rest = plan.weight(item, self.policy) * (1 - self.plan.progress(item))
        days = Fraction(max(1, (old - today).days), max(1, (now - today).days)) - 1
        amount = rounded(rest * min(ONE, days))
        if amount > 0:
            self._demand(event, ("date", f"{item.id} {len(asked)}"), amount)
            asked.append((event, old, amount))

    def _excess(self, event: Told, key: Key, now: Fraction) -> None:
        before = self.excess.get(key, ZERO)
        if self.closed and now < before:
            return
        self.excess[key] = now
        if now > before:
            self._demand(event, key, now - before)
        elif now < before:
            self._undo(event, key, before - now)

    def _relief(self, event: Told, key: Key, now: Fraction) -> None:
        if self.closed:
            return
        before, self.relief[key] = self.relief.get(key, ZERO), now
        if now > before:
            credit = self.credits.setdefault(event.id, Credit(event))
            credit.parts[key] = credit.parts.get(key, ZERO) + now - before
        elif now < before:
            self._take_back(key, before - now)

    def _demand(self, event: Told, key: Key, amount: Fraction) -> None:
        act = event.type.partition(".")[2]
        kind = "brought_forward" if key[0] == "date" else KINDS.get(act, act)
        if event.id not in self.shifts:
            begins = max(event.time, self.lock.moment)
            due = self.calendar.after(self.calendar.day(begins), int(self.policy["grace_wd"]))
            self.shifts[event.id] = Shift(event, kind, due, self.calendar.end(due))
        shift = self.shifts[event.id]
        shift.parts[key] = shift.parts.get(key, ZERO) + amount
        shift.demand += amount

    def _undo(self, event: Told, key: Key, amount: Fraction) -> None:
        for shift in reversed(self.shifts.values()):
            if amount and shift.parts.get(key):
                links.cover(self, event.noted)
                amount -= shift.reduce(key, amount, event.noted)

    def _take_back(self, key: Key, amount: Fraction) -> None:
        credits = [credit for credit in reversed(self.credits.values()) if credit.parts.get(key)]
        for credit in credits:
            taken = min(amount, credit.parts[key], credit.unclaimed)
            credit.parts[key] -= taken
            amount -= taken
        for credit in credits:
            taken = min(amount, credit.parts[key])
            credit.parts[key] -= taken
            amount -= taken
            uncovered = credit.claimed - credit.points
            for link in reversed(credit.links):
                lost = min(link.held, max(ZERO, uncovered))
                link.held -= lost
                uncovered -= lost
