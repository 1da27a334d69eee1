"""Laws of tables: they hold for any bytes."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.histories.changes.quantity import measure_of
from services.histories.lines.values import date_in
from services.histories.readers import readers
from services.histories.snapshot import Page
from services.histories.tables.days import day_in
from services.histories.tables.figures import figure_of
from services.histories.tables.guesses import words_of
from tests.services.histories.pages import entry, page, workbook

LAW = settings(max_examples=80, deadline=None)
HEADERS = st.sampled_from(
    [
        *("Title", "Key Result", "Objective", "Parent", "ID", "Type", "No", "Owner Email", "Progress", "Progress (%)"),
        *("Start Value", "Target", "Current", "Due", "Status", "Final score", "Period", "Weight", "Priority", "x", ""),
        *("key_result_1_title", "key_result_1_completion", "Row ID", "Time Period", "actualUpdateDate", "keyResultId"),
    ]
)
CELLS = st.one_of(
    st.sampled_from(
        [
            *("Grow", "1", "1.1", "2", "Objective", "Key Result", "ana@example.org", "45%", "0", "n/a", "", "", ""),
            *(
                "=1+1",
                "1.234,5",
                "€2m",
                "31.03.2026",
                "3/4/2026",
                "Done",
                "Q1 2026",
                "~~gone~~",
                "a\nb",
                '"',
                "~~",
                "-",
            ),
        ]
    ),
    st.text(max_size=8),
)
TABLES = st.lists(st.lists(CELLS, max_size=9), max_size=12)


def lawful(read: Page, lines: int) -> None:
    """Every reference of an entry leads to one before it, and every line that is named is there."""
    for at, found in enumerate(read.entries):
        assert found.title
        assert 1 <= found.line <= lines
        assert (found.objective is None) == (found.kind == "objective")
        assert all(above is None or above < at for above in (found.parent, found.objective))
        assert found.objective is None or read.entries[found.objective].kind == "objective"
    assert all(1 <= left.line <= left.end <= lines for left in read.unread)


@LAW
@given(st.binary(max_size=300))
def test_any_bytes_are_read_without_an_exception(body: bytes) -> None:
    for suffix in (".csv", ".xlsx"):
        lawful(readers()[suffix].page(body, {}), len(body) + 1)


@LAW
@given(st.lists(HEADERS, max_size=9), TABLES, st.sampled_from(",;\t|"), st.sampled_from(["utf-8", "utf-16", "cp1252"]))
def test_any_table_is_read_and_every_row_is_an_entry_or_unread(
    header: list[str], rows: list[list[str]], delimiter: str, encoding: str
) -> None:
    text = "\n".join(delimiter.join(row) for row in [header, *rows])
    body = text.encode(encoding, "replace")
    read = page(body)
    lawful(read, text.count("\n") + text.count("\r") + 1)
    told = {found.line for found in read.entries}
    told |= {number for left in read.unread for number in range(left.line, left.end + 1)}
    simple = all(sign not in text for sign in '"\n\r\0') and all(delimiter not in cell for row in rows for cell in row)
    for number, row in enumerate(rows, 2):
        assert not simple or not any(map(str.strip, row)) or number in told
    lawful(page(body, {"title": "x", "objective": "Title"}), text.count("\n") + text.count("\r") + 1)


@LAW
@given(st.lists(HEADERS, min_size=1, max_size=9), st.lists(st.lists(CELLS, max_size=9), max_size=8))
def test_any_workbook_is_read(header: list[str], rows: list[list[str]]) -> None:
    plain = [["".join(sign for sign in cell if sign.isprintable()) for cell in row] for row in [header, *rows]]
    lawful(readers()[".xlsx"].page(workbook(("Plan", plain)), {}), len(plain) + 1)


@settings(max_examples=40, deadline=None)
@given(st.integers(min_value=0), st.binary(min_size=1, max_size=6))
def test_a_damaged_workbook_is_read_or_refused(at: int, bytes_: bytes) -> None:
    whole = workbook(("Plan", [["Objective", "Key result"], ["Grow", "Win"]]))
    at %= len(whole)
    lawful(readers()[".xlsx"].page(whole[:at] + bytes_ + whole[at + len(bytes_) :], {}), 10)


@settings(max_examples=40, deadline=None)
@given(st.integers(min_value=0), st.binary(min_size=1, max_size=6))
def test_a_workbook_with_a_damaged_sheet_is_read_or_refused(at: int, bytes_: bytes) -> None:
    parts = zipfile.ZipFile(io.BytesIO(workbook(("Plan", [["Objective", "Key result"], ["Grow", "Win"]]))))
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        for name in parts.namelist():
            part = parts.read(name)
            cut = at % len(part)
            archive.writestr(name, part[:cut] + bytes_ + part[cut + len(bytes_) :] if "sheet" in name else part)
    lawful(readers()[".xlsx"].page(body.getvalue(), {}), 2**20)


@LAW
@given(st.text(max_size=40), st.booleans())
def test_any_text_is_a_figure_or_none(text: str, comma: bool) -> None:
    figure_of(text, comma)
    words_of(text)


@LAW
@given(st.integers(min_value=-(10**12), max_value=10**12), st.integers(min_value=0, max_value=99))
def test_a_figure_is_the_same_however_its_thousands_and_decimals_are_set_apart(whole: int, cents: int) -> None:
    text = f"{whole:,}.{cents:02d}"
    other = text.translate(str.maketrans(",.", ".,"))
    english, continental = figure_of(text), figure_of(other, comma=True)
    assert english is not None
    assert english == continental


def test_a_table_of_many_rows_under_each_other_is_read() -> None:
    """A way up through as many rows as there can be takes no recursion."""
    rows = "".join(f"r{nth},Item {nth},r{nth - 1}\n" for nth in range(1, 5000))
    assert entry(page("ID,Title,Parent\n" + rows), "Item 4999").kind == "key_result"


@pytest.mark.parametrize("day", ["1013-03-31", "0001-01-01", "3000-01-01", "9999-12-31"])
def test_a_day_that_no_event_can_name_is_no_day(day: str) -> None:
    assert day_in(day, first=None) is None
    assert date_in(day) is None
    assert day_in("2999-12-31", first=None) is not None


@pytest.mark.parametrize(
    "text", ["9" * 400, f"1 to {'9' * 400}", f"from {'9' * 400} to 3", f"${'9' * 400}", f"{'9' * 16}%"]
)
def test_a_figure_beyond_all_counting_is_no_quantity(text: str) -> None:
    assert measure_of(f"Sell {text.format('9' * 400)} trains") is None
