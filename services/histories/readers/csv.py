"""Plans kept as delimited text, whatever delimits its cells: a row an objective, a key result, or both."""

from __future__ import annotations

from collections.abc import Mapping

from services.histories.snapshot import Page
from services.histories.tables.delimited import read_delimited
from services.histories.tables.page import page_of_sheets

SUFFIXES = (".csv", ".tsv", ".tab")


def page(body: bytes, columns: Mapping[str, str]) -> Page:
    """The page that the bytes are. `columns` goes before what the header says."""
    return page_of_sheets(read_delimited(body), columns)
