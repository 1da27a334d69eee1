"""The report as a workbook: real numbers and dates, and text that nothing takes for a formula, a link or a number."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from projections.books.findings import Finding
from projections.measures.vitals import NAMES, Part
from projections.policy import DEFAULT, PARAMETERS, Policy
from projections.reports import grouping
from projections.reports.content import Report
from projections.reports.csv import COLUMNS, cell
from projections.reports.pictures.drawn import pictures
from projections.reports.reading.page import COVERED, SUBJECTS
from projections.reports.wording import words

SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "nan_inf_to_errors": True}
LONGEST = 32_767  # characters of a cell
MOST = 1_048_000  # rows of a sheet
WIDE, USUAL = 60, 16
Value = str | float | int | bool | dt.datetime | dt.date | None
Row = Sequence[Value]


class Share(float):
    """A share, shown as percent."""


def render(report: Report) -> bytes:
    """The workbook: the same bytes from the same report."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {**SAFE, "in_memory": True}) as book:
        created = report.as_of.astimezone(dt.UTC).replace(tzinfo=None)
        book.set_properties({"title": report.title[:255], "author": "okr-ledger", "created": created})
        sheet = _Sheets(book)
        sheet.add("Report", ("", "", ""), _front(report), (34, 20, WIDE))
        sheet.add("Plans", PLANS, _plans(report))
        sheet.add("Shifts", COLUMNS, _findings(report.shifts))
        sheet.add("Findings", COLUMNS, _findings(report.findings))
        sheet.add("Grades", GRADES, _grades(report))
        sheet.add("Diagnosis", ("what", "of", "is", "says"), _diagnosis(report), (34, 24, 30, WIDE))
        sheet.add("Across cycles", TRENDS, _trends(report))
        for picture in pictures(report.pictures):
            sheet.add(picture.title[:31], picture.columns, picture.rows)
        sheet.add("Events", EVENTS, _events(report))
        sheet.add("Suppressed", ("rule", "of", "there are", "asked for"), _suppressed(report))
        sheet.add("Policy", ("parameter", "value", "default"), _policy(report.policy), (34, USUAL, USUAL))
    return file.getvalue()


PLANS = (
    *("plan", "unit", "locked", "locked at", "asked for", "covered", "uncovered", "untraded rate", "load", "capacity"),
    *("base", "moved", "churn", "too small to count", "open items"),
)
GRADES = (
    *("plan", "key result", "title", "target as promised", "target now", "value", "grade as promised"),
    *("grade as it is now", "grade given"),
)
TRENDS = ("cycle", "name", "start", "end", *(f"{words(name)}{of}" for name in NAMES for of in ("", " of")))
EVENTS = ("event", "position", "type", "of", "time", "noted", "by", "on behalf of")


