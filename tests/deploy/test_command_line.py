"""The command line: which file a name means, what help says, and what each end's exit code is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from deploy.commands import Failure
from deploy.commands import __main__ as command_line

GREET = '''"""Greets somebody.

More about it.
"""

from deploy.commands import Failure


def arguments(parser):
    parser.add_argument("name")


def run(args):
    if args.name == "nobody":
        raise Failure("there is nobody to greet")
    if args.name == "ctrl-c":
        raise KeyboardInterrupt
    print(f"hello {args.name}")
    return 1 if args.name == "stranger" else 0
'''


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of commands: `greet loudly`, and `sleep` which cannot be imported."""
    (tmp_path / "greet_loudly.py").write_text(GREET)
    (tmp_path / "sleep.py").write_text('"""Sleeps."""\nraise RuntimeError("imported without need")\n')
    monkeypatch.setattr(command_line, "HERE", tmp_path)
    monkeypatch.setattr("deploy.commands.__path__", [str(tmp_path)])
    monkeypatch.delitem(sys.modules, "deploy.commands.greet_loudly", raising=False)
    return tmp_path


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("name", "code", "out", "err"),
    [
        ("ada", 0, "hello ada\n", ""),
        ("stranger", 1, "hello stranger\n", ""),
        ("nobody", 2, "", "okr-ledger: there is nobody to greet\n"),
        ("ctrl-c", 130, "", ""),
    ],
)
def test_each_end_has_its_exit_code(
    name: str, code: int, out: str, err: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command_line.main(["greet", "loudly", name]) == code
    assert capsys.readouterr() == (out, err)


@pytest.mark.usefixtures("folder")
def test_help_lists_the_commands_and_imports_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main(["--help"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "  greet loudly  Greets somebody." in lines
    assert "  sleep         Sleeps." in lines


@pytest.mark.usefixtures("folder")
def test_a_command_s_own_help_has_its_whole_docstring(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        command_line.main(["greet", "loudly", "--help"])
    assert end.value.code == 0
    assert {"usage: okr-ledger greet loudly [-h] name", "More about it."} <= set(capsys.readouterr().out.splitlines())


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("given", [["greet"], ["greet", "quietly"], ["greet", "loudlz", "ada"]])
def test_an_unknown_command_names_those_that_could_be_meant(given: list[str]) -> None:
    with pytest.raises(Failure, match=r"there is no command `greet.*`; there is: greet loudly$"):
        command_line.dispatch(given)


def test_a_reader_that_went_away_is_no_error() -> None:
    command = f"{sys.executable} -P -m deploy.commands --help"
    done = subprocess.run(["bash", "-c", f"{command} | true; echo ${{PIPESTATUS[0]}}"], capture_output=True, text=True)
    assert (done.stdout.strip() in ("0", "141"), done.stderr) == (True, "")
