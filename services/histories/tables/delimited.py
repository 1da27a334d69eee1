"""Delimited text as a sheet: the delimiter is the one by which most lines have as many cells as each other."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator

from services.histories.pages.blocks import excerpt
from services.histories.snapshot import Unread
from services.histories.sources.version import LARGEST_FILE
from services.histories.tables.decoding import decoded
from services.histories.tables.sheet import (
    LONGEST_CELL,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    Line,
    Sheet,
    Sheets,
    refused,
)

DELIMITERS = (",", ";", "\t", "|")
LOOKED_AT = 32 * 1024


def read_delimited(body: bytes) -> Sheets:
    """The sheet that the bytes are. Nothing is raised; what cannot be read is in `unread`."""
    if len(body) > LARGEST_FILE:
        return refused(f"larger than {LARGEST_FILE // 1024 // 1024} MiB")
    found = decoded(body)
    text, end = found.text, found.text.count("\n") + 1
    if "\0" in text:
        return refused("not a text: it contains NUL", end)
    first, _, rest = text.partition("\n")
    stated = first.strip().strip('"')
    if stated[:4].lower() == "sep=" and (stated[4:] or "\t") in DELIMITERS:
        delimiter, text = stated[4:] or "\t", "\n" + rest
    else:
        delimiter = _delimiter(text[:LOOKED_AT])
    if max(text.count(delimiter), end) > MOST_CELLS:
        return refused(f"more than {MOST_CELLS:,} cells or lines", end)
    remarks = [found.remark] if found.remark else []
    quoting = csv.QUOTE_MINIMAL
    if _unclosed(text, delimiter):
        quoting = csv.QUOTE_NONE
        remarks.append("a quotation mark that is never closed: quotation marks were read as text")
    lines, unread = list[Line](), list[Unread]()
    try:
        for number, cells in _records(text, delimiter, quoting):
            if any(len(cell) > LONGEST_CELL for cell in cells):
                unread.append(_overlong(number, cells))
            if any(cells):
                lines.append(Line(number, tuple(cell[:LONGEST_CELL] for cell in cells)))
            if len(lines) > MOST_ROWS:
                return refused(f"more than {MOST_ROWS:,} rows", end)
            if len(cells) > MOST_COLUMNS:
                return refused(f"more than {MOST_COLUMNS} columns, in line {number}", end)
    except csv.Error as error:
        return refused(f"not delimited text: {error}", end)
    return Sheets((Sheet(tuple(lines)),), tuple(unread), tuple(remarks))


def _records(text: str, delimiter: str, quoting: int) -> Iterator[tuple[int, list[str]]]:
    """The cells of each record, with the line it begins in."""
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, quoting=quoting)  # type: ignore[arg-type]
    before = 0
    for cells in reader:
        yield before + 1, [cell.strip() for cell in cells]
        before = reader.line_num


def _delimiter(text: str) -> str:
    """A line cut in two at the end of what is looked at is one among many."""
    return max(DELIMITERS, key=lambda delimiter: _agreement(text, delimiter))


def _agreement(text: str, delimiter: str) -> tuple[float, int]:
    """The share of lines that have as many cells as most others, more than one; and how many cells those are."""
    try:
        widths = Counter(len(cells) for _, cells in _records(text, delimiter, csv.QUOTE_MINIMAL) if cells)
    except csv.Error:
        return 0.0, 0
    several = [width for width in widths if width > 1]
    if not several:
        return 0.0, 0
    most = max(several, key=lambda width: (widths[width], width))
    return round(widths[most] / widths.total(), 2), most


def _unclosed(text: str, delimiter: str) -> bool:
    """Whether a quotation mark opens a cell that goes on to the end of the text."""
    if text.count('"') % 2 == 0:
        return False
    try:
        for _ in csv.reader(io.StringIO(text), delimiter=delimiter, strict=True):
            pass
    except csv.Error as error:
        return "unexpected end" in str(error) or "field larger" in str(error)
    return False


def _overlong(number: int, cells: list[str]) -> Unread:
    longest = max(cells, key=len)
    why = f"what follows the first {LONGEST_CELL:,} characters of a cell"
    return Unread(line=number, end=number, why=why, text=excerpt(longest))
