"""The report as a page: readable, printable, without scripts, and without a request to anywhere."""

from __future__ import annotations

from pathlib import Path

import jinja2

from projections.policy import DEFAULT, PARAMETERS, Policy
from projections.reports import grouping, wording
from projections.reports.content import Report

HERE = Path(__file__).parent
STYLE = (HERE / "report.css").read_text(encoding="utf-8")
FILTERS = {
    "amount": wording.amount,
    "points": wording.points,
    "percent": wording.percent,
    "day": wording.day,
    "instant": wording.instant,
    "words": wording.words,
    "enumerated": wording.enumerated,
}
_environment = jinja2.Environment(
    loader=jinja2.FileSystemLoader(HERE),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.filters.update(FILTERS)


def render(report: Report) -> str:
    """The whole page. What comes from the events is escaped."""
    return _environment.get_template("report.html").render(
        report=report,
        style=STYLE,
        verdicts=grouping.MEANS,
        classes=grouping.CLASSES,
        shifts=grouping.by_verdict(report.shifts),
        findings=grouping.by_kind(report.findings),
        policy=[
            (name, _value(report.policy, field), _value(DEFAULT, field))
            for name, field in zip(PARAMETERS, Policy.__struct_fields__, strict=True)
        ],
    )


def _value(policy: Policy, name: str) -> str:
    value = getattr(policy, name)
    return ", ".join(value) or "none" if isinstance(value, tuple) else f"{value}"
