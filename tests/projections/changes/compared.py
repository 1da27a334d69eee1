"""The grammar of these tests: `since(facts…).came(facts…)`, and what is different then, in words."""

from __future__ import annotations

from functools import reduce

from msgspec import Struct

from projections.changes.difference import Difference, difference
from projections.changes.stretch import stretch
from projections.folds import plan
from projections.folds.plan import Plan
from tests.projections.story import on
from tests.projections.words import PLAN, Fact

FIRST, LATER = "02-03", "03-03"


class Since(Struct, frozen=True):
    """A plan that these facts made; the events of what comes are e1, e2 …"""

    before: tuple[Fact, ...]

    def came(self, *facts: Fact) -> Compared:
        """What is different once these facts came."""
        early = [on(FIRST, f"b{number}", fact) for number, fact in enumerate(self.before, 1)]
        late = [on(LATER, f"e{number}", fact) for number, fact in enumerate(facts, 1)]
        lived = stretch(PLAN, [*early, *late], lambda event: event.id.startswith("b"))
        assert lived.before == reduce(plan.evolve, early, Plan())
        return Compared(tuple(lived.done_by(difference(PLAN, lived.before, lived.after, lived.handled))))


class Compared(Struct, frozen=True):
    """What is different."""

    differences: tuple[Difference, ...]

    @property
    def says(self) -> list[str]:
        """The sentences, in order."""
        return [each.says for each in self.differences]

    @property
    def kinds(self) -> list[tuple[str, str | None]]:
        """Each difference's kind and item."""
        return [(each.kind, each.change.item) for each in self.differences]

    @property
    def did(self) -> dict[tuple[str | None, str], tuple[str, ...]]:
        """The events that did it, by item and field."""
        return {(each.change.item, each.change.field): each.events for each in self.differences}


def since(*facts: Fact) -> Since:
    """A plan that these facts made."""
    return Since(facts)
