"""The page that a file's tables make: entries from the objectives down, and every row that gave none."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from services.histories.cycles import cycle_in, names_only_a_cycle
from services.histories.lines.marks import read_marks
from services.histories.pages.blocks import excerpt
from services.histories.snapshot import Page, Unread, joined
from services.histories.tables.dated import dated
from services.histories.tables.entries import Entries
from services.histories.tables.fields import UNUSED
from services.histories.tables.header import Table, table_of
from services.histories.tables.record import Record
from services.histories.tables.rows import Rows
from services.histories.tables.sheet import Line, Sheet, Sheets

NO_TABLE = (
    "no table of objectives or key results: no header has a column for their words (such as Title, Objective, "
    "Key Result); --columns says which column it is"
)
ANY_DAY = dt.date(2000, 1, 1)
EXPLAINS = re.compile(
    r"(?:.* )?(?:legend|glossary|instructions?|read ?me)|how to .*|key|definitions?|look-?ups?|drop-?downs?",
    re.IGNORECASE,
)
"""Names of sheets that say how to read a plan beside them: what they list is no plan."""


def page_of_sheets(sheets: Sheets, asked: Mapping[str, str]) -> Page:
    """The page of all the sheets together; nothing is raised. `asked` goes before what headers say."""
    filled = [sheet for sheet in sheets.sheets if sheet.lines]
    plans = [sheet for sheet in filled if not EXPLAINS.fullmatch(sheet.name.strip())] or filled
    explained = [_explaining(sheet) for sheet in filled if sheet not in plans]
    pages = [_page_of(sheet, asked, len(sheets.sheets) > 1) for sheet in plans]
    entries = Entries()
    for page in pages:
        entries.add_page(page)
    unread = [*sheets.unread, *explained, *(left for page in pages for left in page.unread)]
    if not pages and not unread:
        unread = [Unread(line=1, end=1, why="an empty file")]
    periods = {page.period for page in pages if page.entries}
    dates = next((page.dated for page in pages if page.dated and page.entries), None)
    return Page(
        entries=tuple(entries.found),
        unread=tuple(joined(unread)),
        period=periods.pop() if len(periods) == 1 else None,
        dated=dates,
        headers=tuple(dict.fromkeys(header for page in pages for header in page.headers)),
        remarks=tuple(dict.fromkeys((*sheets.remarks, *(remark for page in pages for remark in page.remarks)))),
    )


def _explaining(sheet: Sheet) -> Unread:
    why = f"sheet {sheet.name!r}: says how to read the others"
    return Unread(line=sheet.lines[0].number, end=sheet.lines[-1].number, why=why)


def _page_of(sheet: Sheet, asked: Mapping[str, str], several: bool) -> Page:
    table = table_of(sheet, asked)
    if table is None:
        first, last = sheet.lines[0], sheet.lines[-1]
        left = Unread(line=first.number, end=last.number, why=NO_TABLE, text=excerpt(" | ".join(first.cells)))
        page = Page(unread=(left,), headers=_headers(first))
    else:
        page = _page_of_table(sheet, table)
    where = f"sheet {sheet.name!r}: " if several else ""
    return replace(
        page,
        unread=tuple(replace(left, why=where + left.why) for left in page.unread),
        remarks=tuple(where + remark for remark in page.remarks),
    )


def _page_of_table(sheet: Sheet, table: Table) -> Page:
    rows = Rows(table)
    unread = list(rows.unread)
    records = _newest(rows.records, unread)
    period, over = sheet.name if names_only_a_cycle(sheet.name) else None, None
    for line in table.above:
        text = " ".join(cell for cell in line.cells if cell)
        if cycle_in(text, ANY_DAY) is not None and period is None:
            period = text
        elif read_marks(text).label == "objective":
            over = read_marks(text).title
        else:
            unread.append(Unread(line=line.number, end=line.number, why="above the table's header", text=excerpt(text)))
    entries = Entries(stand_in=(over or _named(sheet, period), table.header.number))
    entries.add(records, scored=any(field in table.column for field in ("score", "grade", "confidence", "progress")))
    return Page(
        entries=tuple(replace(entry, period=entry.period or period) for entry in entries.found),
        unread=(*unread, *entries.unread),
        period=period,
        dated=dated(table),
        headers=_headers(table.header),
        remarks=(*_remarks(table), *entries.remarks),
    )


def _newest(records: Sequence[Record], unread: list[Unread]) -> list[Record]:
    """The records, of several check-ins on one item the last."""
    last: dict[str, int] = {}
    for at, record in enumerate(records):
        if record.noted_on is not None and record.key:
            before = records[last[record.key]].noted_on if record.key in last else None
            if before is None or record.noted_on >= before:
                last[record.key] = at
    kept = []
    for at, record in enumerate(records):
        if record.noted_on is not None and record.key and last[record.key] != at:
            why = f"an earlier check-in of {record.key}; the one of line {records[last[record.key]].line} counts"
            unread.append(Unread(line=record.line, end=record.line, why=why))
        else:
            kept.append(record)
    return kept


def _named(sheet: Sheet, period: str | None) -> str:
    """What key results under no objective stand under: the sheet, where somebody gave it a name."""
    plain = sheet.name.casefold().rstrip("0123456789 ") in ("", "sheet", "tabelle", "feuil", "hoja", "blad", "export")
    return "Key results" if plain or sheet.name == period else sheet.name


def _remarks(table: Table) -> list[str]:
    used = {at for field, at in table.column.items() if field not in UNUSED}
    used |= {at for of in table.beside.values() for at in of.values()}
    idle = [
        table.header_of(at)
        for at in range(max((len(row.cells) for row in table.rows), default=0))
        if at not in used and any(row.cell(at) for row in table.rows)
    ]
    remarks = [f"read as {table.layout.name}"] if table.layout else []
    remarks += [f"columns not used: {', '.join(idle)}"] if idle else []
    hundred = [table.header_of(table.column[field]) for field in sorted(table.of_hundred) if field in table.column]
    remarks += [f"counted to 100: {', '.join(hundred)}"] if hundred and not table.layout else []
    remarks += [f"counted to 10: {table.header_of(table.column['confidence'])}"] if table.sure_of_ten else []
    return remarks + (["decimals follow a comma"] if table.comma else [])


def _headers(line: Line) -> tuple[str, ...]:
    return tuple(cell for cell in line.cells if cell)
