"""The versions of a plan, oldest first, from a folder of dated files or a git repository: the one door to both."""

from __future__ import annotations

from pathlib import Path

from services.histories.folder import LISTING, dated, listed
from services.histories.repository import GitMissing, read_repository, root_of
from services.histories.version import HistoryRefused, Version

__all__ = ["HistoryRefused", "Version", "read_versions"]

ACCEPTED = (
    f"a {LISTING}, dates in the names (2019-01-15.md, 2019-01-15T093000Z_1a2b3c4.md, plan-20190115.md), "
    "or a file in a git repository"
)


def read_versions(path: Path, inside: str | None = None) -> list[Version]:
    """All versions at the path, oldest first: of a folder, or of a file or folder's history in a git repository.

    In a folder, a `history.jsonl` says which files are versions, in its order; without one every file with a date in
    its name is. The files of one folder are versions of one document. `inside` is a path in the repository that `path`
    is; without it the path itself may lead into a repository. Raises `HistoryRefused`.
    """
    if inside is not None:
        return read_repository(path, inside)
    if not path.exists():
        raise HistoryRefused(f"{path}: no such file or folder")
    if path.is_dir() and (path / LISTING).is_file():
        return listed(path)
    if path.is_dir() and (found := dated(path)):
        return found
    what = "no dated versions in this folder" if path.is_dir() else "a single file outside any git repository"
    refusal = f"{path}: {what}; accepted are {ACCEPTED}"
    try:
        root = root_of(path)
    except GitMissing as missing:
        raise HistoryRefused(f"{refusal}; {missing}") from None
    if root is None:
        raise HistoryRefused(refusal)
    return read_repository(root, path.resolve().relative_to(root).as_posix())
