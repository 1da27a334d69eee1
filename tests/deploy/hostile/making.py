"""How a hostile file is made: of pieces that are repeated, sparse, as a zip that lies, or as what is no file at all."""

from __future__ import annotations

import io
import os
import struct
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

MIB = 1024 * 1024
Part = str | bytes | tuple[str, int]  # a piece that is repeated so many times
Make = Callable[[Path], None]
Change = Callable[[bytearray], None]


def joined(*parts: Part) -> bytes:
    """The bytes of the parts, one behind the other."""
    whole = (part[0] * part[1] if isinstance(part, tuple) else part for part in parts)
    return b"".join(part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass") for part in whole)


def text(*parts: Part) -> Make:
    """A file of these parts."""

    def make(path: Path) -> None:
        path.write_bytes(joined(*parts))

    return make


def sparse(size: int, begin: str = "") -> Make:
    """A file of that size without a line's end, which takes no room on a disk."""

    def make(path: Path) -> None:
        path.write_bytes(begin.encode())
        os.truncate(path, size)

    return make


def zipped(found: Callable[[], Mapping[str, bytes]], *changes: Change) -> Make:
    """A zip of these members, its bytes then worked upon."""

    def make(path: Path) -> None:
        body = io.BytesIO()
        with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
            for name, data in found().items():
                made.writestr(name, data)
        whole = bytearray(body.getvalue())
        for change in changes:
            change(whole)
        path.write_bytes(whole)

    return make


def patched(at: int, form: str, value: int) -> Change:
    """A field of each entry of the zip's directory says something else."""

    def change(data: bytearray) -> None:
        for entry in _entries(data):
            struct.pack_into(form, data, entry + at, value)

    return change


def overlapping(data: bytearray) -> None:
    """All members of the zip are the bytes of the first one."""
    patched(42, "<I", struct.unpack_from("<I", data, _entries(data)[0] + 42)[0])(data)


def _entries(data: bytearray) -> list[int]:
    """Where the entries of a zip's directory begin."""
    start, found = 0, []
    while (start := data.find(b"PK\1\2", start)) >= 0:
        found.append(start)
        start += 4
    return found


LYING = patched(24, "<I", 10)
NEXT_FORMAT = patched(24, "<I", 0xFFFFFFFF)
ENCRYPTED = patched(8, "<H", 1)
UNKNOWN = patched(10, "<H", 99)
FAR_OUTSIDE = patched(42, "<I", 0x7FFFFFFF)
LINK = patched(38, "<I", 0xA1FF0000)


def fifo(path: Path) -> None:
    """What keeps its reader waiting for ever."""
    os.mkfifo(path)


def device(path: Path) -> None:
    """A link to what never ends."""
    path.symlink_to("/dev/zero")


def loop(path: Path) -> None:
    """A link to itself."""
    path.symlink_to(path.name)


ANY: dict[str, Make] = {
    "a fifo": fifo,
    "a device": device,
    "a link to itself": loop,
    "a folder": Path.mkdir,
    "half a gigabyte in one line": sparse(512 * MIB),
    "bytes that are no text": text(bytes(range(256)) * 100),
    "empty": text(),
}
