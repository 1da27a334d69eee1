"""A locked plan with six objectives in order, and what a single event says in it."""

from __future__ import annotations

from tests.projections.story import a_plan, given, on
from tests.projections.words import Fact, locked, objective

ORDERED = [on("01-06", name, objective(name)) for name in ("two", "three", "four", "five", "six")]
LOCKED = [*a_plan(20, k1=3, k2=2), *ORDERED, on("01-12", "L", locked())]


def said(*facts: Fact) -> list[str]:
    """What the last of some events caused, shifts and silence apart."""
    events = [on(f"02-{day:02}", f"E{day}", fact) for day, fact in enumerate(facts, 3)]
    return [name for name in given(LOCKED, events).judged().said(events[-1].id) if name != "silent_drop"]
