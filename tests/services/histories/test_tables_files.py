"""Files of tables: how their bytes become cells, and which are refused."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font

from services.histories.readers import readers
from services.histories.snapshot import Page
from services.histories.sources.version import LARGEST_FILE
from services.histories.tables.sheet import MOST_COLUMNS, MOST_ROWS
from services.histories.tables.workbook import LARGEST
from tests.services.histories.pages import entry, left, outline, page, said, saved, workbook

PLAN = "Objective;Key result;Owner;Progress\nGrün wächst;Kürzere Wege;Jörg;20%\n;Mehr Bäume;Ana;35%\n"
OUTLINE = ["Grün wächst: Kürzere Wege, Mehr Bäume"]
ROWS: list[list[Any]] = [["Objective", "Key result", "Progress"], ["Customers stay", "Renewal rate", 0.25]]


def xlsx(body: bytes) -> Page:
    return readers()[".xlsx"].page(body, {})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_a_text_is_read_in_each_encoding_that_spreadsheets_write(encoding: str) -> None:
    assert outline(page(PLAN.encode(encoding))) == OUTLINE


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_the_delimiter_is_the_one_that_the_lines_agree_on(delimiter: str, ends: str) -> None:
    assert outline(page(PLAN.replace(";", delimiter).replace("\n", ends))) == OUTLINE


def test_commas_in_the_words_make_no_columns() -> None:
    text = "Objective;Key result;Progress\nStay, grow, win;Fast, good, cheap;10%\n;One, two;20%\n"
    assert outline(page(text)) == ["Stay, grow, win: Fast, good, cheap, One, two"]


def test_a_first_line_may_say_the_delimiter() -> None:
    read = page("sep=|\n" + PLAN.replace(";", "|"))
    assert (outline(read), read.entries[1].line) == (OUTLINE, 3)


def test_a_cell_with_several_lines_is_one_row_and_the_lines_after_it_keep_their_numbers() -> None:
    read = page('Objective,Key result,Note\nGrow,"A very\nlong one",x\n,Another one,y\n')
    assert [(found.title, found.line) for found in read.entries[1:]] == [("A very long one", 2), ("Another one", 4)]


def test_a_quotation_mark_that_is_never_closed_swallows_no_rows() -> None:
    read = page('Objective,Key result\nGrow,"Win one\n,Win two\n,Win three\n')
    assert outline(read) == ['Grow: "Win one, Win two, Win three']
    assert "never closed" in read.remarks[0]


def test_what_looks_like_a_formula_is_text() -> None:
    read = page("Objective,Key result,Target\nGrow,=SUM(A1:A3),=1+1\n,@cmd,5\n")
    assert read.entries[1].title == "=SUM(A1:A3)"
    assert left(read)[0] == (2, "a figure")


def test_a_workbook_is_read_as_a_person_sees_it() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "OKRs Q1 2026"
    for row in (
        ["Objective", "Key result", "Owner", "Progress", "Due", "Key", "Hits"],
        ["Customers stay", "Renewal rate", "@ana", 0.25, dt.date(2026, 3, 31), None, 3],
        [None, "Survey sent", "@ben", 0.1 + 0.2, None, None, None],
    ):
        sheet.append(row)
    sheet["D2"].number_format = "0%"
    sheet["B3"].font = Font(strike=True)
    read = xlsx(saved(book))
    assert outline(read) == ["Customers stay: Renewal rate, Survey sent"]
    assert said(read, "Renewal rate") == {"share": 0.25, "owners": ("ana",), "due": dt.date(2026, 3, 31)}
    assert said(read, "Survey sent") == {"share": 0.3, "owners": ("ben",), "closing": "deferred"}
    assert entry(read, "Survey sent").period == "OKRs Q1 2026"
    assert read.remarks == ("columns not used: Hits",)


def test_a_workbooks_other_sheets_are_listed_with_their_names() -> None:
    body = workbook(("Plan", ROWS), ("Phones", [["Name", "Phone"], ["Ana", "1"]]))
    read = xlsx(body)
    assert outline(read) == ["Customers stay: Renewal rate"]
    assert left(read)[0][1].startswith("sheet 'Phones': no table of objectives or key results")


def test_a_formula_in_a_workbook_that_was_never_computed_says_nothing() -> None:
    read = xlsx(workbook(("Plan", [*ROWS, [None, "Survey sent", "=1+1"]])))
    assert said(read, "Survey sent") == {}


def test_a_workbook_that_unpacks_to_too_much_is_refused_before_it_is_unpacked() -> None:
    body = io.BytesIO(workbook(("Plan", ROWS)))
    with zipfile.ZipFile(body, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image1.png", b"\0" * (LARGEST + 1))
    assert len(body.getvalue()) < 100_000
    assert left(xlsx(body.getvalue())) == [(1, "a workbook that unpacks to more than 32 MiB")]


def test_a_workbook_whose_words_would_multiply_is_refused() -> None:
    parts = zipfile.ZipFile(io.BytesIO(workbook(("Plan", ROWS))))
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        for name in parts.namelist():
            part = parts.read(name)
            if name == "xl/worksheets/sheet1.xml":
                part = b'<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>' + part
            archive.writestr(name, part)
    assert "declares a document type" in left(xlsx(body.getvalue()))[0][1]


def test_a_sheet_that_says_it_is_smaller_than_it_is_is_read_to_its_end() -> None:
    parts = zipfile.ZipFile(io.BytesIO(workbook(("Plan", ROWS))))
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        for name in parts.namelist():
            archive.writestr(name, parts.read(name).replace(b'ref="A1:C2"', b'ref="A1"'))
    assert outline(xlsx(body.getvalue())) == ["Customers stay: Renewal rate"]


def test_a_hidden_sheet_is_listed_and_not_read() -> None:
    book = Workbook()
    for name, state in (("Plan", "visible"), ("Old", "hidden")):
        sheet = book.create_sheet(name)
        sheet.sheet_state = state
        for row in ROWS:
            sheet.append(row)
    read = xlsx(saved(book))
    assert outline(read) == ["Customers stay: Renewal rate"]
    assert left(read) == [(1, "sheet 'Old': hidden")]


def test_too_many_bytes_rows_or_columns_are_refused() -> None:
    assert left(page(b" " * (LARGEST_FILE + 1))) == [(1, "larger than 16 MiB")]
    many = "Objective,Key result\n" + "Grow,Win\n" * (MOST_ROWS + 1)
    assert left(page(many))[0][1] == "more than 5,000 rows"
    assert left(xlsx(workbook(("Plan", [*ROWS] * MOST_ROWS))))[0][1] == "sheet 'Plan': more than 5,000 rows"
    wide = ",".join(["Key result"] * (MOST_COLUMNS + 1)) + "\n"
    assert left(page(wide))[0][1] == "more than 250 columns, in line 1"


@pytest.mark.parametrize("body", [b"", b"\n\n;;;\n", b"\xff\xfe", b"\xef\xbb\xbf"])
def test_an_empty_file_says_so(body: bytes) -> None:
    assert left(page(body)) == [(1, "an empty file")]


def test_what_is_no_table_or_no_workbook_says_what_would_be() -> None:
    assert "--columns says which column it is" in left(page("Name,Phone\nAna,1\nBen,2\n"))[0][1]
    assert left(page(b"a,b\0c\n"))[0][1] == "not a text: it contains NUL"
    assert "XLSX is expected" in left(xlsx(b"\xd0\xcf\x11\xe0 an old workbook"))[0][1]
    broken = workbook(("Plan", ROWS))
    assert "undamaged XLSX file" in left(xlsx(broken[: len(broken) // 2] + broken[-200:]))[0][1]
