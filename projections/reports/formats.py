"""The formats of a report: one table for the interface, the command line and the worker."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from projections.reports import csv, html, json, pdf, xlsx
from projections.reports.content import Report


class Format(Struct, frozen=True, kw_only=True):
    """How a report is sent: its media type, the end of its file's name, what makes its bytes, and whether these are
    nothing that a terminal could show."""

    media_type: str
    ending: str
    render: Callable[[Report], bytes]
    binary: bool = False


def _page(report: Report) -> bytes:
    return html.render(report).encode()


FORMATS: dict[str, Format] = {
    "json": Format(media_type="application/json", ending="json", render=json.render),
    "html": Format(media_type="text/html", ending="html", render=_page),
    "pdf": Format(media_type="application/pdf", ending="pdf", render=pdf.render, binary=True),
    "xlsx": Format(
        media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ending="xlsx",
        render=xlsx.render,
        binary=True,
    ),
    "csv": Format(media_type="text/csv", ending="csv", render=csv.render),
}
