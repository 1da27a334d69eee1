"""The command that writes the event catalogue, or says that it is not current."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from deploy.commands import catalogue
from events.handbook import page


def test_it_says_whether_the_page_is_current_and_writes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    readme = tmp_path / "README.md"
    monkeypatch.setattr(catalogue, "README", readme)
    check, write = argparse.Namespace(check=True), argparse.Namespace(check=False)
    assert catalogue.run(check) == 1 and not readme.exists()
    assert "is not current: run `python3 deploy catalogue`" in capsys.readouterr().out
    assert catalogue.run(write) == 0 and readme.read_text(encoding="utf-8") == page()
    assert catalogue.run(check) == 0
