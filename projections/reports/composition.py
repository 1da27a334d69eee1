"""Composes the report from what is known of a cycle. Pure: the same in gives the same out, byte for byte in JSON."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from events.catalogue import Event
from events.facts import plan as facts
from projections.books.classes import item_of
from projections.books.figures import CLASSES, VERDICTS, Figures, total
from projections.books.findings import Finding
from projections.books.judgement import Judgement
from projections.calendar import calendar_of
from projections.diagnosis.diagnosis import Diagnosis
from projections.diagnosis.judgement import CycleJudgement
from projections.folds.plan import Plan
from projections.measures.vitals import Part
from projections.reports.content import (
    Cited,
    CycleHead,
    Inputs,
    Known,
    Lock,
    PlanRow,
    Report,
    Reviews,
    Share,
    Totals,
    Uncovered,
    WhatIf,
)
from projections.reports.grades import grades
from projections.reports.grouping import printed
from projections.reports.picturing import pictures
from projections.reports.reconstruction import reconstruction
from projections.reports.totals import shares, totals
from projections.reports.what_if import what_if
from projections.reports.wording import amount, enumerated, percent

LARGEST = 5
CITED = 20  # events of a finding that are shown
GIVEN_UP = (
    facts.CommitmentDropped,
    facts.CommitmentDeferred,
    facts.CommitmentReweighted,
    facts.KeyResultReplaced,
    facts.KeyResultRetargeted,
)


def compose(known: Known) -> Report:
    """The report of the cycle, or of one of its units."""
    judged = {judgement.plan: judgement for judgement in known.judgements}
    rows = tuple(_rows(known, judged))
    figures = _figures(rows, judged)
    measured = [(each.measures, each.figures) for each in known.judgements if each.measures is not None]
    findings = (*(finding for judgement in known.judgements for finding in judgement.findings), *known.whole.findings)
    shifts = tuple(finding for finding in findings if finding.finding == "shift")
    came, due = (sum(getattr(measures, name) for measures, _ in measured) for name in ("in_time", "due"))
    return Report(
        title=title(known),
        verdict=verdict(figures),
        inputs=_inputs(known),
        what_if=_what_if(known, rows) if known.tried else None,
        reconstruction=reconstruction(known.reconstructed, figures, shifts) if known.reconstructed else None,
        organisation=known.organisation_id,
        organisation_name=known.organisation.name or None,
        cycle=head(known),
        unit=known.unit,
        as_of=known.as_of,
        known_at=known.known_at,
        position=known.position,
        judged_position=known.judged_position,
        reconstructed=known.reconstructed,
        assumed_baselines=tuple(row.unit for row in rows if row.lock == "assumed"),
        figures=totals(figures, known.policy),
        shares=shares(figures),
        verdicts=dict(figures.verdicts) if figures else dict.fromkeys(VERDICTS, 0),
        classes=dict(figures.classes) if figures else dict.fromkeys(CLASSES, 0),
        largest_uncovered=tuple(_uncovered(known, shift) for shift in largest(known.judgements)),
        plans=rows,
        grades=grades(measures for measures, _ in measured),
        reviews=reviews(known),
        reviews_held=_share(known.whole.vitals.reviews_held),
        check_ins=_share(Part(came, due)),
        attendance=_share(known.whole.attendance),
        diagnosis=_diagnosis(known),
        tree_head=known.tree_head,
        pictures=pictures(measured, calendar_of(known.policy), _until(known)),
        shifts=shifts,
        findings=tuple(finding for finding in findings if finding.finding != "shift"),
        suppressed=(
            *(each for judgement in known.judgements for each in judgement.suppressed),
            *known.whole.suppressed,
        ),
        parked=dict(sorted(known.parked.items())),
        events={id_: _cited(event) for id_, event in sorted(known.cited.items())},
        policy=known.policy,
    )


def _figures(rows: tuple[PlanRow, ...], judged: Mapping[str, Judgement]) -> Figures | None:
    """The figures of the plans that are locked together; None where none is."""
    locked = [judged[row.plan].figures for row in rows if row.lock != "none" and row.plan in judged]
    return total(locked) if locked else None


def _inputs(known: Known) -> Inputs:
    return Inputs(
        organisation=known.organisation_id,
        cycle=known.cycle_id,
        unit=known.unit,
        as_of=known.as_of,
        known_at=known.known_at,
        position=known.position,
        policy=known.tried.parameters if known.tried else None,
    )


def _what_if(known: Known, rows: tuple[PlanRow, ...]) -> WhatIf:
    assert known.tried is not None
    noted = {judgement.plan: judgement for judgement in known.tried.noted}
    figures = _figures(rows, noted)
    policy = known.organisation.policy
    return what_if(known.tried.parameters, known.tried.noted, known.judgements, figures, policy, verdict(figures))


def _share(part: Part) -> Share:
    return Share(of=round(part.of), whole=round(part.whole), share=part.share)


def _diagnosis(known: Known) -> Diagnosis:
    """The diagnosis; of one unit only what is said of it, beside what is the organisation's."""
    found = known.whole.diagnosis
    if known.unit is None:
        return found
    return replace(
        found,
        causes=tuple(cause for cause in found.causes if known.unit in cause.units),
        readings=tuple(reading for reading in found.readings if reading.unit in (None, known.unit)),
        carried=tuple(each for each in found.carried if each.paths[-1].split("/")[1] == known.unit),
    )


