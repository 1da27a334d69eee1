"""A rehearsed import at the command line: it fits the screen, says all, and writes nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from deploy.commands.__main__ import main
from tests.deploy.conftest import Run

PAGE = "# OKRs 2026 Q1\n\n## Grow\n\n- [ ] Sell abroad\n- [ ] Hire a team for the north\n"
CHANGED = PAGE.replace("[ ] Sell", "[x] Sell").replace("- [ ] Hire a team for the north", "- [ ] Rent 3 halls\n- Note")


@pytest.fixture
def history(tmp_path: Path) -> Path:
    for day, text in {"01-05": PAGE, "02-02": CHANGED, "02-03": CHANGED.replace("abroad", "abroad.")}.items():
        (tmp_path / f"2026-{day}.md").write_text(text, encoding="utf-8")
    return tmp_path


def shown(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    assert main(["import", "history", *arguments, "--org", "acme", "--dry-run"]) == code
    return capsys.readouterr().out


def test_each_version_is_told_and_then_what_follows(history: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = " ".join(shown(capsys, str(history)).split())
    for part in (
        "The plan of acme for 2026-q1 as first seen: 1 objective, 2 key results.",
        "+ Added under “Grow”: + “Rent 3 halls”: to 3",
        "− “Hire a team for the north” dropped",
        "· “Sell abroad”: done",
        "No change to the plan. = Worded anew, promising the same (1): “Sell abroad” → “Sell abroad.”",
        "nothing was written What follows for 2026-q1 Nobody locked the plan: its baseline is assumed",
        "1. 2026-02-02: ",
    ):
        assert part in text


def test_the_rehearsal_fits_the_terminal(
    history: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    assert max(len(line) for line in shown(capsys, str(history)).splitlines()) <= 60


def test_the_rehearsal_as_json_has_every_event_in_words(history: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = json.loads(shown(capsys, str(history), "--format", "json"))
    first, second, third = told["versions"]
    assert [len(version["changes"]) for version in told["versions"]] == [first["events"], second["events"], 0]
    assert first["first_seen"][0]["key_results"] == 2
    assert {said["way"] for said in second["changes"]} == {"comes", "goes", "stands"}
    assert [said["event"] for said in first["changes"]] == [event["id"] for event in told["events"]][: first["events"]]
    assert [match["title"] for match in third["same_promise"]] == ["Sell abroad."]
    (cycle,) = told["cycles"]
    assert (cycle["cycle"], cycle["judged"]["figures"]["demand"]) == ("2026-q1", cycle["judged"]["shifts"][0]["asked"])


def test_a_version_of_the_future_is_refused_before_anything_is_written(
    history: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (history / "2098-01-01.md").write_text(PAGE, encoding="utf-8")
    assert main(["import", "history", str(history), "--org", "acme", "--dry-run"]) == 2
    assert "has not come yet" in capsys.readouterr().err


def test_many_files_that_are_no_plan_are_told_in_a_few_lines(history: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for nth in range(40):
        folder = history / f"pictures-{nth}"
        folder.mkdir()
        (folder / "2026-01-09.png").write_bytes(b"\x89PNG\0")
    text = " ".join(shown(capsys, str(history)).split())
    assert "No plan in 40 other files: pictures-0/2026-01-09.png, " in text
    assert text.count("a format that is not read") == 1
    assert "“Hire a team for the north” dropped" in text


def test_the_report_of_an_imported_history_says_what_it_was_put_together_from(history: Path, run: Run) -> None:
    assert run("import", "history", str(history), "--org", "okrs")[0] == 0
    for when in ((), ("--as-of", "2026-04-30")):
        code, out, _ = run("report", "okrs", "2026-q1", "--format", "json", *when)
        assert code == 0
        report = json.loads(out)
        made = report["reconstructed"]
        assert (made["versions"], made["sources"]) == (2, ["file"])  # the third changes nothing
        assert (made["since"][:10], made["until"][:10]) == ("2026-01-05", "2026-02-02")
        assert "Reconstructed from 2 versions of dated files, 2026-01-05 to 2026-02-02." in report["reconstruction"]
        assert "Untraded as declared: " in report["reconstruction"]


def test_what_cannot_be_read_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "history", str(tmp_path), "--org", "acme", "--dry-run"]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "no dated versions in this folder; accepted are" in said


def test_titles_command_no_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "2026-01-05.md").write_text(PAGE, encoding="utf-8")
    (tmp_path / "2026-01-06.md").write_text(PAGE.replace("abroad", "[bold]abroad\x1b]0;owned\x07"), encoding="utf-8")
    text = shown(capsys, str(tmp_path))
    assert "\x1b" not in text
    assert "[bold]abroad" in text
