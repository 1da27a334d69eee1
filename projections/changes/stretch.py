"""A stream between two moments: its state at both, and which events in between touched what."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from events.catalogue import Event
from projections.changes.change import Change
from projections.changes.difference import Difference
from projections.changes.telling import told
from projections.folds.registry import begun, evolve

Early = Callable[[Event], bool]


class Stretch(Struct, frozen=True, kw_only=True):
    """The states `before` and `after`, and the ids of the events in between by the field and by the item they touched.

    An item of None is the stream itself. `ranking` has each event that changed an
    objective's rank, with the objective.
    """

    before: Any
    after: Any
    by_field: dict[tuple[str | None, str], list[str]]
    by_item: dict[str | None, list[str]]
    ranking: list[tuple[str, str]]

    @property
    def handled(self) -> set[str]:
        """The objectives whose rank was changed by an event that was about them."""
        return {objective for _, objective in self.ranking}

    def done_by(self, differences: Iterable[Difference]) -> list[Difference]:
        """The differences, each with the events that touched its field, else with those that touched its item."""
        return [replace(each, events=tuple(dict.fromkeys(self._events(each.change)))) for each in differences]

    def _events(self, change: Change) -> list[str]:
        did = self.by_field.get((change.item, change.field))
        if not did and change.field == "rank":
            # Who was overtaken was named by nobody: what moved those that are still there did it.
            there = set(self.before.order) & set(self.after.order)
            did = [event for event, objective in self.ranking if objective in there]
        return did or self.by_item.get(change.item, [])


def stretch(subject: str, events: Iterable[Event], early: Early) -> Stretch:
    """A stream from the state of its early events to that of all; the events are in the order noted.

    An early event may be noted after a later one, where that was written down at once and this belatedly.
    """
    before, after = begun(subject), begun(subject)
    by_field, by_item = dict[tuple[str | None, str], list[str]](), dict[str | None, list[str]]()
    ranking = list[tuple[str, str]]()
    for event in events:
        known, after = after, evolve(after, event)
        if early(event):
            before = evolve(before, event)
            continue
        said = told(event, known, after)
        for change in said.changes:
            by_field.setdefault((change.item, change.field), []).append(event.id)
            if change.field == "rank" and change.item:
                ranking.append((event.id, change.item))
        for item in said.items or (None,):
            by_item.setdefault(item, []).append(event.id)
    return Stretch(before=before, after=after, by_field=by_field, by_item=by_item, ranking=ranking)
