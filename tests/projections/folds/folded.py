"""A plan of two objectives, three key results and two initiatives, and what it is after some more events."""

from __future__ import annotations

from projections.folds import plan
from projections.folds.plan import Plan
from tests.projections.story import on
from tests.projections.words import Fact, initiative, key_result, objective

PLAN = [
    objective("aim", sponsor="sofia", priority="p2"),
    objective("two"),
    key_result("k1", 3),
    key_result("k2", 2),
    key_result("k3", 1, of="two"),
    initiative("i1", 1, key_result="k1"),
    initiative("i2", 1),
]


def after(*said: Fact) -> Plan:
    """The plan after its first events, e1 to e7, and these, from e8 on."""
    state = Plan()
    for number, fact in enumerate([*PLAN, *said], 1):
        state = plan.evolve(state, on("02-03", f"e{number}", fact))
    return state
