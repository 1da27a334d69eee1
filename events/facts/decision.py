"""Stream `decision/{decision}`: what was decided, by whom, between what, and what was objected."""

from __future__ import annotations

from typing import ClassVar

from events.terms import About, Fact, Id, ItemPath, Person, Text, Title

STREAM = "decision/{decision}"


class DecisionRecorded(Fact, frozen=True, kw_only=True):
    """A question was decided: the options, the choice, why, what it cites and who decided it."""

    type_: ClassVar[str] = "decision.recorded"
    question: Title
    options: tuple[Text, ...]
    choice: Text
    rationale: Text | None = None
    cites: tuple[ItemPath, ...] = ()
    decided_by: tuple[Person, ...]
    review: Id | None = None


class DecisionReversed(Fact, frozen=True, kw_only=True):
    """A decision no longer stands, and why."""

    type_: ClassVar[str] = "decision.reversed"
    reason: Text


class ObjectionRaised(Fact, frozen=True, kw_only=True):
    """Somebody objects to an item or to what an event did."""

    type_: ClassVar[str] = "objection.raised"
    objection: Id
    about: About
    text: Text


class ObjectionAnswered(Fact, frozen=True, kw_only=True):
    """An objection got its answer."""

    type_: ClassVar[str] = "objection.answered"
    objection: Id
    answer: Text
