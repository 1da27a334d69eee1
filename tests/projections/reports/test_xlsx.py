"""The report as a workbook: real numbers, real dates, and text that stays text."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from typing import Any

import openpyxl
from openpyxl.utils.escape import unescape

from projections.reports import xlsx
from projections.reports.csv import COLUMNS
from tests.projections.reports import sampled


def book() -> Any:
    return openpyxl.load_workbook(io.BytesIO(xlsx.render(sampled.full())))


def cells(of: Any) -> Iterator[Any]:
    return (cell for sheet in of.worksheets for row in sheet.iter_rows() for cell in row)


def test_the_same_report_gives_the_same_bytes() -> None:
    assert xlsx.render(sampled.full()) == xlsx.render(sampled.full())


def test_the_sheets_are_there_in_the_order_in_which_they_are_read() -> None:
    names = book().sheetnames
    assert names[:7] == ["Report", "Plans", "Shifts", "Findings", "Grades", "Diagnosis", "Across cycles"]
    assert names[-3:] == ["Events", "Suppressed", "Policy"]
    assert len(names) == 7 + 6 + 3


def test_no_cell_is_a_formula_or_a_link() -> None:
    for cell in cells(book()):
        assert cell.data_type != "f"
        assert cell.hyperlink is None


def test_hostile_text_is_kept_as_it_is() -> None:
    sheet = book()["Findings"]
    # Excel reads `_x001B_` as the character that no XML can have.
    says = [unescape(f"{cell.value}") for cell in sheet[openpyxl.utils.get_column_letter(COLUMNS.index("says") + 1)]]
    assert says[-len(sampled.HOSTILE) :] == list(sampled.HOSTILE)


def test_numbers_dates_and_shares_are_what_they_are() -> None:
    made, sheets = sampled.full(), book()
    shift, shown = made.shifts[0], {cell.value: sheets["Shifts"].cell(2, cell.column) for cell in sheets["Shifts"][1]}
    assert (shown["demand"].value, shown["demand"].data_type) == (shift.demand, "n")
    assert shown["due"].value == dt.datetime.combine(shift.due or dt.date.max, dt.time())
    assert shown["due"].number_format == "yyyy-mm-dd"
    front = {row[0].value: row[1] for row in sheets["Report"].iter_rows()}
    assert front["check-ins in time"].value == 0.6458
    assert front["check-ins in time"].number_format == "0.0%"
    assert front["as of"].value == made.as_of.replace(tzinfo=None)


def test_each_finding_has_its_row_under_a_head_that_stays_and_filters() -> None:
    made, sheet = sampled.full(), book()["Findings"]
    assert sheet.max_row == len(made.findings) + 1
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref.startswith("A1:")


def test_a_tried_policy_is_marked() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx.render(sampled.tried())))["Report"]
    assert [row[2].value for row in sheet.iter_rows() if row[0].value == "what if"] == [
        "By a policy that is tried. By the policies noted: Little was traded in time."
    ]
