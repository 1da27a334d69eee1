"""What lies between two states of what stands around a plan: its key results' check-ins, and its cycle."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from projections.changes.change import Change
from projections.changes.difference import Difference, times
from projections.changes.wording import moment, moved, plain, quoted
from projections.folds.check_in import CheckIns
from projections.folds.cycle import Cycle, Review
from projections.folds.plan import Item
from projections.reports.wording import day, words


def of_check_ins(subject: str, item: Item | None, before: CheckIns, after: CheckIns) -> tuple[Difference, ...]:
    """What is different in how a key result stands: the latest value that was given, and the latest confidence."""
    id_ = subject.rsplit("/", 1)[1]
    title, unit = (item.title, item.measured_in) if item else (None, None)
    found = []
    for field, name in (("value", "Value"), ("confidence", "Confidence")):
        old, new = getattr(before, field), getattr(after, field)
        if old != new:
            now = moved(old, new, unit if field == "value" and new is not None else None)
            change = Change(subject, id_, field, plain(old), plain(new))
            says = f"{name} of {quoted(title or id_)} {now}"
            found.append(Difference(kind="checked_in", says=says, change=change, title=title))
    return tuple(found)


def of_cycle(subject: str, before: Cycle, after: Cycle) -> tuple[Difference, ...]:
    """What is different in a cycle itself: its days, whether it is closed, and its reviews."""
    found = list(_days(subject, before, after))
    for id_, review in after.reviews.items():
        found += _review(subject, before.reviews.get(id_), review)
    was, now = before.priorities_reviewed, after.priorities_reviewed
    if was != now:
        says = f"Priorities reviewed{times(now - was)}"
        found.append(_about(subject, "priorities_reviewed", says, "priorities_reviewed", was, now))
    return tuple(found)


def _days(subject: str, before: Cycle, after: Cycle) -> Iterator[Difference]:
    if before.start is None and after.start is not None:
        says = f"Cycle {quoted(after.name)} opened: {day(after.start)} to {day(after.end)}"
        yield _about(subject, "opened", says, "start", None, after.start)
    elif before.end != after.end:
        kind = "extended" if before.end and after.end and before.end < after.end else "shortened"
        says = f"Cycle {kind}: its end {moved(before.end, after.end)}"
        yield _about(subject, kind, says, "end", before.end, after.end)
    if before.closed != after.closed:
        yield _about(subject, "closed", "Cycle closed", "closed", before.closed, after.closed)


def _review(subject: str, known: Review | None, review: Review) -> Iterator[Difference]:
    name = f"Review {quoted(review.id)} ({words(review.kind)})"
    status = known.status if known else None
    if status != review.status:
        at = f" for {moment(review.at)}" if review.status == "scheduled" else ""
        says = f"{name} {review.status}{at}"
        yield _about(subject, f"review_{review.status}", says, "status", status, review.status, review.id)
    elif known and known.at != review.at:
        says = f"{name} rescheduled: {moment(known.at)} → {moment(review.at)}"
        yield _about(subject, "review_scheduled", says, "at", known.at, review.at, review.id)


def _about(
    subject: str, kind: str, says: str, field: str, before: Any, after: Any, item: str | None = None
) -> Difference:
    return Difference(kind=kind, says=says, change=Change(subject, item, field, plain(before), plain(after)))
