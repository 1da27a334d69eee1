"""The versions of a plan in a folder: those that a listing names, or those with a date in their names."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from services.histories.sources.version import LARGEST_FILE, TOO_LARGE, HistoryRefused, Version, Versions, printable

LISTING = "history.jsonl"
STAMP = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<dash>[-_.]?)(?P<month>0[1-9]|1[0-2])(?P=dash)(?P<day>0[1-9]|[12]\d|3[01])"
    r"(?:[T _-]?(?P<hour>[01]\d|2[0-3])[:_.-]?(?P<minute>[0-5]\d)(?:[:_.-]?(?P<second>[0-5]\d))?Z?)?(?!\d)"
)
MOST_FILES = 50_000
NAMED = 5  # of the files that are left out; the rest is counted


class _Listed(Struct, frozen=True):
    file: str
    landed: dt.datetime
    authored: dt.datetime | None = None
    author: str | None = None
    subject: str | None = None


def listed(folder: Path) -> Versions:
    """The versions that the listing names, in its order."""
    versions: dict[Path, Version] = {}
    listing = _bytes(folder / LISTING)
    if len(listing) > LARGEST_FILE:
        raise HistoryRefused(f"{folder / LISTING}: {TOO_LARGE}; expected a line for each version")
    for number, line in enumerate(listing.splitlines(), 1):
        where = f"{folder / LISTING}:{number}"
        if not line.strip():
            continue
        try:
            listed = msgspec.json.decode(line, type=_Listed)
            landed, authored = _utc(listed.landed), _utc(listed.authored) if listed.authored else None
        except (msgspec.MsgspecError, UnicodeDecodeError, OverflowError, RecursionError) as error:
            said = f"{error}; expected an object with file and landed, and perhaps authored, author, subject"
            raise HistoryRefused(f"{where}: {said}") from None
        file = folder / listed.file
        if not _is_within(folder, file):
            raise HistoryRefused(f"{where}: no file {listed.file!r} in the folder")
        file = folder / Path(listed.file)
        if file in versions:
            raise HistoryRefused(f"{where}: the file {Path(listed.file).as_posix()!r} is named a second time")
        version = _of_file(folder, file, landed, str(PurePosixPath(file.relative_to(folder)).parent))
        versions[file] = replace(version, authored=authored, author=listed.author, subject=listed.subject)
    if not versions:
        raise HistoryRefused(f"{folder / LISTING}: names no version; expected an object a line, with file and landed")
    return Versions(len(versions), _read(folder, list(versions.items())))


def dated(folder: Path) -> Versions | None:
    """The files with a date in their names, also in folders below, by that date and then by name; None without any.

    Where a file's own name has none, that of a folder above it counts, as in `2026-01-15/okrs.md`: then files of one
    name are versions of one document. Files without any are left out, and the first version says so.
    """
    found: list[tuple[Path, Version]] = []
    undated: list[str] = []
    for file in _files(folder):
        parts = file.relative_to(folder).parts
        at = next((at for at in range(len(parts) - 1, -1, -1) if _stamp(parts[at]) is not None), None)
        landed = None if at is None else _stamp(parts[at])
        if at is None or landed is None:
            undated.append("/".join(parts))
            continue
        document = "/".join(parts[:-1] if at == len(parts) - 1 else [*parts[:at], *parts[at + 1 :]])
        found.append((file, _of_file(folder, file, landed, document)))
    if not found:
        return None
    found.sort(key=lambda each: each[1].landed)
    if undated:
        more = f" and {len(undated) - NAMED} more" if len(undated) > NAMED else ""
        said = f"left out, for want of a date in the name: {', '.join(undated[:NAMED])}{more}"
        found[0] = (found[0][0], replace(found[0][1], remarks=(printable(said),)))
    return Versions(len(found), _read(folder, found))


def _files(folder: Path) -> Iterator[Path]:
    """All that is no folder, sorted, without what is hidden; a link is not followed into another folder."""

    def refuse(error: OSError) -> None:
        raise HistoryRefused(f"{error.filename}: {error.strerror or error}") from None

    found: list[Path] = []
    for above, folders, files in os.walk(folder, onerror=refuse):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [Path(above) / name for name in files if not name.startswith(".")]
        if len(found) > MOST_FILES:
            raise HistoryRefused(
                f"{folder}: more than {MOST_FILES:,} files; expected a folder of a plan's versions alone"
            )
    yield from sorted(found)


def _of_file(folder: Path, file: Path, landed: dt.datetime, document: str) -> Version:
    name, root = file.relative_to(folder).as_posix(), folder.resolve().name
    return Version(
        name=printable(name),
        path=printable(f"{root}/{name}"),
        document=printable(f"{root}/{document}".removesuffix("/.").removesuffix("/")),
        landed=landed,
    )


def _read(folder: Path, found: Sequence[tuple[Path, Version]]) -> Iterator[Version]:
    for file, version in found:
        why = _unreadable(folder, file)
        body = b"" if why else _bytes(file)
        if len(body) > LARGEST_FILE:
            why, body = TOO_LARGE, b""
        yield replace(version, unreadable=why, body=body)


def _unreadable(folder: Path, file: Path) -> str | None:
    if not file.is_file():
        return "no file, or a link that leads nowhere"
    return None if _is_within(folder, file) else "a link to a file that is not in the folder"


def _is_within(folder: Path, file: Path) -> bool:
    try:
        return file.resolve().is_relative_to(folder.resolve()) and file.is_file()
    except (OSError, RuntimeError, ValueError):  # links that lead in a circle, a name that no file can have
        return False


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


def _bytes(file: Path) -> bytes:
    """The file's bytes; of one that is too large only so many that it shows."""
    try:
        with file.open("rb") as opened:
            return opened.read(LARGEST_FILE + 1)
    except OSError as error:
        raise HistoryRefused(f"{file}: {error.strerror or error}") from None
