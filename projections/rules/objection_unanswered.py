"""Objections that nobody answers (governance.md §3, `objection_unanswered`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from projections.measures.objections import Objection
from projections.rules.rule import Breach, CycleMatter, Rule


def judge(matter: CycleMatter) -> Iterator[Breach]:
    """Several objections of the cycle have been open for too long."""
    open_ = [each for each in _of_cycle(matter) if _patience(matter, each) < matter.as_of]
    if len(open_) >= matter.policy.objection_unanswered_objections:
        days = matter.policy.objection_unanswered_open_wd
        yield Breach(
            says=f"{len(open_)} objections have been open for more than {days} working days: who objects again learns "
            "that it is of no use.",
            clears="Answer each, even where the answer is no.",
            evidence=tuple(each.id for each in open_),
        )


def _of_cycle(matter: CycleMatter) -> list[Objection]:
    """The open objections to an item of the cycle, or raised on one of its days to an event."""
    found = [each for each in matter.objections if not each.answered]
    return [each for each in found if _belongs(matter, each)]


def _belongs(matter: CycleMatter, objection: Objection) -> bool:
    if "/" in objection.about:
        return objection.about.startswith(f"{matter.quarter.id}/")
    start, end = matter.cycle.start, matter.cycle.end
    return start is not None and end is not None and start <= matter.calendar.day(objection.raised_at) <= end


def _patience(matter: CycleMatter, objection: Objection) -> dt.datetime:
    """The last instant at which the objection may still be open."""
    day = matter.calendar.day(objection.raised_at)
    return matter.calendar.end_of(matter.calendar.after(day, matter.policy.objection_unanswered_open_wd))


def moments(matter: CycleMatter) -> Iterator[dt.datetime]:
    """When the patience with each of them ends."""
    return (_patience(matter, each) for each in _of_cycle(matter))


RULE = Rule(
    name="objection_unanswered",
    scope="cycle",
    means="several objections stay without an answer",
    parameters={
        "on": "whether it is judged",
        "objections": "so many are a finding",
        "open_wd": "the working days that an objection may be open",
    },
    judge=judge,
    moments=moments,
)
