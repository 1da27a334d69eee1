"""Targets for a year in a quarter's clothes (governance.md §3, `annual_targets`).

A pilot may be as long as it needs. A guardrail keeps its target by design, and what cannot be measured yet (it has no
target, or no check-in was due from it so far) is not waited for.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from itertools import takewhile

from projections.calendar import DAY
from projections.measures.measures import KeyResult
from projections.rules.lineage import Past
from projections.rules.rule import Breach, CycleMatter, Rule


def judge(matter: CycleMatter) -> Iterator[Breach]:
    """The cycle is too long, targets go from cycle to cycle, or the top looks at its own only when it is over."""
    if matter.cycle.kind == "pilot":
        return
    yield from _length(matter)
    yield from _carried(matter)
    yield from _silent(matter)


def _length(matter: CycleMatter) -> Iterator[Breach]:
    start, end, most = matter.cycle.start, matter.cycle.end, matter.policy.annual_targets_days
    if start is not None and end is not None and (days := (end - start).days + 1) > most:
        yield Breach(
            says=f"The cycle is {days} days long; over more than {most} nobody learns in time what does not work.",
            clears=f"Plan the next cycle for {most} days at most, and keep the year for annual outcomes.",
            evidence=tuple(event.id for event in matter.events if event.type in ("cycle.opened", "cycle.extended")),
        )


def _carried(matter: CycleMatter) -> Iterator[Breach]:
    past, least = Past(matter.earlier), matter.policy.annual_targets_cycles
    for unit, row in sorted(matter.quarter.rows.items()):
        for item in row.measures.key_results:
            if item.status != "open" or item.guardrail or item.target is None:
                continue
            target = item.target
            same = list(takewhile(lambda known: known.target == target, past.forerunners(unit, item)))  # noqa: B023
            if len(same) + 1 >= least:
                yield Breach(
                    unit=unit,
                    item=item.id,
                    says=f"“{item.title}” has had the same target, {target:g}, for {len(same) + 1} cycles.",
                    clears="Set what this cycle alone can reach, or give it up.",
                    evidence=(item.committed_by, *(known.committed_by for known in same)),
                )


def _silent(matter: CycleMatter) -> Iterator[Breach]:
    until = _looked_at_by(matter)
    if until is None or matter.as_of <= matter.calendar.end_of(until):
        return
    for unit in sorted(matter.timeline.top_units & matter.quarter.rows.keys()):
        items = [item for item in matter.quarter.rows[unit].measures.key_results if item.status == "open"]
        waited = [item for item in items if _waited_for(matter, item, until)]
        if waited and not any(item.first_check_in and item.first_check_in <= until for item in items):
            yield Breach(
                unit=unit,
                says=f"Nobody checked in on the key results of {unit} by {until}: the top of the organisation looked "
                "at its own aims only late in the cycle, or never.",
                clears="Check in from the first weeks on: the units below do as the top does.",
                evidence=tuple(item.committed_by for item in waited),
            )


def _waited_for(matter: CycleMatter, item: KeyResult, until: dt.date) -> bool:
    """Whether it can be measured, and a check-in was due from it by the day."""
    start, every = matter.cycle.start, matter.cycle.check_in_every_days
    if start is None or item.target is None or item.guardrail:
        return False
    last = start + DAY * ((until - start).days // every * every)
    return last > start and (item.taken_up is None or item.taken_up < last)


def _looked_at_by(matter: CycleMatter) -> dt.date | None:
    """The last day of the part of the cycle in which the top has to check in once."""
    start, end = matter.cycle.start, matter.cycle.end
    if start is None or end is None or end < start:
        return None
    days = math.floor(round(matter.policy.annual_targets_silent * ((end - start).days + 1), 6))
    return start + DAY * (days - 1) if days else None


def moments(matter: CycleMatter) -> Iterator[dt.datetime]:
    """The end of the part of the cycle in which the top has to check in."""
    if (until := _looked_at_by(matter)) is not None:
        yield matter.calendar.end_of(until)


RULE = Rule(
    name="annual_targets",
    scope="organisation",
    means="a cycle is too long, a target goes from cycle to cycle, or the top does not check in on its own",
    parameters={
        "on": "whether it is judged",
        "days": "the most days of a cycle",
        "cycles": "so many cycles with the same target are a finding",
        "silent": "the first part of the cycle in which a unit at the top has to check in",
    },
    judge=judge,
    moments=moments,
)
