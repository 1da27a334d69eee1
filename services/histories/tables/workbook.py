"""A workbook (XLSX) as sheets: values as they were last computed, percentages and dates as they are shown.

What is unpacked is bounded before anything is parsed, and no part may declare a document type, so that a small file
cannot grow into a large one. Of a sheet only values and struck text are read.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from itertools import count
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.read_only import ReadOnlyCell

from events.composed import composed
from services.histories.snapshot import Unread
from services.histories.tables.sheet import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS, Line, Sheet, Sheets, refused

LARGEST = 32 * 1024 * 1024
"""Bytes of all parts unpacked."""
MOST_PARTS = 500
MOST_TAGS = 1_500_000
"""Tags of all parts, and as many attributes: in memory each is many times what it is in the file."""
MOST_TAGS_KEPT = 400_000
"""Tags of a part that is no sheet: those are kept all at once, where sheets go by row after row."""
MOST_TAGS_OF_A_ROW = 200_000
"""Tags of one row of a sheet, which is kept all at once too."""
ROW = re.compile(rb"<(?:\w+:)?row\b")
SHEETS = "xl/worksheets/"
MOST_SHEETS = 50
SCANNED_ROWS = 100_000
"""Of all sheets. Blank rows with a format are in many workbooks, down to the last that a sheet can have."""


def read_workbook(body: bytes) -> Sheets:
    """The sheets that the bytes hold. Nothing is raised; what cannot be read is in `unread`."""
    try:
        why = _unsafe(body)
        return refused(why) if why else _sheets(body)
    except Exception as error:  # a damaged workbook makes the parsers raise whatever they stumble on
        return refused(f"not a workbook that can be read ({type(error).__name__}); expected an undamaged XLSX file")


def _unsafe(body: bytes) -> str | None:
    """Why the file is not to be unpacked, if it is not."""
    if not zipfile.is_zipfile(io.BytesIO(body)):
        return "not a workbook: XLSX is expected (older XLS files, and those with a password, have to be saved as XLSX)"
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        parts = archive.infolist()
        if len(parts) > MOST_PARTS:
            return f"a workbook of more than {MOST_PARTS} parts"
        if sum(part.file_size for part in parts) > LARGEST:
            return f"a workbook that unpacks to more than {LARGEST // 1024 // 1024} MiB"
        tags = attributes = 0
        for part in parts:
            text = archive.read(part).replace(b"\0", b"")
            if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
                return f"a workbook whose part {part.filename!r} declares a document type"
            here = text.count(b"<")
            tags, attributes = tags + here, attributes + text.count(b"=")
            if max(tags, attributes) > MOST_TAGS:
                return f"a workbook of more than {MOST_TAGS:,} tags or attributes"
            if part.filename.startswith(SHEETS):
                if any(row.count(b"<") > MOST_TAGS_OF_A_ROW for row in ROW.split(text)):
                    return f"a workbook whose part {part.filename!r} has a row of more than {MOST_TAGS_OF_A_ROW:,} tags"
            elif here > MOST_TAGS_KEPT:
                return f"a workbook whose part {part.filename!r} has more than {MOST_TAGS_KEPT:,} tags"
    return None


def _sheets(body: bytes) -> Sheets:
    sheets, unread, scanned = list[Sheet](), list[Unread](), count(1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = load_workbook(io.BytesIO(body), read_only=True, data_only=True, keep_links=False)
        try:
            for nth, name in enumerate(book.sheetnames):
                sheet: Any = book[name]
                if getattr(sheet, "sheet_state", "visible") != "visible" or nth >= MOST_SHEETS:
                    which = "hidden" if nth < MOST_SHEETS else f"after the first {MOST_SHEETS}"
                    unread.append(Unread(line=1, end=1, why=f"sheet {name!r}: {which}"))
                elif hasattr(sheet, "reset_dimensions"):
                    found = _lines(sheet, scanned)
                    if isinstance(found, str):
                        unread.append(Unread(line=1, end=1, why=f"sheet {name!r}: {found}"))
                    else:
                        sheets.append(Sheet(tuple(found), name))
        finally:
            book.close()
    return Sheets(tuple(sheets), tuple(unread))


def _lines(sheet: Any, scanned: Iterator[int]) -> list[Line] | str:
    """The rows that are not blank, or why the sheet is not read. `scanned` counts the rows of all sheets."""
    # What a sheet says of its own size is wrong in many exports.
    sheet.reset_dimensions()
    lines: list[Line] = []
    for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS + 1), 1):
        if next(scanned) > SCANNED_ROWS:
            return f"more than {SCANNED_ROWS:,} rows, with those of the sheets before it"
        cells = [_text(cell) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            continue
        if len(cells) > MOST_COLUMNS:
            return f"more than {MOST_COLUMNS} columns, in row {number}"
        if len(lines) == MOST_ROWS:
            return f"more than {MOST_ROWS:,} rows"
        lines.append(Line(number, tuple(cells)))
    return lines


def _text(cell: Any) -> str:
    """The cell as a person reads it; struck text between tildes, as Markdown has it."""
    value = cell.value
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case int() | float():
            return _figure(value, str(getattr(cell, "number_format", "") or ""))
        case dt.datetime():
            at_midnight = value.time() == dt.time()
            return value.date().isoformat() if at_midnight else value.isoformat(sep=" ", timespec="seconds")
        case dt.date() | dt.time():
            return value.isoformat()
        case _:
            text = composed(str(value).strip())[:LONGEST_CELL]
            return f"~~{text}~~" if text and _struck(cell) and "\n" not in text else text


def _figure(value: float, shown_as: str) -> str:
    """In twelve digits: more are traces of how it was computed."""
    if "%" in shown_as:
        return f"{value * 100:.12g}%"
    return f"{value:.12g}" if isinstance(value, float) else str(value)[:LONGEST_CELL]


def _struck(cell: Any) -> bool:
    return isinstance(cell, ReadOnlyCell) and cell.has_style and bool(cell.font.strike)
