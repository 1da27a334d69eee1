"""The versions of one file in a git repository, or of the files of one folder, along its main line."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from services.histories.sources import git
from services.histories.sources.version import LARGEST_FILE, TOO_LARGE, HistoryRefused, Version, Versions, printable

FIELDS = ("%H", "%ct", "%at", "%an <%ae>", "%s")
LINK, SUBMODULE = "120000", "160000"
NO_FILE = {LINK: "a link to another file", SUBMODULE: "a link into another repository"}
SHALLOW = "a shallow clone, in which the first versions are missing; `git fetch --unshallow` brings them"


class _Landing(Struct, frozen=True, kw_only=True):
    """One file as one commit of the main line left it; `blob` is its content's name."""

    commit: str
    landed: dt.datetime
    authored: dt.datetime
    author: str
    subject: str
    path: str
    document: str
    mode: str
    blob: str


def root_of(path: Path) -> Path | None:
    """The root of the repository that the path is in, or None where it is in none. A bare one is its own root."""
    folder = path if path.is_dir() else path.parent
    try:
        if git.asked(folder, "rev-parse", "--is-bare-repository").strip() == b"true":
            return folder.resolve()
        return Path(os.fsdecode(git.asked(folder, "rev-parse", "--show-toplevel").removesuffix(b"\n"))).resolve()
    except git.GitSays as said:
        # Any other answer is about a repository that is there and cannot be read.
        if "not a git repository" in str(said):
            return None
        raise


def read_repository(root: Path, inside: str) -> Versions:
    """Every version that landed on the main line (first parents from HEAD), oldest first, each read in its turn.

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
    return Versions(len(landings), _read(root, landings))


def _read(root: Path, landings: Sequence[_Landing]) -> Iterator[Version]:
    sizes = _sizes(root, landings)
    with git.contents(root) as contents:
        for landing in landings:
            unreadable = _unreadable(landing, sizes)
            yield Version(
                name=f"{printable(landing.path)}@{landing.commit[:12]}",
                path=printable(landing.path),
                document=printable(landing.document),
                landed=landing.landed,
                authored=landing.authored,
                author=landing.author,
                subject=landing.subject,
                body=b"" if unreadable else contents.of(landing.blob),
                unreadable=unreadable,
                source="git",
            )


def _unreadable(landing: _Landing, sizes: dict[str, int]) -> str | None:
    if landing.mode in NO_FILE:
        return NO_FILE[landing.mode]
    return TOO_LARGE if sizes[landing.blob] > LARGEST_FILE else None


def _sizes(root: Path, landings: Sequence[_Landing]) -> dict[str, int]:
    """The size of each content. Raises where one is missing: with some versions left out, another history is told."""
    blobs = [landing.blob for landing in landings if landing.mode not in NO_FILE]
    sizes = git.sizes(root, blobs)
    if any(blob not in sizes for blob in blobs):
        raise HistoryRefused(f"{root}: {git.PARTIAL}")
    return sizes


def _landings(root: Path, inside: str) -> list[_Landing]:
    """The files that the commits of the main line changed at the path, oldest first, each of one document."""
    try:
        head = git.asked(root, "rev-parse", "--verify", "--quiet", "HEAD").decode().strip()
    except git.GitSays:
        raise HistoryRefused(f"{root}: a git repository without a commit") from None
    if git.asked(root, "rev-parse", "--is-shallow-repository").strip() == b"true":
        raise HistoryRefused(f"{root}: {SHALLOW}")
    is_folder = inside == "." or git.asked(root, "ls-tree", "-z", head, "--", inside).split(b" ")[1:2] == [b"tree"]
    asked = (
        *("--first-parent", "--find-renames" if is_folder else "--follow", "--raw", "--no-abbrev", "-z"),
        *("--no-ext-diff", "--no-textconv", "--no-color", "--no-relative", "--encoding=UTF-8"),
        *("--format=" + "%x00".join(FIELDS), head, "--", inside),
    )
    found: list[_Landing] = []
    documents: dict[str, str] = {}
    for (commit, landed, authored, author, subject), changes in reversed(
        list(_commits(git.asked(root, "log", *asked, within=git.SECONDS)))
    ):
        for mode, blob, before, path in changes:
            documents[path] = documents.get(before, path) if is_folder else inside
            found.append(
                _Landing(
                    commit=commit,
                    landed=_moment(root, commit, landed),
                    authored=_moment(root, commit, authored),
                    author=author,
                    subject=subject,
                    path=path,
                    document=documents[path],
                    mode=mode,
                    blob=blob,
                )
            )
    return found


Changed = tuple[str, str, str, str]  # its mode and its content's name now, its path before and now


def _commits(answer: bytes) -> Iterator[tuple[list[str], list[Changed]]]:
    """The commits of git's answer, newest first, each with its fields and the files that it left.

    All is divided by NUL, which neither a path nor a commit can hold; only a file's line begins with a colon.
    """
    parts, at = answer.split(b"\0"), 0
    while at + len(FIELDS) < len(parts):
        fields = [part.decode("utf-8", "replace") for part in parts[at : at + len(FIELDS)]]
        at += len(FIELDS)
        lines: list[tuple[str, Changed]] = []
        while at < len(parts) and parts[at].lstrip(b"\n").startswith(b":"):
            _, mode, _, blob, status = parts[at].lstrip(b"\n").decode("ascii").split(" ")
            renamed = status[0] in "RC"
            before, path = (os.fsdecode(parts[at + 1]), os.fsdecode(parts[at + 2 if renamed else at + 1]))
            at += 3 if renamed else 2
            lines.append((status[0], (mode, blob, before, path)))
        # A document that was there before comes first: it may turn to another cycle, and a new one speak for its old.
        lines.sort(key=lambda line: line[0] in "AC")
        yield fields, [changed for status, changed in lines if status != "D"]


def _moment(root: Path, commit: str, seconds: str) -> dt.datetime:
    try:
        return dt.datetime.fromtimestamp(int(seconds), dt.UTC)
    except (ValueError, OverflowError, OSError):
        raise HistoryRefused(f"{root}: the commit {commit[:12]} has no date that can be read: {seconds!r}") from None
