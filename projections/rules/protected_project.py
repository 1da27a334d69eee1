"""What nobody may give up (governance.md §3, `protected_project`). Business as usual has to be done, and is exempt."""

from __future__ import annotations

from collections.abc import Iterator

from projections.books.findings import points
from projections.measures.row import Row
from projections.rules.lineage import Past
from projections.rules.rule import Breach, CycleMatter, Rule


def judge(matter: CycleMatter) -> Iterator[Breach]:
    """Items that no trade-off may touch, that are carried along without hope, or that serve no key result."""
    past = Past(matter.earlier)
    for unit, row in sorted(matter.quarter.rows.items()):
        yield from _rejected(matter, unit, row)
        yield from _carried(matter, past, unit, row)
        yield from _unlinked(matter, unit, row)


def _rejected(matter: CycleMatter, unit: str, row: Row) -> Iterator[Breach]:
    titles = {item.id: item.title for item in row.measures.key_results} | row.measures.objectives
    for item, events in sorted(row.measures.rejected.items()):
        if len(events) >= matter.policy.protected_project_rejected:
            yield Breach(
                unit=unit,
                item=item,
                says=f"“{titles.get(item, item)}” was offered in a trade-off {len(events)} times, and each time it was "
                "refused.",
                clears="Let the next trade-off have it, or have it decided, with a reason, that it comes first.",
                evidence=events,
            )


def _carried(matter: CycleMatter, past: Past, unit: str, row: Row) -> Iterator[Breach]:
    policy = matter.policy
    for item in row.measures.key_results:
        low = item.confidence is not None and item.confidence < policy.protected_project_confidence
        if item.status != "open" or not low:
            continue
        before = list(past.forerunners(unit, item))
        if len(before) >= policy.protected_project_carried:
            yield Breach(
                unit=unit,
                item=item.id,
                says=f"“{item.title}” was carried over {len(before)} times, and the confidence in it is "
                f"{item.confidence:.0%}.",
                clears="Give it up, or say what is different this time.",
                evidence=(item.committed_by, *(known.committed_by for known in before)),
            )


def _unlinked(matter: CycleMatter, unit: str, row: Row) -> Iterator[Breach]:
    capacity = row.measures.capacity
    for item in row.measures.unlinked:
        if capacity and item.weight > matter.policy.protected_project_share * capacity:
            yield Breach(
                unit=unit,
                item=item.id,
                says=f"“{item.title}” takes {points(item.weight)} of {points(capacity)} of capacity, and serves no key "
                "result.",
                clears="Say which key result it serves, or that it is business as usual; else give it up.",
                evidence=(item.committed_by,),
            )


RULE = Rule(
    name="protected_project",
    scope="organisation",
    means="something is kept whatever it costs: refused to trade-offs, carried along without hope, or serving nothing",
    parameters={
        "on": "whether it is judged",
        "rejected": "so many refused trade-offs over one item are a finding",
        "carried": "so many times carried over are a finding",
        "confidence": "the confidence below which it is carried along without hope",
        "share": "the part of the capacity that an initiative without a key result may take",
    },
    judge=judge,
)
