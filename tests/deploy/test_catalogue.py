"""The command that writes the pages of events and commands, or says that they are not current."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from deploy.commands import __main__ as command_line
from deploy.commands import catalogue


def test_it_says_whether_the_pages_are_current_and_writes_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(catalogue, "ROOT", tmp_path)
    check = ["catalogue", "--check"]
    assert command_line.main(check) == 1 and not list(tmp_path.iterdir())
    assert "services/README.md is not current: run `python3 deploy catalogue`" in capsys.readouterr().out
    assert command_line.main(["catalogue"]) == 0
    assert {name: (tmp_path / name).read_text(encoding="utf-8") for name in catalogue.pages()} == catalogue.pages()
    capsys.readouterr()
    assert command_line.main([*check, "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)["pages"]
    assert [(page["current"], page["written"]) for page in told] == [(True, False)] * 2


def test_the_pages_are_current() -> None:
    root = Path(__file__).resolve().parent.parent.parent
    for name, text in catalogue.pages().items():
        assert (root / name).read_text(encoding="utf-8") == text, "run `python3 deploy catalogue`"
