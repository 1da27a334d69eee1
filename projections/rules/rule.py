"""What a rule is (governance.md §3), what rules read, and what they say.

Each rule is one file of this folder, which declares `RULE`. Its parameters are fields of the policy, named
`rule.parameter`; it judges by the policy noted at the cycle's start. A rule of scope *plan* reads a `Matter`; one of
scope *cycle* reads a `CycleMatter`, and so does one of scope *organisation*, which looks at the earlier cycles too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal

from msgspec import Struct

from events.catalogue import Event
from projections.books.ledger import Books
from projections.books.timeline import Timeline
from projections.calendar import Calendar, calendar_of
from projections.folds.cycle import Cycle
from projections.folds.decision import Decision
from projections.folds.organisation import Organisation
from projections.folds.plan import Item
from projections.measures.objections import Objection
from projections.measures.row import Row
from projections.policy import Policy


class Matter(Struct, frozen=True):
    """What a rule of a plan reads: its books, what was seen of the organisation, and the decisions by id."""

    books: Books
    timeline: Timeline
    decisions: Mapping[str, Decision]

    @property
    def policy(self) -> Policy:
        """The policy that rules judge by."""
        return self.books.policy_at_start

    @property
    def as_of(self) -> dt.datetime:
        """The instant that is judged."""
        return self.timeline.as_of

    def key_results(self, at_lock: bool = False) -> list[Item]:
        """The plan's open key results; with `at_lock` those that were locked."""
        if at_lock:
            return [item for item in self.books.locked_items if item.kind == "key_result"]
        return [item for item in self.books.plan.items.values() if item.kind == "key_result" and item.status == "open"]


class Quarter(Struct, frozen=True, kw_only=True):
    """A cycle with the rows of its plans, by unit."""

    id: str
    cycle: Cycle
    rows: Mapping[str, Row]

    @property
    def sponsors(self) -> frozenset[str]:
        """Those who sponsor a plan of the cycle."""
        return frozenset(person for row in self.rows.values() for person in row.measures.sponsors)


class CycleMatter(Struct, frozen=True, kw_only=True):
    """What a rule of a cycle reads: the rows of its plans, the cycles that started before it (the earliest first),
    decisions by id, objections, and of the streams those that are no plan's: `org`, `cycle/…` and `support/…`.

    `policy` is the one noted at the cycle's start.
    """

    quarter: Quarter
    earlier: tuple[Quarter, ...]
    organisation: Organisation
    decisions: Mapping[str, Decision]
    objections: tuple[Objection, ...]
    timeline: Timeline
    policy: Policy

    @property
    def cycle(self) -> Cycle:
        """The cycle that is judged."""
        return self.quarter.cycle

    @property
    def as_of(self) -> dt.datetime:
        """The instant that is judged."""
        return self.timeline.as_of

    @property
    def calendar(self) -> Calendar:
        """The policy's calendar."""
        return calendar_of(self.policy)

    @property
    def events(self) -> tuple[Event, ...]:
        """The events of the cycle's own stream, in the order noted."""
        return self.timeline.streams.get(f"cycle/{self.quarter.id}", ())


class Breach(Struct, frozen=True, kw_only=True):
    """Where a plan, an item of it or a cycle breaks a rule: why, in a sentence for a leader, and what would clear it.

    `evidence` has the ids of the events that show it. A wider rule names the `unit` whose plan it is about, if any.
    """

    says: str
    clears: str
    evidence: tuple[str, ...]
    item: str | None = None
    unit: str | None = None


class TooFew(Struct, frozen=True):
    """There is too little to say anything: so many, where the policy asks for `min_n`; of a unit, or of the whole."""

    n: int
    unit: str | None = None


class Rule(Struct, frozen=True, kw_only=True):
    """A rule: when it finds something, in a line; what each of its parameters means, by its name behind the dot.

    `judge` takes a `Matter` or a `CycleMatter`, as the scope says. `moments`, of a wider rule, are the instants at
    which time alone may change what it says.
    """

    name: str
    scope: Literal["plan", "cycle", "organisation"]
    means: str
    parameters: dict[str, str]
    judge: Callable[[Any], Iterator[Breach | TooFew]]
    moments: Callable[[CycleMatter], Iterator[dt.datetime]] | None = None

    def switched_on(self, policy: Policy) -> bool:
        """Whether the policy wants it."""
        return bool(getattr(policy, f"{self.name}_on"))

    def values(self, policy: Policy) -> dict[str, float]:
        """Its parameters in a policy, by their full names."""
        names = [name for name in self.parameters if name != "on"]
        return {f"{self.name}.{name}": float(getattr(policy, f"{self.name}_{name}")) for name in names}
