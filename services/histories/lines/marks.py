"""The marks of a line (check box, percentage, score, work in progress, priority, owners, label) and its title without.

A mark stands at the beginning or the end of its line; what stands within the words belongs to the promise. The signs
are tried at both ends until nothing more comes off.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Literal

from msgspec import Struct

from services.histories.lines.attributes import attributes, brackets_of, lines_of, tail_of
from services.histories.lines.pictures import PICTURE
from services.histories.lines.signs import AT_END, AT_START, NOT_OWNERS, PRIORITY, owners_in
from services.histories.lines.spans import Line, clean, read_line
from services.histories.lines.terms import KEY_RESULT, OBJECTIVE
from services.histories.snapshot import Marks

CHECK_BOX = re.compile(r"^\s*\\?\[\s?(\S?\ufe0f?)\s?\\?\](?![(\[:])\s*")
BOXES: dict[str, dict[str, Any]] = {
    "": {"ticked": False},
    "x": {"ticked": True},
    "X": {"ticked": True},
    "✓": {"ticked": True},
    "✔": {"ticked": True},
    "✅": {"ticked": True},
    "~": {"ticked": False, "note": "in progress"},
    "/": {"ticked": False, "note": "in progress"},
    "-": {"closing": "dropped"},
    ">": {"closing": "deferred"},
}
NATURE = r"(?:\([a-z][a-z -]{0,18}\)\s*)?"
"""`(Stretch)`, `(Committed)` in a label."""
LABEL = re.compile(
    rf"^(?:(?P<o>{OBJECTIVE}|obj\.?|o(?=\s?[\d:]))|(?P<k>{KEY_RESULT}|kr))s?(?![a-z])"
    rf"(?:\s*#?\s*(?:\d+(?:\.\d+)*(?:\.?[a-z])?|(?<=\s)[a-h](?=:))(?!\w)\s*{NATURE}[.:)–—-]*\s*|\s*{NATURE}[:)–—-]+\s*)",
    re.IGNORECASE,
)
OF_SOMEBODY = re.compile(
    r"^(?P<who>[^\W\d_][\w&/.,()-]{0,30}(?: [\w&/.,()-]{1,30}){0,5}) "
    rf"(?=(?:{OBJECTIVE}|{KEY_RESULT}|kr)s?(?: ?\d+(?:\.\d+)*)? ?:)",
    re.IGNORECASE,
)
FIRST_PRIORITY = re.compile(r"^\s*(\*\*|__|`)\[?p([0-4])\]?\1(?=[\s:])[\s:–—-]*", re.IGNORECASE)
NUMBERED = re.compile(
    r"^\(?(?:\d{1,2}(?:\.\d{1,2})+[.):]?\s+(?=[^\s\d%$€<>=+×-])(?!million|billion|percent|k\b|x\b)|#?\d{1,2}[.):]\s+)",
    re.IGNORECASE,
)
LEADING_SHARE = re.compile(r"[(\[]\d{1,3}(?:\.\d+)?\s*%[)\]]\s")
PICTURES = re.compile(rf"^(?:{PICTURE}\s*)+|(?:\s*{PICTURE})+$")
NUMBER = re.compile(r"^#?\d{1,2}(?:\.\d{1,2})*\b[.):\s]*")
REMARK = re.compile(
    r"\s*(?:[-–—:;,]|[(\[].*[)\]]\W*$|because|due to|since|as (?:we|it|this)|moved|dropped|deferred|postponed|"
    r"cancel+ed|no longer|not (?:needed|relevant|possible))",
    re.IGNORECASE,
)
Label = Literal["objective", "key_result"]


class MarkedLine(Struct, frozen=True):
    """A line's title and its marks; `label` where it calls itself an objective or a key result, `boxed` with a box.

    `led` says that its share stands in brackets right behind the label, where weights stand too.
    """

    title: str
    marks: Marks
    label: Label | None
    links: tuple[str, ...]
    bold: bool
    boxed: bool = False
    led: bool = False

    @property
    def formal(self) -> bool:
        """Whether it shows by its form that it is a promise of its own, whatever is said of it."""
        return self.boxed or self.label is not None


@lru_cache(maxsize=16384)
def read_marks(raw: str) -> MarkedLine:
    """The line's title and all that its marks say. A line struck as a whole keeps its title, and is given up.

    Struck is deferred: the item stays visible in the plan, put aside; a removed one is gone from it (`difference`).
    Words in the line that say "dropped" go before that. What stands beside a struck title is the reason stated.
    """
    raw, named = lines_of(raw)
    said: dict[str, Any] = {}
    box = CHECK_BOX.match(raw)
    boxed = box is not None and box[1] in BOXES
    if box and boxed:
        said |= BOXES[box[1]]
        raw = raw[box.end() :]
    if first := FIRST_PRIORITY.match(raw):
        said["priority"] = f"p{first[2]}"
        raw = raw[first.end() :]
    line = read_line(raw)
    for caption in line.images:
        said |= _of_image(caption)
    title, label, more = _peel(line.text)
    for values in named:
        more = {**values, **more}
    if line.struck:
        title, label, more = _struck(line, title, label, more)
    owners = (*said.pop("owners", ()), *more.pop("owners", ()))
    marks = Marks(**{**said, **more, "owners": tuple(dict.fromkeys(owners))})
    called = LABEL.match(line.text)
    led = called is not None and LEADING_SHARE.match(line.text, called.end()) is not None
    return MarkedLine(title, marks, label, line.links, line.bold, boxed, led)


def _struck(
    line: Line, title: str, label: Label | None, more: dict[str, Any]
) -> tuple[str, Label | None, dict[str, Any]]:
    """What is left of a title of which something is struck: all of it struck is an item given up, a part is an edit."""
    remark = clean(NUMBER.sub("", title.strip("-–—:().[] ")))
    for _, values in attributes(remark) or ():
        more, remark = {**(values or {}), **more}, ""
    whole = not remark or any(REMARK.match(text) for text in (title, line.text))
    if not whole:
        return title, label, more
    inner, inner_label, inner_more = _peel(line.struck)
    owners = (*inner_more.pop("owners", ()), *more.pop("owners", ()))
    closed = {"closing": "deferred"} | ({"closing_remark": remark} if remark else {})
    return inner, inner_label or label, {**closed, **inner_more, **more, "owners": owners}


def _of_image(caption: str) -> dict[str, Any]:
    found = re.fullmatch(rf"(?:priority[:\s-]*)?{PRIORITY}", caption, re.IGNORECASE)
    return {"priority": f"p{found[1]}"} if found else {}


def _peel(text: str) -> tuple[str, Label | None, dict[str, Any]]:
    """The text without the marks at its ends, what it calls itself, and what the marks say."""
    said: dict[str, Any] = {}
    owners: tuple[str, ...] = ()
    label: Label | None = None
    while True:
        before = text
        text, more, at_start = _peel_once(text)
        owners = (*owners, *more.pop("owners", ())) if at_start else (*more.pop("owners", ()), *owners)
        said = {**more, **said}
        if label is None:
            text, label, holder = _labelled(text)
            owners = (*owners, *holder)
        if text == before:
            return text.strip().removesuffix(":").strip(), label, {**said, "owners": owners} if owners else said


def _labelled(text: str) -> tuple[str, Label | None, tuple[str, ...]]:
    """The text without what it calls itself, that, and whose it says it is: `Sales KR 2: …` is one of Sales."""
    somebody = OF_SOMEBODY.match(text) if text[:1].isupper() else None
    rest = text[somebody.end() :] if somebody else text
    found = LABEL.match(rest)
    if found:
        whose = somebody["who"] if somebody and somebody["who"].casefold() not in NOT_OWNERS else ""
        period = re.fullmatch(r"[QHT][1-4]|\d{4}|[QHT][1-4] \d{4}", whose, re.IGNORECASE)
        return rest[found.end() :], "objective" if found["o"] else "key_result", () if period else owners_in(whose)
    numbered = NUMBERED.match(text)
    return text[numbered.end() :] if numbered else text, None, ()


def _peel_once(text: str) -> tuple[str, dict[str, Any], bool]:
    for patterns in (AT_START, AT_END):
        if patterns is AT_END and (held := brackets_of(text)):
            return clean(held[0]), held[1], False
        for pattern, reading in patterns:
            found = pattern.search(text)
            said = reading(found) if found and found[0].strip() else None
            if found and said is not None:
                return clean(text[: found.start()] + text[found.end() :]), dict(said), patterns is AT_START
    tail = tail_of(text)
    if tail:
        return clean(tail[0]), tail[1], False
    return clean(PICTURES.sub("", text)), {}, False
