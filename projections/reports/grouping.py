"""The evidence in the order in which it is read: what is open to act on first, what is settled last."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from projections.books.findings import Finding

VERDICTS = ("untraded", "partial", "open", "late", "accepted_overload", "traded", "below_minimum", "reversed")
UNSETTLED = ("untraded", "partial", "open")
MEANS = {
    "untraded": "nothing was given up for it",
    "partial": "too little was given up for it",
    "open": "its grace is not over",
    "late": "enough was given up, but after the grace",
    "accepted_overload": "a sponsor took it on top",
    "traded": "enough was given up for it in time",
    "below_minimum": "too small to count by itself",
    "reversed": "taken back within the grace",
}
CLASSES = {
    "A": "asks for more",
    "B": "reorders",
    "C": "lowers",
    "D": "changes who answers for what",
    "E": "moves the baseline",
}
Group = tuple[str, list[Finding]]


def by_verdict(shifts: Sequence[Finding]) -> list[Group]:
    """The shifts under their verdicts, those with the most uncovered points first."""
    groups = [(verdict, [shift for shift in shifts if shift.verdict == verdict]) for verdict in VERDICTS]
    for _, group in groups:
        group.sort(key=lambda shift: (-(shift.uncovered or 0), shift.plan))
    return [(verdict, group) for verdict, group in groups if group]


def by_kind(findings: Sequence[Finding]) -> list[Group]:
    """The other findings under their kinds, the most frequent last."""
    kinds = sorted({finding.finding for finding in findings})
    groups = [(kind, [finding for finding in findings if finding.finding == kind]) for kind in kinds]
    return sorted(groups, key=lambda group: len(group[1]))


def printed(shifts: Sequence[Finding], findings: Sequence[Finding], at_most: int = 500) -> list[Finding]:
    """Those that a page has room for: of each verdict and each kind in turn the one that weighs most, then the next."""
    groups = [group for _, group in (*by_verdict(shifts), *by_kind(findings))]
    turns = zip_longest(*groups)
    return [finding for turn in turns for finding in turn if finding is not None][:at_most]
