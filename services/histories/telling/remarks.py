"""What is said of a version beside its events: what was taken for granted, and what could not be placed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from services.histories.cycles import Cycle
from services.histories.snapshot import Entry, Unread
from services.histories.sources.version import Version

LATE_DAYS = 14
NO_CYCLE = (
    "no version says which quarter it is about, in a title such as '# OKRs 2019 Q1' or a path such as okrs/2019-q1.md; "
    "name it with --cycle 2019-q1"
)
NO_PLAN = "no version holds a plan: expected headings with list items or tables of key results below them"


def without_cycle(entry: Entry) -> Unread:
    """The entry's line, listed as about no cycle."""
    return Unread(line=entry.line, end=entry.line, why="nothing says which cycle this is about", text=entry.title[:100])


def taken_for_granted(version: Version, cycle: Cycle, opened: Sequence[str]) -> Iterator[str]:
    """What was guessed about the cycle, and that a plan comes so late that it may count as a change."""
    if cycle.guessed:
        yield f"{cycle.id}: {cycle.guessed}"
    late = (version.landed.date() - cycle.start).days
    if cycle.id in opened and late > LATE_DAYS:
        yield f"{cycle.id}: first seen {late} days after its start; what comes after a baseline counts as added later"
