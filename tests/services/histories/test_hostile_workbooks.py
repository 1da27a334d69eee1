"""A table that is small in the file and large in memory, or that takes for ever, is listed and not read."""

from __future__ import annotations

import io
import zipfile

import pytest
from openpyxl import Workbook

from services.histories.readers import csv
from services.histories.readers.xlsx import page

TAGS = "has more than 400,000 tags"


def workbook(**changed: bytes) -> bytes:
    """A workbook in which the named parts hold something else."""
    plain, made = io.BytesIO(), io.BytesIO()
    book = Workbook()
    book.create_sheet("Second")
    book.save(plain)
    with zipfile.ZipFile(plain) as before, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            stem = name.rpartition("/")[2].removesuffix(".xml")
            after.writestr(name, changed.get(stem, before.read(name)))
    return made.getvalue()


@pytest.mark.parametrize(
    ("part", "element", "why"),
    [
        ("styles", b"<xf/>", TAGS),
        ("workbook", b'<sheet name="S"/>', TAGS),
        ("sheet1", b"<c/>", "more than 1,500,000 tags or attributes"),
        ("sheet1", b'<c a="" b="" c=""/>', "more than 1,500,000 tags or attributes"),
    ],
)
def test_a_part_of_very_many_elements_is_not_parsed(part: str, element: bytes, why: str) -> None:
    count = 1_600_000 if element == b"<c/>" else 600_000
    found = page(workbook(**{part: b"<a>" + element * count + b"</a>"}), {})
    assert [why in left.why for left in found.unread] == [True]


def test_blank_rows_are_counted_over_all_sheets() -> None:
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="60000"><c r="A60000"><v>1</v></c></row></sheetData></worksheet>'
    )
    found = page(workbook(sheet1=sheet, sheet2=sheet), {})
    assert any("'Second': more than 100,000 rows, with those of the sheets before it" in u.why for u in found.unread)


def test_rows_of_very_many_key_results_make_no_plan_of_a_million() -> None:
    header = ",".join(f"Key Result {nth}" for nth in range(1, 101))
    found = csv.page("\n".join([header, *[",".join(["sell x"] * 100)] * 200]).encode(), {})
    assert len(found.entries) < 6_000
    assert any("what follows the first 5,000 objectives and key results" in left.why for left in found.unread)
