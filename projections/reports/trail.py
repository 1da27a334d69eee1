"""The audit trail as a file: a table for a spreadsheet (CSV, RFC 4180), and one JSON object a line."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from typing import Any

import msgspec

from projections.changes.change import Change
from projections.changes.wording import shown
from projections.tables.audit_entries import Entry

COLUMNS = (
    *("position", "time", "type", "cycle", "unit", "items", "says", "changes", "reason", "actor", "requester"),
    *("onbehalfof", "decision", "origin", "notedat", "recordedat", "id", "correlationid", "subject"),
)
# What a spreadsheet may take for the beginning of a formula: a sign, also in its wide or small form, behind whatever is
# passed over on import, such as spaces and quotes; and what could put the rest of a text into a cell of its own.
FORMULA = re.compile(r"[\s\x00-\x20\u200b-\u200f\u2060\ufeff\"'‘’“”`]*[=+\-@＝＋－＠﹦﹢﹣﹫]|[\t\r\n]")


def header() -> str:
    """The first line of the table."""
    return _table([COLUMNS])


def table(entries: Iterable[Entry]) -> str:
    """A line an entry."""
    return _table([_cell(entry, name) for name in COLUMNS] for entry in entries)


def lines(entries: Iterable[Entry]) -> bytes:
    """A JSON object an entry, each on its line."""
    return b"".join(msgspec.json.encode(entry) + b"\n" for entry in entries)


def guarded(text: str) -> str:
    """The text, with an apostrophe before what a spreadsheet would take for a formula."""
    return f"'{text}" if FORMULA.match(text) else text


def _table(rows: Iterable[Iterable[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def _cell(entry: Entry, name: str) -> str:
    value: Any = getattr(entry, name)
    match name:
        case "items":
            return guarded(" ".join(value))
        case "changes":
            return guarded("; ".join(_change(change) for change in value))
        case "time" | "notedat" | "recordedat":
            return str(value.isoformat().replace("+00:00", "Z"))
    return guarded("" if value is None else str(value))


def _change(change: Change) -> str:
    """`k1 target: 40 → 60`."""
    name = f"{change.item} {change.field}" if change.item else change.field
    return f"{name}: {shown(change.before)} → {shown(change.after)}"
