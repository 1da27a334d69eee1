"""The facts of one version as they come up, in the order in which they are told, and the items as they make them."""

from __future__ import annotations

from enum import IntEnum

from msgspec import Struct
from msgspec.structs import replace

from events.facts import plan as planning
from events.terms import Fact
from services.histories.changes.becoming import Fate
from services.histories.changes.plan import Item, Plan, closed, reopened
from services.histories.changes.ranking import Order
from services.histories.changes.recorded import News, committed
from services.histories.snapshot import Closing, Entry, Unread


class Phase(IntEnum):
    """The order of a version's facts: first what comes, then what changes, then how it stands, then what goes."""

    OBJECTIVES = 0
    KEY_RESULTS = 1
    CHANGES = 2
    STANDING = 3
    CLOSINGS = 4


class Change(Struct, frozen=True):
    """A fact about an item."""

    item: str
    fact: Fact


class Account:
    """What has been told so far. `items` and `order` are the plan's after all of it."""

    def __init__(self, plan: Plan) -> None:
        self.items: dict[str, Item] = dict(plan.items)
        self.order: Order = plan.order
        self.unread: list[Unread] = []
        self._phases: dict[Phase, list[Change]] = {phase: [] for phase in Phase}

    @property
    def changes(self) -> tuple[Change, ...]:
        """All facts, phase by phase."""
        return tuple(change for phase in Phase for change in self._phases[phase])

    def tell(self, phase: Phase, item: str, news: News) -> None:
        """Each fact is told, and what it changes of the item recorded."""
        for fact, recorded in news:
            self._say(phase, item, fact)
            self.items[item] = replace(self.items[item], **recorded)

    def leave(self, entry: Entry, why: str) -> None:
        """The entry's line is listed: it gave no fact."""
        self.unread.append(Unread(line=entry.line, end=entry.line, why=why, text=entry.title[:100]))

    def commit(self, item: Item) -> None:
        """The item is in the plan; an objective stands last."""
        self.items[item.id] = item
        self._come(item, committed(item))

    def reinstate(self, item: Item) -> None:
        """The item is open again, with all that the same closing closed."""
        self.items = reopened(self.items, item)
        self._come(item, planning.CommitmentReinstated(item=item.id))

    def rank(self, objective: str, rank: int, order: Order) -> None:
        """The objective has the rank, and the objectives the order."""
        self.order = order
        self._say(Phase.CHANGES, objective, planning.PriorityRanked(objective=objective, rank=rank))

    def give_up(self, item: Item, closing: Closing, fate: Fate, by: str) -> None:
        """The item is given up, or replaced by another open key result. `by` names the closing."""
        fact: Fact
        if fate.by and fate.reason and item.kind == "key_result" and self.items[fate.by].closing is None:
            fact = planning.KeyResultReplaced(key_result=item.id, by=fate.by, reason=fate.reason)
        elif closing == "deferred":
            fact = planning.CommitmentDeferred(item=item.id, reason=fate.reason)
        else:
            fact = planning.CommitmentDropped(item=item.id, reason=fate.reason)
        self._say(Phase.CLOSINGS, item.id, fact)
        self.order = tuple(objective for objective in self.order if objective != item.id)
        self.items = closed(self.items, item.id, closing, by)

    def _come(self, item: Item, fact: Fact) -> None:
        self._say(Phase.OBJECTIVES if item.kind == "objective" else Phase.KEY_RESULTS, item.id, fact)
        if item.kind == "objective":
            self.order = (*self.order, item.id)

    def _say(self, phase: Phase, item: str, fact: Fact) -> None:
        self._phases[phase].append(Change(item, fact))
