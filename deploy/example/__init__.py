"""The example: Lindhaven's third quarter of 2026, with every verdict that a shift can get, and the year before it.

A program instead of a file, so that one can read who did what and why: a table and a story a unit (`units/`), and the
check-ins that follow from them. It reads no clock and draws no lots: the events are the same whenever it runs.
"""

from __future__ import annotations

import datetime as dt

from deploy.example import check_ins, cycle, decisions, earlier, organisation, pen, plan
from deploy.example.units import UNITS
from events.catalogue import Event

ORGANISATION = pen.ORGANISATION
CYCLE = pen.CYCLE
# A week after the close: the day of the report. On the other day, in the middle, some shifts are still open.
AS_OF = dt.date(2026, 10, 16)
MID_QUARTER = dt.date(2026, 8, 14)


def events(today: dt.date | None = None) -> list[Event]:
    """The events of all cycles, in the order noted. With `today` only those noted by the end of that day, in UTC."""
    found = [*organisation.registration(), *cycle.running(), *decisions.decided(), *decisions.felt()]
    found += earlier.events()
    for unit in UNITS:
        planned = [*plan.planning(unit), *unit.story]
        weekly = list(check_ins.weekly(unit, planned))
        found += [*planned, *weekly, *check_ins.grades(unit, planned, weekly)]
    found.sort(key=lambda event: event.noted)
    return [event for event in found if today is None or event.noted.date() <= today]
