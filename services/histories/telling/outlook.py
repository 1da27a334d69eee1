"""The verdicts that would follow from a history's events, judged in memory by the default policy (governance.md §1–2).

A history rarely has a lock, so its baseline is assumed some days after the cycle's start. Where a plan was first seen
later than that, everything in it counts as added later, which says when the file was written and not that anything
shifted. Then the figures are also given as if the plan as first seen were the baseline.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import groupby

from msgspec import Struct
from msgspec.structs import replace

from events.catalogue import Event
from projections import policy as policies
from projections.books import lock
from projections.books.figures import total
from projections.books.findings import Finding
from projections.books.judgement import Judgement, judge_cycle
from projections.books.timeline import Timeline, seen
from projections.policy import Policy
from projections.reports.content import Totals
from projections.reports.totals import totals

LONGEST_WAIT = 366
"""Working days; no policy waits longer for a lock."""


class Shifts(Struct, frozen=True, kw_only=True):
    """The shifts of one kind that were noted at the same instant: so many, with what they ask for together."""

    noted: dt.datetime
    kind: str
    shifts: int
    asked: float
    uncovered: float
    verdicts: dict[str, int]
    items: tuple[str, ...]


class Judged(Struct, frozen=True, kw_only=True):
    """The figures and the shifts, the largest first, as they are judged from a baseline; None before it."""

    baseline: dt.datetime | None
    assumed_lock_wd: int
    figures: Totals
    verdicts: dict[str, int]
    shifts: tuple[Shifts, ...]


class Outlook(Struct, frozen=True, kw_only=True):
    """What would be said of a cycle: by the policy, and from the plan as first seen where that came too late for it."""

    cycle: str
    first_seen: dt.datetime
    last_seen: dt.datetime
    judged: Judged
    from_first_seen: Judged | None
    findings: tuple[Finding, ...]


def outlook(events: Sequence[Event], moment: dt.datetime) -> Iterator[Outlook]:
    """What would be said of each cycle as of the moment, as it is known then."""
    timeline = seen(events, moment, moment)
    for cycle in timeline.cycles():
        noted = [event.noted for name in timeline.plans(cycle) for event in timeline.streams[name]]
        if not noted:
            continue
        judgements, judged = _read(timeline, cycle, policies.DEFAULT)
        late = judged.baseline is not None and min(noted) > judged.baseline
        waited = _waited(timeline, cycle, min(noted)) if late else None
        yield Outlook(
            cycle=cycle,
            first_seen=min(noted),
            last_seen=max(noted),
            judged=judged,
            from_first_seen=_read(timeline, cycle, waited)[1] if waited else None,
            findings=tuple(finding for judgement in judgements for finding in judgement.findings),
        )


def _read(timeline: Timeline, cycle: str, policy: Policy) -> tuple[list[Judgement], Judged]:
    judgements = judge_cycle(timeline, cycle, policy)
    figures = total(judgement.figures for judgement in judgements)
    assumed = lock.assumption(timeline, cycle, policy)
    over = assumed is not None and assumed.moment <= timeline.as_of
    shifts = [finding for judgement in judgements for finding in judgement.findings if finding.finding == "shift"]
    return judgements, Judged(
        baseline=assumed.moment if assumed and over else None,
        assumed_lock_wd=policy.assumed_lock_wd,
        figures=totals(figures if over else None, policy),
        verdicts={name: count for name, count in figures.verdicts.items() if count},
        shifts=tuple(_together(shifts)),
    )


def _waited(timeline: Timeline, cycle: str, first: dt.datetime) -> Policy | None:
    """The default policy with as long a wait for a lock as makes the plan as first seen the baseline."""
    policy = policies.DEFAULT
    for days in range(policy.assumed_lock_wd, LONGEST_WAIT + 1):
        longer = replace(policy, assumed_lock_wd=days)
        found = lock.assumption(timeline, cycle, longer)
        if found is not None and found.moment >= first:
            return longer
    return None


def _together(shifts: Sequence[Finding]) -> list[Shifts]:
    """The shifts by when they were noted and their kind, those that ask for most first."""

    def key(shift: Finding) -> tuple[dt.datetime, str]:
        assert shift.noted is not None
        return shift.noted, shift.kind or ""

    groups = [(noted, kind, list(found)) for (noted, kind), found in groupby(sorted(shifts, key=key), key)]
    made = [
        Shifts(
            noted=noted,
            kind=kind,
            shifts=len(found),
            asked=sum(shift.demand or 0.0 for shift in found),
            uncovered=sum(shift.uncovered or 0.0 for shift in found),
            verdicts={name: n for name in _verdicts(found) if (n := _verdicts(found).count(name))},
            items=tuple(shift.item for shift in found if shift.item),
        )
        for noted, kind, found in groups
    ]
    return sorted(made, key=lambda group: (-group.asked, group.noted, group.kind))


def _verdicts(shifts: Sequence[Finding]) -> list[str]:
    return [shift.verdict or "" for shift in shifts]
