"""The text of a delimited file: by its byte order mark, else UTF-8 where it is that, else Windows-1252."""

from __future__ import annotations

import codecs

from msgspec import Struct

from events.composed import composed

MARKED = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
LOOKED_AT = 512


class Decoded(Struct, frozen=True):
    """The text, its lines ending in `\\n`; `remark` says what was taken for granted."""

    text: str
    remark: str | None = None


def decoded(body: bytes) -> Decoded:
    """The text, composed. Every body has one: a byte without a meaning stands as U+FFFD."""
    encoding, remark = _encoding(body)
    text = composed(body.decode(encoding, errors="replace").removeprefix("\ufeff"))
    return Decoded(text.replace("\r\n", "\n").replace("\r", "\n"), remark)


def _encoding(body: bytes) -> tuple[str, str | None]:
    for mark, encoding in MARKED.items():
        if body.startswith(mark):
            return encoding, None
    begins = body[:LOOKED_AT]
    for encoding, zeros in (("utf-16-le", begins[1::2]), ("utf-16-be", begins[::2])):
        if len(begins) >= 4 and zeros.count(0) > 0.8 * len(zeros) and begins.count(0) < 0.6 * len(begins):
            return encoding, f"without a byte order mark; taken for {encoding.upper()}"
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252", "no UTF-8; taken for Windows-1252"
    return "utf-8", None
