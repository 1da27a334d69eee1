"""What a column holds, by its header and by its values: a header is believed only where its values fit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from services.histories.cycles import names_only_a_cycle
from services.histories.tables.days import is_day
from services.histories.tables.fields import Field
from services.histories.tables.figures import is_figure
from services.histories.tables.kinds import is_kind

ID = r"(?:id|key|uid|uuid)"
ITEM = r"(?:okr|objective|goal|key result|kr|item|row|issue|record|external)"
VALUE = r"(?:value|amount|figure|metric|number|point|level)"
OF = r"(?:(?:metric|measure|kpi|kr|key result|value) )?"
GUESSES: list[tuple[Field, str]] = [
    ("parent", r"(?:.* )?parent(?: .*)?|align(?:ed|s)? (?:to|with)(?: .*)?|supports|belongs to"),
    ("id", rf"(?:{ITEM} )?{ID}"),
    ("number", r"#|no|nr|number|order|index|numbering|outline|wbs|" + ITEM + r" ?(?:#|no|nr|number)"),
    ("type", rf"(?:{ITEM} )?(?:type|kind)|level"),
    ("measured_in", r"measured in|(?:metric |measurement )?units?|units? of measure(?:ment)?|uom|currency|metric type"),
    ("start", rf"{OF}(?:start(?:ing)?|initial|base(?:line)?|from|begin(?:ning)?)(?: {VALUE})?"),
    ("target", rf"{OF}targets?(?: {VALUE})?|(?:end(?:ing)?|goal|desired|to) {VALUE}|{OF}(?:to|goal)"),
    ("current", rf"{OF}(?:current|latest|present|today|now|achieved)(?: {VALUE})?|actuals?(?: {VALUE})?|so far|value"),
    ("grade", r".*\b(?:final|grade|graded|eoq|end(?: of)?(?: the)? (?:q|quarter|cycle|period))\b.*"),
    ("start_date", r"(?:.* )?(?:start|begin)(?:s|ning)? (?:date|on|at|day)|start|begin|from"),
    ("due", r"(?:.* )?(?:due|deadline|by when|eta)(?: (?:date|on|at|by|day))?"),
    ("due", r"(?:.* )?(?:end|finish|target|completion|to)s? (?:date|on|at|by|day)|ends?|finish|to"),
    ("period", r"(?:.* )?(?:period|cycle|quarter|time ?frame|timeline|session|year)(?: name)?|q"),
    ("confidence", r".*\b(?:projected|projection|forecast|confidence|expected)\b.*"),
    ("progress", r"(?:.* )?(?:progress|completion|percent(?:age)?|attainment|done|completed?)(?: .*)?|%|.*% .*"),
    ("score", r".*\b(?:mid|score|rating|actual|current|so far)\b.*"),
    ("owner", r".*\b(?:assignees?|owners?|owned by|dri|leads?|responsible|who|champions?|accountable)\b.*|e ?mails?"),
    ("priority", r".*\bprio(?:rity)?\b.*|p"),
    ("points", r"(?:.* )?(?:weight(?:ing|age)?|points?|effort)"),
    ("status", r".*\b(?:status|state|rag|health)\b.*"),
    ("note", r"(?:.* )?(?:comments?|notes?|remarks?|updates?)"),
    ("team", r"(?:.* )?(?:team|entity|department|unit|group|scope)s?(?: name)?"),
    ("objective", r"(?:objectives?|goals?|obj|o)(?: (?:title|name|statement|text))?"),
    ("title", r"(?:krs?|key results?|results?)(?: (?:title|name|text|statement|description))?"),
    ("title", r"titles?|names?|summary|subject|what|items?|okrs?|outcomes?|initiatives?|measures?|statement|text"),
    ("title", r"metrics?|(?:krs?|key results?|results?|what|title|outcomes?) .*|description"),
]
PRIORITY = re.compile(r"(?:p\s?)?[0-4]|critical|highest|high|medium|low|lowest", re.IGNORECASE)
BY_LOOK: list[tuple[Field, str]] = [
    ("owner", r"[^@\s]+@[^@\s]+\.[^@\s]+(?:\s*[,;]\s*[^@\s]+@\S+)*|@[\w.-]+"),
    ("number", r"\d+(?:\.\d+)+\.?|\d{1,2}\.?"),
    ("priority", r"p\s?[0-4]|critical|highest|high|medium|low|lowest"),
    (
        "status",
        r"(?:not )?(?:started|done)|on track|at risk|off track|behind|in progress|completed?|open|closed|blocked",
    ),
    ("progress", r"\d{1,3}(?:[.,]\d+)?\s?%"),
]
"""What only one field looks like, for columns whose header says nothing."""


def words_of(header: str) -> str:
    """The header's words in lower case: `keyResultId`, `key_result_id` and `Key Result ID` are the same."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])", " ", header)
    return " ".join(re.findall(r"[^\W_]+|[%#]", parted.casefold()))


@lru_cache(maxsize=4096)
def named_by(header: str) -> tuple[Field, ...]:
    """The fields that the header may name, the likeliest first."""
    name = words_of(header)
    return tuple(field for field, named in GUESSES if re.fullmatch(named, name))


def by_header(header: str, values: Sequence[str], taken: Sequence[Field | None]) -> Field | None:
    """The first field, not taken yet, that the header names and whose look the values have; None where none is."""
    return next((field for field in named_by(header) if field not in taken and fits(field, values)), None)


def fits(field: Field, values: Sequence[str]) -> bool:
    """Whether any of the values can be what the field holds; an empty column can be anything."""
    match field:
        case "type":
            right = is_kind
        case "number":
            right = is_numbering
        case "period":
            right = names_only_a_cycle
        case "start_date" | "due" | "noted_on":
            right = is_day
        case "start" | "target" | "current" | "points":
            right = is_figure
        case "priority":
            right = is_priority
        case "note":
            # "Last update" is a remark in some tables, and in others only its day.
            return not values or not all(map(is_day, values))
        case _:
            return True
    return not values or any(right(value) for value in values)


def is_numbering(text: str) -> bool:
    return re.fullmatch(r"(?:[A-Za-z]{1,3}\s?)?\d+(?:\.\d+)*\.?", text) is not None


def is_priority(text: str) -> bool:
    return PRIORITY.search(text) is not None


def by_values(values: Sequence[str], taken: Sequence[Field | None]) -> Field | None:
    """The field that all of several values look like, where there is one."""
    if len(values) < 2:
        return None
    if "type" not in taken and all(map(is_kind, values)):
        return "type"
    if "period" not in taken and all(map(names_only_a_cycle, values)):
        return "period"
    if "due" not in taken and all(map(is_day, values)):
        return "due"
    return next(
        (f for f, look in BY_LOOK if f not in taken and all(re.fullmatch(look, v, re.IGNORECASE) for v in values)),
        None,
    )


def wordiness(values: Sequence[str]) -> float:
    """How much a column reads like titles: words a value, more for values that differ."""
    words = sum(len(re.findall(r"[^\W\d_]{2,}", value)) for value in values)
    return words / len(values) * len({*values}) / len(values) if values else 0.0
