"""Puts together what the page and the PDF show."""

from __future__ import annotations

import msgspec

from projections.policy import DEFAULT, PARAMETERS, Policy
from projections.reports import grouping
from projections.reports.content import PlanRow, Report, WhatIf
from projections.reports.pictures.drawn import drawn, pictures
from projections.reports.pictures.picture import Picture, short
from projections.reports.reading import evidence
from projections.reports.reading.across import across
from projections.reports.reading.legible import legible
from projections.reports.reading.page import SUBJECTS, page
from projections.reports.reading.view import TITLE, Drawn, Table, Told, View
from projections.reports.wording import DASH, amount, counted, day, instant, percent, words

PLANS = 300  # rows of tables; the other formats have all
ROWS = 200


def view(report: Report) -> View:
    """The report as it is read."""
    cycle, shown = report.cycle, grouping.printed(report.shifts, report.findings)
    extended = f", extended {counted(cycle.extended, 'time')}" if cycle.extended else ""
    closed = f", closed {day(cycle.closed)}" if cycle.closed else ""
    made = View(
        title=report.title,
        days=f"{day(cycle.start)} to {day(cycle.end)}{extended}{closed}",
        organisation=report.organisation_name or report.organisation,
        page=page(report),
        what_if=_what_if(report, report.what_if) if report.what_if else None,
        what_if_verdicts=_others(report.what_if) if report.what_if else None,
        plans=_plans(report),
        grades=_grades(report),
        readings=_readings(report),
        pictures=tuple(_drawn(picture) for picture in pictures(report.pictures)),
        across=tuple(across(report)),
        shifts=evidence.shifts(report, shown),
        findings=evidence.others(report, shown),
        left_out=evidence.left_out(report, shown),
        suppressed=evidence.suppressed(report),
        parked=evidence.parked(report),
        events=evidence.events(report),
        policy=_policy(report.policy),
        foot=f"As of {instant(report.as_of)}, as known at {instant(report.known_at)}; position {report.position} of "
        f"the log of {report.organisation}, judged up to {report.judged_position}. The same inputs give the same "
        "report.",
    )
    return msgspec.convert(legible(msgspec.to_builtins(made)), View)


def _what_if(report: Report, tried: WhatIf) -> Told:
    """What the policy that is tried says, beside what those noted do."""
    real, other = tried.figures, report.figures
    parameters = ", ".join(f"{name} {value}" for name, value in tried.parameters.items()) or "the defaults"
    rows = [
        ("demand", amount(real.demand), amount(other.demand)),
        ("uncovered", amount(real.uncovered), amount(other.uncovered)),
        ("untraded rate", percent(real.untraded_rate), percent(other.untraded_rate)),
        ("churn", percent(real.churn), percent(other.churn)),
        *(
            (f"shifts {words(name)}", str(tried.verdicts.get(name, 0)), str(report.verdicts.get(name, 0)))
            for name in grouping.VERDICTS
        ),
    ]
    return Told(
        title="What if: this is not the record",
        says=f"All verdicts on these pages are by a policy that is tried: {parameters}. By the policies noted: "
        f"{tried.verdict}",
        table=Table(
            caption="The policies noted beside the one that is tried",
            columns=("figure", "as noted", "as tried"),
            rows=tuple(rows),
            numbers=(1, 2),
        ),
    )


def _others(tried: WhatIf) -> Table | None:
    rows = tuple(
        (other.id, other.plan, words(other.real or "none"), words(other.tried or "none"))
        for other in tried.others[:ROWS]
    )
    more = len(tried.others) - len(rows)
    return (
        Table(
            caption="Shifts with another verdict",
            columns=("shift", "plan", "as noted", "as tried"),
            rows=rows,
            note=f"{more} more left out" if more else None,
        )
        if rows
        else None
    )


