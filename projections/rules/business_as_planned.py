"""Key results that would come about anyway (governance.md §3, `business_as_planned`).

A guardrail is there to hold, and what has no target cannot be judged. Nobody in a pilot knows yet what a confidence
means: there it is not judged.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from projections.measures.measures import KeyResult
from projections.rules.lineage import Past
from projections.rules.rule import Breach, CycleMatter, Rule


def judge(matter: CycleMatter) -> Iterator[Breach]:
    """The key results that were locked with a target no better than their trend, or as good as certain."""
    past, most = Past(matter.earlier), matter.policy.business_as_planned_confidence
    for unit, row in sorted(matter.quarter.rows.items()):
        for item in row.measures.key_results:
            if not item.locked or item.guardrail or item.original is None:
                continue
            reasons: list[str] = []
            trend = item.trend if item.trend is not None else _movement(past, unit, item)
            if trend is not None and _no_better(item, item.original, trend):
                reasons.append(f"its target, {item.original:g}, is no better than where it was going, {trend:g}")
            confidence = item.initial_confidence
            if confidence is not None and confidence > most and matter.cycle.kind != "pilot":
                reasons.append(f"it was taken up with a confidence of {confidence:.0%}")
            if reasons:
                yield Breach(
                    unit=unit,
                    item=item.id,
                    says=f"“{item.title}” would come about without being planned: {'; '.join(reasons)}.",
                    clears="Ask for more than would come anyway, or leave it out of the plan.",
                    evidence=(item.committed_by,),
                )


def _movement(past: Past, unit: str, item: KeyResult) -> float | None:
    """Where it would be if it moved once more as it did in the cycle before."""
    known = next(chain(past.forerunners(unit, item), past.measured_before(unit, item)), None)
    if known is None or known.value is None or known.start is None:
        return None
    return round(known.value + (known.value - known.start), 6)


def _no_better(item: KeyResult, target: float, trend: float) -> bool:
    """Whether the trend reaches the target, in its direction; one that is to stay where it starts has none."""
    start = item.start or 0.0
    if item.direction == "maintain" or (item.direction is None and target == start):
        return False
    falls = item.direction == "decrease" or (item.direction is None and target < start)
    return target >= trend if falls else target <= trend


RULE = Rule(
    name="business_as_planned",
    scope="organisation",
    means="a target is no better than the trend at the lock, or its confidence is as good as certain",
    parameters={"on": "whether it is judged", "confidence": "the initial confidence above which it is too certain"},
    judge=judge,
)
