"""Which planning cycle a title, a heading or a path speaks of."""

from __future__ import annotations

import datetime as dt
import re

from msgspec import Struct

from events.facts.cycle import CycleKind

YEAR = r"(?P<year>(?:(?:fy|cy)\s?)?(?:19|20)\d\d|(?:fy|cy|')\s?\d\d(?!\d))"
PART = r"(?P<part>[qht])\s?(?P<nth>[1-4])(?!\d)"
WORDED = r"(?P<word>first|second|third|fourth|1st|2nd|3rd|4th)[\s_-]+(?P<of>quarter|half|trimester)"
BETWEEN = r"[\s_/.,:-]*(?:of\s+)?"
START = r"(?<![a-z0-9])"
FORMS = [
    re.compile(START + form, re.IGNORECASE)
    for form in (
        YEAR + BETWEEN + PART,
        PART + BETWEEN + YEAR,
        YEAR + BETWEEN + WORDED,
        WORDED + BETWEEN + YEAR,
        PART + r"(?![a-z0-9-])[^0-9]{1,20}(?P<year>20\d\d)(?!\d)",
        r"(?P<year>20\d\d)[^0-9]{1,20}(?<![a-z])" + PART + r"(?![a-z0-9-])",
        PART + r"(?![a-z0-9-])",
        WORDED,
        r"(?P<year>20\d\d|[fc]y\s?(?:20)?\d\d)(?![\d-])",
    )
]
WHOLE = 4
WORDS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
KINDS: dict[str, tuple[CycleKind, int]] = {"q": ("quarter", 3), "t": ("trimester", 4), "h": ("half", 6)}
TITLE_WORDS = re.compile(
    r"\b(?:okrs?|objectives?|and|key|results?|goals?|plan|planning|quarter(?:ly)?|our|the|this|for|of|current|team|update[sd]?|scores?|final)\b|[^\w]",
    re.IGNORECASE,
)


NAME_WORDS = 2
OKRS = re.compile(r"\bokrs?\b|\bkey results\b", re.IGNORECASE)


class Cycle(Struct, frozen=True, kw_only=True):
    """A planning cycle: its id, its name, its first and last day; `guessed` says what its text left open."""

    id: str
    name: str
    start: dt.date
    end: dt.date
    kind: CycleKind
    guessed: str | None = None


def cycle_in(text: str, near: dt.date, *, whole: bool = False) -> Cycle | None:
    """The cycle that the text names, or None. Where it names no year, the one whose middle is nearest to the day.

    A fiscal year is taken for a calendar year, and said to be guessed. `whole` asks for the year and its part, as in a
    path, where a year alone or a `t1` alone may be anything.
    """
    for form in FORMS[:WHOLE] if whole else FORMS:
        found = form.search(text)
        cycle = _cycle(found.groupdict(), near) if found else None
        if cycle is not None:
            return cycle
    return None


def _cycle(found: dict[str, str | None], near: dt.date) -> Cycle | None:
    letter = (found.get("part") or (found.get("of") or "")[:1]).lower()
    nth = int(found.get("nth") or WORDS.get((found.get("word") or "").lower(), 0))
    said = found.get("year")
    if not letter:
        return _year(said) if said else None
    _, months = KINDS[letter]
    if nth * months > 12:
        return None
    if said is None:
        year = min((near.year + step for step in (-1, 0, 1)), key=lambda year: abs(_middle(year, nth, months) - near))
        return _part(year, letter, nth, f"the text names no year; {year} is nearest to the landing")
    year, guessed = _numbered(said)
    return _part(year, letter, nth, guessed)


def _numbered(said: str) -> tuple[int, str | None]:
    """The year's number, and what is guessed about it."""
    short = int(re.sub(r"\D", "", said))
    guessed = "a fiscal year is taken for the calendar year" if said[:2].lower() == "fy" else None
    return short if short > 99 else 2000 + short, guessed


def _year(said: str) -> Cycle:
    year, guessed = _numbered(said)
    start, end = dt.date(year, 1, 1), dt.date(year, 12, 31)
    return Cycle(id=str(year), name=str(year), start=start, end=end, kind="year", guessed=guessed)


def _part(year: int, letter: str, nth: int, guessed: str | None) -> Cycle:
    kind, months = KINDS[letter]
    start = dt.date(year, (nth - 1) * months + 1, 1)
    after = dt.date(year + (nth * months) // 12, (nth * months) % 12 + 1, 1)
    name = f"{year} {letter.upper()}{nth}"
    return Cycle(
        id=f"{year}-{letter}{nth}", name=name, start=start, end=after - dt.timedelta(days=1), kind=kind, guessed=guessed
    )


def _middle(year: int, nth: int, months: int) -> dt.date:
    return dt.date(year, (nth - 1) * months + 1, 1) + dt.timedelta(days=15 * months)


def names_only_a_cycle(text: str) -> bool:
    """Whether a heading says which cycle its section is about and nothing else that could be an objective.

    Where it speaks of OKRs, a name of two words may stand beside: "Sales team OKRs 2026 Q1".
    """
    for form in FORMS:
        found = form.search(text)
        if found:
            rest = TITLE_WORDS.sub(" ", text[: found.start()] + text[found.end() :]).split()
            return not rest or (OKRS.search(text) is not None and len(rest) <= NAME_WORDS)
    return False


def names_a_cycle(text: str) -> bool:
    """Whether a text names a cycle among other things."""
    return cycle_in(text, dt.date(2000, 1, 1)) is not None


def is_title(text: str) -> bool:
    """Whether a heading at the head of a page is the page's title: it names a cycle, or speaks of OKRs."""
    return names_a_cycle(text) or OKRS.search(text) is not None
