"""The versions of a plan, oldest first, from a folder of dated files or a git repository: the one door to both."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec.structs import replace

from events.moments import YEARS
from services.histories.sources.folder import LISTING, dated, listed
from services.histories.sources.git import GitMissing
from services.histories.sources.repository import read_repository, root_of
from services.histories.sources.version import HistoryRefused, Version, Versions

__all__ = ["HistoryRefused", "Version", "Versions", "open_versions", "read_versions"]

ACCEPTED = (
    f"a {LISTING}, dates in the names (2019-01-15.md, 2019-01-15T093000Z_1a2b3c4.md, plan-20190115.md), "
    "or a file in a git repository"
)
BACK = dt.timedelta(days=1)
"""Clocks differ by minutes and zones by hours; what goes back further is another order."""


def open_versions(path: Path, inside: str | None = None) -> Versions:
    """All versions at the path, oldest first: of a folder, or of a file or folder's history in a git repository.

    In a folder, a `history.jsonl` says which files are versions, in its order; without one every file with a date in
    its name is. The files of one folder are versions of one document. `inside` is a path in the repository that `path`
    is; without it the path itself may lead into a repository. Raises `HistoryRefused`, also when going through them.
    """
    found = _found(path, inside)
    return Versions(found.count, in_order(found))


def read_versions(path: Path, inside: str | None = None) -> list[Version]:
    """The same, all at once."""
    return list(open_versions(path, inside))


def in_order(versions: Iterable[Version]) -> Iterator[Version]:
    """The versions; one that landed a little before the one above it says so.

    Raises where the order is another, and where two have one name.
    """
    last: Version | None = None
    names: set[str] = set()
    for version in versions:
        if version.name in names:
            raise HistoryRefused(f"{version.name}: two versions have this name, with accents written otherwise")
        names.add(version.name)
        if version.landed.year not in YEARS:
            said = f"it landed in the year {version.landed.year}; expected {YEARS[0]} to {YEARS[-1]}"
            raise HistoryRefused(f"{version.name}: {said}")
        if last is not None and version.landed < last.landed:
            before = f"{version.landed:%Y-%m-%d %H:%M:%S} is before {last.landed:%Y-%m-%d %H:%M:%S}"
            if last.landed - version.landed > BACK:
                said = f"dates go back: {before}, when {last.name} landed, which comes before it"
                raise HistoryRefused(f"{version.name}: {said}; expected versions in the order in which they landed")
            remark = f"its date {before}, of the version before it: it counts as landed with that one"
            version = replace(version, remarks=(*version.remarks, remark))
        last = version if last is None or version.landed > last.landed else last
        yield version


def _found(path: Path, inside: str | None) -> Versions:
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
    resolved = path.resolve()
    if not resolved.is_relative_to(root):
        raise HistoryRefused(f"{path}: the repository's settings say that its files are elsewhere, in {root}")
    return read_repository(root, resolved.relative_to(root).as_posix())
