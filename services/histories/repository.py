"""The versions of one file in a git repository, along its main line, read with the git executable."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
from pathlib import Path

from msgspec import Struct

from services.histories.version import LARGEST_FILE, HistoryRefused, Version, as_text

SECONDS = 300
FORMAT = "%x1e%H%x1f%cI%x1f%aI%x1f%an <%ae>%x1f%s%x1f"


class _Landing(Struct, frozen=True, kw_only=True):
    """One file as one commit of the main line left it."""

    commit: str
    landed: dt.datetime
    authored: dt.datetime
    author: str
    subject: str
    path: str
    document: str


def root_of(path: Path) -> Path | None:
    """The root of the repository that the path is in, or None where it is in none. A bare one is its own root."""
    folder = path if path.is_dir() else path.parent
    try:
        if _git(folder, "rev-parse", "--is-bare-repository").strip() == b"true":
            return folder.resolve()
        return Path(os.fsdecode(_git(folder, "rev-parse", "--show-toplevel").rstrip(b"\n"))).resolve()
    except GitSays as said:
        if "dubious ownership" in str(said):
            raise
        return None


def read_repository(root: Path, inside: str) -> list[Version]:
    """Every version that landed on the main line (first parents from HEAD), oldest first.

    `inside` is a file, which is followed through its renamings, or a folder, of which every file is a document of its
    own. A version landed when its commit was committed there: for a merge, when it was merged. Raises `HistoryRefused`.
    """
    if not root.is_dir():
        raise HistoryRefused(f"{root}: no such folder")
    if root_of(root) is None:
        raise HistoryRefused(f"{root}: not a git repository")
    inside = inside.strip("/") or "."
    landings = _landings(root, inside)
    if not landings:
        raise HistoryRefused(f"{root}: no commit on the main line has a file at the path {inside!r}")
    bodies = _bodies(root, [f"{landing.commit}:{landing.path}" for landing in landings])
    return [
        Version(
            name=f"{landing.path}@{landing.commit[:12]}",
            path=landing.path,
            document=landing.document,
            landed=landing.landed,
            authored=landing.authored,
            author=landing.author,
            subject=landing.subject,
            text="" if body is None else as_text(body),
            unreadable="no file, or a too large one" if body is None else None,
        )
        for landing, body in zip(landings, bodies, strict=True)
    ]


def _landings(root: Path, inside: str) -> list[_Landing]:
    """The files that the commits of the main line changed at the path, oldest first, each of one document."""
    try:
        head = _git(root, "rev-parse", "--verify", "--quiet", "HEAD").decode().strip()
    except GitSays:
        raise HistoryRefused(f"{root}: a git repository without a commit") from None
    is_folder = inside == "." or _git(root, "cat-file", "--batch-check", given=f"{head}:{inside}\n".encode()).split()[
        1:2
    ] == [b"tree"]
    follow = ["--find-renames"] if is_folder else ["--follow"]
    asked = (
        "--first-parent",
        *follow,
        "--name-status",
        "--no-ext-diff",
        "-z",
        f"--format={FORMAT}",
        head,
        "--",
        inside,
    )
    answer = _git(root, "log", *asked).decode("utf-8", "surrogateescape")
    landings: list[_Landing] = []
    documents: dict[str, str] = {}
    for record in reversed(answer.split("\x1e")[1:]):
        commit, landed, authored, author, subject, rest = record.split("\x1f", 5)
        for before, path in _changed(rest):
            documents[path] = documents.get(before, path) if is_folder else inside
            landings.append(
                _Landing(
                    commit=commit,
                    landed=dt.datetime.fromisoformat(landed).astimezone(dt.UTC),
                    authored=dt.datetime.fromisoformat(authored).astimezone(dt.UTC),
                    author=author,
                    subject=subject,
                    path=path,
                    document=documents[path],
                )
            )
    return landings


def _changed(rest: str) -> list[tuple[str, str]]:
    """The paths that a commit left there, each with the path before; from git's list of a status and one path or two.

    A document that was there before comes first: it may speak of another cycle now, and a new one for its old one.
    """
    parts = [part.strip("\n") for part in rest.split("\0") if part.strip("\n")]
    found: list[tuple[str, str, str]] = []
    at = 0
    while at + 1 < len(parts):
        status, paths = parts[at][:1], 2 if parts[at][:1] in ("R", "C") else 1
        found.append((status, parts[at + 1], parts[min(at + paths, len(parts) - 1)]))
        at += 1 + paths
    kept = [(status, before, path) for status, before, path in found if status != "D"]
    return [(before, path) for _, before, path in sorted(kept, key=lambda change: change[0] in ("A", "C"))]


def _bodies(root: Path, names: list[str]) -> list[bytes | None]:
    """The files of those names; None for what is none (a link into another repository) or is too large."""
    answer = _git(root, "cat-file", "--batch", given=b"".join(os.fsencode(name) + b"\n" for name in names))
    bodies: list[bytes | None] = []
    at = 0
    for _ in names:
        end = answer.index(b"\n", at)
        head = answer[at:end].split(b" ")
        at = end + 1
        if head[-1] in (b"missing", b"ambiguous", b"submodule"):
            bodies.append(None)
            continue
        size = int(head[-1])
        bodies.append(answer[at : at + size] if head[-2] == b"blob" and size <= LARGEST_FILE else None)
        at += size + 1
    return bodies


class GitSays(HistoryRefused):
    """Git ended with an error."""


class GitMissing(HistoryRefused):
    """There is no git."""


def _git(folder: Path, *arguments: str, given: bytes | None = None) -> bytes:
    """What git answers in that folder. Neither its own nor the user's settings change the answer's form."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment = {**kept, "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    command = [
        "git",
        "--no-pager",
        "--literal-pathspecs",
        "-c",
        "core.quotepath=off",
        "-c",
        "log.showSignature=false",
        *arguments,
    ]
    try:
        done = subprocess.run(
            command, cwd=folder, env=environment, input=given, capture_output=True, timeout=SECONDS, check=False
        )
    except FileNotFoundError:
        raise GitMissing("git is not installed, or not on the path: it is needed to read a repository") from None
    except (OSError, subprocess.TimeoutExpired) as error:
        raise HistoryRefused(f"{folder}: git could not be run: {error}") from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise GitSays(f"{folder}: git says: {said[0] if said else f'exit {done.returncode}'}")
    return done.stdout
