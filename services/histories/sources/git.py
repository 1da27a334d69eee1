"""Git, asked in such a way that a repository that nobody vouches for runs nothing, fetches nothing and hides nothing.

A repository's own settings can name programs: hooks, pagers, watchers, converters and comparers of files, and what a
missing object is fetched with. None of them is run: only commands are used that read objects, and every protocol is
forbidden, so that a partial clone lacks what it lacks. Settings, replaced objects and colours change no answer.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from services.histories.sources.version import HistoryRefused

SECONDS = 300
PROMPTLY = 20
"""Seconds for what git knows at once, unless a file that it reads its settings from keeps it waiting."""
SETTINGS = {
    "core.fsmonitor": "false",
    "core.hooksPath": os.devnull,
    "core.quotePath": "off",
    "diff.external": "",
    "diff.renameLimit": "1000",
    "log.mailmap": "false",
    "log.showRoot": "true",
    "log.showSignature": "false",
    "uploadpack.packObjectsHook": "",
}
ENVIRONMENT = {
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
PARTIAL = "a partial clone, in which the contents of files are missing; `git fetch --refetch --no-filter` brings them"
COMMAND = [
    *("git", "--no-pager", "--literal-pathspecs", "--no-replace-objects"),
    *(part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")),
]


class GitSays(HistoryRefused):
    """Git ended with an error."""


class GitMissing(HistoryRefused):
    """There is no git."""


def asked(folder: Path, *arguments: str, given: bytes | None = None, within: int = PROMPTLY) -> bytes:
    """What git answers in that folder, within so many seconds. Raises GitSays with its first line, and GitMissing."""
    try:
        done = subprocess.run(
            [*COMMAND, *arguments],
            cwd=folder,
            env=_environment(),
            input=given,
            stdin=subprocess.DEVNULL if given is None else None,
            capture_output=True,
            timeout=within,
            check=False,
        )
    except FileNotFoundError:
        raise GitMissing("git is not installed, or not on the path: it is needed to read a repository") from None
    except subprocess.TimeoutExpired:
        said = f"git gave no answer to `git {arguments[0]}` within {within} seconds: is the repository whole?"
        raise HistoryRefused(f"{folder}: {said}") from None
    except OSError as error:
        raise HistoryRefused(f"{folder}: git could not be run: {error}") from None
    if done.returncode:
        raise GitSays(f"{folder}: {_said(done.stderr, done.returncode, folder)}")
    return done.stdout


def sizes(folder: Path, objects: Sequence[str]) -> dict[str, int]:
    """The size in bytes of each object that the repository has."""
    answer = asked(
        folder, "cat-file", "--batch-check", given="".join(f"{name}\n" for name in objects).encode(), within=SECONDS
    )
    lines = (line.split(" ") for line in answer.decode("ascii", "replace").splitlines())
    return {parts[0]: int(parts[2]) for parts in lines if len(parts) == 3 and parts[2].isdecimal()}


@contextmanager
def contents(folder: Path) -> Iterator[Contents]:
    """A git that gives one object's content after the other, so that no more than one is in memory."""
    process = subprocess.Popen(
        [*COMMAND, "cat-file", "--batch"],
        cwd=folder,
        env=_environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield Contents(folder, process.stdin, process.stdout)
    finally:
        process.kill()
        process.communicate()


class Contents:
    """The contents of a repository's objects."""

    def __init__(self, folder: Path, asking: IO[bytes], answers: IO[bytes]) -> None:
        self.folder, self.asking, self.answers = folder, asking, answers

    def of(self, name: str) -> bytes:
        """The content of an object that the repository has. Raises HistoryRefused where it cannot be read."""
        try:
            self.asking.write(f"{name}\n".encode())
            self.asking.flush()
            head = self.answers.readline().split()
            size = int(head[2]) if len(head) == 3 else -1
            body = self.answers.read(size + 1)[:-1] if size >= 0 else b""
        except (OSError, ValueError):
            size, body = -1, b""
        if size < 0 or len(body) != size:
            raise HistoryRefused(f"{self.folder}: git cannot read the object {name}: is the repository whole?")
        return body


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | ENVIRONMENT


def _said(stderr: bytes, code: int, folder: Path) -> str:
    said = stderr.decode("utf-8", "replace").strip().splitlines()
    if said and "dubious ownership" in said[0]:
        trust = f"git config --global --add safe.directory {folder}"
        return f"the repository belongs to somebody else, and git reads it only where you trust it: {trust}"
    if any("promisor remote" in line for line in said):
        return PARTIAL
    fatal = next((line for line in said if line.startswith("fatal: ")), said[0] if said else f"exit {code}")
    return f"git says: {fatal}"
