"""What a value says of its item, once it is known what it is a value of."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from services.histories.day import day_of
from services.histories.lines.roles import Role
from services.histories.lines.signs import NOBODY, STATUS, owners_in, share_in
from services.histories.lines.spans import clean

PRIORITY_WORDS = {"critical": "p0", "highest": "p0", "high": "p1", "medium": "p2", "low": "p3", "lowest": "p4"}
SCORES: dict[Role | None, str] = {"value": "score", "confidence": "projected score", "grade": "final score"}
DONE = r"done|complete[d]?|achieved|finished|shipped|delivered|met"
STATUS_MARKS: list[tuple[str, dict[str, Any]]] = [
    (rf"{DONE}|[✅☑✔✓].*|x|yes", {"ticked": True}),
    (rf"not (?:{DONE})|missed|miss|failed|[🚫❌✗✘].*", {"grade": 0.0}),
    (r"dropped|cancel+ed|abandoned|descoped|won'?t do", {"closing": "dropped"}),
    (r"deferred|postponed|paused|on hold|(?:moved|pushed|deferred|postponed) to .+", {"closing": "deferred"}),
    (r"not started|open|to ?do|planned|[-–—?]+", {}),
]
PICTURES = re.compile(r"[\U0001f000-\U0001faff\u2190-\u2bff\ufe0f\s]+")
NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTHS = {name: nth for nth, name in enumerate(NAMES, 1)}
DATES = [
    re.compile(r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})"),
    re.compile(r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})"),
    re.compile(r"(?P<d>\d{1,2})(?:st|nd|rd|th)?[ -](?P<n>[a-z]{3})[a-z]*\.?,?[ -](?P<y>\d{4})", re.IGNORECASE),
    re.compile(r"(?P<n>[a-z]{3})[a-z]*\.? (?P<d>\d{1,2})(?:st|nd|rd|th)?,? (?P<y>\d{4})", re.IGNORECASE),
]
FIGURE = re.compile(
    r"[<>≤≥~]?=?\s?[$€£]?\s?(\d{1,12}(?:,\d{3})*(?:\.\d{1,6})?)\s?(?:([kKmM])\b)?\s?(?:%|\+)?(?:\s[^\W\d_]+){0,2}"
)


def value_of(role: Role | None, text: str) -> dict[str, Any] | None:
    """What the value says, in marks; None where it cannot be used. `n/a` is noted as such, a dash says nothing."""
    if re.fullmatch(r"n\.?/?a\.?|not applicable", text, re.IGNORECASE):
        return {"note": f"{SCORES[role]}: n/a"} if role in SCORES else {}
    match role:
        case "number":
            return {}
        case "owner":
            return {"owners": () if NOBODY.fullmatch(text) else owners_in(text), "owner_stated": True}
        case "priority":
            found = PRIORITY_WORDS.get(text.casefold()) or (f"p{text}" if re.fullmatch("[0-4]", text) else None)
            found = found or (text.casefold() if re.fullmatch("[pP][0-4]", text) else None)
            return {"priority": found} if found else None
        case "value" | "confidence" | "grade":
            return _score(role, text)
        case "status":
            return status_of(text)
        case "start" | "target":
            figure = figure_in(text)
            unit = re.search(r"[%$€£]", text)
            return None if figure is None else {role: figure} | ({"measured_in": unit[0]} if unit else {})
        case "due":
            day = date_in(text)
            return None if day is None else {"due": day}
        case _:
            return None


def _score(role: Role, text: str) -> dict[str, Any] | None:
    if re.fullmatch(r"[-–—?]+|tbd", text, re.IGNORECASE):
        return {}
    number, picture = _apart(text)
    share = share_in(number)
    if share is not None:
        note = {"note": picture} if picture and role == "value" else {}
        return {"share" if role == "value" else role: share} | note
    if role == "confidence" and re.fullmatch(r"(?:very )?(?:high|medium|med|low)", number, re.IGNORECASE):
        return {"note": f"confidence: {number.casefold()}"}
    known = status_of(text) if role == "value" and not re.search(r"\d", text) else {"note": ""}
    return None if "note" in known and not re.fullmatch(STATUS, text, re.IGNORECASE) else known


def _apart(text: str) -> tuple[str, str]:
    """The text without the pictures at its ends, and these."""
    pictures = [found for found in PICTURES.findall(text) if found.strip()]
    return clean(PICTURES.sub(" ", text)), clean("".join(pictures))


def status_of(text: str) -> dict[str, Any]:
    """How an item stands, in words, a share or both; what is neither is a note."""
    words = clean(text).rstrip(".,;! ")
    for said in (words, _apart(words)[0]):
        for pattern, marks in STATUS_MARKS:
            if re.fullmatch(pattern, said, re.IGNORECASE):
                return marks
    leading = re.match(
        rf"(\d{{1,3}}(?:\.\d+)?\s?%|\d{{1,4}}/\d{{1,4}}|[01]?\.\d+)(?:\s*(?:{DONE}))?(?![\w%/])", words, re.IGNORECASE
    )
    share = share_in(leading[1]) if leading else share_in(words)
    if share is None:
        first = re.split(r"[.,;:]\s|\s[-–—]\s|\s\(", words, maxsplit=1)[0]
        return {"note": words[:200]} if first == words else status_of(first) | {"note": words[:200]}
    rest = words[leading.end() :].strip(" .,;:–—-()") if leading else ""
    return {"share": share} | ({"note": rest[:200]} if rest else {})


def figure_in(text: str) -> float | None:
    """The one number that the text is, with at most a comparison, a currency or a percent sign around it."""
    found = FIGURE.fullmatch(text.strip())
    if found is None:
        return None
    return float(found[1].replace(",", "")) * {"k": 1e3, "m": 1e6}.get((found[2] or "").casefold(), 1.0)


def date_in(text: str) -> dt.date | None:
    """The day that the text names, in one of the ways that leave no doubt which number is the month."""
    for form in DATES:
        found = form.fullmatch(text.strip())
        if found:
            said = found.groupdict()
            month = int(said["m"]) if said.get("m") else MONTHS.get((said.get("n") or "").casefold(), 0)
            return day_of(int(said["y"]), month, int(said["d"]))
    return None
