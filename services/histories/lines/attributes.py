"""Lines and ends of lines that name a value of an item: `Owner: Jane`, `… — Status: 40% — @jane`, `… => done`."""

from __future__ import annotations

import re
from typing import Any

from services.histories.lines.roles import Role, named_role
from services.histories.lines.signs import HANDLES, STATUS, marked_at_end, owners_in, share_in
from services.histories.lines.spans import clean
from services.histories.lines.terms import ANNOUNCEMENT
from services.histories.lines.values import DONE, figure_in, status_of, value_of

NAMED = re.compile(r"([A-Za-z%][A-Za-z %-]{1,24}?)\s*[:：]\s*(.*)")
AMOUNT = re.compile(r"current(?: value)?|actual|latest|so far|now|after|today|as of .*", re.IGNORECASE)
SHARE = re.compile(r"%|^0?[.,]\d")
PARTS = re.compile(r"\s+[|·•]\s+|\s*;\s+")
RESULT = re.compile(r"\s*=>\s*")
SEPARATOR = re.compile(r"(?:^|\s+)(?:[—–|·]|--?)\s+|(?<=[.!?])\s+|\s*[|;]\s+")
BRACKETS = re.compile(r"\s*[\[(]([^()\[\]]{2,160})[\])][\s.]*$")
STANDS = re.compile(
    rf"(?:{STATUS}|{DONE}|not (?:started|{DONE})|dropped|cancel+ed|deferred|postponed|off[ -]track)", re.IGNORECASE
)
SHARE_DONE = re.compile(rf"(?:score:?\s*)?(\d{{1,3}}(?:\.\d+)?\s?%)\s*(?:{DONE})", re.IGNORECASE)
FURTHEST = 6
"""Separators from the end that are looked at: more marks than that no line has."""
Said = dict[str, Any]


def attribute(text: str) -> tuple[Role, Said | None] | None:
    """The role that a line `Name: value` gives its value, and what it says; None for any other line."""
    found = NAMED.fullmatch(text)
    role = named_role(found[1]) if found else None
    if found is None or role is None:
        return None
    value = clean(found[2].strip("`*_ "))
    amount = figure_in(value) if AMOUNT.fullmatch(found[1].strip()) else None
    share = share_in(value) if amount is None or SHARE.search(value) else None
    if amount is not None:
        return role, {"amount": amount} | ({} if share is None else {"share": share})
    return role, value_of(role, value) if value else {}


def attributes(text: str) -> list[tuple[Role, Said | None]] | None:
    """Those of a line that is nothing else, several of them parted by `|`, `·` or `;`; else None."""
    found = [attribute(part.strip()) for part in PARTS.split(text.strip(" |"))]
    known = [each for each in found if each is not None]
    return known if len(known) == len(found) else None


def tail_of(text: str) -> tuple[str, Said] | None:
    """The text without the marks behind its last separators, and what they say; None where there are none.

    A share or a score alone may be part of the promise ("NPS — 40%"): it counts behind `=>`, or beside a mark that
    can be nothing else.
    """
    kept: Said = {}
    cut, clear, end = len(text), False, len(text)
    for separator in reversed([*SEPARATOR.finditer(text)][-FURTHEST:]):
        part = _part(text[separator.end() : end])
        if part is None or (not separator[0].strip() and not part[2]):
            break
        cut, end = separator.start(), separator.start()
        kept, clear = {**part[0], **kept}, clear or part[1]
    if cut < len(text) and (clear or (kept and marked_at_end(text[:cut]))):  # `Status: not started` says nothing yet
        return _beside(text[:cut], kept)
    arrow = RESULT.search(text)
    if arrow and arrow.start() and arrow.end() < len(text):
        return _beside(text[: arrow.start()], status_of(text[arrow.end() :]))
    return None


def _beside(text: str, said: Said) -> tuple[str, Said]:
    """The two; a percentage beside a promise in percent may be its value as well as its progress: it is noted alone."""
    if "share" in said and "amount" not in said and "%" in text:
        share, said = said["share"], {name: value for name, value in said.items() if name != "share"}
        said["note"] = f"{share:.0%}" + (f"; {said['note']}" if "note" in said else "")
    return text, said


def brackets_of(text: str) -> tuple[str, Said] | None:
    """The text without the brackets at its end, where these hold several marks; what they say."""
    brackets = BRACKETS.search(text)
    parts = re.split(r"\s*[,;|]\s+", brackets[1]) if brackets and brackets.start() else []
    said = _all(parts) if len(parts) > 1 else None
    return (text[: brackets.start()], said) if brackets and said else None


def _all(parts: list[str]) -> Said | None:
    found = [_part(part) for part in parts]
    known = [part for part in found if part is not None]
    if len(known) < len(found) or not any(clear for _, clear, _ in known):
        return None
    said: Said = {}
    for more, _, _ in known:
        said |= more
    return said


def _part(text: str) -> tuple[Said, bool, bool] | None:
    """What a part of a line's end says, whether it can be nothing else, and whether it names what it is."""
    plain = text.strip(" .,;*_`")
    named = attribute(plain)
    if named is not None:
        return None if named[1] is None else (named[1], True, True)
    if HANDLES.fullmatch(plain):
        return {"owners": owners_in(plain), "owner_stated": True}, True, False
    if priority := re.fullmatch(r"\[?p([0-4])\]?", plain, re.IGNORECASE):
        return {"priority": f"p{priority[1]}"}, True, False
    if done := SHARE_DONE.fullmatch(plain):
        share = share_in(done[1])
        return None if share is None else ({"share": share}, True, False)
    if STANDS.fullmatch(plain):
        return status_of(plain), True, False
    share = share_in(plain) if re.search(r"[%./]", plain) else None
    return None if share is None else ({"share": share}, False, False)


def lines_of(raw: str) -> tuple[str, list[Said]]:
    """The raw text of an item without the lines, after its first, that name values or key results; what they say."""
    first, *more = raw.split("\n")
    kept, said = [first], list[Said]()
    for line in more:
        found = attributes(clean(re.sub(r"[*_`]", "", line)))
        if ANNOUNCEMENT.fullmatch(line):
            continue
        if found and all(values is not None for _, values in found):
            said += [values for _, values in found if values]
        else:
            kept.append(line)
    return "\n".join(kept), said
