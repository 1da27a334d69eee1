"""The findings as a table for a spreadsheet (CSV, RFC 4180), in which nothing runs as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from projections.books.findings import Finding
from projections.reports.content import Report
from projections.reports.trail import guarded

COLUMNS = (
    *("finding", "verdict", "plan", "item", "kind", "demand", "covered", "uncovered", "due", "at", "noted"),
    *("asked_by_roles", "asked_by_unit", "decision", "authorised", "reason", "flags", "days_in_force"),
    *("grade_original", "grade_current", "says", "clears", "policy", "evidence", "id"),
)


def render(report: Report) -> bytes:
    """A line a finding, the shifts first, in UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(list(row(finding)) for finding in (*report.shifts, *report.findings))
    return text.getvalue().encode()


def row(finding: Finding) -> Iterator[str]:
    """The finding's cells, in the order of the columns."""
    for name in COLUMNS:
        value = cell(finding, name)
        yield "" if value is None else guarded(value) if isinstance(value, str) else f"{value}"


def cell(finding: Finding, name: str) -> str | float | bool | None:
    """What stands under a column: numbers as they are, moments as in JSON, lists joined."""
    asked = finding.asked_by
    match name:
        case "asked_by_roles":
            return " ".join(asked.roles) if asked else None
        case "asked_by_unit":
            return asked.unit if asked else None
        case "flags" | "evidence":
            return " ".join(getattr(finding, name) or ())
        case "policy":
            return " ".join(f"{parameter}={value:g}" for parameter, value in (finding.policy or {}).items())
        case "at" | "noted" | "due":
            moment = getattr(finding, name)
            return moment.isoformat().replace("+00:00", "Z") if moment else None
    value: str | float | bool | None = getattr(finding, name)
    return value
