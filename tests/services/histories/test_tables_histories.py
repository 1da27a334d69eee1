"""A folder of dated exports: what happened between them is told like that of any other history."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from events.facts import plan
from events.facts.check_in import CheckInRecorded
from events.terms import Fact, Points
from services.histories.reconstruct import Options, Reconstruction, reconstruct
from services.histories.sources.versions import HistoryRefused, read_versions
from tests.services.histories.pages import workbook
from tests.services.histories.told import brief

HEADER = ["Objective", "Key result", "Owner", "Start", "Target", "Current", "Priority", "Weight", "Status"]
RENEWAL, SURVEYS, REVENUE, PARTNERS = (
    ["Customers stay", "Renewal rate", "ana", 80, 90, "", "P1", 1, ""],
    ["Customers stay", "Surveys sent to all", "ben", 0, 3, "", "P2", 1, ""],
    ["Sell more", "Revenue in the new region", "cem", 0, 500, "", "P1", 2, ""],
    ["Sell more", "Three partners signed", "cem", 0, 3, "", "", 1, ""],
)
OPTIONS = Options(org="acme", unit="growth", cycle="2026-q1")


def csv_of(rows: list[list[Any]], delimiter: str = ",") -> bytes:
    return "".join(delimiter.join(map(str, row)) + "\n" for row in rows).encode()


def xlsx_of(rows: list[list[Any]]) -> bytes:
    return workbook(("OKRs Q1 2026", [[None if cell == "" else cell for cell in row] for row in rows]))


def changed(row: list[Any], **cells: Any) -> list[Any]:
    names = {name.casefold().replace(" ", "_"): at for at, name in enumerate(HEADER)}
    found = list(row)
    for name, cell in cells.items():
        found[names[name]] = cell
    return found


def history(folder: Path, files: dict[str, bytes], options: Options = OPTIONS) -> Reconstruction:
    for name, body in files.items():
        (folder / name).write_bytes(body)
    return reconstruct(read_versions(folder), options)


def told(found: Reconstruction, nth: int) -> list[Fact]:
    """The facts of the nth version, from 1."""
    before = sum(reading.events for reading in found.readings[: nth - 1])
    return [event.data for event in found.events[before : before + found.readings[nth - 1].events]]


def test_exports_in_several_formats_are_versions_of_one_plan(tmp_path: Path) -> None:
    second = [
        HEADER,
        changed(RENEWAL, current=82, status="On track"),
        changed(SURVEYS, key_result="Surveys sent to all of our customers", current=1, priority="P1"),
        changed(REVENUE, target=400, owner="dan", current=120, weight=3),
    ]
    third = [
        [*HEADER[:2], "Final score", *HEADER[2:]],
        [*second[1][:2], 0.6, *changed(second[1], current=86)[2:]],
        [*second[2][:2], "", *changed(second[2], current=3, status="Done")[2:]],
        [*second[3][:2], "", *changed(second[3], status="Deferred")[2:]],
    ]
    found = history(
        tmp_path,
        {
            "2026-01-05.csv": csv_of([HEADER, RENEWAL, SURVEYS, REVENUE, PARTNERS]),
            "2026-02-02.xlsx": xlsx_of(second),
            "2026-03-02.csv": csv_of(third, ";"),
        },
    )
    assert brief(told(found, 1))[3:] == [
        "objective.committed customers-stay",
        "objective.committed sell-more",
        "key_result.committed renewal-rate",
        "key_result.committed surveys-sent-to-all",
        "key_result.committed revenue-in-the-new-region",
        "key_result.committed three-partners-signed",
    ]
    assert told(found, 1)[5] == plan.KeyResultCommitted(
        key_result="renewal-rate",
        objective="customers-stay",
        title="Renewal rate",
        measured_in="count",
        start=80.0,
        target=90.0,
        points=Points("1.00"),
        owner="ana",
        priority="p1",
    )
    assert told(found, 2) == [
        plan.CommitmentReworded(item="surveys-sent-to-all", title="Surveys sent to all of our customers"),
        plan.PriorityRelabelled(item="surveys-sent-to-all", priority="p1"),
        plan.KeyResultRetargeted(key_result="revenue-in-the-new-region", target=400.0),
        plan.CommitmentReweighted(item="revenue-in-the-new-region", points=Points("3.00")),
        plan.OwnerChanged(item="revenue-in-the-new-region", to="dan"),
        CheckInRecorded(value=82.0, note="On track"),
        CheckInRecorded(value=1.0),
        CheckInRecorded(value=120.0),
        plan.CommitmentDropped(item="three-partners-signed"),
    ]
    assert told(found, 3) == [
        CheckInRecorded(value=86.0),
        plan.KeyResultGraded(key_result="renewal-rate", grade=0.6),
        CheckInRecorded(value=3.0),
        plan.CommitmentDeferred(item="revenue-in-the-new-region"),
    ]
    assert [event.time for event in found.events[-1:]] == [dt.datetime(2026, 3, 2, tzinfo=dt.UTC)]


def test_another_format_delimiter_order_of_rows_or_columns_is_no_change(tmp_path: Path) -> None:
    rows: list[list[Any]] = [HEADER, RENEWAL, SURVEYS, REVENUE, PARTNERS]
    turned: list[list[Any]] = [list(reversed(row)) for row in (HEADER, PARTNERS, SURVEYS, REVENUE, RENEWAL)]
    found = history(
        tmp_path,
        {
            "2026-01-05.csv": csv_of(rows),
            "2026-01-12.xlsx": xlsx_of(rows),
            "2026-01-19.csv": csv_of(rows, "\t"),
            "2026-01-26.csv": csv_of(turned, "|"),
        },
    )
    assert [reading.events for reading in found.readings[1:]] == [0, 0, 0]


def test_the_dates_of_a_table_name_its_cycle_where_nothing_else_does(tmp_path: Path) -> None:
    header, row = ["Goal", "Key result", "Start date", "End date"], ["Grow", "Win", "2026-04-01", "2026-06-30"]
    found = history(tmp_path, {"2026-04-07.csv": csv_of([header, row])}, Options(org="acme"))
    assert found.readings[0].cycles == ("2026-q2",)
    assert found.readings[0].remarks == (
        "columns not used: Start date",
        "2026-q2: nothing names it; the dates in the table lie in it",
    )


def test_the_importers_columns_are_asked_of_all_versions_and_refused_where_none_has_them(tmp_path: Path) -> None:
    files = {"2026-01-05.csv": b"Was,Oben,Stand\nKunden bleiben,Wachsen,\n"}
    columns = {"title": "Was", "objective": "Oben"}
    options = Options(org="acme", cycle="2026-q1", columns=columns)
    assert brief(told(history(tmp_path, files, options), 1))[3:] == [
        "objective.committed wachsen",
        "key_result.committed kunden-bleiben",
    ]
    wrong = Options(org="acme", cycle="2026-q1", columns={**columns, "score": "Punkte"})
    with pytest.raises(
        HistoryRefused, match="no version has a column 'Punkte'; the columns are 'Was', 'Oben', 'Stand'"
    ):
        history(tmp_path, files, wrong)


def test_what_is_reworded_beyond_recognition_and_moved_is_known_by_the_id_that_its_tool_gave_it(tmp_path: Path) -> None:
    def export(first: list[str], second: list[str]) -> bytes:
        grow, stay = ["OBJ-1", "Objective", "Grow", ""], ["OBJ-2", "Objective", "Stay", ""]
        return csv_of([["ID", "Type", "Title", "Parent"], grow, stay, first, second])

    partners = ["KR-88", "KR", "Sign ten partners in Spain", "OBJ-1"]
    presence = ["KR-88", "KR", "Presence on the whole peninsula", "OBJ-2"]
    kept = ["KR-90", "KR", "Keep a promise", "OBJ-1"]
    files = {"2026-01-05.csv": export(partners, kept), "2026-02-02.csv": export(kept, presence)}
    assert brief(told(history(tmp_path, files), 2)) == [
        "key_result.moved sign-ten-partners-in-spain",
        "commitment.reworded sign-ten-partners-in-spain",
    ]
