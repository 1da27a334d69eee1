"""Plans kept as workbooks: every sheet with a table of objectives or key results."""

from __future__ import annotations

from collections.abc import Mapping

from services.histories.snapshot import Page
from services.histories.tables.page import page_of_sheets
from services.histories.tables.workbook import read_workbook

SUFFIXES = (".xlsx", ".xlsm")


def page(body: bytes, columns: Mapping[str, str]) -> Page:
    """The page that the bytes are. `columns` goes before what the headers say."""
    return page_of_sheets(read_workbook(body), columns)
