"""What an entry says anew about the item that it is: each fact with what is then recorded of the item."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from events.facts import plan as planning
from events.facts.check_in import CheckInRecorded
from events.terms import Fact
from services.histories.changes.deadlines import due_in
from services.histories.changes.plan import DONE, SCORE, Item, measured
from services.histories.changes.wording import same_wording
from services.histories.snapshot import Entry

FIRST_TARGET = "the page gives it a target"
News = Iterator[tuple[Fact, dict[str, Any]]]


def changes_of(item: Item, entry: Entry, objective: str | None, middle: dt.date | None, reason: str | None) -> News:
    """What changed of an open item: where it stands, its words, target, date, priority and owner.

    `objective` is the one that it stands under now, None where it is not moved; `middle` the cycle's; `reason` why it
    has other words, where the page shows it. Formatting, punctuation and slips of spelling are no change; a tag or a
    column that is gone says nothing, an owner that is gone says "nobody".
    """
    marks = entry.marks
    if objective is not None and objective != item.objective:
        yield planning.KeyResultMoved(key_result=item.id, objective=objective), {"objective": objective}
    if not same_wording(item.title, entry.title):
        yield planning.CommitmentReworded(item=item.id, title=entry.title, reason=reason), {"title": entry.title}
    if item.kind == "key_result":
        yield from _aims(item, entry, middle)
    if marks.points is not None and marks.points != item.points:
        yield planning.CommitmentReweighted(item=item.id, points=marks.points), {"points": marks.points}
    if marks.priority and marks.priority != item.priority:
        yield planning.PriorityRelabelled(item=item.id, priority=marks.priority), {"priority": marks.priority}
    says = bool(marks.owners) or marks.owner_stated or not entry.row
    if says and (item.owner not in marks.owners if marks.owners else item.owner is not None):
        owner = marks.owners[0] if marks.owners else None
        yield planning.OwnerChanged(item=item.id, to=owner), {"owner": owner}


def _aims(item: Item, entry: Entry, middle: dt.date | None) -> News:
    """Another number of the same unit is another target; what is done or not, or scored, has no number to change.

    Where a column gives such a one a target, it is measured by that from then on.
    """
    now, before = measured(entry), item.measure
    if before not in (DONE, SCORE):
        if now.measured_in == before.measured_in and now.target != before.target:
            retargeted = planning.KeyResultRetargeted(key_result=item.id, target=now.target)
            yield retargeted, {"measure": replace(before, target=now.target)}
    elif entry.marks.target is not None:
        yield (
            planning.KeyResultRemeasured(
                key_result=item.id,
                measured_in=now.measured_in,
                start=now.start,
                target=now.target,
                reason=FIRST_TARGET,
            ),
            {"measure": now},
        )
    due = due_of(entry, middle)
    if due and due != item.due:
        yield planning.KeyResultRescheduled(key_result=item.id, due=due), {"due": due}


def due_of(entry: Entry, middle: dt.date | None) -> dt.date | None:
    """When the key result is due: by its column or tag, else by the one day in its words."""
    said = entry.marks.due
    return said or (due_in(entry.title, middle) if middle and entry.kind == "key_result" else None)


def check_in_of(item: Item, entry: Entry) -> News:
    """The check-in that the entry brings, where it says anything new of how the open key result stands.

    A tick is the whole target, a share its part, a tick taken back the start. An empty box says nothing, and so does a
    mark that is gone.
    """
    marks, recorded = entry.marks, dict[str, Any]()
    progress, start = marks.share, item.measure.start or 0.0
    if progress is None and marks.ticked is not None:
        progress = 1.0 if marks.ticked else 0.0 if item.progress == 1.0 else None
    value: float | None = None
    if marks.amount is not None and marks.amount != item.amount:
        value = recorded["amount"] = marks.amount
    elif marks.amount is None and progress is not None and progress != item.progress:
        value, recorded["progress"] = round(start + progress * (item.measure.target - start), 6), progress
    if marks.confidence is not None and marks.confidence != item.confidence:
        recorded["confidence"] = marks.confidence
    if marks.note is not None and marks.note != item.note:
        recorded["note"] = marks.note
    if recorded:
        told = {name: recorded[name] for name in ("confidence", "note") if name in recorded}
        yield CheckInRecorded(value=value, **told), recorded


def grade_of(item: Item, entry: Entry) -> News:
    """The grade that the entry gives, where it is another than before."""
    grade = entry.marks.grade if entry.kind == "key_result" else _objective_grade(entry)
    if grade is not None and grade != item.grade:
        graded = planning.KeyResultGraded(key_result=item.id, grade=grade)
        as_objective = planning.ObjectiveGraded(objective=item.id, grade=grade)
        yield graded if item.kind == "key_result" else as_objective, {"grade": grade}


def _objective_grade(entry: Entry) -> float | None:
    """An objective takes no check-in: what its heading scores is its grade."""
    return entry.marks.share if entry.marks.grade is None else entry.marks.grade


def committed(item: Item) -> Fact:
    """The fact that puts the item into the plan."""
    if item.kind == "objective":
        return planning.ObjectiveCommitted(
            objective=item.id, title=item.title, owner=item.owner, priority=item.priority
        )
    assert item.objective is not None
    return planning.KeyResultCommitted(
        key_result=item.id,
        objective=item.objective,
        title=item.title,
        measured_in=item.measure.measured_in,
        start=item.measure.start,
        target=item.measure.target,
        due=item.due,
        points=item.points,
        owner=item.owner,
        priority=item.priority,
    )
