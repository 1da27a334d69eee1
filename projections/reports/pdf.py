"""The report as PDF: typeset from a template, the same bytes from the same report."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec
import typst

from projections.reports.content import Report
from projections.reports.reading.reading import view
from projections.reports.wording import day

TEMPLATE = Path(__file__).parent / "report.typ"


def render(report: Report) -> bytes:
    """The PDF. What comes from the events is data of the template, and never its markup."""
    shown = view(report)
    data = msgspec.to_builtins(shown) | {
        "cited": {event.id: True for event in shown.events},
        "stand": f"As of {day(report.as_of)}, position {report.position}",
    }
    text = msgspec.json.encode(data).decode()
    try:
        return _typeset(text, "ua-1")
    except typst.TypstError as error:
        # PDF/UA forbids text that no font at hand can show (emoji, Japanese): rather boxes and no claim than no report.
        if "could not be displayed" not in str(error):
            raise
        return _typeset(text, None)


def _typeset(text: str, standard: Literal["ua-1"] | None) -> bytes:
    return bytes(
        typst.compile(
            TEMPLATE.read_bytes(), sys_inputs={"view": text}, ignore_system_fonts=True, pdf_standards=standard
        )
    )
