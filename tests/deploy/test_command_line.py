"""The command line: which file a name means, what help says, and what each end's exit code is."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from deploy import usage
from deploy.commands import Failure
from deploy.commands import __main__ as command_line

COMMANDS = command_line.registered()
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
    if args.name == "file":
        raise FileNotFoundError(2, "No such file or directory", "greetings.txt")
    if args.name == "bug":
        raise ZeroDivisionError("one\\ntwo")
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
        ("file", 2, "", "okr-ledger: greetings.txt: No such file or directory\n"),
    ],
)
def test_each_end_has_its_exit_code(
    name: str, code: int, out: str, err: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command_line.main(["greet", "loudly", name]) == code
    assert capsys.readouterr() == (out, err)


@pytest.mark.usefixtures("folder")
def test_a_mistake_of_ours_is_not_taken_for_a_finding(capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main(["greet", "loudly", "bug"]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert err.startswith("okr-ledger: that is a mistake in okr-ledger, please report it: ")
    assert " at deploy/commands/__main__.py:" in err


@pytest.mark.usefixtures("folder")
def test_help_lists_the_commands_and_imports_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main(["--help"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "  greet loudly  Greets somebody." in lines
    assert "  sleep         Sleeps." in lines


@pytest.mark.usefixtures("folder")
def test_help_is_an_answer_and_no_words_at_all_are_a_mistake(capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main(["help"]) == 0
    out = capsys.readouterr().out
    assert command_line.main([]) == 2
    assert capsys.readouterr() == ("", out)


@pytest.mark.usefixtures("folder")
def test_a_first_word_of_several_has_help_over_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main(["greet", "--help"]) == 0
    out = capsys.readouterr().out
    assert "greet loudly" in out and "sleep" not in out


@pytest.mark.parametrize("columns", [60, 80])
def test_the_overview_fits_the_terminal_and_tells_the_exit_codes(
    columns: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    assert command_line.main(["--help"]) == 0
    out = capsys.readouterr().out
    assert max(map(len, out.splitlines())) <= columns
    assert "exit codes: 0 done; 1 done" in out


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("given", [["greet", "loudly", "--help"], ["help", "greet", "loudly"]])
def test_a_command_s_own_help_has_its_whole_docstring(given: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main(given) == 0
    assert {"usage: okr-ledger greet loudly [-h] name", "More about it."} <= set(capsys.readouterr().out.splitlines())


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("given", "why"),
    [
        (["greet", "loudly"], "the following arguments are required: name"),
        (["greet", "loudly", "ada", "--softly"], "unrecognized arguments: --softly"),
    ],
)
def test_wrong_usage_is_one_line_that_says_where_to_read(
    given: list[str], why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command_line.main(given) == 2
    says = f"okr-ledger: {why}; `okr-ledger greet loudly --help` shows what it takes\n"
    assert capsys.readouterr() == ("", says)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_examples_and_takes_them(name: str) -> None:
    command = command_line.loaded(COMMANDS[name])
    examples = (command.__doc__ or "").partition(usage.EXAMPLES)[2]
    taken = [
        words
        for words in (shlex.split(found) for found in re.findall(r"okr-ledger ([^|>)\n]+)", examples))
        if " ".join(words[: name.count(" ") + 1]) == name
    ]
    assert taken
    for words in taken:
        usage.parser(name, command).parse_args(words[name.count(" ") + 1 :])


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_s_help_fits_the_terminal_and_explains_each_argument(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    parser = usage.parser(name, command_line.loaded(COMMANDS[name]))
    explained = parser.format_help().partition("\nexamples:\n")[0]
    assert [line for line in explained.splitlines() if len(line) > 60] == []
    assert [action.dest for action in parser._actions if not action.help] == []


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("given", [["greet"], ["greet", "quietly"], ["greet", "loudlz", "ada"]])
def test_an_unknown_command_names_those_that_could_be_meant(given: list[str]) -> None:
    with pytest.raises(Failure, match=r"there is no command `greet.*`; there is: greet loudly$"):
        command_line.dispatch(given)


def test_a_reader_that_went_away_is_no_error() -> None:
    assert ended("--help | true; exit ${PIPESTATUS[0]}") in ((0, ""), (141, ""))


def test_a_reader_of_a_table_that_went_away_is_no_finding() -> None:
    # Longer than what a pipe holds, so that there is somebody to miss.
    file = "tests/examples/quarter.jsonl"
    assert ended(f"judge {' '.join([file] * 400)} | true; exit ${{PIPESTATUS[0]}}") == (141, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no full device")
def test_no_space_for_the_output_is_said_in_one_line() -> None:
    assert ended("--help >/dev/full") == (2, "okr-ledger: No space left on device\n")


def test_it_runs_with_its_output_closed() -> None:
    assert ended("--help >&-") == (0, "")


def ended(line: str) -> tuple[int, str]:
    """The exit code and the errors of a shell's line that begins with a command."""
    root = Path(__file__).resolve().parent.parent.parent
    command = ["bash", "-c", f"{shlex.quote(sys.executable)} -P -m deploy.commands {line}"]
    done = subprocess.run(command, cwd=root, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, check=False)
    return done.returncode, done.stderr
