"""The judgement of a cycle as a whole: what the wider rules find, its vitals, and the diagnosis."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from projections.books.findings import Finding
from projections.books.rulings import Suppressed
from projections.calendar import TICK
from projections.diagnosis.causes import causes
from projections.diagnosis.diagnosis import Diagnosis, Trend
from projections.diagnosis.effects import effects
from projections.diagnosis.following import carried
from projections.diagnosis.readings import readings
from projections.diagnosis.vetting import vettings
from projections.measures import comparing, reviews
from projections.measures.vitals import Part, Vitals
from projections.rules.registry import registered
from projections.rules.rule import Breach, CycleMatter, Quarter, Rule, TooFew


class CycleJudgement(Struct, frozen=True, kw_only=True):
    """What is found of a cycle beside its plans' findings. `attendance`: how often sponsors came in person to the held
    reviews that required them. `until`: the next instant at which time alone changes any of it, or None."""

    cycle: str
    findings: tuple[Finding, ...] = ()
    suppressed: tuple[Suppressed, ...] = ()
    vitals: Vitals = Vitals()
    attendance: Part = Part()
    diagnosis: Diagnosis = Diagnosis()
    until: dt.datetime | None = None


def judge_whole(matter: CycleMatter) -> CycleJudgement:
    """The judgement of a cycle."""
    rules = [rule for rule in registered() if rule.scope != "plan" and rule.switched_on(matter.policy)]
    found = [(rule, each) for rule in rules for each in rule.judge(matter)]
    waivers = _waivers(matter)
    findings = tuple(_finding(matter, rule, each, waivers) for rule, each in found if isinstance(each, Breach))
    suppressed = tuple(_suppressed(matter, rule, each) for rule, each in found if isinstance(each, TooFew))
    quarters = (*matter.earlier, matter.quarter)
    vitals = {quarter.id: vitals_of(matter, quarter) for quarter in quarters}
    return CycleJudgement(
        cycle=matter.quarter.id,
        findings=findings,
        suppressed=suppressed,
        vitals=vitals[matter.quarter.id],
        attendance=reviews.attendance(matter.cycle, matter.quarter.sponsors),
        diagnosis=_diagnosed(matter, findings, quarters, vitals),
        until=min((moment for rule in rules for moment in _moments(matter, rule)), default=None),
    )


def _diagnosed(
    matter: CycleMatter,
    findings: tuple[Finding, ...],
    quarters: tuple[Quarter, ...],
    vitals: Mapping[str, Vitals],
) -> Diagnosis:
    """The diagnosis, from the plans' rows and what the wider rules found."""
    standing = [finding for finding in findings if "waived" not in (finding.flags or ())]
    return Diagnosis(
        causes=causes(matter, standing),
        readings=readings(matter, standing, vitals[matter.quarter.id]),
        trends=tuple(_trend(quarter, vitals[quarter.id]) for quarter in quarters),
        effects=effects(matter, quarters, vitals),
        vettings=vettings(matter.timeline),
        carried=carried(quarters),
    )


def vitals_of(matter: CycleMatter, quarter: Quarter) -> Vitals:
    """The vitals of a cycle, as of the instant that is judged."""
    due = reviews.due(quarter.cycle, quarter.sponsors, matter.policy, matter.calendar, matter.as_of)
    return replace(
        comparing.of_rows(quarter.rows.values()),
        reviews_held=reviews.held(due),
        decisions_that_cite=comparing.of_decisions(matter.decisions, quarter.id, quarter.cycle, matter.calendar),
    )


def _trend(quarter: Quarter, vitals: Vitals) -> Trend:
    cycle = quarter.cycle
    return Trend(cycle=quarter.id, name=cycle.name or None, start=cycle.start, end=cycle.end, vitals=vitals)


def _finding(matter: CycleMatter, rule: Rule, breach: Breach, waivers: Mapping[tuple[str, str], str]) -> Finding:
    cycle = f"cycle/{matter.quarter.id}"
    subject = f"plan/{matter.quarter.id}/{breach.unit}" if breach.unit else cycle
    waived = (waivers.get((rule.name, each)) for each in (f"{subject}/{breach.item}", subject, cycle))
    waiver = next((id_ for id_ in waived if id_), None)
    return Finding(
        id=subject if breach.item is None else f"{subject}/{breach.item}",
        finding=rule.name,
        plan=subject,
        item=breach.item,
        flags=("waived",) if waiver else (),
        evidence=(*breach.evidence, *((waiver,) if waiver else ())),
        policy=rule.values(matter.policy) or None,
        says=breach.says,
        clears=breach.clears,
    )


def _waivers(matter: CycleMatter) -> dict[tuple[str, str], str]:
    """The waivers in force, by rule and subject."""
    rows = matter.quarter.rows.values()
    return {(waived.rule, waived.subject): waived.id for row in rows for waived in row.measures.waivers}


def _suppressed(matter: CycleMatter, rule: Rule, few: TooFew) -> Suppressed:
    plan = f"plan/{matter.quarter.id}/{few.unit}" if few.unit else f"cycle/{matter.quarter.id}"
    return Suppressed(rule=rule.name, plan=plan, n=few.n, min_n=matter.policy.min_n)


def _moments(matter: CycleMatter, rule: Rule) -> Iterator[dt.datetime]:
    """The instants after the one judged at which a rule may say something else."""
    for moment in rule.moments(matter) if rule.moments else ():
        if moment >= matter.as_of:
            yield moment + TICK
