"""One version of a plan's text, and the one error of reading a history."""

from __future__ import annotations

import datetime as dt

from msgspec import Struct

LARGEST_FILE = 16 * 1024 * 1024


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


def as_text(body: bytes) -> str:
    """The text of the bytes; what is no UTF-8 stands as U+FFFD, and a text in UTF-16 is taken by its mark."""
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return body.decode("utf-16", errors="replace")
    return body.decode("utf-8-sig", errors="replace")
