"""Git, asked in such a way that a repository that nobody vouches for runs nothing, fetches nothing and hides nothing.

A repository's own settings can name programs: hooks, pagers, watchers, converters and comparers of files, and what a
missing object is fetched with. None of them is run: only commands are used that read objects, and every protocol is
forbidden, so that a partial clone lacks what it lacks. Settings, replaced objects and colours change no answer.
"""

from __future__ import annotations

import os
import resource
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen
from tempfile import TemporaryFile
from typing import IO

from services.histories.sources.version import HistoryRefused

SECONDS = 300
PROMPTLY = 20
"""Seconds for what git knows at once, unless a file that it reads its settings from keeps it waiting."""
MIB = 1024 * 1024
MOST_MEMORY = 512 * MIB
"""Bytes for git: a hundred objects that name each other can stand for more files than there are atoms."""
MOST_ANSWERED, MOST_SAID = 16 * MIB, 64 * 1024
TOO_MANY = "it has more files and changes than a plan's history; name the plan's file, or a repository of its own"
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


def asked(folder: Path, *arguments: str, given: bytes = b"", within: int = PROMPTLY) -> bytes:
    """What git answers in that folder, within so many seconds. Raises GitSays with its first line, and GitMissing."""
    began = time.monotonic()
    with TemporaryFile() as asking, TemporaryFile() as errors:
        asking.write(given)
        asking.seek(0)
        with _started(folder, arguments, asking, errors) as process:
            late = threading.Timer(within, process.kill)
            late.start()
            answer = process.stdout.read(MOST_ANSWERED + 1)  # type: ignore[union-attr]
            if len(answer) > MOST_ANSWERED:
                process.kill()
            code = process.wait()
            late.cancel()
        errors.seek(0)
        said = errors.read(MOST_SAID)
    if len(answer) > MOST_ANSWERED:
        raise HistoryRefused(f"{folder}: {TOO_MANY}")
    if code < 0 and time.monotonic() - began >= within:
        why = f"git gave no answer to `git {arguments[0]}` within {within} seconds: is the repository whole?"
        raise HistoryRefused(f"{folder}: {why}")
    if code:
        raise GitSays(f"{folder}: {_said(said, code, folder)}")
    return answer


def _started(folder: Path, arguments: Sequence[str], asking: IO[bytes] | int, errors: IO[bytes] | int) -> Popen[bytes]:
    """A git that is at work in the folder, in as much memory as it may have."""
    try:
        process = Popen(  # nosec B603 # a list of arguments, no shell
            [*COMMAND, *arguments], cwd=folder, env=_environment(), stdin=asking, stdout=PIPE, stderr=errors
        )
    except FileNotFoundError:
        raise GitMissing("git is not installed, or not on the path: it is needed to read a repository") from None
    except (OSError, ValueError) as error:  # ValueError: NUL in a path
        raise HistoryRefused(f"{folder}: git could not be run: {error}") from None
    if sys.platform == "linux":
        # It may have ended already.
        with suppress(ProcessLookupError):
            resource.prlimit(process.pid, resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))
    return process


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
    process = _started(folder, ("cat-file", "--batch"), PIPE, DEVNULL)
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
    if any("out of memory" in line.lower() for line in said):
        return TOO_MANY
    fatal = next((line for line in said if line.startswith("fatal: ")), said[0] if said else f"exit {code}")
    return f"git says: {fatal}"
