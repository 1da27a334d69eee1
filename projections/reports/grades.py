"""Grades against what was promised, beside those against what it was made into."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from projections.books.findings import number
from projections.books.load import ZERO
from projections.measures.measures import KeyResult, Measures
from projections.reports.content import Graded, Grades

MOST = 200  # key results whose target was changed, in a report


def grades(plans: Iterable[Measures]) -> Grades:
    """The grades of the open key results of the plans, and those whose target was changed."""
    rows = [(measures, item) for measures in plans for item in measures.key_results if item.status == "open"]
    read = [item for _, item in rows if item.grade_original is not None and item.grade_current is not None]
    given = [item.grade for _, item in rows if item.grade is not None]
    moved = [_graded(measures, item) for measures, item in rows if item.original != item.target]
    return Grades(
        key_results=len(read),
        original=_mean(item.grade_original for item in read),
        current=_mean(item.grade_current for item in read),
        graded=len(given),
        given=_mean(given),
        moved=tuple(sorted(moved, key=_apart)[:MOST]),
    )


def _mean(grades: Iterable[float | None]) -> float | None:
    known = [Decimal(repr(grade)) for grade in grades if grade is not None]
    return number(sum(known, ZERO) / len(known)) if known else None


def _graded(measures: Measures, item: KeyResult) -> Graded:
    return Graded(
        plan=measures.plan,
        item=item.id,
        title=item.title,
        original=item.original,
        current=item.target,
        value=item.value,
        grade_original=item.grade_original,
        grade_current=item.grade_current,
        given=item.grade,
    )


def _apart(graded: Graded) -> tuple[float, str, str]:
    """What was made to look better by most comes first."""
    return (graded.grade_original or 0.0) - (graded.grade_current or 0.0), graded.plan, graded.item
