"""The quarter's report, without a database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from events.catalogue import Event
from projections.books.timeline import seen
from projections.diagnosis import whole
from projections.reports.composition import compose
from projections.reports.content import Import, Known, Report
from projections.standings.standing import Standing
from projections.standings.then import folded
from tests.projections.reports.quarter import CYCLE, ORG, at_positions, noon


def report(day: str = "04-20", events: Sequence[Event] | None = None, cycle: str = CYCLE, **known: Any) -> Report:
    """The report on a cycle as of noon of a day, as it was known then."""
    told = at_positions() if events is None else list(events)
    timeline = seen(told, noon(day), noon(day))
    standing = Standing(position=len(told), judged_position=len(told), states=folded(timeline))
    judgements, of_cycle = whole.judge(timeline, cycle)
    given: dict[str, Any] = {
        "organisation_id": ORG,
        "organisation": standing.organisation,
        "cycle_id": cycle,
        "cycle": standing.cycle(cycle),
        "plans": standing.plans(cycle),
        "judgements": tuple(judgements),
        "whole": of_cycle,
        "position": len(told),
        "judged_position": len(told),
        "as_of": noon(day),
        "known_at": noon(day),
        "policy": standing.organisation.policy,
        "reconstructed": Import(imported=1, events=4, actors=("dana",)),
        "cited": {event.id: event for event in told},
    }
    return compose(Known(**(given | known)))
