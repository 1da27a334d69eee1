"""`judge`: findings of files of events, without a server."""

from __future__ import annotations

import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import pytest

from deploy.commands import __main__ as command_line
from events import catalogue
from events.catalogue import Event
from tests.projections.story import a_locked_plan, on
from tests.projections.words import dropped, elsewhere, key_result, objective, policy, traded, withdrawn

STORY = [
    *a_locked_plan(20, k1=3),
    on("02-03", "S1", key_result("n1", 3)),
    on("02-04", "D", dropped("k1")),
    on("02-04", "T", traded("S1", "D")),
]
LINES = b"\n".join(catalogue.encode(event) for event in STORY) + b"\n"
NEVER_EMPTY = {"id", "finding", "plan", "flags", "evidence", "says", "clears"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file of events."""
    path = tmp_path / "events.jsonl"
    path.write_bytes(LINES)
    return path


def said(capsys: pytest.CaptureFixture[str], *arguments: object) -> list[dict[str, Any]]:
    """What the command answers in JSON, one object a file."""
    assert command_line.main(["judge", *map(str, arguments), "--format", "json"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return [json.loads(line) for line in out.splitlines()]


def refused(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    """The one line in which the command says why it cannot."""
    assert command_line.main(["judge", *map(str, arguments)]) == 2
    out, err = capsys.readouterr()
    assert out == "" and err.count("\n") == 1
    return err


def shifts(answer: dict[str, Any]) -> dict[str, str]:
    """The verdicts by shift."""
    return {each["id"]: each["verdict"] for each in answer["findings"] if each["finding"] == "shift"}


def test_one_object_a_file_with_its_instants_and_its_findings(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answers = said(capsys, file, file, "--as-of", "2026-03-31", "--known-at", "2026-04-02")
    assert [set(answer) for answer in answers] == [{"file", "as_of", "known_at", "findings"}] * 2
    assert (answers[0]["file"], answers[0]["as_of"], answers[0]["known_at"]) == (str(file), "2026-03-31", "2026-04-02")
    assert [shifts(answer) for answer in answers] == [{"S1": "traded"}] * 2


def test_every_finding_has_its_shape(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    findings = said(capsys, file, "--as-of", "2026-03-31")[0]["findings"]
    assert all(set(finding) >= NEVER_EMPTY for finding in findings)
    shift = next(finding for finding in findings if finding["finding"] == "shift")
    assert (shift["id"], shift["plan"], shift["kind"], shift["verdict"]) == (
        "S1",
        "plan/2026-q1/growth",
        "added",
        "traded",
    )
    assert (shift["demand"], shift["covered"], shift["uncovered"], shift["due"]) == (3.0, 3.0, 0.0, "2026-02-10")
    assert (shift["flags"], shift["evidence"]) == ([], ["S1", "T", "D"])


def test_what_is_known_is_what_was_in_effect_unless_it_is_said(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer = said(capsys, file, "--as-of", "2026-02-03T12:00:00Z")[0]
    assert (answer["known_at"], shifts(answer)) == ("2026-02-03T12:00:00Z", {"S1": "open"})


def test_without_a_day_it_is_now(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = dt.datetime.now(dt.UTC)
    answer = said(capsys, file)[0]
    assert before <= dt.datetime.fromisoformat(answer["as_of"]) <= dt.datetime.now(dt.UTC)
    assert answer["known_at"] == answer["as_of"]


def test_a_date_means_its_end_in_the_policy_s_zone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    # 23:30 UTC on 3 February is the 4th in Madrid.
    story = [on("2025-12-01", "P", policy(timezone="Europe/Madrid")), *a_locked_plan(k1=3)]
    written = write(tmp_path, [*story, on("02-03 23:30", "S1", key_result("n1", 1))])
    assert shifts(said(capsys, written, "--as-of", "2026-02-03")[0]) == {}
    assert shifts(said(capsys, written, "--as-of", "2026-02-04")[0]) == {"S1": "open"}


def test_a_batch_of_events_is_one_array(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    batch = tmp_path / "batch.json"
    batch.write_text(json.dumps([json.loads(line) for line in LINES.splitlines()], indent=2), encoding="utf-8")
    assert shifts(said(capsys, batch, "--as-of", "2026-03-31")[0]) == {"S1": "traded"}


def test_a_dash_is_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(LINES)))
    answer = said(capsys, "-", "--as-of", "2026-03-31")[0]
    assert (answer["file"], shifts(answer)) == ("-", {"S1": "traded"})


def test_a_policy_given_is_the_one_judged_by(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = tmp_path / "policy.json"
    given.write_text('{"minimum_shift": 5}', encoding="utf-8")
    assert shifts(said(capsys, file, "--as-of", "2026-03-31", "--policy", given)[0]) == {"S1": "below_minimum"}


def test_a_policy_that_is_none_is_refused(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = tmp_path / "policy.json"
    for text, why in (
        ("[]", "expected one JSON object"),
        ('{"x": 1}', "unknown policy parameter 'x'"),
        ("{", "policy.json"),
    ):
        given.write_text(text, encoding="utf-8")
        assert why in refused(capsys, file, "--policy", given)
    assert "missing.json" in refused(capsys, file, "--policy", tmp_path / "missing.json")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b"{", "broken JSON"),
        (b'{"type": "objective.comitted"}', "did you mean 'objective.committed'?"),
        (LINES.splitlines()[0].replace(b'"name"', b'"nmae"'), "unknown field 'nmae'"),
        (b"[1, 2]", "expected"),
    ],
)
def test_a_line_that_is_no_event_is_named(
    line: bytes, why: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written = tmp_path / "some.jsonl"
    written.write_bytes(LINES.splitlines()[0] + b"\n\n" + line + b"\n" + LINES)
    message = refused(capsys, written)
    assert f"{written}, line 3: " in message and why in message


def test_a_file_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "none.jsonl: No such file" in refused(capsys, tmp_path / "none.jsonl")


@pytest.mark.parametrize("day", ["yesterday", "2026-02-30", "2026-02-03T10:00:00"])
def test_a_day_that_is_none_is_refused(day: str, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "expected a date" in refused(capsys, file, "--as-of", day)
    assert "expected a date" in refused(capsys, file, "--as-of", "2026-03-31", "--known-at", day)


def test_several_plans_and_cycles_of_a_file_are_judged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = [
        on("01-06", "o", elsewhere("sales", objective("o"))),
        on("02-03", "S2", elsewhere("sales", withdrawn(2))),
        on("02-03", "S3", elsewhere("sales", key_result("m1", 2, of="o"))),
    ]
    answer = said(capsys, write(tmp_path, [*STORY, *other]), "--as-of", "2026-03-31")[0]
    assert shifts(answer) == {"S1": "traded", "S3": "untraded"}


def test_a_file_without_events_has_no_findings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for text in (b"", b"\n\n", b"[]"):
        empty = tmp_path / "empty.jsonl"
        empty.write_bytes(text)
        assert said(capsys, empty, "--as-of", "2026-03-31")[0]["findings"] == []


def test_the_same_findings_are_shown_to_people(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main(["judge", str(file), "--as-of", "2026-03-31"]) == 0
    assert "traded" in capsys.readouterr().out


def write(folder: Path, events: list[Event]) -> Path:
    """A file of these events."""
    path = folder / "written.jsonl"
    path.write_bytes(b"\n".join(catalogue.encode(event) for event in events))
    return path
