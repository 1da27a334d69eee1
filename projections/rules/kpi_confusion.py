"""Key figures that stand in for key results (governance.md §3, `kpi_confusion`).

A guardrail is there to hold. What the law wants held is waived.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from projections.measures.measures import KeyResult
from projections.policy import Policy
from projections.rules.lineage import Past
from projections.rules.rule import Breach, CycleMatter, Rule


def judge(matter: CycleMatter) -> Iterator[Breach]:
    """The open key results that keep something as it is, or measure the same cycle after cycle."""
    past, cycles = Past(matter.earlier), matter.policy.kpi_confusion_cycles
    for unit, row in sorted(matter.quarter.rows.items()):
        for item in row.measures.key_results:
            if item.status != "open" or item.guardrail:
                continue
            before = list(islice(past.measured_before(unit, item), cycles - 1))
            reasons = [*_held(item, matter.policy)]
            running = len(before) + 1 >= cycles
            reasons += [f"the unit has measured it for {cycles} cycles running"] if running else []
            if reasons:
                yield Breach(
                    unit=unit,
                    item=item.id,
                    says=f"“{item.title}” reads as a key figure to watch, and not as a change: {'; '.join(reasons)}.",
                    clears="Make it a guardrail, or say what has to change; waive it where a law wants it.",
                    evidence=(item.committed_by, *(known.committed_by for known in before if running)),
                )


def _held(item: KeyResult, policy: Policy) -> Iterator[str]:
    if item.direction == "maintain":
        yield "it is to stay as it is"
    if item.start and item.target is not None:
        # Half of a billionth more, since 98 of 100 are not exactly 2 % less.
        near = abs(item.target - item.start) <= policy.kpi_confusion_within * abs(item.start) * (1 + 5e-10)
        if near:
            yield f"its target is within {policy.kpi_confusion_within:.0%} of where it starts"


RULE = Rule(
    name="kpi_confusion",
    scope="organisation",
    means="a key result keeps something as it is, or measures the same cycle after cycle",
    parameters={
        "on": "whether it is judged",
        "within": "the part of the start that a target has to be away from it",
        "cycles": "so many cycles running with the same metric are a finding",
    },
    judge=judge,
)
