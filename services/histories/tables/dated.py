"""The cycle that the dates of a table lie in, for tables that name none."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from services.histories.tables.days import day_first, day_in
from services.histories.tables.header import Table

MOST = 0.8


def dated(table: Table) -> str | None:
    """The quarter, else the half, else the year in which most rows begin and end; None where rows differ more.

    A row without a first day lies where it ends.
    """
    starts, dues = day_first(table.values("start_date")), day_first(table.values("due"))
    spans: list[tuple[dt.date, dt.date]] = []
    for row in table.rows:
        due = day_in(row.cell(table.column.get("due")), dues)
        start = day_in(row.cell(table.column.get("start_date")), starts)
        if due is not None:
            spans.append((start or due, due))
    for months, letter in ((3, " Q"), (6, " H"), (12, "")):
        lies = Counter(_part(start, months) for start, due in spans if _part(start, months) == _part(due, months))
        if lies:
            (year, nth), count = lies.most_common(1)[0]
            if count >= MOST * len(spans):
                return f"{year}{letter}{nth if letter else ''}"
    return None


def _part(day: dt.date, months: int) -> tuple[int, int]:
    return day.year, (day.month - 1) // months + 1
