"""A line that begins with its day, `2 Feb: 35, too many alerts`: how the item above it stood then."""

from __future__ import annotations

import re

from services.histories.lines.attributes import Said
from services.histories.lines.marks import read_marks
from services.histories.lines.signs import share_in
from services.histories.lines.spans import clean, read_line
from services.histories.lines.values import MONTHS, NAMES, figure_in

MONTH = rf"(?P<n>{'|'.join(NAMES)})[a-z]{{0,6}}\.?"
DAY = r"(?P<d>[0-3]?\d)(?:st|nd|rd|th)?"
BEGINNINGS = [
    re.compile(rf"\W{{0,3}}{form}[\])*_]{{0,3}}\s*(?:[:–—]|-\s)\s*(?P<rest>\S.*)", re.IGNORECASE)
    for form in (
        rf"{DAY}\.? {MONTH}(?:,? (?P<y>\d{{4}}))?",
        rf"{MONTH} {DAY}(?:,? (?P<y>\d{{4}}))?",
        r"(?P<y>\d{4})-(?P<m>[01]\d)-(?P<d>[0-3]\d)",
    )
]
FIGURE = re.compile(r"\s*(?P<figure>[<>~]?[$€£]?\d[\d.,]*\s?%?(?![\w%]))(?:\s*(?:of|/)\s*\d[\d.,]*)?[\s,.;:–—-]*")
Day = tuple[int, int, int]


def dated(raw: str) -> tuple[Day, Said] | None:
    """The day (year 0 where none is named) and what is said, or None for a line that begins with no day.

    A figure at the beginning of it is where the item stood, on a scale that only the item tells; the rest is a note.
    """
    text = read_line(raw).text
    found = next((found for form in BEGINNINGS if (found := form.fullmatch(text))), None)
    if found is None:
        return None
    parts = found.groupdict()
    month = int(parts["m"]) if parts.get("m") else MONTHS[parts["n"][:3].casefold()]
    said: Said = {}
    words = parts["rest"]
    if first := FIGURE.match(words):
        figure, share = figure_in(first["figure"].rstrip(".,")), share_in(first["figure"])
        said |= {"amount": figure} if figure is not None else {}
        said |= {"share": share} if share is not None and "%" in first["figure"] else {}
        words = words[first.end() :] if said else words
    marked = read_marks(words)
    note = clean("; ".join(part for part in (marked.marks.note, marked.title) if part))
    said |= {"note": note[:500]} if note else {}
    said |= {"ticked": True} if marked.marks.ticked else {}
    return (int(parts.get("y") or 0), month, int(parts["d"])), said
