"""When two wordings say the same.

Formatting, punctuation, upper case and spelling come and go between versions and change no promise; a number does,
however small the edit. So numbers are compared apart from letters, and no rule about spelling ever touches them.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from msgspec import Struct

NUMBER_WORDS = {
    "two": "2",
    "three": "3",
    "four": "4",
    "five": "5",
    "six": "6",
    "seven": "7",
    "eight": "8",
    "nine": "9",
    "ten": "10",
    "eleven": "11",
    "twelve": "12",
}
NUMBER = re.compile(r"(?:(?<![\w.])[+-])?\d+(?:[.,]\d+)*")
TOKEN = re.compile(r"(?:(?<![\w.])[+-])?\d+(?:[.,]\d+)*|[^\W\d_]+(?:'[^\W\d_]+)*|[#+](?=\W|$)|[$€£¥%<>≤≥=]")
SHORTEST_TYPO = 6
"""Letters a word must have before one wrong letter counts as a slip: `hire` and `fire` are two promises."""
VOWELS = frozenset("aeiouy")
ENDINGS = ("me", "ue")
"""What American spelling leaves off: `programme`, `catalogue`."""
NEGATIONS = frozenset(("no", "not", "never", "none", "nobody", "nothing", "without", "cannot", "neither", "nor"))
OPEN = re.compile(
    r"\bt\.?b\.?[acd]\b|\bto be (?:defined|decided|determined|confirmed|announced)\b|\bpending\b|\bcoming soon\b",
    re.IGNORECASE,
)
ABOUT_ITSELF = re.compile(r"\b(?:key[ -]results?|krs?|objectives?|okrs?|goals?|targets?|metrics?)\b", re.IGNORECASE)
FEW_WORDS = 4


class Wording(Struct, frozen=True):
    """A text as it is compared: its words without numbers, its numbers, and both in their order.

    `key` is equal for two texts that differ in formatting, punctuation, spacing and upper case alone. A negation counts
    by itself in it: `not able` and `notable` are two things.
    """

    words: tuple[str, ...]
    numbers: tuple[str, ...]
    plain: str
    key: tuple[str, tuple[str, ...]]


@lru_cache(maxsize=65536)
def wording(text: str) -> Wording:
    """The text as it is compared. Number words up to twelve count as numbers, `&` as `and`."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("’", "'").replace("‘", "'").replace("&", " and ")
    tokens = [NUMBER_WORDS.get(token, token.replace("'", "")) for token in TOKEN.findall(folded)]
    numbers = tuple(canonical(token) for token in tokens if token[-1].isdigit())
    words = tuple("#" if token[-1].isdigit() else token for token in tokens)
    denied = tuple(word for word in words if word in NEGATIONS)
    return Wording(words, numbers, " ".join(tokens), ("".join(words), (*numbers, *denied)))


def canonical(number: str) -> str:
    """1,000, 1.000 and 1000 are one number; 1.5 and 15 are two."""
    if re.fullmatch(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?", number):
        return number.replace(",", "")
    return number.replace(".", "") if re.fullmatch(r"[+-]?[1-9]\d{0,2}(?:\.\d{3})+", number) else number


def same_wording(before: str, after: str) -> bool:
    """Whether nothing but formatting, punctuation, upper case and slips of spelling differ."""
    old, new = wording(before), wording(after)
    if old.key == new.key:
        return True
    if old.numbers != new.numbers or len(old.words) != len(new.words):
        return False
    return all(a == b or is_slip(a, b) for a, b in zip(old.words, new.words, strict=True))


def is_slip(before: str, after: str) -> bool:
    """Whether two long words differ as a slip of spelling does: a letter missing, doubled, swapped, or a wrong vowel.

    Not promised: that two real words one letter apart are told from a slip; short words and first letters, where most
    of those pairs are, never count as one.
    """
    if min(len(before), len(after)) < SHORTEST_TYPO or before[0] != after[0] or not (before + after).isalpha():
        return False
    head = _common(before, after)
    tail = _common(before[head:][::-1], after[head:][::-1])
    old, new = before[head : len(before) - tail], after[head : len(after) - tail]
    if len(old) + len(new) == 1 or (not tail and old + new in ENDINGS):
        return True
    if len(old) == len(new) == 1:
        return {old, new} <= VOWELS or {old, new} == {"s", "z"}
    return len(old) == len(new) == 2 and old == new[::-1]


def _common(a: str, b: str) -> int:
    return next((at for at, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def is_stand_in(text: str) -> bool:
    """Whether the text only holds a place until somebody says what is promised there: "Key results to be defined"."""
    words = wording(text).words
    left_open = OPEN.search(text) is not None
    return not words or (left_open and (len(words) <= FEW_WORDS or ABOUT_ITSELF.search(text) is not None))
