"""What an entry's marks come to, once all that is said of it is known."""

from __future__ import annotations

from msgspec.structs import replace

from services.histories.changes.quantity import measure_of
from services.histories.lines.attributes import Said
from services.histories.snapshot import Entry, Marks


def beside(said: Said, told: Marks) -> Said:
    """What is said beside what was said before: a further note does not take the first one away."""
    if "note" in said and told.note and told.note != said["note"]:
        return {**said, "note": f"{told.note}; {said['note']}"}
    return said


def settled(entry: Entry) -> Entry:
    """The entry; a figure is an amount only where there is a target to measure it by, else a share or a note."""
    marks = entry.marks
    if marks.amount is None or marks.target is not None or measure_of(entry.title) is not None:
        return entry
    if marks.share is not None:
        return replace(entry, marks=replace(marks, amount=None))
    note = "; ".join(part for part in (marks.note, f"current: {marks.amount:g}") if part)
    return replace(entry, marks=replace(marks, amount=None, note=note))
