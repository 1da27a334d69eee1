"""What a rule is (governance.md §3), what the rules of a plan read, and what they say.

Each rule is one file of this folder, which declares `RULE`. Its parameters are fields of the policy, named
`rule.parameter`; it judges by the policy noted at the cycle's start.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Literal

from msgspec import Struct

from projections.books.ledger import Books
from projections.books.timeline import Timeline
from projections.folds.decision import Decision
from projections.folds.plan import Item
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


class Breach(Struct, frozen=True, kw_only=True):
    """Where a plan, or an item of it, breaks a rule: why, in a sentence for a leader, and what would clear it.

    `evidence` has the ids of the events that show it.
    """

    says: str
    clears: str
    evidence: tuple[str, ...]
    item: str | None = None


class TooFew(Struct, frozen=True):
    """There is too little to say anything: so many, where the policy asks for `min_n`."""

    n: int


Judge = Callable[[Matter], Iterator[Breach | TooFew]]


class Rule(Struct, frozen=True, kw_only=True):
    """A rule: when it finds something, in a line; what each of its parameters means, by its name behind the dot."""

    name: str
    scope: Literal["plan", "cycle", "organisation"]
    means: str
    parameters: dict[str, str]
    judge: Judge

    def switched_on(self, policy: Policy) -> bool:
        """Whether the policy wants it."""
        return bool(getattr(policy, f"{self.name}_on"))

    def values(self, policy: Policy) -> dict[str, float]:
        """Its parameters in a policy, by their full names."""
        names = [name for name in self.parameters if name != "on"]
        return {f"{self.name}.{name}": float(getattr(policy, f"{self.name}_{name}")) for name in names}
