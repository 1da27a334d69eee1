"""What the next block of a page stands under: headings, and list items that hold others."""

from __future__ import annotations

from msgspec import Struct

from services.histories.headings import Role


class Level(Struct):
    """A heading or an item that others may stand under; `entry` is its entry, if it made one."""

    level: int
    role: Role
    title: str
    entry: int | None = None
    period: str | None = None
    marked: bool = False


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
    def key_result_heading(self) -> Level | None:
        """The heading right above, where it is a key result."""
        return self.headings[-1] if self.headings and self.headings[-1].role == "key_result" else None

    @property
    def holder(self) -> Level | None:
        """What an item is nested in: an item, else a heading that is a key result."""
        return self.items[-1] if self.items else self.key_result_heading

    @property
    def path(self) -> tuple[str, ...]:
        """The titles of the entries among them."""
        return tuple(level.title for level in self.levels if level.entry is not None)

    @property
    def period(self) -> str | None:
        """The nearest heading that names a time."""
        return next((level.period for level in reversed(self.headings) if level.period), None)
