"""Findings in lists: by the day they are due, then by plan."""

from __future__ import annotations

import datetime as dt

from msgspec import Struct

from projections.books.findings import Finding
from projections.standings.standing import Moment, Standing

LAST = "9999-12-31"
Key = tuple[str, str, str, str, str, int]


class FindingList(Struct, frozen=True, kw_only=True):
    """A page of findings; the instants are null where they are those of the answer.

    `parked` has the plans that this program cannot judge since a position: their findings are older than that.
    """

    items: tuple[Finding, ...]
    next: str | None
    position: int
    judged_position: int
    parked: dict[str, int]
    as_of: dt.datetime | None
    known_at: dt.datetime | None


class Wanted(Struct, frozen=True, kw_only=True):
    """Which findings are asked for."""

    finding: str | None = None
    verdict: str | None = None
    due_before: dt.date | None = None
    unit: str | None = None

    def has(self, finding: Finding) -> bool:
        """Whether the finding is among them."""
        return (
            self.finding in (None, finding.finding)
            and self.verdict in (None, finding.verdict)
            and (self.due_before is None or (finding.due is not None and finding.due < self.due_before))
            and (self.unit is None or (finding.plan.startswith("plan/") and finding.plan.endswith(f"/{self.unit}")))
        )


def key(finding: Finding, place: int = 0) -> Key:
    """Where a finding stands in a list: those due first come first. `place` tells those apart that are else alike."""
    due = finding.due.isoformat() if finding.due else LAST
    noted = finding.noted.astimezone(dt.UTC).isoformat() if finding.noted else ""
    return due, finding.plan, noted, finding.finding, finding.id, place


def page(standing: Standing, wanted: Wanted, last: Key | None, limit: int) -> tuple[tuple[Finding, ...], Key | None]:
    """The next findings behind a key, and the key to go on from, if there are more."""
    found: dict[Key, Finding] = {}
    of_cycle = standing.whole.findings if standing.whole else ()
    for findings in (*(judgement.findings for judgement in standing.judgements), of_cycle):
        for finding in filter(wanted.has, findings):
            place = 0
            while key(finding, place) in found:
                place += 1
            found[key(finding, place)] = finding
    keys = sorted(each for each in found if last is None or each > last)
    shown = keys[:limit]
    return tuple(found[each] for each in shown), shown[-1] if len(keys) > limit else None


def listed(standing: Standing, items: tuple[Finding, ...], more: str | None, when: Moment | None) -> FindingList:
    """The page as it is answered."""
    return FindingList(
        items=items,
        next=more,
        position=standing.position,
        judged_position=standing.judged_position,
        parked=dict(standing.parked),
        as_of=when.as_of if when else None,
        known_at=when.known_at if when else None,
    )
