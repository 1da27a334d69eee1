"""Texts without what no page can hold: a control character in a title must not stop a report from being drawn."""

from __future__ import annotations

import re
from typing import Any

UNSEEN = re.compile(
    r"[^\t\n\r\x20-\x7e\xa0-\u2029\u202f-\u2065\u206a-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]"
)


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
