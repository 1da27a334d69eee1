"""Percentages right behind labels, `KR 1.2 (30%) …`: weights, where they share out their objective."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from services.histories.snapshot import Entry

WEIGHTS = "percentages behind the labels of key results come to 100 for each objective: weights, and not used"
FEWEST = 3
"""Two figures come to 100 by chance."""


def without_weights(entries: Sequence[Entry], led: Mapping[int, float]) -> tuple[list[Entry], bool]:
    """The entries without weights taken for progress, and whether there were any; `led` has each such share.

    They are weights where those of most objectives come to 100 %, and none of them is nothing or all.
    """
    families: dict[int | None, list[int]] = {}
    for at, entry in enumerate(entries):
        if entry.kind == "key_result" and entry.marks.closing is None:
            families.setdefault(entry.objective, []).append(at)
    counted = [family for family in families.values() if len(family) > 1 and any(at in led for at in family)]
    whole = [family for family in counted if _shared_out([led.get(at, 0.0) for at in family])]
    if len(whole) * 2 <= len(counted) or sum(map(len, whole)) < FEWEST:
        return list(entries), False
    return [_without(entry, led.get(at)) for at, entry in enumerate(entries)], True


def _shared_out(shares: Sequence[float]) -> bool:
    return all(0 < share < 1 for share in shares) and math.isclose(sum(shares), 1, abs_tol=0.011)


def _without(entry: Entry, weight: float | None) -> Entry:
    """A share that a dated remark gave since is not the weight."""
    if weight is None or entry.marks.share != weight:
        return entry
    return replace(entry, marks=replace(entry.marks, share=None))
