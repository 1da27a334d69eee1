"""A cycle that does not keep its rhythm (governance.md §3, `cadence_break`): aims, lock, priorities, close.

A pilot is there to find its rhythm, and is not judged.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from events.facts.cycle import CycleOpened
from projections.books.findings import points
from projections.measures.row import Row
from projections.rules.rule import Breach, CycleMatter, Rule

NAMED = 5


def judge(matter: CycleMatter) -> Iterator[Breach]:
    """What of the rhythm is broken: at most four findings."""
    if matter.cycle.kind == "pilot" or matter.cycle.start is None:
        return
    for look in (_linked, _locked, _reviewed, _closed):
        yield from look(matter)


def _linked(matter: CycleMatter) -> Iterator[Breach]:
    rows = [row for row in matter.quarter.rows.values() if row.measures.locked_at is not None]
    weight, linked = (sum(getattr(row.measures, name) for row in rows) for name in ("weight", "linked"))
    if weight and linked < matter.policy.cadence_break_linked * weight:
        yield Breach(
            says=f"Of {points(weight)} that were promised, {points(linked)} ({linked / weight:.0%}) serve an annual "
            "outcome.",
            clears="Say of each objective which annual outcome it serves, or drop those that serve none.",
            evidence=_opening(matter),
        )


def _locked(matter: CycleMatter) -> Iterator[Breach]:
    end = _days_after(matter, matter.cycle.start, matter.policy.cadence_break_lock_wd)
    if end is None or matter.as_of <= end:
        return
    late = sorted(unit for unit, row in matter.quarter.rows.items() if not _in_time(row, end))
    if late:
        yield Breach(
            says=f"{len(late)} of {len(matter.quarter.rows)} plans were not locked by {matter.calendar.day(end)}: "
            f"{_named(late)}.",
            clears="Lock each plan, so that what comes later can be told from what was promised.",
            evidence=_opening(matter),
        )


def _in_time(row: Row, end: dt.datetime) -> bool:
    measures = row.measures
    return measures.locked_at is not None and not measures.lock_assumed and measures.locked_at <= end


def _reviewed(matter: CycleMatter) -> Iterator[Breach]:
    end = _days_after(matter, _middle(matter), matter.policy.cadence_break_review_wd)
    if end is None or matter.as_of <= end:
        return
    held = [each for each in matter.cycle.reviews.values() if each.kind == "priorities" and each.status == "held"]
    if not any(each.held_at and matter.calendar.moment(each.held_at) <= end for each in held):
        yield Breach(
            says=f"No priorities review was held by {matter.calendar.day(end)}, the middle of the cycle and "
            f"{matter.policy.cadence_break_review_wd} working days.",
            clears="Hold one: say what is kept, what changes and what stops.",
            evidence=_opening(matter),
        )


def _closed(matter: CycleMatter) -> Iterator[Breach]:
    end = _days_after(matter, matter.cycle.end, matter.policy.cadence_break_close_wd)
    if end is None or matter.as_of <= end:
        return
    closed = matter.cycle.closed
    if closed is None or closed > end:
        yield Breach(
            says=f"The cycle was not closed by {matter.calendar.day(end)}.",
            clears="Grade what is open and close the cycle." if closed is None else "Close the next one in time.",
            evidence=_opening(matter),
        )


def _named(units: list[str]) -> str:
    more = f" and {len(units) - NAMED} more" if len(units) > NAMED else ""
    return f"{', '.join(units[:NAMED])}{more}"


def _opening(matter: CycleMatter) -> tuple[str, ...]:
    return tuple(event.id for event in matter.events if isinstance(event.data, CycleOpened))[:1]


def _middle(matter: CycleMatter) -> dt.date | None:
    start, end = matter.cycle.start, matter.cycle.end
    return None if start is None or end is None else start + (end - start) / 2


def _days_after(matter: CycleMatter, day: dt.date | None, working_days: int) -> dt.datetime | None:
    return None if day is None else matter.calendar.end_of(matter.calendar.after(day, working_days))


def moments(matter: CycleMatter) -> Iterator[dt.datetime]:
    """The ends of the waits for locks, the priorities review and the close."""
    policy = matter.policy
    for day, wait in (
        (matter.cycle.start, policy.cadence_break_lock_wd),
        (_middle(matter), policy.cadence_break_review_wd),
        (matter.cycle.end, policy.cadence_break_close_wd),
    ):
        if (moment := _days_after(matter, day, wait)) is not None:
            yield moment


RULE = Rule(
    name="cadence_break",
    scope="cycle",
    means="too little serves an annual outcome, or plans, priorities review or close come late",
    parameters={
        "on": "whether it is judged",
        "linked": "the share of the promised points that has to serve an annual outcome",
        "lock_wd": "the working days after the start by which every plan is locked",
        "review_wd": "the working days after mid-cycle by which a priorities review was held",
        "close_wd": "the working days after the end by which the cycle is closed",
    },
    judge=judge,
    moments=moments,
)
