"""Every format of the report and the trail, with a hostile text in every text of every fact."""

from __future__ import annotations

import base64
import csv as standard
import io
import re
import zipfile
from functools import cache
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pypdfium2  # type: ignore[import-untyped]
import pytest
from msgspec.structs import replace

from deploy import example
from events.catalogue import Event, decode
from projections.changes.change import Told
from projections.changes.telling import told
from projections.folds.registry import begun, evolve
from projections.reports import csv, html, pdf, trail, xlsx
from projections.reports.content import Report
from projections.reports.reading.legible import legible
from projections.tables.audit_entries import Entry
from tests import hostile
from tests.golden_samples import LINES
from tests.hostile import MARK, PLAIN, TEXTS, with_texts
from tests.projections.reports import reported
from tests.projections.reports.quarter import at_positions

SHAPES = {"svg", "g", "path", "text", "rect", "line", "defs", "clipPath", "tspan"}
SIGNS = set("=+-@＝＋－＠﹢﹣﹦﹫")
PASSED_OVER = " \t\r\n\"'\u200b\ufeff\u2060\xa0"


def placed(events: list[Event]) -> list[Event]:
    return [replace(event, position=nth) for nth, event in enumerate(events, 1)]


@cache
def report(texts: tuple[str, ...] = TEXTS) -> Report:
    """The report of the example's quarter."""
    return reported.report("10-16", placed(with_texts(example.events(), texts)), cycle=example.CYCLE)


