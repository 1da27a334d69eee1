"""One version of a plan, and the one error of reading a history."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from msgspec import Struct

from events.composed import composed
from projections.provenance import Source

LARGEST_FILE = 16 * 1024 * 1024
TOO_LARGE = f"larger than {LARGEST_FILE // 1024 // 1024} MiB"
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class HistoryRefused(ValueError):
    """The history cannot be read: one line that says what, where, and what would be accepted."""

    def __init__(self, why: str) -> None:
        super().__init__(printable(why))


class Version(Struct, frozen=True, kw_only=True):
    """One version of a plan. `name` is unique in its history, `document` is whose version it is.

    `path` says what the folders and files around it are called. `landed` is when it became part of the main line,
    `authored` when its author made it, where that is known. `body` is the file as it is: each reader knows
    how to read its own format. `unreadable` is why it is left out, if it is; `remarks` are what is odd about it, and
    `source` says whether it is a commit's or a dated file.
    """

    name: str
    path: str
    document: str
    landed: dt.datetime
    authored: dt.datetime | None = None
    author: str | None = None
    subject: str | None = None
    body: bytes = b""
    unreadable: str | None = None
    remarks: tuple[str, ...] = ()
    source: Source = "file"

    @property
    def text(self) -> str:
        """The body, where it is a text."""
        return as_text(self.body)


class Versions:
    """So many versions, oldest first, to be gone through once: none is read before its turn, or kept after it."""

    def __init__(self, count: int, each: Iterator[Version]) -> None:
        self.count, self.each = count, each

    def __iter__(self) -> Iterator[Version]:
        return self.each


def printable(text: str) -> str:
    """The text, composed, on one line of characters that can be shown and stored; the others stand as escapes."""
    return UNPRINTABLE.sub(lambda found: _escaped(found[0]), composed(text))


def _escaped(character: str) -> str:
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:  # a byte of a file's name that is no UTF-8
        code -= 0xDC00
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def as_text(body: bytes) -> str:
    """The text of the bytes, composed; what is no UTF-8 stands as U+FFFD, and one in UTF-16 is taken by its mark."""
    encoding = "utf-16" if body[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    return composed(body.decode(encoding, errors="replace"))
