"""The lock of a plan: when it was promised, and by which policy it is judged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from tests.second.calendar import Calendar
from tests.second.policy import Policy, noted_by
from tests.second.read import Told


@dataclass(frozen=True)
class Lock:
    """The moment of a lock, and the event that it was; where there is none it is assumed."""

    moment: dt.datetime
    by: str | None
    policy: Policy


def lock(events: Sequence[Told], plan: str, start: dt.date, given: Policy | None) -> Lock:
    """The first lock, where one is noted in time, else the moment at which a baseline is assumed."""

    def assumed(policy: Policy) -> dt.datetime:
        calendar = Calendar(policy)
        return calendar.end(calendar.after(start, int(policy["assumed_lock_wd"])))

    first = next((event for event in events if event.subject == plan and event.type == "baseline.locked"), None)
    before = [event for event in events if first is None or event.place < first.place]
    policy = given or noted_by(before, assumed)
    if first is not None and first.noted <= assumed(policy):
        return Lock(first.noted, first.id, policy)
    return Lock(assumed(policy), None, policy)
