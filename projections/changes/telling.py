"""What an event changed, in one sentence in a planner's words, with each field before and after."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from events.catalogue import Event
from projections.changes import check_in, cycle, decision, organisation, plan, support
from projections.changes.change import Told

TELLERS: dict[str, Callable[[Event, Any, Any], Told]] = {
    "org": organisation.told,
    "cycle": cycle.told,
    "plan": plan.told,
    "check-ins": check_in.told,
    "decision": decision.told,
    "support": support.told,
}


def told(event: Event, before: Any, after: Any) -> Told:
    """The event as it is told; `before` and `after` are the folded states of its stream.

    What its fold took no notice of is told too, with the reason, and has no changes.
    """
    return TELLERS[event.subject.split("/")[0]](event, before, after)
