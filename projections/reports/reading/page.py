"""The one page: the verdict, the figures, the largest that nothing covers, and what it may mean."""

from __future__ import annotations

from collections.abc import Iterator

from projections.books.findings import Asked
from projections.policy import DEFAULT, PARAMETERS, Policy
from projections.reports import grouping
from projections.reports.content import Report, Share
from projections.reports.content import Uncovered as Largest
from projections.reports.reading.view import Covered, Figure, Page, Told, Uncovered
from projections.reports.wording import DASH, amount, counted, day, enumerated, percent, points, words

COVERED = {
    "traded": "something given up in time",
    "late": "something given up after the grace",
    "change_budget": "the change budget",
    "overload": "overload that a sponsor accepted",
}
SUBJECTS = {
    "trust": "Trust",
    "cadence": "Cadence",
    "sponsorship": "Sponsorship",
    "manager_capability": "Manager capability",
}


def page(report: Report) -> Page:
    """The one page of a report."""
    return Page(
        verdict=report.verdict,
        notes=tuple(_notes(report)),
        covered=tuple(_covered(report)),
        asked=f"{points(report.figures.demand)} asked for after the lock, by the shifts in force",
        figures=tuple(figures(report)),
        verdicts=tuple((name, str(report.verdicts[name])) for name in grouping.VERDICTS if report.verdicts[name]),
        classes=tuple((f"{name}: {says}", str(report.classes[name])) for name, says in grouping.CLASSES.items()),
        largest=tuple(_largest(shift) for shift in report.largest_uncovered),
        causes=tuple(
            Told(title=f"{cause.cause} → {cause.support}", says=cause.says) for cause in report.diagnosis.causes
        ),
        readings=tuple(
            (SUBJECTS[reading.subject], reading.level, reading.says)
            for reading in report.diagnosis.readings
            if reading.unit == report.unit
        ),
        policy=_policy(report.policy),
        proof=_proof(report),
    )


def _notes(report: Report) -> Iterator[tuple[str, str]]:
    if report.reconstruction:
        yield "An imported cycle.", report.reconstruction
    if report.assumed_baselines:
        yield (
            "Assumed baselines.",
            f"Nobody locked {enumerated(list(report.assumed_baselines))} in time; there the plan counts as promised as "
            f"it stood {report.policy.assumed_lock_wd} working days after the start.",
        )
    if report.judged_position < report.position:
        yield (
            "Not all is judged yet.",
            f"The plans stand at position {report.position}, the findings at {report.judged_position}.",
        )
    if report.parked:
        yield (
            "Not all can be read.",
            f"{counted(len(report.parked), 'plan')} cannot be judged since an event: see below.",
        )


def _covered(report: Report) -> Iterator[Covered]:
    by = report.figures.covered_by or {}
    for name, says in COVERED.items():
        share = getattr(report.shares, name)
        yield Covered(name=name, says=says, points=amount(by.get(name)), share=percent(share), part=_part(share))
    share = report.shares.untraded
    yield Covered(
        name="untraded",
        says="nothing",
        points=amount(report.figures.uncovered),
        share=percent(share),
        part=_part(share),
    )


def _part(share: float | None) -> float:
    return min(max(share or 0.0, 0.0), 1.0)


def figures(report: Report) -> Iterator[Figure]:
    """The key figures, each with what it is measured against."""
    of, grades, reviews = report.figures, report.grades, report.reviews
    yield Figure(
        name="Untraded, as declared",
        value=percent(of.untraded_rate),
        beside=f"{amount(of.uncovered)} of {points(of.demand)}",
    )
    yield Figure(
        name="Untraded, as implied",
        value=percent(of.untraded_rate_implied),
        beside=f"if {points(of.implied)} of likely pairs, which nobody recorded, were trade-offs",
    )
    yield Figure(
        name="Churn",
        value=percent(of.churn),
        beside=f"{of.churn_level or DASH}; amber from {percent(report.policy.churn_amber)}, red from "
        f"{percent(report.policy.churn_red)}",
        level=of.churn_level or "",
    )
    yield Figure(
        name="Load",
        value=percent(of.load_of_capacity),
        beside=f"{amount(of.load)} on {points(of.capacity)} of capacity",
        level="red" if (of.load_of_capacity or 0.0) > 1 else "",
    )
    yield Figure(
        name="Grade",
        value=_grade(grades.original),
        beside=f"against the targets as promised; {_grade(grades.current)} against those now, of "
        f"{counted(grades.key_results, 'key result')}",
    )
    yield Figure(name="Reviews held in time", value=_share(report.reviews_held), beside=_of(report.reviews_held, "due"))
    yield Figure(name="Check-ins in time", value=_share(report.check_ins), beside=_of(report.check_ins, "due"))
    yield Figure(
        name="Sponsors at reviews", value=_share(report.attendance), beside=_of(report.attendance, "times required")
    )
    yield Figure(
        name="Reviews",
        value=f"{reviews.held} of {reviews.scheduled}",
        beside=f"held; {reviews.missed} missed, {reviews.cancelled} cancelled, {reviews.ahead} still to come",
    )
    yield Figure(name="Too small to count", value=amount(of.below_minimum), beside="points, apart from the demand")


def _grade(grade: float | None) -> str:
    return DASH if grade is None else f"{grade:.2f}"


def _share(share: Share) -> str:
    return percent(share.share)


def _of(share: Share, what: str) -> str:
    return f"{share.of} of {share.whole} {what}" if share.whole else f"none {what}"


def _largest(shift: Largest) -> Uncovered:
    return Uncovered(
        id=shift.id,
        verdict=shift.verdict,
        points=points(shift.uncovered),
        says=shift.says,
        asked=f"{asked_by(shift.asked_by)}, {day(shift.at)}" if shift.asked_by else "",
        aside="; ".join(shift.pushed_aside) or "nothing",
    )


def asked_by(asked: Asked) -> str:
    """Who asked: roles and unit, never a name."""
    roles = enumerated([words(role) for role in asked.roles]) or "somebody without a role"
    return f"{roles} in {asked.unit}"


def _policy(policy: Policy) -> str:
    fields = zip(PARAMETERS, Policy.__struct_fields__, strict=True)
    changed = [
        f"{name} {getattr(policy, field)}"
        for name, field in fields
        if getattr(policy, field) != getattr(DEFAULT, field)
    ]
    return f"The defaults, but {', '.join(changed)}." if changed else "The defaults."


def _proof(report: Report) -> str:
    head = report.tree_head
    if head is None:
        return f"Position {report.position} of the log."
    return f"Log of {report.organisation} up to position {head.position}, tree head {head.root}"
