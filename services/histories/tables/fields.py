"""The fields that a column of a table can hold; `--columns` names them, and so do the layouts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

from services.histories.tables.sheet import LONGEST_CELL

Field = Literal[
    "title",
    "objective",
    "type",
    "id",
    "key",
    "parent",
    "number",
    "owner",
    "period",
    "start_date",
    "due",
    "start",
    "target",
    "current",
    "measured_in",
    "progress",
    "score",
    "confidence",
    "grade",
    "status",
    "priority",
    "points",
    "note",
    "noted_on",
    "team",
]
FIELDS: tuple[Field, ...] = get_args(Field)
UNUSED: frozenset[Field] = frozenset(("start_date", "team"))
"""What is known for what it is and has no place in a plan of one unit."""
SHARES: tuple[Field, ...] = ("progress", "score", "confidence", "grade")
FIGURES: tuple[Field, ...] = ("start", "target", "current", "points", *SHARES)
MEANING: dict[Field, str] = {
    "title": "the words of the objective or key result",
    "objective": "the objective that the row's key result stands under",
    "type": "whether the row is an objective or a key result",
    "id": "the row's own id, which parents refer to",
    "key": "an id by which the row is known again in the next export",
    "parent": "what the row stands under: ids, numbers or titles",
    "number": "a numbering such as 1 and 1.1, which shows what stands under what",
    "owner": "who answers for it",
    "period": "the cycle it belongs to",
    "start_date": "its first day (not used)",
    "due": "its last day",
    "start": "the figure it started from",
    "target": "the figure it shall reach",
    "current": "the figure it stands at",
    "measured_in": "the unit of its figures",
    "progress": "how much of the way is done",
    "score": "a score in the course of the cycle",
    "confidence": "how likely it is thought to be reached",
    "grade": "the final score",
    "status": "a word on how it stands",
    "priority": "its priority",
    "points": "its weight",
    "note": "a remark on how it stands",
    "noted_on": "the day of a check-in; the last of several counts",
    "team": "the team or entity (not used)",
}


def check_fields(columns: Mapping[str, object]) -> str | None:
    """What is wrong with what the importer says about columns, and what would be accepted; None where nothing is."""
    for field, header in columns.items():
        if field not in FIELDS:
            return f"no field {field!r}; the fields are {', '.join(FIELDS)}"
        if not isinstance(header, str) or not header.strip():
            return f"the field {field!r} has {repr(header)[:100]}; expected the header of a column, as text"
        if len(header) > LONGEST_CELL:
            return f"the field {field!r} has a header of more than {LONGEST_CELL:,} characters; no column has"
    return None