class _Sheets:
    """The sheets of a workbook, each a table with a head that stays."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self._formats: dict[type, Format] = {
            Share: book.add_format({"num_format": "0.0%"}),
            dt.datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
            dt.date: book.add_format({"num_format": "yyyy-mm-dd"}),
            float: book.add_format({"num_format": "0.####"}),
        }
        self._text = book.add_format({"text_wrap": True, "valign": "top"})

    def add(self, name: str, columns: Sequence[str], rows: Iterable[Row], widths: Sequence[int] = ()) -> None:
        """A sheet with these rows."""
        sheet = self._book.add_worksheet(name)
        for place, column in enumerate(columns):
            sheet.write_string(0, place, column, self._head)
            sheet.set_column(place, place, widths[place] if widths else WIDE if column in ("says", "clears") else USUAL)
        last = 0
        for last, row in enumerate(rows, 1):
            if last > MOST:
                break
            for place, value in enumerate(row):
                self._write(sheet, last, place, value)
        if any(columns):
            sheet.freeze_panes(1, 0)
            sheet.autofilter(0, 0, last, len(columns) - 1)

    def _write(self, sheet: Worksheet, row: int, place: int, value: Any) -> None:
        match value:
            case None:
                return
            case bool():
                sheet.write_boolean(row, place, value)
            case Share() | float() | int():
                sheet.write_number(row, place, value, self._formats.get(type(value)))
            case dt.datetime():
                moment = value.astimezone(dt.UTC).replace(tzinfo=None)
                sheet.write_datetime(row, place, moment, self._formats[dt.datetime])
            case dt.date():
                sheet.write_datetime(row, place, value, self._formats[dt.date])
            case _:
                sheet.write_string(row, place, str(value)[:LONGEST], self._text)


def _share(share: float | None) -> Share | None:
    return None if share is None else Share(share)


def _front(report: Report) -> Iterator[Row]:
    """The one page."""
    of, cycle = report.figures, report.cycle
    yield report.title, None, None
    yield "verdict", None, report.verdict
    if report.what_if:
        yield "what if", None, f"By a policy that is tried. By the policies noted: {report.what_if.verdict}"
    yield "start", cycle.start, None
    yield "end", cycle.end, None
    yield "closed", cycle.closed, None
    yield "as of", report.as_of, None
    yield "known at", report.known_at, None
    yield "position", report.position, None
    yield "tree head", report.tree_head.root if report.tree_head else None, None
    yield "asked for after the lock", of.demand, "points"
    for name, says in COVERED.items():
        yield f"covered: {words(name)}", (of.covered_by or {}).get(name), says
        yield f"share: {words(name)}", _share(getattr(report.shares, name)), None
    yield "uncovered", of.uncovered, "points"
    yield "untraded rate", _share(of.untraded_rate), "as declared"
    yield "untraded rate, implied", _share(of.untraded_rate_implied), "if each likely pair were a trade-off"
    yield "churn", _share(of.churn), of.churn_level
    yield "load", of.load, "points"
    yield "capacity", of.capacity, "points"
    yield "load of capacity", _share(of.load_of_capacity), None
    yield "grade, targets as promised", report.grades.original, f"of {report.grades.key_results} key results"
    yield "grade, targets as they are now", report.grades.current, None
    yield "grade given", report.grades.given, f"of {report.grades.graded} key results"
    for label, share in (
        ("reviews held in time", report.reviews_held),
        ("check-ins in time", report.check_ins),
        ("sponsors at reviews", report.attendance),
    ):
        yield label, _share(share.share), f"{share.of} of {share.whole}"
    for name in grouping.VERDICTS:
        yield f"shifts {words(name)}", report.verdicts.get(name, 0), grouping.MEANS[name]
    for name, says in grouping.CLASSES.items():
        yield f"events of class {name}", report.classes.get(name, 0), says
    for place, shift in enumerate(report.largest_uncovered, 1):
        yield f"largest uncovered {place}", shift.uncovered, shift.says


def _plans(report: Report) -> Iterator[Row]:
    for row in report.plans:
        of = row.figures
        yield (
            *(row.plan, row.name, row.lock, row.locked_at, of.demand, of.covered, of.uncovered),
            *(_share(of.untraded_rate), of.load, of.capacity, of.base, of.moved, _share(of.churn), of.below_minimum),
            row.open_items,
        )


def _findings(findings: Iterable[Finding]) -> Iterator[Row]:
    moments = ("due", "at", "noted")
    for finding in findings:
        yield tuple(getattr(finding, name) if name in moments else cell(finding, name) for name in COLUMNS)


def _grades(report: Report) -> Iterator[Row]:
    for each in report.grades.moved:
        yield (
            *(each.plan, each.item, each.title, each.original, each.current, each.value),
            *(_share(each.grade_original), _share(each.grade_current), _share(each.given)),
        )


def _diagnosis(report: Report) -> Iterator[Row]:
    for cause in report.diagnosis.causes:
        yield "cause", ", ".join(cause.units) or None, f"{cause.cause} → {cause.support}", cause.says
    for reading in report.diagnosis.readings:
        yield SUBJECTS[reading.subject], reading.unit, reading.level, reading.says
    for effect in report.diagnosis.effects:
        yield f"support {effect.support}", ", ".join(effect.units) or None, effect.kind, effect.says
        for each in effect.differences:
            change = "no claim" if each.change is None else f"{each.change:+.1%}"
            yield words(each.name), f"{_told(each.before)} → {_told(each.after)}", change, None
    for vetting in report.diagnosis.vettings:
        yield f"provider {vetting.provider}", vetting.support, "red" if vetting.red else None, vetting.says
        for answer in vetting.answers:
            yield answer.asks, None, answer.answer, answer.evidence
    for each_ in report.diagnosis.carried:
        yield "carried over", " → ".join(each_.paths), each_.status, each_.title


def _told(part: Part) -> str:
    return "–" if part.share is None else f"{part.share:.1%} of {part.whole:g}"


def _trends(report: Report) -> Iterator[Row]:
    for trend in report.diagnosis.trends:
        parts = [getattr(trend.vitals, name) for name in NAMES]
        figures = [value for part in parts for value in (_share(part.share), part.whole)]
        yield trend.cycle, trend.name, trend.start, trend.end, *figures


def _events(report: Report) -> Iterator[Row]:
    for id_, event in sorted(report.events.items(), key=lambda each: (each[1].position or 0, each[0])):
        yield (
            *(id_, event.position, event.type, event.subject, event.time, event.noted, event.actor),
            event.onbehalfof,
        )


def _suppressed(report: Report) -> Iterator[Row]:
    for each in report.suppressed:
        yield each.rule, each.plan, each.n, each.min_n


def _policy(policy: Policy) -> Iterator[Row]:
    for name, field in zip(PARAMETERS, Policy.__struct_fields__, strict=True):
        yield name, _plain(getattr(policy, field)), _plain(getattr(DEFAULT, field))


def _plain(value: Any) -> Value:
    return ", ".join(value) if isinstance(value, tuple) else value
