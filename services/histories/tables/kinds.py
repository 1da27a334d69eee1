"""The words by which a table says whether a row is an objective, a key result, or nothing that a plan keeps."""

from __future__ import annotations

import re
from typing import Literal

from services.histories.snapshot import Kind

RowKind = Kind | Literal["other"]
KINDS: list[tuple[RowKind, str]] = [
    ("key_result", r"(?:.* )?(?:key ?results?|krs?|milestones?|metrics?|kpis?|measures?|targets?)"),
    ("objective", r"(?:.* )?(?:objectives?|goals?|obj|o)"),
    ("other", r"(?:.* )?(?:initiatives?|projects?|tasks?|actions?|to ?dos?|epics?|stor(?:y|ies)|deliverables?)"),
]


def kind_in(text: str) -> RowKind | None:
    """The kind that the words name: `Key Result`, `keyResult`, `KR`, `Company goal`, `Initiative`."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    name = " ".join(re.findall(r"[^\W\d_]+", parted.casefold()))
    return next((kind for kind, words in KINDS if re.fullmatch(words, name)), None) if len(name) < 40 else None


def is_kind(text: str) -> bool:
    return kind_in(text) is not None
