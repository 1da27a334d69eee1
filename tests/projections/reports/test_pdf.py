"""The report on paper: what it says, and that it is the same each time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2  # type: ignore[import-untyped]
import pytest
from msgspec.structs import replace

from projections.reports import pdf
from projections.reports.content import Report
from tests.projections.reports import sampled
from tests.projections.reports.reported import report


@contextmanager
def opened(made: Report) -> Iterator[pypdfium2.PdfDocument]:
    document = pypdfium2.PdfDocument(pdf.render(made))
    try:
        yield document
    finally:
        document.close()


def text(document: pypdfium2.PdfDocument, *pages: int) -> str:
    chosen = pages or range(len(document))
    return " ".join(" ".join(document[page].get_textpage().get_text_bounded().split()) for page in chosen)


def ink(page: pypdfium2.PdfPage) -> float:
    """The share of the page that is not white."""
    bitmap = page.render(scale=0.5, grayscale=True)
    pixels = bytes(bitmap.buffer)
    return sum(pixel < 250 for pixel in pixels) / len(pixels)


def test_the_same_report_gives_the_same_bytes() -> None:
    assert pdf.render(sampled.full()) == pdf.render(sampled.full())


@pytest.mark.parametrize("made", [report(), sampled.full(), sampled.tried()], ids=["quarter", "full", "tried"])
def test_the_first_page_is_the_one_page(made: Report) -> None:
    with opened(made) as document:
        first, second = text(document, 0), text(document, 1)
    for part in (made.title, made.verdict, "Key figures", "What it may mean", "Policy: ", "1 of "):
        assert part in first
    assert "A row a plan" not in first
    assert "A row a plan" in second or "The policies noted beside" in second


def test_the_first_page_shows_the_figures_and_what_they_may_mean() -> None:
    with opened(sampled.full()) as document:
        first = text(document, 0)
    for part in (
        "0.41",
        "0.63",
        "31 of 48 due",
        "2 of 6 times required",
        "→ consulting",
        "Sponsorship: broken",
        "pXvC2vUg",
    ):
        assert part in first


def test_no_page_is_blank() -> None:
    with opened(sampled.full()) as document:
        assert min(ink(page) for page in document) > 0.003


def test_titles_are_text_and_never_markup() -> None:
    with opened(sampled.full()) as document:
        whole = text(document).replace("\u200b", "")
        uris = [page for page in document if b"/URI" in pdf.render(sampled.full())]
    assert "#panic() $ * _ `raw` <label>" in whole
    assert "<script>alert(1)</script>" in whole
    assert not uris


def test_a_finding_links_to_its_events() -> None:
    with opened(sampled.full()) as document:
        links = sum(pypdfium2.raw.FPDFPage_GetAnnotCount(page.raw) for page in document)
        assert "not-printed" in text(document)
    assert links > 10


def test_its_title_and_its_headings_are_there_for_readers() -> None:
    made = sampled.full()
    with opened(made) as document:
        assert document.get_metadata_dict()["Title"] == made.title
        assert document.get_metadata_dict()["Author"] == "okr-ledger"
        headings = [bookmark.get_title() for bookmark in document.get_toc()]
    assert {"Plans", "Pictures", "Across cycles", "Events", "The policy in force"} <= set(headings)
    assert b"/StructTreeRoot" in pdf.render(made)


def test_a_tried_policy_is_marked_on_the_first_page_and_compared_on_the_second() -> None:
    with opened(sampled.tried()) as document:
        assert "What if: this is not the record" in text(document, 0)
        assert "traded late" in text(document, 1)


def test_a_long_report_prints_500_findings_and_says_how_many_more_there_are() -> None:
    made = sampled.long(2_000)
    more = len(made.shifts) + len(made.findings) - 500
    with opened(made) as document:
        assert f"{more:,} more findings left out here".replace(",", "") in text(document).replace(",", "")


def test_it_claims_to_be_accessible_where_its_fonts_have_all_letters_and_is_there_where_they_have_not() -> None:
    assert b"pdfuaid" in pdf.render(sampled.full())
    for title in ("Ship \U0001f680", "\u9867\u5ba2\u6e80\u8db3\u5ea6"):
        made = pdf.render(replace(sampled.full(), title=title))
        assert made.startswith(b"%PDF-")
        assert b"pdfuaid" not in made
