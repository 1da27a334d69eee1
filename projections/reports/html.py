"""The report as a page: readable, printable, without scripts, and without a request to anywhere."""

from __future__ import annotations

import base64
from pathlib import Path

import jinja2

from projections.reports import wording
from projections.reports.content import Report
from projections.reports.reading.reading import view

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
    """The whole page. What comes from the events is escaped; a picture is an image, which cannot do anything."""
    shown = view(report)
    pictures = [(picture, base64.b64encode(picture.svg.encode()).decode()) for picture in shown.pictures]
    cited = frozenset(event.id for event in shown.events)
    printed = frozenset(finding.id for group in shown.shifts for finding in group.findings)
    return _environment.get_template("report.html").render(
        view=shown, page=shown.page, pictures=pictures, cited=cited, printed=printed, style=STYLE
    )
