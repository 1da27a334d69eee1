"""What the next block of a page stands under: headings, and list items that hold others."""

from __future__ import annotations

from msgspec import Struct

from events.facts.plan import Priority
from services.histories.pages.headings import Role
from services.histories.snapshot import Closing


class Level(Struct):
    """A heading or an item that others may stand under; `entry` is its entry, if it made one.

    `priority` is that of all under a heading that says nothing else. `formal` is an item with a box or a label,
    `labelled` one that calls itself an objective. `closing` is how a heading gives up all that is under it.
    """

    level: int
    role: Role
    title: str
    entry: int | None = None
    period: str | None = None
    formal: bool = False
    priority: Priority | None = None
    labelled: bool = False
    closing: Closing | None = None

    def keeps(self, depth: int, label: str | None) -> bool:
        """Whether an item beside this one stands under it: a key result after its objective, by their labels."""
        return self.level == depth and self.role == "objective" and self.labelled and label == "key_result"


class Above:
    """The headings and items above a block, outermost first."""

    def __init__(self) -> None:
        self.headings: list[Level] = []
        self.items: list[Level] = []

    @property
    def levels(self) -> list[Level]:
        """The headings, then the items."""
        return [*self.headings, *self.items]

    @property
    def aside(self) -> bool:
        """Whether a section of no plan is among them."""
        return any(level.role == "aside" for level in self.headings)

    @property
    def parent(self) -> int | None:
        """The nearest entry."""
        return next((level.entry for level in reversed(self.levels) if level.entry is not None), None)

    @property
    def objective(self) -> int | None:
        """The nearest objective's entry."""
        return next((level.entry for level in reversed(self.levels) if level.role == "objective"), None)

    @property
    def holder(self) -> Level | None:
        """What an item is nested in: an item, else the heading right above where it is an item of the plan."""
        return self.items[-1] if self.items else self.heading

    @property
    def heading(self) -> Level | None:
        """The heading right above, where it is an item of the plan."""
        return self.headings[-1] if self.headings and self.headings[-1].entry is not None else None

    @property
    def path(self) -> tuple[str, ...]:
        """The titles of the entries among them."""
        return tuple(level.title for level in self.levels if level.entry is not None)

    @property
    def period(self) -> str | None:
        """The nearest heading that names a time."""
        return next((level.period for level in reversed(self.headings) if level.period), None)

    @property
    def priority(self) -> Priority | None:
        """The priority that a heading gives to all that is under it."""
        return next((level.priority for level in reversed(self.headings) if level.priority), None)

    @property
    def closing(self) -> Closing | None:
        """How a heading gives up all that is under it: `Next quarter`."""
        return next((level.closing for level in reversed(self.headings) if level.closing), None)
