"""Signs that the plan is not believed in (governance.md §3, `low_trust`): a proxy, of units, never of persons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from events.facts.support import PulseRecorded
from projections.calendar import DAY
from projections.measures import comparing
from projections.measures.measures import Measures, Shifted, Slot
from projections.measures.row import Row
from projections.rules.rule import Breach, CycleMatter, Rule, TooFew

PROXY = "A proxy for trust, and not a measure of it."


def judge(matter: CycleMatter) -> Iterator[Breach | TooFew]:
    """Decisions that cite no commitment; check-ins that fall after a shift that nothing paid for; low pulses."""
    yield from _decisions(matter)
    for unit, row in sorted(matter.quarter.rows.items()):
        yield from _falls(matter, unit, row)
    yield from _pulses(matter)


def _decisions(matter: CycleMatter) -> Iterator[Breach | TooFew]:
    cited = comparing.of_decisions(matter.decisions, matter.quarter.id, matter.cycle, matter.calendar)
    if 0 < cited.whole < matter.policy.min_n:
        yield TooFew(round(cited.whole))
    elif cited.of < matter.policy.low_trust_cited_share * cited.whole:
        yield Breach(
            says=f"Of {cited.whole:.0f} decisions, {cited.of:.0f} cite a commitment: the plan is not what is decided "
            f"by. {PROXY}",
            clears="Say in each decision which commitment it serves or costs.",
            evidence=(),
        )


def _falls(matter: CycleMatter, unit: str, row: Row) -> Iterator[Breach | TooFew]:
    """At most one finding a unit: of the shift after which check-ins fell most."""
    few: list[int] = []
    falls: list[tuple[float, float, float, Shifted]] = []
    for shift in row.measures.shifts:
        if shift.verdict != "untraded":
            continue
        before, after = _around(matter, row.measures, shift)
        n = min(_due(before), _due(after))
        if n < matter.policy.min_n:
            few.append(n)
        else:
            falls.append((_share(before) - _share(after), _share(before), _share(after), shift))
    deepest = max(falls, key=lambda fall: fall[0], default=None)
    if deepest is not None and round(deepest[0], 9) > matter.policy.low_trust_fall:
        _, high, low, shift = deepest
        yield Breach(
            unit=unit,
            says=f"Check-ins in time of {unit} fell from {high:.0%} to {low:.0%} in the "
            f"{matter.policy.low_trust_fall_days} days after a shift for which nothing was given up. {PROXY}",
            clears="Say what gives way for the shift, and ask the unit what it takes the plan for.",
            evidence=(shift.id,),
        )
    elif few and not falls:
        yield TooFew(max(few), unit)


def _around(matter: CycleMatter, measures: Measures, shift: Shifted) -> tuple[list[Slot], list[Slot]]:
    """The slots of the days before the shift, and of as many days from it on, as far as their grace is over."""
    day, days = matter.calendar.day(shift.at), matter.policy.low_trust_fall_days * DAY
    before = [slot for slot in measures.slots if day - days <= slot.day < day]
    return before, [slot for slot in measures.slots if day <= slot.day < day + days]


def _due(slots: Iterable[Slot]) -> int:
    return sum(slot.due for slot in slots)


def _share(slots: list[Slot]) -> float:
    return sum(slot.in_time for slot in slots) / _due(slots)


def _pulses(matter: CycleMatter) -> Iterator[Breach | TooFew]:
    """Of each unit and question the latest answers of the cycle; those of few are not told, to protect them too."""
    start, end = matter.cycle.start, matter.cycle.end
    latest: dict[tuple[str, str], tuple[PulseRecorded, str]] = {}
    for event in matter.timeline.of("support/"):
        fact, day = event.data, matter.calendar.day(event.effective)
        if isinstance(fact, PulseRecorded) and start and end and start <= day <= end:
            latest[fact.unit, fact.question] = fact, event.id
    for (unit, question), (pulse, id_) in sorted(latest.items()):
        if pulse.responses < matter.policy.min_n:
            yield TooFew(pulse.responses, unit)
        elif pulse.mean < matter.policy.low_trust_pulse:
            yield Breach(
                unit=unit,
                says=f"{pulse.responses} people of {unit} answered “{question}” with {pulse.mean:.1f} of 5, on the "
                f"mean. {PROXY}",
                clears="Talk about it with the unit, and ask again.",
                evidence=(id_,),
            )


RULE = Rule(
    name="low_trust",
    scope="cycle",
    means="few decisions cite a commitment, check-ins fall after an untraded shift, or a pulse is low (a proxy)",
    parameters={
        "on": "whether it is judged",
        "cited_share": "the share of decisions that has to cite a commitment",
        "fall": "the fall of check-ins in time that is too much",
        "fall_days": "the days before and after a shift that are compared",
        "pulse": "the mean answer, of 1 to 5, that is too low",
    },
    judge=judge,
)
