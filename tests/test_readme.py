"""The README's examples are run, and answer what stands there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)
ASSIGNMENT = re.compile(r"(\w+)=(\S+|\$\(.*\))")
FUNCTION = re.compile(r"\w+\(\) \{")
# `python3 deploy` makes the environment and then runs this; the environment is there, since it runs the tests.
PRELUDE = f'python3() {{ shift; "{sys.executable}" -P -m deploy.commands "$@"; }}\n'


def examples() -> list[tuple[str, str]]:
    """Every command of the README's examples, in order, with the output that stands below it."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    found: list[tuple[str, str]] = []
    for block in BLOCK.findall(text):
        for part in ("\n" + block).split("\n$ ")[1:]:
            lines = part.split("\n")
            typed = 1
            while typed < len(lines) and lines[typed].startswith("> "):
                typed += 1
            command = [lines[0], *(line.removeprefix("> ") for line in lines[1:typed])]
            found.append(("\n".join(command), "\n".join(lines[typed:])))
    return found


def fits(expected: str, got: str) -> bool:
    """Whether the output is the expected one; `…` stands for anything."""
    pieces = (re.escape(piece) for piece in expected.rstrip("\n").split("…"))
    pattern = ".*".join(pieces)
    return re.match(pattern, got, re.DOTALL) is not None


@pytest.fixture
def environment() -> Iterator[dict[str, str]]:
    """Servers of their own for these commands, in a directory that is gone afterwards."""
    state = Path(tempfile.mkdtemp(prefix="okr-ledger-readme-"))
    state.chmod(0o711)
    kept = {name: value for name, value in os.environ.items() if not name.endswith(("DATABASE_URL", "REDIS_URL"))}
    try:
        yield kept | {"OKR_STATE": str(state), "COLUMNS": "80", "PYTHONUNBUFFERED": "1"}
    finally:
        shutil.rmtree(state, ignore_errors=True)


@pytest.mark.skipif(
    shutil.which("bash") is None or shutil.which("curl") is None, reason="the examples use bash and curl"
)
def test_the_readmes_examples_answer_what_stands_there(environment: dict[str, str]) -> None:
    started: list[subprocess.Popen[str]] = []
    functions = ""
    try:
        for command, expected in examples():
            if command.endswith("&"):
                started.append(serving(command.removesuffix("&"), environment))
                continue
            if FUNCTION.match(command):
                functions += f"{command}\n"
                continue
            assignment = ASSIGNMENT.fullmatch(command)
            asked = f"printf %s {assignment[2]}" if assignment else command
            got = answer(functions + asked, environment)
            if assignment:
                environment[assignment[1]] = got
            assert fits(expected, got), f"$ {command}\n{got}"
    finally:
        for process in started:
            process.terminate()
            process.wait(30)


def answer(command: str, environment: dict[str, str]) -> str:
    """What a command prints; it has to end well."""
    ran = subprocess.run(
        ["bash", "-c", PRELUDE + command], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120
    )
    assert ran.returncode == 0, f"$ {command}\n{ran.stdout}{ran.stderr}"
    return ran.stdout


def serving(command: str, environment: dict[str, str]) -> subprocess.Popen[str]:
    """The server of an example, once it says that it answers."""
    arguments = [sys.executable, "-P", "-m", "deploy.commands", *command.split()[2:]]
    process = subprocess.Popen(arguments, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    until = time.monotonic() + 60
    while "serving at" not in process.stdout.readline():
        assert process.poll() is None and time.monotonic() < until, "the server did not start"
    return process


def test_every_command_that_the_readme_names_is_there() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = {path.stem.replace("_", " ") for path in (ROOT / "deploy" / "commands").glob("[a-z]*.py")} | {
        "test",
        "check",
    }
    for named in re.findall(r"python3 deploy ([a-z ]+)", text):
        assert any(named.startswith(command) for command in commands), named
