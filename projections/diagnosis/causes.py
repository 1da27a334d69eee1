"""The likely causes of what was found, ranked by evidence, and the support that fits each (governance.md §4).

A cause weighs as much as kinds of finding speak for it, times the share of the units in which they do: a pattern across
units outweighs the many findings of one. What is of the whole cycle counts as of all units. Of equal weight, the one
with more findings comes first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from msgspec import Struct

from events.facts.support import SupportNeeded
from projections.books.findings import Finding
from projections.diagnosis.diagnosis import Cause
from projections.measures.row import Row
from projections.policy import Policy
from projections.reports.wording import counted, enumerated, words
from projections.rules.rule import CycleMatter

EVIDENCE = 100
PRACTICE = ("activity_key_result", "status_reporting", "check_ins_lapsed", "uneven_managers")
GOVERNANCE = ("shift.untraded", "churn", "sponsor_bypass", "reviews_skipped", "protected_project")
LEADS = {"lead", "leads", "leader", "leaders", "leadership", "successor", "successors", "champion", "champions"}


class _Evidence(Struct):
    """What speaks for a cause: ids by kind, and the units that they are of; None is the whole cycle."""

    ids: dict[str, list[str]]
    units: set[str | None]


def causes(matter: CycleMatter, findings: Sequence[Finding]) -> tuple[Cause, ...]:
    """The causes that something speaks for, the most likely first; `findings` are those of the wider rules."""
    rows = {unit: row for unit, row in sorted(matter.quarter.rows.items()) if row.measures.locked_at is not None}
    found = [
        *_knowledge(matter, rows),
        *_practice(rows, findings),
        *_governance(rows, findings, matter.policy),
        *_leads(matter),
    ]
    return tuple(sorted(found, key=lambda cause: (-cause.weight, -sum(cause.found.values()), cause.cause)))


def _knowledge(matter: CycleMatter, rows: Mapping[str, Row]) -> Iterator[Cause]:
    """In the first cycle: no key result says an outcome."""
    stated = [
        (unit, item)
        for unit, row in rows.items()
        for item in row.measures.key_results
        if item.status == "open" and not item.guardrail
    ]
    if not matter.earlier and len(stated) >= matter.policy.min_n and not any(item.outcome for _, item in stated):
        ids = [item.committed_by for _, item in stated]
        evidence = _Evidence({"activity_key_result": ids}, {unit for unit, _ in stated})
        yield _cause("knowledge and structure", "certification", evidence, rows)


def _practice(rows: Mapping[str, Row], findings: Iterable[Finding]) -> Iterator[Cause]:
    evidence = _gathered(PRACTICE, rows, findings)
    if evidence.ids:
        yield _cause("judgement and practice", "coaching", evidence, rows)


def _governance(rows: Mapping[str, Row], findings: Iterable[Finding], policy: Policy) -> Iterator[Cause]:
    """Across units: in two or more, or of the whole cycle."""
    evidence = _gathered(GOVERNANCE, rows, findings)
    for unit, row in rows.items():
        if row.figures.churn is not None and row.figures.churn >= Decimal(repr(policy.churn_red)):
            evidence.ids.setdefault("churn", []).append(row.measures.plan)
            evidence.units.add(unit)
    if evidence.ids and (None in evidence.units or len(evidence.units) > 1):
        yield _cause("governance, executive behaviour and operating model", "consulting", evidence, rows)


def _leads(matter: CycleMatter) -> Iterator[Cause]:
    """Somebody wants a path for future leads: the problem has the word "future", and one of `LEADS`."""
    evidence = _Evidence({}, set())
    for event in matter.timeline.of("support/"):
        if isinstance(event.data, SupportNeeded) and _of_leads(event.data.problem):
            evidence.ids.setdefault("support.needed", []).append(event.id)
            evidence.units.update(event.data.units or (None,))
    if evidence.ids:
        yield _cause("capability for future leads", "certification, then coaching", evidence, matter.quarter.rows)


def _of_leads(problem: str) -> bool:
    said = set(re.findall(r"\w+", problem.casefold()))
    return "future" in said and not said.isdisjoint(LEADS)


def _gathered(kinds: tuple[str, ...], rows: Mapping[str, Row], findings: Iterable[Finding]) -> _Evidence:
    evidence = _Evidence({}, set())
    for unit, row in rows.items():
        for kind in kinds:
            if ids := row.found.get(kind):
                evidence.ids.setdefault(kind, []).extend(ids)
                evidence.units.add(unit)
    for finding in findings:
        if finding.finding in kinds:
            evidence.ids.setdefault(finding.finding, []).append(finding.id)
            evidence.units.add(finding.plan.rsplit("/", 1)[1] if finding.plan.startswith("plan/") else None)
    return evidence


def _cause(cause: str, support: str, evidence: _Evidence, rows: Mapping[str, Row]) -> Cause:
    units = sorted(unit for unit in evidence.units if unit is not None)
    known = len({*rows, *units})  # a finding, or somebody in need, may name a unit without a locked plan
    share = 1.0 if None in evidence.units else len(units) / known
    found = {kind: len(ids) for kind, ids in evidence.ids.items()}
    told = enumerated([f"{words(kind.replace('shift.', 'shifts '))} ({count})" for kind, count in found.items()])
    where = "in the whole cycle" if None in evidence.units else f"in {counted(len(units), 'unit')} of {known}"
    return Cause(
        cause=cause,
        support=support,
        weight=round(len(found) * share, 4),
        found=found,
        units=tuple(units),
        evidence=tuple([id_ for ids in evidence.ids.values() for id_ in ids][:EVIDENCE]),
        says=f"To discuss: {told}, {where}, point to {cause}; {support} fits that.",
    )
