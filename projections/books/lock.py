"""When a plan was promised: its first lock, else the moment at which one is assumed, and the policy noted by then."""

from __future__ import annotations

import datetime as dt

from msgspec import Struct

from events.catalogue import Event
from events.facts.cycle import CycleOpened
from events.facts.plan import BaselineLocked
from projections import policy as policies
from projections.books.timeline import Timeline, place
from projections.calendar import calendar_of
from projections.policy import Policy


class Lock(Struct, frozen=True, kw_only=True):
    """The moment from which a plan's books must balance. `event` is None where the lock is assumed."""

    moment: dt.datetime
    policy: Policy
    event: str | None
    late: Event | None = None


class Assumption(Struct, frozen=True):
    """When a plan that nobody locks is taken as promised, and the policy noted by then."""

    moment: dt.datetime
    policy: Policy


def find(timeline: Timeline, cycle: str, subject: str, given: Policy | None = None) -> Lock | None:
    """The lock of a plan, or None while there is none; `given` judges by another policy than the one noted."""
    first = next((e for e in timeline.streams.get(subject, ()) if isinstance(e.data, BaselineLocked)), None)
    assumed = assumption(timeline, cycle, given)
    if first is not None and (assumed is None or first.noted <= assumed.moment):
        policy = given or _noted_before(timeline, first)
        return Lock(moment=first.noted, policy=policy, event=first.id)
    if assumed is None or assumed.moment > min(timeline.as_of, timeline.known_at):
        return None
    return Lock(moment=assumed.moment, policy=assumed.policy, event=None, late=first)


def assumption(timeline: Timeline, cycle: str, given: Policy | None = None) -> Assumption | None:
    """When a cycle's plans that nobody locked are taken as promised; None where the cycle was not opened.

    The policy says how long a lock is waited for, and the lock says which policy counts: each policy that was noted is
    asked in turn until one had the wait over before the next. One that shortens a wait which is over already ends it.
    """
    opened = (e.data for e in timeline.streams.get(f"cycle/{cycle}", ()) if isinstance(e.data, CycleOpened))
    start = next((fact.start for fact in opened), None)
    if start is None:
        return None
    policy = given or policies.DEFAULT
    moment = assumed_at(policy, start)
    for event in () if given else timeline.policies:
        if event.noted > moment:
            break
        policy = policies.evolve(policy, event)
        moment = max(assumed_at(policy, start), event.noted)
    return Assumption(moment, policy)


def assumed_at(policy: Policy, start: dt.date) -> dt.datetime:
    """The end of the wait for a lock, in a cycle that starts so."""
    calendar = calendar_of(policy)
    return calendar.end_of(calendar.after(start, policy.assumed_lock_wd))


def _noted_before(timeline: Timeline, lock: Event) -> Policy:
    policy = policies.DEFAULT
    for event in timeline.policies:
        if place(event) < place(lock):
            policy = policies.evolve(policy, event)
    return policy
