"""Completion: the scripts complete commands, options, choices and files, each in its own shell."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from deploy.commands import __main__ as command_line

ROOT = Path(__file__).resolve().parent.parent.parent
ASKED = """
source "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=()
"$(complete -p okr-ledger | sed 's/.*-F \\([^ ]*\\).*/\\1/')" 2>/dev/null
printf '%s\\n' "${COMPREPLY[@]}"
"""


def script(shell: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """The script for a shell, in a file."""
    assert command_line.main(["completion", shell]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    path = folder / f"completion.{shell}"
    path.write_text(out)
    return path


@pytest.mark.parametrize(
    ("words", "completed"),
    [
        (["im"], ["import"]),
        (["import", ""], ["archive", "events", "history"]),
        (["import", "hi"], ["history"]),
        (["report", "acme", "2026-q1", "--fo"], ["--format"]),
        (["report", "acme", "2026-q1", "--format", ""], ["text", "json", "html", "pdf", "xlsx", "csv"]),
        (["key", "create", "--role", "gov"], ["governance_lead"]),
        (["shifts", "acme", "2026-q1", "--verdict", "un"], ["untraded"]),
        (["completion", ""], ["bash", "zsh", "fish"]),
        (["judge", "deploy/requirements.l"], ["deploy/requirements.lock"]),
    ],
)
def test_bash_completes(
    words: list[str], completed: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["bash", "-c", ASKED, "bash", str(script("bash", tmp_path, capsys)), "okr-ledger", *words]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == completed


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_reads_its_script(shell: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = script(shell, tmp_path, capsys)
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not here")
    done = subprocess.run([shell, "-n", str(path)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_another_shell_is_refused_with_those_that_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main(["completion", "tcsh"]) == 2
    said = capsys.readouterr().err
    assert all(shell in said for shell in ("tcsh", "bash", "zsh", "fish"))
