"""The measure's own promises, and the figures that it has to reach. With `-s` it prints its report."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

import msgspec
import pytest

from tests.measures.histories import INVENTED, REAL, Measured, histories, main, measured, report
from tests.measures.truth import TOLD_BY, Row, rows_of

RECALL, PRECISION = 0.90, 0.80
FOLDERS = [*histories(REAL), *histories(INVENTED)]


@cache
def measure(folder: Path) -> Measured:
    return measured(folder)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_what_a_careful_reader_found_is_told(folder: Path) -> None:
    found = measure(folder)
    print("\n".join(report(found)))
    assert found.recall >= RECALL
    assert found.precision >= PRECISION


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_each_event_tells_one_row_and_each_row_is_told_missed_or_set_aside_with_a_reason(folder: Path) -> None:
    outcome = measure(folder).outcome
    told = [told.event.id for _, told in outcome.pairs]
    assert len(told) == len(set(told))
    assert not set(told) & {told.event.id for told in (*outcome.explained, *outcome.extra)}
    rows = [row.id for row, _ in outcome.pairs] + [row.id for row in (*outcome.missed, *outcome.aside)]
    assert sorted(rows) == sorted(row.id for row in rows_of(folder) if row.kind != "cosmetic")
    assert all(outcome.landings[row.id].why for row in outcome.aside)


def test_every_kind_of_a_row_is_told_by_some_kind_of_event() -> None:
    kinds = {row.kind for folder in FOLDERS for row in rows_of(folder)} - {"cosmetic"}
    assert kinds <= TOLD_BY.keys()


def test_a_row_that_nothing_tells_is_missed_and_an_event_that_no_row_tells_is_listed(tmp_path: Path) -> None:
    folder = tmp_path / "bakery"
    shutil.copytree(INVENTED / "bakery", folder)
    file = next(folder.glob("truth-*.jsonl"))
    first, *others = (msgspec.json.decode(line, type=Row) for line in file.read_bytes().splitlines())
    invented = msgspec.structs.replace(first, id="invented", kind="owner_changed")
    file.write_bytes(b"\n".join(msgspec.json.encode(row) for row in (invented, *others)))
    found = measured(folder)
    assert [row.id for row in found.outcome.missed] == ["invented"]
    assert "commitment.reworded" in [told.event.type for told in found.outcome.extra]
    lines = list(report(found))
    assert any("missed     invented" in line and "told otherwise" in line for line in lines)
    assert any("no row" in line and "commitment.reworded" in line and "→" in line for line in lines)


def test_a_row_that_no_version_shows_is_set_aside_by_name(tmp_path: Path) -> None:
    folder = tmp_path / "bakery"
    shutil.copytree(INVENTED / "bakery", folder)
    file = next(folder.glob("truth-*.jsonl"))
    row = msgspec.json.decode(file.read_bytes().splitlines()[0], type=Row)
    unseen = msgspec.structs.replace(row, id="unseen", item="A line that no version has", before=None, after=None)
    other = msgspec.structs.replace(row, id="other", quarter="2031-Q1")
    file.write_bytes(b"\n".join(msgspec.json.encode(row) for row in (unseen, other)))
    outcome = measured(folder).outcome
    assert [row.id for row in outcome.aside] == ["unseen", "other"]
    assert "no version" in outcome.landings["unseen"].why
    assert "another file" in outcome.landings["other"].why


def test_a_folder_without_rows_is_refused_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path)]) == 1
    assert "no truth-*.jsonl there" in capsys.readouterr().err
