"""The command that writes the event catalogue, or says that it is not current."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from deploy.commands import __main__ as command_line
from deploy.commands import catalogue
from events.handbook import page


def test_it_says_whether_the_page_is_current_and_writes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    readme = tmp_path / "README.md"
    monkeypatch.setattr(catalogue, "README", readme)
    check = ["catalogue", "--check"]
    assert command_line.main(check) == 1 and not readme.exists()
    assert "is not current: run `python3 deploy catalogue`" in capsys.readouterr().out
    assert command_line.main(["catalogue"]) == 0 and readme.read_text(encoding="utf-8") == page()
    capsys.readouterr()
    assert command_line.main([*check, "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"page": "events/README.md", "current": True, "written": False}
