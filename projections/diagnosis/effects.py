"""Whether support changed how the business runs: the same figures for some cycles before and after it began."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from events.catalogue import Event
from events.facts.support import SupportStarted
from projections.diagnosis.diagnosis import Difference, Effect
from projections.measures import comparing
from projections.measures.vitals import NAMES, Part, Vitals, together
from projections.reports.wording import percent, words
from projections.rules.rule import CycleMatter, Quarter

POINTS = ("untraded_rate", "churn")  # in points; the other figures are counts, of which few say nothing


def effects(matter: CycleMatter, quarters: Sequence[Quarter], vitals: Mapping[str, Vitals]) -> tuple[Effect, ...]:
    """What is to be said of each support that began; `vitals` are those of the quarters, by cycle.

    The cycle in which it began is neither before nor after, and one that is not over by now is not counted. Of support
    for some units, reviews and decisions are left out: they are the whole organisation's.
    """
    began = [event for event in matter.timeline.of("support/") if isinstance(event.data, SupportStarted)]
    return tuple(_effect(matter, event, quarters, vitals) for event in began)


def _effect(matter: CycleMatter, event: Event, quarters: Sequence[Quarter], vitals: Mapping[str, Vitals]) -> Effect:
    fact, many = event.data, matter.policy.effect_cycles
    assert isinstance(fact, SupportStarted)
    day, today = matter.calendar.day(event.effective), matter.calendar.day(matter.as_of)
    before = [quarter for quarter in quarters if _ended(quarter, day)][-many:]
    after = [quarter for quarter in quarters if _began(quarter, day) and _ended(quarter, today)][:many]
    enough = len(before) == len(after) == many
    differences = tuple(_differences(matter, fact.units, before, after, vitals)) if enough else ()
    claim = any(each.change is not None for each in differences)
    return Effect(
        support=event.subject.removeprefix("support/"),
        kind=fact.kind,
        problem=fact.problem,
        units=fact.units,
        provider=fact.provider,
        started_at=event.effective,
        before=tuple(quarter.id for quarter in before),
        after=tuple(quarter.id for quarter in after),
        claim=claim,
        differences=differences if claim else (),
        says=_says(differences, len(before), len(after), many),
    )


def _ended(quarter: Quarter, day: dt.date) -> bool:
    return quarter.cycle.end is not None and quarter.cycle.end < day


def _began(quarter: Quarter, day: dt.date) -> bool:
    return quarter.cycle.start is not None and quarter.cycle.start > day


def _differences(
    matter: CycleMatter,
    units: tuple[str, ...],
    before: list[Quarter],
    after: list[Quarter],
    vitals: Mapping[str, Vitals],
) -> Iterator[Difference]:
    sides = [together(_of(quarter, units, vitals[quarter.id]) for quarter in side) for side in (before, after)]
    for name in NAMES:
        one, other = (getattr(side, name) for side in sides)
        yield Difference(name=name, before=one, after=other, change=_change(matter, name, one, other))


def _of(quarter: Quarter, units: tuple[str, ...], whole: Vitals) -> Vitals:
    return comparing.of_rows(row for unit, row in quarter.rows.items() if unit in units) if units else whole


def _change(matter: CycleMatter, name: str, before: Part, after: Part) -> float | None:
    few = 0.0 if name in POINTS else matter.policy.min_n
    if before.share is None or after.share is None or min(before.whole, after.whole) < few:
        return None
    return round(after.share - before.share, 4)


def _says(differences: tuple[Difference, ...], before: int, after: int, many: int) -> str:
    if not differences:
        return f"No claim: {before} of {many} cycles before, {after} of {many} after it."
    told = [
        f"{words(each.name)} {percent(each.before.share)} → {percent(each.after.share)}"
        for each in differences
        if each.change is not None
    ]
    return f"{'; '.join(told)}. What came after it need not come from it." if told else "No claim: too little is known."
