"""Check-ins that do not come in time (governance.md §3, `check_ins_lapsed`): of a unit, never of a person."""

from __future__ import annotations

from collections.abc import Iterator

from projections.measures.rhythm import slots_of
from projections.rules.rule import Breach, Matter, Rule, TooFew


def judge(matter: Matter) -> Iterator[Breach | TooFew]:
    """The share of the due check-ins that came in time is too small."""
    slots = slots_of(matter.books, matter.as_of)
    due, in_time = sum(slot.due for slot in slots), sum(slot.in_time for slot in slots)
    if due < matter.policy.min_n:
        yield TooFew(due)
    elif in_time < matter.policy.check_ins_lapsed_on_time * due:
        yield Breach(
            says=f"Of {due} check-ins that were due, {in_time} came in time ({in_time / due:.0%}).",
            clears="Check in on what is pursued, by its day and two more; drop what nobody looks after.",
            evidence=tuple(item.committed_by for item in matter.key_results()),
        )


RULE = Rule(
    name="check_ins_lapsed",
    scope="plan",
    means="too few of a unit's check-ins come in time",
    parameters={
        "on": "whether it is judged",
        "grace_days": "the days after a check-in's day on which it is still in time",
        "on_time": "the share that has to come in time",
    },
    judge=judge,
)
