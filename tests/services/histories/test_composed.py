"""Accents are written in more ways than one: what is read of a history is the same, whichever a file has."""

from __future__ import annotations

from pathlib import Path
from typing import Literal
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.histories.readers import readers
from services.histories.reconstruct import Options, Reconstruction, reconstruct
from services.histories.sources.versions import HistoryRefused, open_versions, read_versions
from tests.services.histories.pages import workbook
from tests.services.histories.test_versions import write

Form = Literal["NFC", "NFD"]
MARKDOWN = "# Café OKRs 2026 Q1\n## Élargir\n- [ ] Ouvrir 3 cafés à Orléans\n- [ ] Übergröße fördern\n"
ROWS = [["Objectif", "Résultat clé"], ["Élargir", "Ouvrir 3 cafés"], ["Élargir", "Übergröße fördern"]]
CSV = "\n".join(",".join(row) for row in ROWS)
COLUMNS = {"objective": "Objectif", "title": "Résultat clé"}


def told(folder: Path) -> Reconstruction:
    options = Options(org="example", cycle="2026-q1", bodies=False, columns=COLUMNS if any(folder.glob("*v")) else {})
    return reconstruct(open_versions(folder), options)


def decomposed(text: str) -> str:
    taken_apart = normalize("NFD", text)
    assert taken_apart != text
    return taken_apart


@pytest.mark.parametrize("name", ["2026-01-05 plan café.md", "2026-01-05 plan café.csv", "2026-01-05 plan café.xlsx"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_history_in_the_other_form_tells_the_same(tmp_path: Path, name: str, encoding: str) -> None:
    def body(form: Form) -> bytes:
        if name.endswith("xlsx"):
            return workbook(("Plan é", [[normalize(form, cell) for cell in row] for row in ROWS]))
        return normalize(form, MARKDOWN if name.endswith("md") else CSV).encode(encoding)

    one = told(write(tmp_path / "one" / "plans", {name: body("NFC")}))
    other = told(write(tmp_path / "other" / "plans", {decomposed(name): body("NFD")}))
    assert len(one.events) > 4 and other == one


def test_two_files_that_differ_only_in_how_an_accent_is_written_are_refused(tmp_path: Path) -> None:
    name = "2026-01-05 café.md"
    folder = write(tmp_path, {name: MARKDOWN, decomposed(name): MARKDOWN})
    if len(list(folder.iterdir())) < 2:
        pytest.skip("these are one file to this file system")
    with pytest.raises(HistoryRefused, match="two versions have this name, with accents written otherwise"):
        read_versions(folder)


TEXTS = st.lists(st.sampled_from(["# ", "- ", "e\u0301", "\u0301", "\u212b", "| ", ",", "\n", "Plan 2026 Q1 ", "x"]))


@settings(max_examples=100, deadline=None)
@given(TEXTS.map("".join), st.sampled_from([".md", ".csv"]))
def test_any_text_is_read_as_its_composed_form_is(text: str, suffix: str) -> None:
    reader = readers()[suffix]
    assert reader.page(text.encode(), {}) == reader.page(normalize("NFC", text).encode(), {})
