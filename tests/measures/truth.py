"""What a careful reader found changed in a history: the rows, and which events tell each kind of them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec
from msgspec import Struct

COMMITTED = frozenset(("objective.committed", "key_result.committed"))
STANDING = frozenset(("check_in.recorded", "key_result.graded", "objective.graded"))
WORDS = frozenset(("commitment.reworded", "key_result.retargeted", "key_result.remeasured"))
GONE = frozenset(("commitment.dropped", "commitment.deferred", "key_result.replaced"))
TOLD_BY: dict[str, frozenset[str]] = {
    "plan_published": frozenset(("cycle.opened",)),
    "objective_added": frozenset(("objective.committed",)),
    "kr_added": frozenset(("key_result.committed",)),
    "kr_promoted_to_objective": COMMITTED | GONE,
    "objective_dropped": GONE,
    "kr_dropped": GONE,
    "objective_deferred": GONE,
    "kr_deferred": GONE,
    "reinstated": frozenset(("commitment.reinstated",)),
    "objective_reworded": WORDS,
    "kr_reworded": WORDS,
    "kr_reworded_and_completed": WORDS | STANDING,
    "target_changed": WORDS,
    "rescheduled": frozenset(("key_result.rescheduled", "commitment.reworded")),
    "priority_changed": frozenset(("priority.relabelled", "priority.ranked")),
    "reranked": frozenset(("priority.ranked",)),
    "reordered": frozenset(("priority.ranked", "key_result.moved")) | STANDING,
    "owner_changed": frozenset(("owner.changed",)),
    "kr_moved": frozenset(("key_result.moved",)),
    "kr_split": COMMITTED | WORDS | GONE,
    "kr_merged": WORDS | GONE,
    "scored": STANDING,
    "progress_updated": STANDING,
    "status_changed": STANDING,
}
SILENT = "cosmetic"


class Row(Struct, kw_only=True):
    """What the reader found of an item: when it was written, and when it landed on the main line, where that is known.

    `quarter` is the cycle that it is about. `before` and `after` quote the page.
    """

    id: str
    quarter: str
    kind: str
    item: str
    date: dt.datetime
    landed_on_main: dt.datetime | None = None
    before: str | None = None
    after: str | None = None

    @property
    def cycle(self) -> str:
        """The id of the cycle that the row is about."""
        return self.quarter.casefold()

    @property
    def told_by(self) -> frozenset[str]:
        """The types of the events that tell such a row."""
        return TOLD_BY[self.kind]

    @property
    def quotes(self) -> list[str]:
        """The words by which its item is known: its name, and what the page says of it before and after."""
        return [self.item, *(line for said in (self.after, self.before) if said for line in said.split("\n"))]


def rows_of(folder: Path) -> list[Row]:
    """The rows of every `truth-*.jsonl` in the folder, in their order."""
    files = sorted(folder.glob("truth-*.jsonl"))
    return [msgspec.json.decode(line, type=Row) for file in files for line in file.read_bytes().splitlines() if line]
