"""What was decided, and what was objected, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from events.catalogue import Event
from events.facts import decision as facts
from projections.changes.change import Change, Told
from projections.changes.wording import listed, plain, quoted
from projections.folds.decision import Decision


def told(event: Event, before: Decision, after: Decision) -> Told:
    """The event of a decision. Its items are those that it cites, by their ids in their plans."""
    name = event.subject.split("/")[1]
    match event.data:
        case facts.DecisionRecorded() as fact:
            says = f"Decided {quoted(fact.question)}: {quoted(fact.choice)}{_by(fact.decided_by)}"
            items = tuple(dict.fromkeys(path.rsplit("/", 1)[1] for path in fact.cites))
            if before.at is not None:
                return Told(f"{says} (changed nothing: the decision was recorded before)", (), items)
            given = {
                "question": fact.question,
                "choice": fact.choice,
                "cites": fact.cites,
                "decided_by": fact.decided_by,
            }
            changes = (
                Change(event.subject, None, field, None, plain(value)) for field, value in given.items() if value
            )
            return Told(says, tuple(changes), items)
        case facts.DecisionReversed():
            says = f"Decision {quoted(before.question or name)} reversed"
            if before.reversed_at is not None:
                return Told(f"{says} (changed nothing: it was reversed before)")
            return Told(says, (Change(event.subject, None, "reversed_at", None, plain(after.reversed_at)),))
        case facts.ObjectionRaised(objection=objection) as fact:
            items = (fact.about.rsplit("/", 1)[1],) if "/" in fact.about else ()
            says = f"Objection {quoted(objection)} to {fact.about}: {quoted(fact.text)}"
            return Told(says, tuple(_objection(event, before, objection, "open")), items)
        case facts.ObjectionAnswered(objection=objection) as fact:
            says = f"Objection {quoted(objection)} answered: {quoted(fact.answer)}"
            return Told(says, tuple(_objection(event, before, objection, "answered")))
    raise TypeError(f"no sentence for {event.type}")


def _by(people: tuple[str, ...]) -> str:
    return f", by {listed(people)}" if people else ""


def _objection(event: Event, before: Decision, objection: str, became: str) -> Iterator[Change]:
    was = "answered" if objection in before.answered_objections else None
    was = "open" if objection in before.open_objections else was
    if was != became:
        yield Change(event.subject, objection, "objection", was, became)
