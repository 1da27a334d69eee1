"""Which fold is a stream's own: the first part of its name says so."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from events.catalogue import Event
from projections.folds import check_in, cycle, decision, organisation, plan, support

FOLDS: dict[str, tuple[type[Struct], Any]] = {
    "org": (organisation.Organisation, organisation.evolve),
    "cycle": (cycle.Cycle, cycle.evolve),
    "plan": (plan.Plan, plan.evolve),
    "check-ins": (check_in.CheckIns, check_in.evolve),
    "decision": (decision.Decision, decision.evolve),
    "support": (support.Support, support.evolve),
}


def begun(stream: str) -> Any:
    """The state of a stream that has no event yet."""
    kind, _ = FOLDS[stream.split("/")[0]]
    return kind()


def evolve(state: Any, event: Event) -> Any:
    """The state of the event's stream after it; `state` is None before the first."""
    kind, fold = FOLDS[event.subject.split("/")[0]]
    return fold(kind() if state is None else state, event)