def _until(known: Known) -> dt.date:
    """The last day that a picture shows: that of the report, or the cycle's last."""
    day = calendar_of(known.policy).day(known.as_of)
    return day if known.cycle.end is None else min(day, known.cycle.end)


def _cited(event: Event) -> Cited:
    return Cited(
        position=event.position,
        type=event.type,
        subject=event.subject,
        time=event.effective,
        noted=event.noted,
        actor=event.actor,
        onbehalfof=event.onbehalfof,
    )


def largest(judgements: Sequence[Judgement]) -> list[Finding]:
    """The shifts in force with the most points that nothing covers, the largest first; only they cite events."""
    shifts = [finding for judgement in judgements for finding in judgement.findings if finding.finding == "shift"]
    open_ = [shift for shift in shifts if shift.uncovered and shift.verdict not in ("below_minimum", "reversed")]
    in_force = [shift for shift in open_ if "reversed_late" not in (shift.flags or ())]
    return sorted(in_force, key=lambda shift: (-(shift.uncovered or 0), shift.plan, shift.id))[:LARGEST]


def title(known: Known) -> str:
    """Which report this is."""
    unit = known.organisation.units.get(known.unit or "")
    of_unit = f"{unit.name if unit else known.unit}, " if known.unit else ""
    return f"{known.organisation.name or known.organisation_id}: {of_unit}{known.cycle.name or known.cycle_id}"


def verdict(figures: Figures | None) -> str:
    """The cycle in one sentence."""
    if figures is None:
        return "No plan is locked yet, so no shift can be judged."
    if not figures.demand:
        small = figures.verdicts["reversed"] + figures.verdicts["below_minimum"]
        if small:
            return "Every shift after the lock was taken back, or is too small to count."
        return "No priority shifted after the plans were locked."
    asked = f"of the {amount(figures.demand)} points asked for after the lock"
    if not figures.uncovered:
        return f"Something was given up or set aside for every one {asked}."
    names = {"untraded": "untraded", "partial": "only partly covered", "open": "still open"}
    counts = [f"{figures.verdicts[name]} {says}" for name, says in names.items() if figures.verdicts[name]]
    says = f"{amount(figures.uncovered)} {asked} ({percent(figures.untraded_rate)}) are covered by nothing"
    return f"{says}; of the shifts, {enumerated(counts)}." if counts else f"{says}."


