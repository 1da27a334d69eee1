"""Texts as they come in, composed (Unicode's NFC): what looks the same is the same, to be compared and to be found."""

from __future__ import annotations

import json
import re
import sys
from functools import cache
from unicodedata import combining, is_normalized, normalize

from events import strictness
from events.strictness import Malformed

TEXT = re.compile(r'"(?:[^"\\]|\\.)*+"')
MARKS = 30
"""Marks on one letter: no language has as many (UAX #15, Stream-Safe), and to order n of them takes n² steps."""


def composed(text: str) -> str:
    """The text in NFC; of more marks than a letter can have, without those beyond."""
    if is_normalized("NFC", text):
        return text
    return normalize("NFC", _marks().sub(r"\1", text))


def with_composed_texts(line: bytes) -> bytes:
    """JSON whose texts and keys are all in NFC, escapes or not; what needs no change keeps its very bytes.

    Raises `Malformed` for more marks than a letter can have, and for what `strictness.check` refuses; the latter only
    in bytes that have to be looked at.
    """
    escaped = strictness.escaped(line)
    if line.isascii() and not escaped:
        return line
    text = line.decode("utf-8", "replace")
    # What is composed as a whole is so in all its parts; escapes hide what they spell.
    if not escaped and is_normalized("NFC", text):
        return line
    strictness.check(line)
    return TEXT.sub(_composed, text).encode()


def _composed(found: re.Match[str]) -> str:
    # What it spells, not how it stands in the line: there an accent behind `\n` would be one of the letter n.
    text = json.loads(found[0])
    if is_normalized("NFC", text):
        return found[0]
    if _marks().search(text):
        raise Malformed(f"a text has more than {MARKS} marks on one letter")
    return json.dumps(normalize("NFC", text), ensure_ascii=False)


@cache
def _marks() -> re.Pattern[str]:
    """More marks on a letter than it can have; group 1 are those that it can."""
    of = "".join(chr(code) for code in range(sys.maxunicode + 1) if combining(chr(code)))
    return re.compile(f"([{of}]{{{MARKS}}})[{of}]+")