class Read(HTMLParser):
    """What a page consists of: its elements with their attributes, where its links lead, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.parts: set[tuple[str, str]] = set()
        self.leads: list[str] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.parts |= {(tag, name) for name, _ in attrs} | {(tag, "")}
        self.leads += [value or "" for name, value in attrs if name in ("href", "src", "action", "xlink:href")]

    def handle_comment(self, data: str) -> None:
        self.parts.add(("comment", data[:20]))

    def handle_data(self, data: str) -> None:
        self.text += data


def test_every_text_of_the_catalogue_is_hostile_here() -> None:
    samples = with_texts(decode(line) for line in LINES)
    filled = {(event.type, name) for event in samples for name in event.data.__struct_fields__ if mark(event, name)}
    assert hostile.fields() - filled == {("policy.set", "parameters")}  # whose names and values are ours


def mark(event: Event, name: str) -> bool:
    return MARK in f"{getattr(event.data, name)}"


def test_a_page_has_no_element_and_no_attribute_that_harmless_texts_do_not_have() -> None:
    page, plain = Read(html.render(report())), Read(html.render(report(PLAIN)))
    assert page.parts == plain.parts
    assert [link for link in page.leads if not link.startswith(("#", "data:image/svg+xml;base64,"))] == []
    titles = [text for text in TEXTS if legible(text) in page.text]
    assert len(titles) > len(TEXTS) / 2
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", page.text)


def test_a_picture_holds_texts_as_texts() -> None:
    pictures = [link for link in Read(html.render(report())).leads if link.startswith("data:")]
    assert len(pictures) == 6
    shown = ""
    for picture in pictures:
        root = ElementTree.fromstring(base64.b64decode(picture.partition(",")[2]))
        for element in root.iter():
            assert element.tag.rpartition("}")[2] in SHAPES
            assert not [name for name in element.attrib if name.startswith("on") or name.endswith("href")]
            shown += element.text or ""
    assert MARK in shown and "<" in shown


def test_a_pdf_opens_and_leads_only_to_itself() -> None:
    made = pdf.render(reported.report(events=placed(with_texts(at_positions()))))
    document = pypdfium2.PdfDocument(made)
    assert len(document) >= 3
    for place in range(len(document)):
        page = document[place]
        links = pypdfium2.raw.FPDFPage_GetAnnotCount(page)
        for nth in range(links):
            annotation = pypdfium2.raw.FPDFPage_GetAnnot(page, nth)
            link = pypdfium2.raw.FPDFAnnot_GetLink(annotation)
            action = pypdfium2.raw.FPDFLink_GetAction(link) if link else None
            assert not action or pypdfium2.raw.FPDFAction_GetType(action) == pypdfium2.raw.PDFACTION_GOTO
    for kind in (b"/URI", b"/JavaScript", b"/Launch", b"/EmbeddedFile"):
        assert kind not in made
    document.close()


def cells(table: str) -> list[str]:
    return [cell for row in standard.reader(io.StringIO(table, newline=""), strict=True) for cell in row]


def begins_a_formula(cell: str) -> bool:
    """By a look of its own: what is behind all that is passed over is a sign, and no apostrophe keeps it a text."""
    if cell.startswith("'"):
        return False
    return cell[:1] in {"\t", "\r", "\n"} or cell.lstrip(PASSED_OVER)[:1] in SIGNS


def test_no_cell_of_a_reports_table_begins_a_formula() -> None:
    made = report()
    says = tuple(replace(made.findings[0], says=text, clears=text, reason=text) for text in TEXTS)
    found = cells(csv.render(replace(made, findings=says)).decode())
    assert [cell for cell in found if begins_a_formula(cell)] == []
    for text in TEXTS:
        assert text in found or f"'{text}" in found
    kept = {cell[1:] for cell in found if cell.startswith("'")} - {text[1:] for text in TEXTS}
    assert [cell for cell in kept if not begins_a_formula(cell)] == []


@cache
def entries() -> tuple[Entry, ...]:
    """An entry of the trail for each event of the example and of the golden samples, as far as it can be told."""
    states: dict[str, Any] = {}
    found = []
    for event in placed([*with_texts(example.events()), *with_texts(decode(line) for line in LINES)]):
        before = states.get(event.subject) or begun(event.subject)
        try:
            after = states[event.subject] = evolve(before, event)
            said = told(event, before, after)
        except (KeyError, AttributeError, StopIteration):
            continue  # what it changes is nowhere in these logs
        found.append(entry(event, said))
    return tuple(found)


def entry(event: Event, said: Told) -> Entry:
    same = ("id", "type", "subject", "actor", "requester", "onbehalfof", "decision", "origin", "correlationid")
    return Entry(
        position=event.position or 0,
        cycle=None,
        unit=None,
        items=said.items,
        time=event.effective,
        notedat=event.noted,
        recordedat=event.noted,
        reason=getattr(event.data, "reason", None),
        says=said.says,
        changes=said.changes,
        **{name: getattr(event, name) for name in same},
    )


def test_no_cell_of_the_trail_begins_a_formula() -> None:
    made = entries()
    assert {each.type for each in made} >= {name for name, _ in hostile.fields()}
    plain = tuple(replace(made[0], says=text, reason=text) for text in TEXTS)
    found = cells(trail.header() + trail.table((*made, *plain)))
    assert [cell for cell in found if begins_a_formula(cell)] == []
    assert len([cell for cell in found if MARK in cell]) > len(made)


def test_a_workbook_has_no_formula_no_link_and_nothing_from_elsewhere() -> None:
    made = report()
    says = tuple(replace(made.findings[0], says=text, clears=text) for text in TEXTS)
    written = xlsx.render(replace(made, findings=says, title=TEXTS[10]))
    book = openpyxl.load_workbook(io.BytesIO(written))
    told = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert [cell.value for cell in told if cell.data_type == "f" or cell.hyperlink is not None] == []
    assert [cell.value for cell in told if cell.data_type == "n" and isinstance(cell.value, str)] == []
    assert sum(MARK in f"{cell.value}" for cell in told) >= 2 * len(TEXTS)
    with zipfile.ZipFile(io.BytesIO(written)) as parts:
        assert [name for name in parts.namelist() if re.search("externalLink|vba|embedding|activeX", name)] == []
        for name in parts.namelist():
            if name.endswith(".rels"):
                assert b"External" not in parts.read(name), name


@pytest.mark.parametrize("text", TEXTS)
def test_numbers_stay_numbers_and_texts_keep_every_character(text: str) -> None:
    made = replace(report().shifts[0], says=text, demand=-1.5)
    row = dict(zip(csv.COLUMNS, csv.row(made), strict=True))
    assert row["demand"] == "-1.5"
    assert row["says"].removeprefix("'") == text.removeprefix("'")
