"""The versions of a plan in a folder: those that a listing names, or those with a date in their names."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from services.histories.version import LARGEST_FILE, HistoryRefused, Version, as_text

LISTING = "history.jsonl"
STAMP = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<dash>[-_.]?)(?P<month>0[1-9]|1[0-2])(?P=dash)(?P<day>0[1-9]|[12]\d|3[01])"
    r"(?:[T _-]?(?P<hour>[01]\d|2[0-3])[:_.-]?(?P<minute>[0-5]\d)(?:[:_.-]?(?P<second>[0-5]\d))?Z?)?(?!\d)"
)


class _Listed(Struct, frozen=True):
    file: str
    landed: dt.datetime
    authored: dt.datetime | None = None
    author: str | None = None
    subject: str | None = None


def listed(folder: Path) -> list[Version]:
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


def dated(folder: Path) -> list[Version]:
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


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise HistoryRefused(f"{file}: {error.strerror or error}") from None
