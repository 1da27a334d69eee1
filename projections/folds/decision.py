"""A decision: when it took effect, what it cites, whether it still stands, and the objections to it."""

from __future__ import annotations

import datetime as dt

from msgspec import Struct
from msgspec.structs import replace

from events.catalogue import Event
from events.facts import decision as facts


class Decision(Struct, frozen=True, kw_only=True):
    """What is known of a decision; `at` is None as long as it was not recorded."""

    question: str = ""
    choice: str = ""
    at: dt.datetime | None = None
    cites: tuple[str, ...] = ()
    decided_by: tuple[str, ...] = ()
    reversed_at: dt.datetime | None = None
    open_objections: frozenset[str] = frozenset()
    answered_objections: frozenset[str] = frozenset()


def evolve(state: Decision, event: Event) -> Decision:
    """The decision after an event of its stream."""
    match event.data:
        case facts.DecisionRecorded() as fact if state.at is None:
            return replace(
                state,
                question=fact.question,
                choice=fact.choice,
                at=event.effective,
                cites=fact.cites,
                decided_by=fact.decided_by,
            )
        case facts.DecisionReversed() if state.reversed_at is None:
            return replace(state, reversed_at=event.effective)
        case facts.ObjectionRaised(objection=objection):
            return replace(state, open_objections=state.open_objections | {objection})
        case facts.ObjectionAnswered(objection=objection):
            answered = state.answered_objections | {objection}
            return replace(state, open_objections=state.open_objections - {objection}, answered_objections=answered)
    return state


def authorises(state: Decision | None, at: dt.datetime) -> bool:
    """Whether the decision had been taken, and not taken back, when something took effect."""
    return (
        state is not None
        and state.at is not None
        and state.at <= at
        and (state.reversed_at is None or state.reversed_at > at)
    )
