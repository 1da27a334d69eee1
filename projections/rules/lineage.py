"""What key results continue: their forerunners in the cycles before, cycle after cycle."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct, field

from projections.measures.measures import KeyResult
from projections.rules.rule import Quarter


class Known(Struct, frozen=True):
    """The key results of a plan, by id, and those that are no guardrails by what they measure."""

    by_id: dict[str, KeyResult]
    by_metric: dict[str, KeyResult]


class Past(Struct, frozen=True):
    """The cycles before, the earliest first. A plan is looked through once, however many ask for it.

    The cycle before, of a unit, is the last one in which it had a plan.
    """

    quarters: Sequence[Quarter]
    looked_at: dict[tuple[int, str], Known] = field(default_factory=dict)

    def plan(self, place: int, unit: str) -> Known:
        """The key results of a unit in the cycle at a place."""
        if (place, unit) not in self.looked_at:
            items = self.quarters[place].rows[unit].measures.key_results
            measured = {metric_of(item): item for item in items if not item.guardrail}
            self.looked_at[place, unit] = Known({item.id: item for item in items}, measured)
        return self.looked_at[place, unit]

    def before(self, place: int, unit: str) -> int | None:
        """The place of the cycle before, for a unit."""
        return next((at for at in reversed(range(place)) if unit in self.quarters[at].rows), None)

    def forerunners(self, unit: str, item: KeyResult) -> Iterator[KeyResult]:
        """What the key result continues, the latest first: what it was carried over from, else the one with its id in
        the cycle before, unless that was given up."""
        place = len(self.quarters)
        while (found := self._forerunner(place, unit, item)) is not None:
            place, unit, item = found
            yield item

    def measured_before(self, unit: str, item: KeyResult) -> Iterator[KeyResult]:
        """The unit's key results that measured the same, cycle by cycle, the latest first, as long as there was one."""
        place, metric = self.before(len(self.quarters), unit), metric_of(item)
        while place is not None and (found := self.plan(place, unit).by_metric.get(metric)) is not None:
            yield found
            place = self.before(place, unit)

    def _forerunner(self, place: int, unit: str, item: KeyResult) -> tuple[int, str, KeyResult] | None:
        if item.carried_from is not None:
            cycle, of, name = item.carried_from.split("/")
            at = next((at for at in reversed(range(place)) if self.quarters[at].id == cycle), None)
            if at is None or of not in self.quarters[at].rows:
                return None
            known = self.plan(at, of).by_id.get(name)
            return None if known is None else (at, of, known)
        at = self.before(place, unit)
        known = None if at is None else self.plan(at, unit).by_id.get(item.id)
        given_up = known is None or known.status in ("dropped", "replaced")
        return None if at is None or known is None or given_up else (at, unit, known)


def metric_of(item: KeyResult) -> str:
    """What a key result measures: its metric, else its title; upper case and spacing make no difference."""
    return " ".join((item.metric or item.title).casefold().split())