def cites(judgements: Sequence[Judgement], whole: CycleJudgement) -> list[str]:
    """The ids of the events that a report shows: those of the findings that are printed, and of the largest shifts."""
    findings = [finding for judgement in judgements for finding in judgement.findings] + list(whole.findings)
    shifts = [finding for finding in findings if finding.finding == "shift"]
    shown = [*largest(judgements), *printed(shifts, [each for each in findings if each.finding != "shift"])]
    return sorted({id_ for finding in shown for id_ in finding.evidence[:CITED]})


def head(known: Known) -> CycleHead:
    """The cycle's name and days, as far as they are known."""
    cycle = known.cycle
    return CycleHead(
        cycle=known.cycle_id,
        name=cycle.name or None,
        kind=cycle.kind or None,
        start=cycle.start,
        end=cycle.end,
        extended=cycle.extended,
        closed=cycle.closed,
    )


def reviews(known: Known) -> Reviews:
    """The cycle's reviews by what became of them, at the report's instant."""
    calendar, found = calendar_of(known.policy), known.cycle.reviews.values()
    scheduled = [review for review in found if review.status == "scheduled"]
    counts = {
        status: sum(1 for review in found if review.status == status) for status in ("held", "missed", "cancelled")
    }
    ahead = sum(1 for review in scheduled if calendar.moment(review.at) > known.as_of)
    return Reviews(scheduled=len(found), ahead=ahead, **counts)


def _rows(known: Known, judged: dict[str, Judgement]) -> Iterator[PlanRow]:
    for unit, plan in sorted(known.plans.items()):
        subject = f"plan/{known.cycle_id}/{unit}"
        figures = judged[subject].figures if subject in judged else None
        registered = known.organisation.units.get(unit)
        lock = _lock(plan, judged.get(subject))
        yield PlanRow(
            plan=subject,
            unit=unit,
            name=registered.name if registered else unit,
            lock=lock,
            locked_at=plan.locked_at,
            open_items=sum(1 for item in plan.items.values() if item.status == "open"),
            figures=totals(figures, known.policy) if lock != "none" else _declared(plan),
            verdicts={name: n for name, n in (figures.verdicts if figures else {}).items() if n},
        )


def _lock(plan: Plan, judgement: Judgement | None) -> Lock:
    """Whether the plan is locked by its books: a lock that is only noted later than the day of the report is none."""
    if judgement is not None and judgement.figures.assumed_baselines:
        return "assumed"
    if judgement is not None and judgement.measures is not None and judgement.measures.locked_at is None:
        return "none"
    return "locked" if plan.locked_at is not None else "none"


def _declared(plan: Plan) -> Totals:
    """Before the lock nothing is known of a plan's figures but the capacity that was declared."""
    return Totals(capacity=None if plan.capacity is None else float(plan.capacity))


def _uncovered(known: Known, shift: Finding) -> Uncovered:
    return Uncovered(
        id=shift.id,
        plan=shift.plan,
        unit=shift.plan.rsplit("/", 1)[1],
        verdict=shift.verdict or "",
        demand=shift.demand or 0.0,
        covered=shift.covered or 0.0,
        uncovered=shift.uncovered or 0.0,
        asked_by=shift.asked_by,
        at=shift.at,
        due=shift.due,
        says=shift.says,
        clears=shift.clears,
        pushed_aside=tuple(dict.fromkeys(_pushed_aside(known, shift))),
    )


def _pushed_aside(known: Known, shift: Finding) -> Iterator[str]:
    """The titles of what the shift named as displaced, and of what its links gave up."""
    plan = known.plans.get(shift.plan.rsplit("/", 1)[1], Plan())
    for event in (known.cited[id_] for id_ in shift.evidence if id_ in known.cited):
        items = getattr(event.data, "displaced", ()) if event.id == shift.id else ()
        if event.id != shift.id and isinstance(event.data, GIVEN_UP) and item_of(event) != shift.item:
            items = (item_of(event) or "",)
        yield from (plan.items[item].title if item in plan.items else item for item in items)
