"""A plan and the version that came next: the facts that explain the difference, and the plan after them.

- What is new is committed, what is gone from the page is `commitment.dropped`.
- What is struck is `commitment.deferred`: it stays visible in the plan, put aside, and can come back; who gives
  something up for good takes it out, or says so. A struck line stands for all that is under it. Where the page says
  "dropped", it is dropped. What comes back, unstruck or put in again, is `commitment.reinstated`.
- What was given up already when first seen was never promised as far as anyone can tell: it is listed, and no event.
- A list item that became a heading of the same words is a promotion, the other way round its opposite: the new item is
  committed and the old one dropped, with the new one's id as the reason, since the page itself gives it.
- A commit's subject is no reason: subjects mislead. A reason is given only where the page states one.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

from msgspec import Struct
from msgspec.structs import replace

from events.facts import plan as planning
from events.terms import Fact
from services.histories.changes import News, changes_of, check_in_of, committed, grade_of
from services.histories.identity import slug
from services.histories.matching import Match
from services.histories.place import places_of
from services.histories.plan import Item, Plan, closed, measured, placed, reopened, unpromised
from services.histories.snapshot import Closing, Entry, Unread, closings_of


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


class Difference(Struct, frozen=True):
    """What changed, in order; the plan afterwards; the lines that gave no fact."""

    changes: tuple[Change, ...]
    plan: Plan
    unread: tuple[Unread, ...]


def difference(
    plan: Plan, entries: Sequence[Entry], matches: Sequence[Match], version: str, document: str = ""
) -> Difference:
    """What makes the plan what the entries say. `version` names it, and so the closings in it.

    What is gone is dropped where it was last seen in the same document; another document does not speak for it.
    """
    return _Comparison(plan, entries, matches, version, document).result()


class _Comparison:
    def __init__(
        self, plan: Plan, entries: Sequence[Entry], matches: Sequence[Match], version: str, document: str
    ) -> None:
        self.plan, self.entries, self.version, self.document = plan, entries, version, document
        self.items: dict[str, Item] = dict(plan.items)
        self.places = places_of(entries)
        self.phases: dict[Phase, list[Change]] = {phase: [] for phase in Phase}
        self.unread: list[Unread] = []
        self.closing = closings_of(entries)
        same = {m.entry: m.item for m in matches if m.item in plan.items}
        self.turned = {at: item for at, item in same.items() if plan.items[item].kind != entries[at].kind}
        self.item_of = {at: item for at, item in same.items() if at not in self.turned}

    def result(self) -> Difference:
        for kind in ("objective", "key_result"):
            for at, entry in enumerate(self.entries):
                if entry.kind == kind:
                    self._entry(at, entry)
        for at, known in sorted(self.item_of.items()):
            self._standing(self.items[known], self.entries[at])
        self._close()
        changes = tuple(change for phase in Phase for change in self.phases[phase])
        seen = placed(self.items, {item: self.places[at] for at, item in self.item_of.items()}, self.document)
        others = {**self.plan.unpromised, self.document: unpromised(self.places, self.item_of, self.document)}
        return Difference(changes, replace(self.plan, items=seen, unpromised=others), tuple(self.unread))

    def _say(self, phase: Phase, item: str, fact: Fact) -> None:
        self.phases[phase].append(Change(item, fact))

    def _tell(self, phase: Phase, item: str, news: News) -> None:
        for fact, recorded in news:
            self._say(phase, item, fact)
            self.items[item] = replace(self.items[item], **recorded)

    def _leave(self, entry: Entry, why: str) -> None:
        self.unread.append(Unread(line=entry.line, end=entry.line, why=why, text=entry.title[:100]))

    def _entry(self, at: int, entry: Entry) -> None:
        if at in self.item_of:
            self._reinstate(at, entry)
            item = self.items[self.item_of[at]]
            if item.closing is None:
                self._tell(Phase.CHANGES, item.id, changes_of(item, entry, self._moved_under(entry)))
        elif entry.bare:
            self._leave(entry, "a heading without key results")
        elif self.closing[at]:
            self._leave(entry, "given up already when first seen")
        elif entry.kind == "key_result" and entry.objective not in self.item_of:
            self._leave(entry, "a key result of no objective in the plan")
        else:
            self._commit(at, entry)

    def _moved_under(self, entry: Entry) -> str | None:
        """The objective that the entry stands under, unless that is given up: then the entry goes with it unmoved."""
        if entry.objective is None or self.closing[entry.objective] is not None:
            return None
        return self.item_of.get(entry.objective)

    def _commit(self, at: int, entry: Entry) -> None:
        known, marks = slug(entry.title, entry.kind, self.items), entry.marks
        item = Item(
            id=known,
            kind=entry.kind,
            title=entry.title,
            place=self.places[at],
            document=self.document,
            objective=self.item_of[entry.objective] if entry.objective is not None else None,
            priority=marks.priority,
            owner=marks.owners[0] if marks.owners else None,
            due=marks.due,
        )
        if entry.kind == "key_result":
            item = replace(item, measure=measured(entry))
        if len(marks.owners) > 1:
            self._leave(entry, f"owners after the first ({', '.join(marks.owners[1:])}): an item has one")
        self.items[known] = item
        self.item_of[at] = known
        self._say(Phase.OBJECTIVES if entry.kind == "objective" else Phase.KEY_RESULTS, known, committed(item))

    def _reinstate(self, at: int, entry: Entry) -> None:
        """What is there again and not given up is open again, with all that the same closing closed."""
        item = self.items[self.item_of[at]]
        if item.closing is not None and not self.closing[at]:
            phase = Phase.OBJECTIVES if entry.kind == "objective" else Phase.KEY_RESULTS
            self._say(phase, item.id, planning.CommitmentReinstated(item=item.id))
            self.items = reopened(self.items, item)

    def _standing(self, item: Item, entry: Entry) -> None:
        """The check-in and the grade that the entry brings. A grade may come after the closing, a check-in not."""
        if item.kind == "key_result":
            news = list(check_in_of(item, entry))
            if item.closing is None:
                self._tell(Phase.STANDING, item.id, iter(news))
            elif news:
                self._leave(entry, "a check-in on what was given up before")
        self._tell(Phase.STANDING, item.id, grade_of(item, entry))

    def _close(self) -> None:
        """What the page gives up or no longer has is closed, objectives first: their key results go with them."""
        there = {item: at for at, item in self.item_of.items()}
        became = {item: self.item_of[at] for at, item in self.turned.items() if at in self.item_of}
        for item in sorted(self.items.values(), key=lambda item: item.kind != "objective"):
            at = there.get(item.id)
            gone: Closing | None = "dropped" if item.document == self.document else None
            closing = gone if at is None else self.closing[at]
            if closing is None or self.items[item.id].closing is not None:
                continue
            reason = self.entries[at].marks.closing_remark if at is not None else None
            if item.id in became:
                reason = f"became the {self.items[became[item.id]].kind.replace('_', ' ')} {became[item.id]}"
            self._give_up(item, closing, reason)

    def _give_up(self, item: Item, closing: Closing, reason: str | None) -> None:
        fact = planning.CommitmentDeferred if closing == "deferred" else planning.CommitmentDropped
        self._say(Phase.CLOSINGS, item.id, fact(item=item.id, reason=reason))
        self.items = closed(self.items, item.id, closing, f"{self.version}:{item.id}")
