"""Check-ins that only report (governance.md §3, `status_reporting`): nothing moves, nothing blocks, nothing is next."""

from __future__ import annotations

from collections.abc import Iterator

from projections.folds.check_in import CheckIns
from projections.rules.rule import Breach, Matter, Rule, TooFew


def judge(matter: Matter) -> Iterator[Breach | TooFew]:
    """Most of the plan's check-ins say a number and nothing that anybody could act on."""
    said = sum(len(of.entries) for of in matter.books.check_ins.values())
    found = [id_ for of in matter.books.check_ins.values() for id_ in _empty(of)]
    empty = len(found)
    if said < matter.policy.min_n:
        yield TooFew(said)
    elif empty > matter.policy.status_reporting_share * said:
        yield Breach(
            says=f"Of {said} check-ins, {empty} ({empty / said:.0%}) moved no confidence and named nothing that blocks "
            "or comes next: they report, and nobody decides on them.",
            clears="Ask at each check-in what changed in the confidence, what is in the way, and what is done next.",
            evidence=tuple(found),
        )


def _empty(of: CheckIns) -> Iterator[str]:
    """The check-ins of a key result that bring neither another confidence nor a blocker nor a next step."""
    confidence: float | None = None
    for entry in of.entries:
        moved = entry.confidence is not None and entry.confidence != confidence
        if not (moved or entry.blocker or entry.next_step):
            yield entry.id
        confidence = confidence if entry.confidence is None else entry.confidence


RULE = Rule(
    name="status_reporting",
    scope="plan",
    means="most check-ins bring no change of confidence, no blocker and no next step",
    parameters={"on": "whether it is judged", "share": "the share of such check-ins that is too much"},
    judge=judge,
)
