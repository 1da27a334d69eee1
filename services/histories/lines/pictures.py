"""Emoji: the names they are written by, and how they are told from words."""

from __future__ import annotations

import re

SHORT = {
    "white_check_mark": "✅",
    "heavy_check_mark": "✔",
    "ballot_box_with_check": "☑",
    "x": "❌",
    "no_entry_sign": "🚫",
    "construction": "🚧",
    "hourglass": "⏳",
    "hourglass_flowing_sand": "⏳",
    "large_green_circle": "🟢",
    "green_circle": "🟢",
    "large_yellow_circle": "🟡",
    "yellow_circle": "🟡",
    "orange_circle": "🟠",
    "red_circle": "🔴",
}
SHORT_CODE = re.compile(r"(?<![\w:]):([a-z0-9_+-]{1,40}):(?![\w:])")
PICTURE = r"[\U0001f000-\U0001faff\u2190-\u21ff\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff]\ufe0f?"


def spelled_out(text: str) -> str:
    """The text with the emoji that a name such as `:white_check_mark:` stands for; what has no meaning here is gone."""
    return SHORT_CODE.sub(lambda found: SHORT.get(found[1], ""), text)
