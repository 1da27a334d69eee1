"""What happened to a cycle and its reviews, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from events.catalogue import Event
from events.facts import cycle as facts
from projections.changes.change import Change, Told
from projections.changes.wording import listed, moment, plain, quoted
from projections.folds.cycle import Cycle, Review
from projections.reports.wording import counted, words

FIELDS = ("name", "kind", "start", "end", "check_in_every_days", "closed", "priorities_reviewed")
REVIEW = ("kind", "at", "required", "units", "status", "held_at", "attendees")


def told(event: Event, before: Cycle, after: Cycle) -> Told:
    """The event of a cycle."""
    says, why = _sentence(event, before)
    items: tuple[str, ...] = ()
    if isinstance(event.data, facts.PrioritiesReviewed):
        items = tuple(dict.fromkeys([*event.data.kept, *event.data.changed, *event.data.stopped]))
    if len(after.ignored) > len(before.ignored):
        return Told(f"{says} (changed nothing: {why})", (), items)
    return Told(says, tuple(_changes(event, before, after)), items)


def _sentence(event: Event, before: Cycle) -> tuple[str, str]:
    """What happened, and why it would have changed nothing."""
    cycle = quoted(before.name or event.subject.split("/")[1])
    match event.data:
        case facts.CycleOpened() as fact:
            kind = f"a {fact.kind}" if fact.kind != "half" else "a half-year"
            every = f"check-ins every {counted(fact.check_in_every_days, 'day')}"
            return (
                f"Cycle {quoted(fact.name)} opened: {fact.start} to {fact.end}, {kind}, {every}",
                "it was open before",
            )
        case facts.CycleExtended() as fact:
            end = f"its end {before.end} → {fact.end}" if before.end else f"to {fact.end}"
            return f"Cycle {cycle} extended: {end}, approved by {fact.approved_by}", "it was never opened"
        case facts.CycleClosed():
            return f"Cycle {cycle} closed", "it was closed before"
        case facts.PrioritiesReviewed() as fact:
            groups = {"kept": fact.kept, "changed": fact.changed, "stopped": fact.stopped}
            found = "; ".join(f"{verb} {listed(items)}" for verb, items in groups.items() if items)
            return f"Priorities reviewed in {quoted(fact.review)}: {found or 'none named'}", ""
        case facts.ReviewScheduled() as fact:
            verb = "rescheduled" if fact.review in before.reviews else "scheduled"
            needs = f", required: {listed(fact.required)}" if fact.required else ""
            return f"Review {quoted(fact.review)} ({words(fact.kind)}) {verb} for {moment(fact.at)}{needs}", ""
        case facts.ReviewHeld() as fact:
            return _held(fact, before.reviews.get(fact.review)), ""
        case facts.ReviewMissed(review=review):
            status = before.reviews[review].status if review in before.reviews else ""
            return f"Review {quoted(review)} missed", f"it was {status} before" if status else "there is no such review"
        case facts.ReviewCancelled(review=review):
            return f"Review {quoted(review)} cancelled", "there is no such review"
    raise TypeError(f"no sentence for {event.type}")


def _held(fact: facts.ReviewHeld, review: Review | None) -> str:
    """`Review “mid” held with 3 of 4 required, 1 of them by a delegate`."""
    if review is None:
        return f"Review {quoted(fact.review)}, which nobody had scheduled, held with {_people(len(fact.attendees))}"
    if not review.required:
        return f"Review {quoted(fact.review)} held with {_people(len(fact.attendees))}"
    came = [person for person in review.required if person in fact.attendees]
    sent = [person for person in review.required if person not in fact.attendees and person in fact.delegates]
    delegates = f", {len(sent)} of them by a delegate" if sent else ""
    return (
        f"Review {quoted(fact.review)} held with {len(came) + len(sent)} of {len(review.required)} required{delegates}"
    )


def _people(number: int) -> str:
    return "1 person" if number == 1 else f"{number} people"


def _changes(event: Event, before: Cycle, after: Cycle) -> Iterator[Change]:
    opened = isinstance(event.data, facts.CycleOpened)
    for field in FIELDS:
        was, is_ = None if opened else plain(getattr(before, field)), plain(getattr(after, field))
        if was != is_ and is_ != 0:
            yield Change(event.subject, None, field, was, is_)
    review = after.reviews.get(getattr(event.data, "review", ""))
    if review is None:
        return
    known = before.reviews.get(review.id)
    for field in REVIEW:
        was, is_ = plain(getattr(known, field, None) or None), plain(getattr(review, field) or None)
        if was != is_:
            yield Change(event.subject, review.id, field, was, is_)
