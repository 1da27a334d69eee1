"""What the heading of a column, or the name in `Name: value`, says about the values that stand under it."""

from __future__ import annotations

import re
from collections.abc import Container
from typing import Literal

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
    "kind",
]
HEADINGS: list[tuple[Role, str]] = [
    ("number", r"#|no\.?|nr\.?|id|kr ?(?:#|no\.?|id)"),
    ("due", r"due(?: date)?|(?:end|target) date|deadline|by when|eta|when"),
    ("grade", r".*\b(?:final|grade)\b.*|end[- ]of[- ](?:quarter|cycle)(?: score)?|end[- ]q(?:uarter)?(?: .*)?"),
    ("confidence", r".*\b(?:projected|projection|forecast|confidence|expected)\b.*"),
    ("value", r".*\b(?:mid|score|progress|current|so far|actual|% ?(?:done|complete))\b.*|mid.*|%|latest|now|after"),
    ("value", r"today|as of .*"),
    ("owner", r".*\b(?:assignees?|owners?|dri|leads?|responsible|who|champions?)\b.*"),
    ("priority", r".*\bprio(?:rity)?\b.*|p"),
    ("start", r"start(?:ing)?(?: value)?|baseline.*|from|before"),
    ("target", r"targets?(?: value)?|goal value|to"),
    ("status", r"(?:current )?status|state|rag|health"),
    ("objective", r"objectives?|goals?|okrs?"),
    ("kind", r"(?:item |okr )?(?:type|kind)|level"),
    ("title", r"objectives? ?(?:&|and|/|\+) ?(?:key[ -]?results?|krs?)"),
    (
        "title",
        r"(?:kr|key[ -]?results?|results?|what|title|description|outcomes?|initiatives?|measures?|metrics?)(?: .*)?",
    ),
]
NAMES: list[tuple[Role, str]] = [
    ("owner", r"(?:accountable |key result |kr |objective )?(?:owners?|assignees?|dri|leads?|responsible|champions?)"),
    ("priority", r"prio(?:rity)?"),
    ("value", r"(?:current|latest|mid-?q(?:uarter)?)(?: (?:score|progress|value))?|score|progress|actual|so far"),
    ("value", r"% ?(?:done|complete)"),
    ("confidence", r"(?:current )?confidence(?: level| score)?"),
    ("grade", r"(?:final )?grade|final score"),
    ("status", r"(?:current )?(?:status|state|health)"),
    ("start", r"start(?:ing)? value|baseline"),
    ("target", r"targets?(?: value)?"),
    ("due", r"due(?: date)?|deadline|eta|target date"),
]
"""Stricter than a column's headings: `Lead time: 3 days` is a promise, and no owner."""


def column_role(heading: str, taken: Container[Role | None]) -> Role | None:
    """The first role that the heading fits and that no other column has."""
    fits = (role for role, pattern in HEADINGS if re.fullmatch(pattern, heading.strip().casefold()))
    return next((role for role in fits if role not in taken), None)


def named_role(name: str) -> Role | None:
    """The role of the value in a line `Name: value`."""
    plain = name.strip().casefold()
    return next((role for role, pattern in NAMES if re.fullmatch(pattern, plain)), None)
