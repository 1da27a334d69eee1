"""The marks of a line (check box, percentage, score, work in progress, priority, owners, label) and its title without.

A mark stands at the beginning or the end of its line; what stands within the words belongs to the promise. The signs
are tried at both ends until nothing more comes off.
"""

from __future__ import annotations

import re
from typing import Any, Literal

from msgspec import Struct

from services.histories.signs import AT_END, AT_START, PRIORITY
from services.histories.snapshot import Marks
from services.histories.spans import Line, clean, read_line

CHECK_BOX = re.compile(r"^\s*\\?\[(.?)\\?\](?![(\[:])\s*")
BOXES: dict[str, dict[str, Any]] = {
    "": {"ticked": False},
    " ": {"ticked": False},
    "x": {"ticked": True},
    "X": {"ticked": True},
    "✓": {"ticked": True},
    "✔": {"ticked": True},
    "~": {"ticked": False, "note": "in progress"},
    "/": {"ticked": False, "note": "in progress"},
    "-": {"closing": "dropped"},
    ">": {"closing": "deferred"},
}
LABEL = re.compile(
    r"^(?:(?P<o>objective|obj\.?|goal|o(?=\s?\d))|(?P<k>key[ -]results?|kr))(?![a-z])"
    r"(?:\s*#?\s*\d+(?:\.\d+)*[a-z]?(?!\w)\s*[.:)–—-]*\s*|\s*[:)–—-]+\s*)",
    re.IGNORECASE,
)
NUMBERED = re.compile(
    r"^\(?(?:\d{1,2}(?:\.\d{1,2})+[.):]?\s+(?=[^\W\d_])(?!million|billion|percent|k\b|x\b)|#?\d{1,2}[.):]\s+)",
    re.IGNORECASE,
)
REMARK = re.compile(
    r"\s*(?:[-–—:;,]|[(\[].*[)\]]\W*$|because|due to|since|as (?:we|it|this)|moved|dropped|deferred|postponed|"
    r"cancel+ed|no longer|not (?:needed|relevant|possible))",
    re.IGNORECASE,
)
Label = Literal["objective", "key_result"]


class MarkedLine(Struct, frozen=True):
    """A line's title and its marks; `label` where it calls itself an objective or a key result."""

    title: str
    marks: Marks
    label: Label | None
    links: tuple[str, ...]
    bold: bool


def read_marks(raw: str) -> MarkedLine:
    """The line's title and all that its marks say. A line struck as a whole keeps its title, and is given up.

    Struck is deferred: the item stays visible in the plan, put aside; a removed one is gone from it (`difference`).
    Words in the line that say "dropped" go before that. What stands beside a struck title is the reason stated.
    """
    said: dict[str, Any] = {}
    box = CHECK_BOX.match(raw)
    if box and box[1] in BOXES:
        said |= BOXES[box[1]]
        raw = raw[box.end() :]
    line = read_line(raw)
    for caption in line.images:
        said |= _of_image(caption)
    title, label, more = _peel(line.text)
    if line.struck:
        title, label, more, struck = _struck(line, title, label, more)
        said = {**struck, **said}
    owners = (*said.pop("owners", ()), *more.pop("owners", ()))
    marks = Marks(**{**said, **more, "owners": tuple(dict.fromkeys(owners))})
    return MarkedLine(title, marks, label, line.links, line.bold)


def _struck(
    line: Line, title: str, label: Label | None, more: dict[str, Any]
) -> tuple[str, Label | None, dict[str, Any], dict[str, Any]]:
    """What is left of a title of which something is struck: all of it struck is an item given up, a part is an edit."""
    remark = clean(title.strip("-–—:().[] "))
    whole = not remark or REMARK.match(line.text) is not None
    if not whole:
        return title, label, more, {}
    inner, inner_label, inner_more = _peel(line.struck)
    owners = (*inner_more.pop("owners", ()), *more.pop("owners", ()))
    closed = {"closing": "deferred"} | ({"closing_remark": remark} if remark else {})
    return inner, inner_label or label, {**closed, **inner_more, **more, "owners": owners}, {}


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
        found = LABEL.match(text)
        if found and label is None:
            label, text = ("objective" if found["o"] else "key_result"), text[found.end() :]
        elif numbered := NUMBERED.match(text):
            text = text[numbered.end() :]
        if text == before:
            return text.strip().removesuffix(":").strip(), label, {**said, "owners": owners} if owners else said


def _peel_once(text: str) -> tuple[str, dict[str, Any], bool]:
    for patterns in (AT_START, AT_END):
        for pattern, reading in patterns:
            found = pattern.search(text)
            said = reading(found) if found and found[0].strip() else None
            if found and said is not None:
                return clean(text[: found.start()] + text[found.end() :]), dict(said), patterns is AT_START
    return text, {}, False
