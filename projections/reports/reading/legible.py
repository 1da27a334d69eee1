"""Texts without what no page can hold, and without what a terminal would obey: a title says something, and does
nothing."""

from __future__ import annotations

import re
from typing import Any

UNSEEN = re.compile(
    r"[^\t\n\r\x20-\x7e\xa0-\u2027\u202f-\u2065\u206a-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]"
)
# The controls of ASCII and of Latin 1, what ends a line elsewhere, what turns the direction, and halves of characters.
OBEYED = (*range(9), *range(11, 32), *range(127, 160), 0x2028, 0x2029, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_hidden = dict.fromkeys((*OBEYED, *range(0xD800, 0xE000)), "\ufffd")
_escaped = {code: f"\\u{code:04x}" for code in OBEYED}


def harmless(text: str) -> str:
    """The text with a replacement character for each that a terminal would obey, but for tabs and ends of lines."""
    return text if text.rstrip("\n").isprintable() else text.translate(_hidden)


def escaped(text: str) -> str:
    """The text with JSON's escape for each character that a terminal would obey: as JSON it says the same."""
    return text.translate(_escaped)


def legible(value: Any) -> Any:
    """The same value, in all its texts a replacement character for each that is none of XML's, a control, or turns
    the direction of what follows."""
    match value:
        case str():
            return UNSEEN.sub("\ufffd", value)
        case list() | tuple():
            return [legible(each) for each in value]
        case dict():
            return {legible(key): legible(each) for key, each in value.items()}
    return value
