"""What a table is read as, in a form that a test can spell out: each entry with what its marks say."""

from __future__ import annotations

import io
from typing import Any

from openpyxl import Workbook

from services.histories.readers import readers
from services.histories.snapshot import Entry, Page


def page(text: str | bytes, columns: dict[str, str] | None = None) -> Page:
    """The page of a CSV file."""
    body = text.encode() if isinstance(text, str) else text
    return readers()[".csv"].page(body, columns or {})


def workbook(*sheets: tuple[str, list[list[Any]]]) -> bytes:
    """An XLSX file of sheets with these names and rows."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return saved(book)


def saved(book: Workbook) -> bytes:
    """The workbook's bytes."""
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def outline(page: Page) -> list[str]:
    """The objectives, each with its key results behind it."""
    lines: list[str] = []
    for at, entry in enumerate(page.entries):
        if entry.kind == "objective":
            under = [other.title for other in page.entries if other.objective == at]
            lines.append(f"{entry.title}: {', '.join(under)}")
    return lines


def entry(page: Page, title: str) -> Entry:
    """The entry of that title."""
    return next(entry for entry in page.entries if entry.title == title)


def said(page: Page, title: str) -> dict[str, Any]:
    """What the marks of the entry of that title say, without what they do not say."""
    marks = entry(page, title).marks
    values = ((name, getattr(marks, name)) for name in marks.__struct_fields__ if name != "owner_stated")
    return {name: value for name, value in values if value not in (None, ())}


def left(page: Page) -> list[tuple[int, str]]:
    """The lines that were not read, and why."""
    return [(unread.line, unread.why) for unread in page.unread]
