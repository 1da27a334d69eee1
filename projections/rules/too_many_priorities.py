"""Plans that promise too much at once (governance.md §3, `too_many_priorities`): judged as they were locked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from projections.books.findings import points
from projections.books.load import ZERO
from projections.rules.rule import Breach, Matter, Rule


def judge(matter: Matter) -> Iterator[Breach]:
    """More objectives, key results under one of them, or load than the plan can carry. What came later is a shift."""
    books, policy = matter.books, matter.policy
    if not books.locked:
        return
    objectives = [item for item in books.locked_items if item.kind == "objective"]
    top = books.unit in matter.timeline.top_units
    most = policy.too_many_priorities_objectives_top if top else policy.too_many_priorities_objectives
    if len(objectives) > most:
        yield Breach(
            says=f"The plan was locked with {len(objectives)} objectives; more than {most} leave none of them first.",
            clears=f"Lock the next plan with at most {most}, and say which of these wait.",
            evidence=tuple(item.committed_by for item in objectives),
        )
    per_objective = Counter(item.parent for item in matter.key_results(at_lock=True))
    for objective in objectives:
        if per_objective[objective.id] > policy.too_many_priorities_key_results:
            count, most = per_objective[objective.id], policy.too_many_priorities_key_results
            yield Breach(
                item=objective.id,
                says=f"“{objective.title}” was locked with {count} key results; more than {most} are a list of tasks.",
                clears=f"Keep the {most} at most that tell whether it is reached.",
                evidence=(objective.committed_by,),
            )
    load = sum((account.base for account in books.accounts.values()), ZERO)
    if load > books.capacity:
        yield Breach(
            says=f"The plan was locked with {points(load)} of load on {points(books.capacity)} of capacity.",
            clears="Give up what does not fit, or have more capacity approved.",
            evidence=tuple(id_ for id_ in (books.plan.declared_by, books.plan.locked_by) if id_),
        )


RULE = Rule(
    name="too_many_priorities",
    scope="plan",
    means="a plan was locked with more objectives, key results or load than it can carry",
    parameters={
        "on": "whether it is judged",
        "objectives": "the most objectives of a unit",
        "objectives_top": "the most of a unit at the top, which has others below it",
        "key_results": "the most key results of an objective",
    },
    judge=judge,
)
