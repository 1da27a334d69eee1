"""The marks that stand at the beginning or the end of a line: one pattern each, and what it says."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from services.histories.lines.spans import clean
from services.histories.snapshot import Holder

NOT_OWNERS = frozenset(
    (
        *(
            "stretch",
            "new",
            "draft",
            "bonus",
            "optional",
            "moonshot",
            "roofshot",
            "committed",
            "aspirational",
            "okr",
            "kr",
        ),
        *("primary", "secondary", "main", "key", "top", "overall", "our", "the", "tbd", "tbc", "todo", "wip"),
    )
)
NOBODY = re.compile(r"[-–—?@\s]+|none|nobody|unassigned|n/?a|tb[adc]|to ?do", re.IGNORECASE)
HANDLE = r"@[\w.-]{0,60}\w"
HANDLES = re.compile(rf"(?:{HANDLE}[\s,&/+]{{0,4}}(?:and\s)?){{1,12}}")
Says = Callable[[re.Match[str]], dict[str, Any] | None]


def identity(name: str) -> Holder | None:
    """The id for a handle, a name or a team; None where no letter and no digit is left."""
    bare = name.strip().lstrip("@")
    found = re.sub(r"[^a-z0-9._-]+", "-", bare.casefold()).strip("-._")[:64]
    return Holder(found, bare) if found else None


def owners_in(text: str) -> tuple[Holder, ...]:
    """The ids of all that the text names, in its order, each once."""
    names = re.findall(r"@[\w.-]+", text) or re.split(r"\s*(?:,|;|/|\+|&|\band\b)\s*", text)
    return tuple(dict.fromkeys(found for name in names if (found := identity(name))))


def share_in(text: str) -> float | None:
    """The share that a text states: `50%`, `0.5`, `.5`, `1`, `5/10`; None for anything else, also beyond 0 to 1."""
    found = re.fullmatch(
        r"(?P<n>\d{1,3}(?:[.,]\d+)?|[.,]\d+)\s*(?P<p>%)?(?:\s*/\s*(?P<of>\d{1,4}(?:\.\d+)?)\s*(?:done)?)?", text.strip()
    )
    if found is None:
        return None
    number = float(found["n"].replace(",", "."))
    whole = 100.0 if found["p"] else float(found["of"] or 1)
    return number / whole if whole and number <= whole else None


def _team(found: re.Match[str]) -> dict[str, Any] | None:
    name = found[1]
    if name.casefold() in NOT_OWNERS or not re.search(r"[A-Z]", name) or re.fullmatch(r"[QH][1-4]", name):
        return None
    return {"owners": owners_in(name), "owner_stated": True}


def _percent(found: re.Match[str]) -> dict[str, Any] | None:
    share = share_in(found[1])
    return None if share is None else {"share": share}


def _owner(found: re.Match[str]) -> dict[str, Any] | None:
    owners = owners_in(found[1])
    return {"owners": owners, "owner_stated": True} if owners else None


def _says(**marks: Any) -> Says:
    return lambda found: marks


PRIORITY = r"p\s?([0-4])"
UNDECIDED = r"[\[(`]?p[x?][\])`]?"
STATUS = (
    r"(?:wip|in[ -]progress|ongoing|started|blocked|at risk|on track|off track|delayed|partially(?: done)?|partial)"
)
ENDS: list[tuple[str, Says]] = [
    (rf"[\[(]{PRIORITY}[\])]", lambda found: {"priority": f"p{found[1]}"}),
    (r"[\[(](\d{1,3}(?:\.\d+)?\s*%)(?:\s*(?:done|complete[d]?))?[\])]", _percent),
    (r"[\[(](?:score:?\s*)?([01]?\.\d+)[\])]", _percent),
    (r"[\[(]?not[ -]done[\])]", _says(grade=0.0)),
    (r"[\[(](?:done|complete[d]?|achieved)[\])]", _says(ticked=True)),
    (r"[\[(](?:dropped|cancel+ed|abandoned|descoped|won'?t do)[\])]", _says(closing="dropped")),
    (
        r"[\[(](?:deferred|postponed|paused|(?:moved|pushed|deferred|postponed) to [^\])]{1,40})[\])]",
        _says(closing="deferred"),
    ),
    (rf"[\[(]\s*({STATUS}\b[^\[\]()]{{0,200}})[\])]", lambda found: {"note": clean(found[1])}),
    (r"[\[(](n/?a)[\])]", _says(note="n/a")),
    (r"[\[(](?:owners?|lead|dri|assignee):?\s+([^\])]{1,80})[\])]", _owner),
    (rf"\(?((?:{HANDLE}[\s,&/]{{0,4}}(?:and\s)?){{1,12}})\)?", _owner),
    (r"@\?{1,3}", _says()),
    (r"[\[(](\d{1,4}(?:\.\d+)?\s?/\s?\d{1,4}(?:\.\d+)?)(?:\s*(?:done|complete[d]?))?[\])]", _percent),
    (r"\[([A-Za-z][\w&/+. -]{0,23})\]", _team),
    (r"[✅☑✔✓🟩]\ufe0f?", _says(ticked=True)),
    (r"[☐⬜]\ufe0f?", _says(ticked=False)),
    (r"[🚫❌✖✗✘]\ufe0f?", _says(grade=0.0)),
    (r"[🚧⏳🔄]\ufe0f?", _says(note="in progress")),
    (r"([🟢🟡🟠🔴])\ufe0f?", lambda found: {"note": found[1]}),
]
BARE: list[tuple[str, Says]] = [
    (r"(?:(?<=\s)|^)NOT DONE", _says(grade=0.0)),
    (r"(?:(?<=\s)|^)(WIP\s?\??)", lambda found: {"note": clean(found[1])}),
    (r"(?:(?<=\s)|^)[-–—:]?\s*DONE", _says(ticked=True)),
    (r"(?<=[.;:,])\s(\d{1,3}(?:\.\d+)?\s?%)\s(?:done|complete[d]?|achieved)", _percent),
]

GAP, REST = r"[\s|·–—-]{0,4}", r"[\s.,;]{0,4}$"
AT_START = [(re.compile(rf"^{sign}[:\s–—-]{{0,4}}(?!\w{{0,40}}\()", re.IGNORECASE), says) for sign, says in ENDS]
AT_START.append(
    (re.compile(rf"^{PRIORITY}\s*[:–—-]+(?:\s+|$)", re.IGNORECASE), lambda found: {"priority": f"p{found[1]}"})
)
AT_START.append((re.compile(rf"^{PRIORITY}$", re.IGNORECASE), lambda found: {"priority": f"p{found[1]}"}))
AT_START.append((re.compile(rf"^{UNDECIDED}\s*[:–—-]+\s+", re.IGNORECASE), _says()))
AT_END = [(re.compile(rf"(?<![\w\]]){GAP}{sign}{REST}", re.IGNORECASE), says) for sign, says in ENDS]
AT_END += [(re.compile(rf"(?<=\])\s{{0,4}}{sign}{REST}", re.IGNORECASE), says) for sign, says in ENDS]
AT_END += [(re.compile(rf"{sign}{REST}"), says) for sign, says in BARE]


def marked_at_end(text: str) -> bool:
    """Whether a mark stands at the end of the text."""
    return any((found := pattern.search(text)) and found[0].strip() and says(found) for pattern, says in AT_END)
