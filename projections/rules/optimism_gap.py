"""Confidence that the grades do not bear out (governance.md §3, `optimism_gap`)."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import fmean

from projections.rules.rule import Breach, Matter, Rule, TooFew


def judge(matter: Matter) -> Iterator[Breach | TooFew]:
    """The last confidence in the graded key results was, on the mean, far above what they were graded."""
    gaps: list[float] = []
    graded: list[str] = []
    for item in matter.books.plan.items.values():
        of = matter.books.check_ins.get(item.id)
        if item.kind == "key_result" and item.grade is not None and of is not None and of.confidence is not None:
            gaps.append(of.confidence - item.grade)
            graded.append(item.committed_by)
    if not gaps:
        return
    if len(gaps) < matter.policy.min_n:
        yield TooFew(len(gaps))
    elif (gap := round(fmean(gaps), 4)) > matter.policy.optimism_gap_gap:
        yield Breach(
            says=f"The last confidence in {len(gaps)} key results was {gap:.2f} above their grades, on the mean.",
            clears="Ask earlier what the confidence stands on, and grade again next cycle: the gap has to close.",
            evidence=tuple(graded),
        )


RULE = Rule(
    name="optimism_gap",
    scope="plan",
    means="the last confidence is far above the grades, on the mean",
    parameters={"on": "whether it is judged", "gap": "the gap that is too much"},
    judge=judge,
)
