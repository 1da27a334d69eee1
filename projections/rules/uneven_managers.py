"""Units that check in very differently (governance.md §3, `uneven_managers`): units, never persons.

A unit of which few check-ins were due says nothing of how it is led.
"""

from __future__ import annotations

from collections.abc import Iterator

from projections.rules.rule import Breach, CycleMatter, Rule, TooFew


def judge(matter: CycleMatter) -> Iterator[Breach | TooFew]:
    """The best and the worst unit are far apart."""
    enough = [row for row in matter.quarter.rows.values() if row.measures.due >= matter.policy.min_n]
    if len(enough) < 2:
        # Two units are compared: it is the second that has too few.
        due = sorted((row.measures.due for row in matter.quarter.rows.values()), reverse=True)
        if len(due) > 1 and due[1] > 0:
            yield TooFew(due[1])
        return
    ordered = sorted(enough, key=lambda row: (row.measures.in_time / row.measures.due, row.measures.unit))
    worst, best = ordered[0].measures, ordered[-1].measures
    low, high = worst.in_time / worst.due, best.in_time / best.due
    if round(high - low, 9) > matter.policy.uneven_managers_spread:
        yield Breach(
            says=f"Check-ins in time go from {low:.0%} ({worst.unit}) to {high:.0%} ({best.unit}) over {len(enough)} "
            "units: how a plan is looked after depends on who leads the unit.",
            clears=f"Find out what {worst.unit} lacks, and have it learn from {best.unit}.",
            evidence=tuple(
                item.committed_by for item in worst.key_results if item.status == "open" and not item.guardrail
            ),
        )


RULE = Rule(
    name="uneven_managers",
    scope="cycle",
    means="some units check in far better than others",
    parameters={"on": "whether it is judged", "spread": "the spread over the units that is too much"},
    judge=judge,
)
