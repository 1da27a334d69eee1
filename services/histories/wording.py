"""When two wordings say the same, and which quantity a wording promises.

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
OPEN = re.compile(
    r"\bt\.?b\.?[acd]\b|\bto be (?:defined|decided|determined|confirmed|announced)\b|\bpending\b|\bcoming soon\b",
    re.IGNORECASE,
)
ABOUT_ITSELF = re.compile(r"\b(?:key[ -]results?|krs?|objectives?|okrs?|goals?|targets?|metrics?)\b", re.IGNORECASE)
FEW_WORDS = 4


class Measure(Struct, frozen=True, kw_only=True):
    """The quantity that a wording promises: where it starts, where it shall be, and in what it is counted."""

    start: float | None = None
    target: float
    measured_in: str | None


class Wording(Struct, frozen=True):
    """A text as it is compared: its words without numbers, its numbers, and both in their order."""

    words: tuple[str, ...]
    numbers: tuple[str, ...]
    plain: str

    @property
    def key(self) -> tuple[str, tuple[str, ...]]:
        """Equal for two texts that differ in formatting, punctuation, spacing and upper case alone."""
        return "".join(self.words), self.numbers


@lru_cache(maxsize=65536)
def wording(text: str) -> Wording:
    """The text as it is compared. Number words up to twelve count as numbers, `&` as `and`."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("’", "'").replace("‘", "'").replace("&", " and ")
    tokens = [NUMBER_WORDS.get(token, token.replace("'", "")) for token in TOKEN.findall(folded)]
    numbers = tuple(_canonical(token) for token in tokens if token[-1].isdigit())
    words = tuple("#" if token[-1].isdigit() else token for token in tokens)
    return Wording(words, numbers, " ".join(tokens))


def _canonical(number: str) -> str:
    """1,000 and 1000 are one number; 1.5 and 15 are two."""
    return number.replace(",", "") if re.fullmatch(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?", number) else number


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
    if len(old) + len(new) == 1:
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


QUANTITY = r"([$€£]?)(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s?(%|[kKmM]\b)?"
FROM_TO = [
    re.compile(rf"{before}{QUANTITY}{between}{QUANTITY}(?![\w/]|[.,-]\d)")
    for before, between in ((r"\bfrom\s+", r"\s+(?:[a-z]+\s+)?to\s+"), (r"(?<![\w.,/-])", r"\s*(?:→|->|=>)\s*"))
]
COUNT = re.compile(
    r"(?<![\w.,/#$€£–<>≤-])(\d{1,3}(?:,\d{3})+|\d+(?:\.\d+(?=\s?%))?)(\s?%)?(?!\s?[-–/]\s?\d|[\w/]|[.,]\d)"
)
NO_COUNT_BEFORE = re.compile(
    r"\b(?:version|phase|part|step|level|tier|stage|release|milestone|sprint|number|no|issue|week|page|chapter|"
    r"fy|year|top|in|within|january|february|march|april|may|june|july|august|september|october|november|december|"
    r"jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec)\.?\s*$",
    re.IGNORECASE,
)
NO_COUNT_AFTER = re.compile(
    r"^\s*(?:seconds?|secs?|minutes?|mins?|hours?|days?|weeks?|months?|quarters?|years?|january|february|march|april|"
    r"may|june|july|august|september|october|november|december)\b",
    re.IGNORECASE,
)
DOWNWARD = re.compile(
    r"\b(?:reduc|decreas|lower|fall|drop|cut|shorten|under|below|less|fewer|within|max|at most|no more|minimi|"
    r"shrink|down|limit)",
    re.IGNORECASE,
)


@lru_cache(maxsize=65536)
def measure_of(text: str) -> Measure | None:
    """The one quantity that the text promises, or None where it is not beyond doubt.

    Beyond doubt are `from A to B` and `A → B`, and a single count or percentage that only makes sense upwards. Years,
    versions, durations, ranges, multiples and anything that shall fall are left to the words: a wrong target would be a
    false statement in the log.
    """
    both = [found for form in FROM_TO for found in form.findall(text.lower())]
    if len(both) == 1:
        sign, start, unit, sign_to, target, unit_to = both[0]
        if _number(start) != _number(target) and (not unit or unit == unit_to) and (not sign or sign == sign_to):
            return Measure(start=_number(start), target=_number(target), measured_in=unit_to or sign_to or None)
    if both or DOWNWARD.search(text) or len(NUMBER.findall(text)) != 1:
        return None
    found = COUNT.search(text)
    if found is None or NO_COUNT_BEFORE.search(text[: found.start()]) or NO_COUNT_AFTER.search(text[found.end() :]):
        return None
    target = _number(found[1])
    relative = re.search(r"\bby\s*$", text[: found.start()], re.IGNORECASE)
    year = 1900 <= target < 2100 and "," not in found[1]
    if target < 2 or (not found[2] and (relative or year)):
        return None
    return Measure(target=target, measured_in="%" if found[2] else "count")


def _number(text: str) -> float:
    return float(text.replace(",", ""))
