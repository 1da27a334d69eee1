"""Which version of a history shows what a row says: the page's own lines decide, not what was made of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import zip_longest

from msgspec import Struct
from rapidfuzz import fuzz

from services.histories.changes.wording import wording
from services.histories.telling.reading import Reading
from tests.measures.truth import Row

ALIKE = 90.0
OF_PLACE = ("kr_moved", "reranked")
MARK = re.compile(r"\[[ xX]\]|!?\[(?=\w*\])|[\]|*_`~]")


class Landing(Struct, frozen=True):
    """The version that shows a row, by its number, or why none does."""

    version: int | None
    why: str = ""


def words(text: str) -> str:
    """The text as it is compared: no marks, no formatting, no case."""
    return wording(MARK.sub(" ", text)).plain


def landing(row: Row, readings: Sequence[Reading]) -> Landing:
    """The first version at or after the row's date, about its cycle, with a changed line that has the row's words.

    Where the row says when it landed on the main line, only what landed then, or first after, is looked at. A row about
    a place, not about words, needs no changed line of its own: the first such version that has its words is taken.
    """
    wanted = row.landed_on_main or row.date
    later = [n for n, reading in enumerate(readings) if reading.version.landed >= wanted]
    same = [n for n in later if row.cycle in readings[n].cycles]
    if not same:
        return Landing(None, f"no version at or after its date is about {row.cycle}: it landed in another file")
    if row.kind == "plan_published":
        return Landing(same[0])
    for n in same[:1] if row.landed_on_main else same:
        lines = _raw(readings[n]) if row.kind in OF_PLACE else [line for pair in changes(readings, n) for line in pair]
        if shown(row, [words(line) for line in lines]):
            return Landing(n)
    if shown(row, [words(line) for line in _raw(readings[same[0]])]):
        return Landing(None, "no line of it changed from version to version: set and taken back before it landed")
    return Landing(None, "no version at or after its date shows it")


def shown(row: Row, lines: Sequence[str]) -> bool:
    """Whether one of the lines has the row's words."""
    quotes = [quote for said in row.quotes if len(quote := words(said)) >= 2]
    return any(
        fuzz.partial_ratio(quote, line) >= ALIKE for quote in quotes for line in lines if len(line) >= len(quote)
    )


def changes(readings: Sequence[Reading], at: int) -> list[tuple[str, str]]:
    """The lines of the document's version before and of this one that differ, side by side as far as they go."""
    document = readings[at].version.document
    before = next((r for r in reversed(readings[:at]) if r.version.document == document), None)
    old, new = _raw(before) if before else [], _raw(readings[at])
    found: list[tuple[str, str]] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            found += zip_longest(old[a:b], new[c:d], fillvalue="")
    return found


def _raw(reading: Reading) -> list[str]:
    return [line.strip() for line in reading.version.text.splitlines() if line.strip()]