def _plans(report: Report) -> Table:
    rows = (
        sorted(report.plans, key=lambda row: -(row.figures.uncovered or 0.0))
        if len(report.plans) > PLANS
        else report.plans
    )
    more = len(report.plans) - PLANS
    return Table(
        caption="A row a plan, in points; – is what is not known",
        columns=("unit", "asked for", "uncovered", "rate", "load", "capacity", "churn", "locked"),
        rows=tuple(_plan(row) for row in rows[:PLANS]),
        numbers=(1, 2, 3, 4, 5, 6),
        note=f"{counted(more, 'more plan')} with less uncovered left out" if more > 0 else None,
    )


def _plan(row: PlanRow) -> tuple[str, ...]:
    figures = row.figures
    return (
        row.name,
        amount(figures.demand),
        amount(figures.uncovered),
        percent(figures.untraded_rate),
        amount(figures.load),
        amount(figures.capacity),
        f"{percent(figures.churn)}{f' {figures.churn_level}' if figures.churn_level in ('amber', 'red') else ''}",
        {"locked": day(row.locked_at), "assumed": "assumed", "none": "not yet"}[row.lock],
    )


def _grades(report: Report) -> Table | None:
    moved = report.grades.moved
    rows = tuple(
        (
            short(graded.title, TITLE),
            graded.plan.rsplit("/", 1)[1],
            amount(graded.original),
            amount(graded.current),
            amount(graded.value),
            *(DASH if grade is None else f"{grade:.2f}" for grade in (graded.grade_original, graded.grade_current)),
            DASH if graded.given is None else f"{graded.given:.2f}",
        )
        for graded in moved
    )
    columns = ("key result", "unit", "target as promised", "now", "value", "grade as promised", "as it is now", "given")
    caption = "Key results whose target was changed, those that gained most by it first"
    return Table(caption=caption, columns=columns, rows=rows, numbers=(2, 3, 4, 5, 6, 7)) if rows else None


def _readings(report: Report) -> Table | None:
    """The four readings of each unit, a row a unit."""
    units: dict[str, dict[str, str]] = {}
    for reading in report.diagnosis.readings:
        if reading.unit is not None:
            units.setdefault(reading.unit, {})[reading.subject] = reading.level
    rows = tuple((unit, *(levels.get(name, DASH) for name in SUBJECTS)) for unit, levels in units.items())[:PLANS]
    return (
        Table(caption="A reading a unit, to discuss", columns=("unit", *SUBJECTS.values()), rows=rows) if rows else None
    )


def _drawn(picture: Picture) -> Drawn:
    rows = tuple(tuple(_cell(cell) for cell in row) for row in picture.rows[:ROWS])
    more = len(picture.rows) - len(rows)
    numbers = tuple(
        place
        for place in range(len(picture.columns))
        if any(isinstance(row[place], int | float) for row in picture.rows)
    )
    notes = [note for note in (picture.note, f"{more} more rows in the other formats" if more else None) if note]
    return Drawn(
        name=picture.name,
        title=picture.title,
        says=picture.says,
        svg=drawn(picture),
        table=Table(
            caption=f"{picture.title}: the figures",
            columns=picture.columns,
            rows=rows,
            numbers=numbers,
            note="; ".join(notes) or None,
        ),
    )


def _cell(cell: str | float | int | None) -> str:
    if cell is None:
        return DASH
    return short(cell, TITLE) if isinstance(cell, str) else amount(cell)


def _policy(policy: Policy) -> Table:
    return Table(
        caption="Each plan is judged by the policy noted at its lock, and the rules go by the one noted at the cycle's "
        "start; this is the one noted last",
        columns=("parameter", "value", "default"),
        rows=tuple(
            (name, _value(policy, field), _value(DEFAULT, field))
            for name, field in zip(PARAMETERS, Policy.__struct_fields__, strict=True)
        ),
    )


def _value(policy: Policy, name: str) -> str:
    value = getattr(policy, name)
    return ", ".join(value) or "none" if isinstance(value, tuple) else f"{value}"
