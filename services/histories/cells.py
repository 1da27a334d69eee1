"""What one cell of a table says, by its look and by the role of its column."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, Literal

from services.histories.marks import read_marks
from services.histories.signs import owners_in, share_in
from services.histories.spans import read_line

Role = Literal[
    "number",
    "objective",
    "title",
    "owner",
    "priority",
    "value",
    "confidence",
    "grade",
    "status",
    "start",
    "target",
    "due",
]
PRIORITY_WORDS = {"critical": "p0", "highest": "p0", "high": "p1", "medium": "p2", "low": "p3", "lowest": "p4"}
SCORES: dict[Role | None, str] = {"value": "score", "confidence": "projected score", "grade": "final score"}
STATUS_MARKS: list[tuple[str, dict[str, Any]]] = [
    (r"done|complete[d]?|achieved|✅.*|x", {"ticked": True}),
    (r"not done|missed|failed|🚫.*|❌.*", {"grade": 0.0}),
    (r"dropped|cancel+ed|abandoned|descoped", {"closing": "dropped"}),
    (r"deferred|postponed|paused|on hold|(?:moved|pushed) to .+", {"closing": "deferred"}),
    (r"not started|open|-|–|—", {}),
]


def said_in(role: Role | None, cell: str) -> dict[str, Any] | None:
    """What one cell says, by its look and then by its column; None where it cannot be used."""
    marked, text = read_marks(cell), read_line(cell).text
    if not text and marked.marks.priority is None:
        return {}
    if marked.marks.priority and not marked.title:
        return {"priority": marked.marks.priority}
    if bare := re.fullmatch(r"p\s?([0-4])", text, re.IGNORECASE):
        return {"priority": f"p{bare[1]}"}
    if marked.marks.owners and not marked.title and text.lstrip("(").startswith("@"):
        return {"owners": marked.marks.owners, "owner_stated": True}
    if re.fullmatch(r"n\.?/?a\.?|not applicable", text, re.IGNORECASE):
        return {"note": f"{SCORES[role]}: n/a"} if role in SCORES else {}
    return _by_role(role, text)


def _by_role(role: Role | None, text: str) -> dict[str, Any] | None:
    match role:
        case "number":
            return {}
        case "owner":
            owners = () if re.fullmatch(r"[-–—?]+|none|nobody|unassigned", text, re.IGNORECASE) else owners_in(text)
            return {"owners": owners, "owner_stated": True}
        case "priority":
            found = PRIORITY_WORDS.get(text.casefold()) or (f"p{text}" if re.fullmatch("[0-4]", text) else None)
            return {"priority": found} if found else None
        case "value" | "confidence" | "grade":
            share = share_in(text)
            name = "share" if role == "value" else role
            return ({} if re.fullmatch(r"[-–—?]+", text) else None) if share is None else {name: share}
        case "status":
            known = next((marks for pattern, marks in STATUS_MARKS if re.fullmatch(pattern, text, re.IGNORECASE)), None)
            return _progress(text) if known is None else known
        case "start" | "target":
            figure = figure_in(text)
            return None if figure is None else {role: figure}
        case "due":
            return _due(text)
        case _:
            return None


def _progress(text: str) -> dict[str, Any]:
    share = share_in(text)
    return {"note": text} if share is None else {"share": share}


def _due(text: str) -> dict[str, Any] | None:
    try:
        return {"due": dt.date.fromisoformat(text)}
    except ValueError:
        return None


def figure_in(text: str) -> float | None:
    found = re.fullmatch(r"[$€£]?\s?(\d{1,12}(?:,\d{3})*(?:\.\d{1,6})?)\s?%?", text.strip())
    return float(found[1].replace(",", "")) if found else None
