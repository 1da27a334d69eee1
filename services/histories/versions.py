"""The versions of a plan, oldest first, from a folder of dated files or a git repository: the one door to both."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

LARGEST_FILE = 16 * 1024 * 1024
LISTING = "history.jsonl"
ACCEPTED = (
    f"a {LISTING}, dates in the names (2019-01-15.md, 2019-01-15T093000Z_1a2b3c4.md, plan-20190115.md), "
    "or a file in a git repository"
)
STAMP = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<dash>[-_.]?)(?P<month>0[1-9]|1[0-2])(?P=dash)(?P<day>0[1-9]|[12]\d|3[01])"
    r"(?:[T _-]?(?P<hour>[01]\d|2[0-3])[:_.-]?(?P<minute>[0-5]\d)(?:[:_.-]?(?P<second>[0-5]\d))?Z?)?(?!\d)"
)


class HistoryRefused(ValueError):
    """The history cannot be read: one line that says what, where, and what would be accepted."""


class Version(Struct, frozen=True, kw_only=True):
    """One version of a plan's text. `name` is unique in its history, `document` is whose version it is.

    `path` says what the folders and files around it are called. `landed` is when it became part of the main line,
    `authored` when its author made it, where that is known. `unreadable` is why the text is left out, if it is.
    """

    name: str
    path: str
    document: str
    landed: dt.datetime
    authored: dt.datetime | None = None
    author: str | None = None
    subject: str | None = None
    text: str = ""
    unreadable: str | None = None


class _Listed(Struct, frozen=True):
    file: str
    landed: dt.datetime
    authored: dt.datetime | None = None
    author: str | None = None
    subject: str | None = None


def read_versions(path: Path, inside: str | None = None) -> list[Version]:
    """All versions at the path, oldest first: of a folder, or of a file or folder's history in a git repository.

    In a folder, a `history.jsonl` says which files are versions, in its order; without one every file with a date in
    its name is. The files of one folder are versions of one document. `inside` is a path in the repository that `path`
    is; without it the path itself may lead into a repository. Raises `HistoryRefused`.
    """
    from services.histories import repository

    if inside is not None:
        return repository.read_repository(path, inside)
    if not path.exists():
        raise HistoryRefused(f"{path}: no such file or folder")
    if path.is_dir() and (path / LISTING).is_file():
        return _listed(path)
    if path.is_dir() and (dated := _dated(path)):
        return dated
    if (root := repository.root_of(path)) is not None:
        return repository.read_repository(root, path.resolve().relative_to(root).as_posix())
    what = "no dated versions in this folder" if path.is_dir() else "a single file outside any git repository"
    raise HistoryRefused(f"{path}: {what}; accepted are {ACCEPTED}")


def _listed(folder: Path) -> list[Version]:
    """The versions that the listing names, in its order."""
    versions: dict[str, Version] = {}
    for number, line in enumerate(_bytes(folder / LISTING).splitlines(), 1):
        where = f"{folder / LISTING}:{number}"
        if not line.strip():
            continue
        try:
            listed = msgspec.json.decode(line, type=_Listed)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            said = f"{error}; expected an object with file and landed, and perhaps authored, author, subject"
            raise HistoryRefused(f"{where}: {said}") from None
        file = folder / listed.file
        if not file.resolve().is_relative_to(folder.resolve()) or not file.is_file():
            raise HistoryRefused(f"{where}: no file {listed.file!r} in the folder")
        name = Path(listed.file).as_posix()
        if name in versions:
            raise HistoryRefused(f"{where}: the file {name!r} is named a second time")
        authored = _utc(listed.authored) if listed.authored else None
        versions[name] = replace(
            _of_file(folder, file, _utc(listed.landed)), authored=authored, author=listed.author, subject=listed.subject
        )
    if not versions:
        raise HistoryRefused(f"{folder / LISTING}: names no version; expected an object a line, with file and landed")
    return list(versions.values())


def _dated(folder: Path) -> list[Version]:
    """The files with a date in their names, also in folders below, by that date and then by name."""
    found: list[Version] = []
    for file in sorted(file for file in folder.rglob("*") if file.is_file()):
        landed = _stamp(file.name)
        if landed is not None and not any(part.startswith(".") for part in file.relative_to(folder).parts):
            found.append(_of_file(folder, file, landed))
    return sorted(found, key=lambda version: version.landed)


def _of_file(folder: Path, file: Path, landed: dt.datetime) -> Version:
    name = file.relative_to(folder).as_posix()
    path = f"{folder.resolve().name}/{name}"
    version = Version(name=name, path=path, document=path.rpartition("/")[0], landed=landed)
    if file.stat().st_size > LARGEST_FILE:
        return replace(version, unreadable=f"larger than {LARGEST_FILE // 1024 // 1024} MiB")
    return replace(version, text=as_text(_bytes(file)))


def _stamp(name: str) -> dt.datetime | None:
    """The instant in a file's name; a date alone means its beginning in UTC."""
    for found in STAMP.finditer(name):
        parts = {part: int(found[part] or 0) for part in ("year", "month", "day", "hour", "minute", "second")}
        try:
            return dt.datetime(**parts, tzinfo=dt.UTC)
        except ValueError:
            continue
    return None


def _utc(moment: dt.datetime) -> dt.datetime:
    return moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)


def as_text(body: bytes) -> str:
    """The text of the bytes; what is no UTF-8 stands as U+FFFD, and a text in UTF-16 is taken by its mark."""
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return body.decode("utf-16", errors="replace")
    return body.decode("utf-8-sig", errors="replace")


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise HistoryRefused(f"{file}: {error.strerror or error}") from None
