"""What one cell says of its item, by the field of its column.

An empty cell says nothing, `n/a` is said as such, and 0 is a figure: three things.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from events.terms import POINTS_LIMIT, Points
from services.histories.lines.roles import Role
from services.histories.pages.cells import said_in
from services.histories.tables.days import day_in
from services.histories.tables.fields import Field
from services.histories.tables.figures import figure_of

NOTHING = re.compile(r"n\.?/?a\.?|#n/a|not (?:applicable|tracked|measured|available)|untracked|no data", re.IGNORECASE)
DASH = re.compile(r"[-–—?]+|none|null|tbd|tbc", re.IGNORECASE)
EMAIL = re.compile(r"[^<(\[]*[<(\[]\s*([^\s<>()\[\]]+@[^\s<>()\[\]]+)\s*[>)\]]")
STATUSES: list[tuple[str, dict[str, Any]]] = [
    (r"(?:not|yet to|to be) (?:yet )?start(?:ed)?|new|open|active|published|draft|closed|ended|pending|planned", {}),
    (r"deleted|removed|discarded|discontinued|scrapped|withdrawn|won'?t do", {"closing": "dropped"}),
    (r"parked|suspended|on-hold|carried (?:over|forward)", {"closing": "deferred"}),
    (r"finished|succeeded|accomplished|met|hit", {"ticked": True}),
    (r"not (?:achieved|completed?|met|reached)|unsuccessful", {"grade": 0.0}),
]
ROLES: dict[Field, Role] = {"score": "value", "progress": "value", "confidence": "confidence", "grade": "grade"}


@lru_cache(maxsize=65536)
def said_of(
    field: Field, text: str, *, comma: bool = False, hundred: bool = False, ten: bool = False, first: bool | None = None
) -> dict[str, Any] | None:
    """What the cell says as fields of `Marks`; None where it cannot be used.

    `comma`: decimals follow one. `hundred`, `ten`: shares are counted to that. `first`: dates begin with the day. The
    answer is shared by all who ask the same, so it stays as it is.
    """
    if not text:
        return {}
    match field:
        case "owner":
            return _owner(text)
        case "priority":
            bare = re.match(r"(?:p\s?)?([0-4])\b(?!\s*[-–]?\s*\d)", text, re.IGNORECASE)
            return said_in("priority", text) or ({"priority": f"p{bare[1]}"} if bare else None)
        case "status":
            parted = re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", text)
            words = text if parted == text else parted.capitalize()
            known = next((said for look, said in STATUSES if re.fullmatch(look, words, re.IGNORECASE)), None)
            return said_in("status", words) if known is None else dict(known)
        case "due":
            day = day_in(text, first)
            return {} if DASH.fullmatch(text) else None if day is None else {"due": day}
        case "points":
            return _points(text, comma)
        case "note":
            return {} if DASH.fullmatch(text) else {"note": " ".join(text.split())[:500]}
        case "measured_in":
            return {"measured_in": text[:60]}
        case "progress" | "score" | "confidence" | "grade":
            return _share(field, text, comma, 100 if hundred else 10 if ten else 1)
        case _:
            return {}


def _owner(text: str) -> dict[str, Any] | None:
    """An address stands for the part before its @, as a handle does."""
    people = [found[1] if (found := EMAIL.fullmatch(part)) else part for part in re.split(r"[;\n]|,(?=\s*\S+@)", text)]
    names = [re.sub(r"^([^@\s]+)@\S+$", r"\1", person.strip()) for person in people if person.strip()]
    return said_in("owner", ", ".join(names))


def _share(field: Field, text: str, comma: bool, whole: int) -> dict[str, Any] | None:
    role = ROLES[field]
    if NOTHING.fullmatch(text):
        return said_in(role, "n/a")
    if DASH.fullmatch(text):
        return {}
    figure = figure_of(text, comma)
    if figure is None or figure.unit not in (None, "%"):
        return said_in(role, text)
    share = figure.number / (100 if figure.unit == "%" else whole)
    most = 10.0 if field == "progress" and (whole == 100 or figure.unit == "%") else 1.0
    return {"share" if role == "value" else role: round(share, 6)} if 0 <= share <= most else None


def _points(text: str, comma: bool) -> dict[str, Any] | None:
    """A weight in percent is a share of its objective, and no number of points."""
    figure = figure_of(text, comma)
    if figure is None or figure.unit == "%" or not 0 <= figure.number <= POINTS_LIMIT:
        return {} if NOTHING.fullmatch(text) or DASH.fullmatch(text) else None
    points = Points(f"{figure.number:.2f}")
    return {"points": points} if float(points) == figure.number else None
