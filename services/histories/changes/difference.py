"""A plan and the version that came next: the facts that explain the difference, and the plan after them.

- What is new is committed, what is gone from the page is `commitment.dropped`.
- What is struck is `commitment.deferred`: it stays visible in the plan, put aside, and can come back; who gives
  something up for good takes it out, or says so. A struck line stands for all that is under it. Where the page says
  "dropped", it is dropped. What comes back, unstruck or put in again, is `commitment.reinstated`.
- What was given up already when first seen was never promised as far as anyone can tell: it is listed, and no event.
- A list item that became a heading of the same words is a promotion, the other way round its opposite: the new item is
  committed and the old one dropped, with the new one's id as the reason, since the page itself gives it. So it is with
  two items that were made one (the key result that is gone is replaced) and with one that was made two (`becoming`).
- An objective that stands elsewhere among the others under the same heading is ranked anew (`ranking`); a table sorted
  another way ranks nothing.
- A commit's subject is no reason: subjects mislead. A reason is given only where the page states one.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from services.histories.changes.account import Account, Change, Phase
from services.histories.changes.becoming import Fate, fates, said_of, split, stands, stood
from services.histories.changes.plan import Item, Plan, measured, placed, unpromised
from services.histories.changes.ranking import families, reranked
from services.histories.changes.recorded import changes_of, check_in_of, due_of, grade_of
from services.histories.matching.assignment import Match
from services.histories.matching.identity import slug
from services.histories.matching.place import places_of
from services.histories.snapshot import Closing, Entry, Unread, closings_of

__all__ = ["Change", "Difference", "difference"]


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
        self.account = Account(plan)
        self.places = places_of(entries)
        self.closing = closings_of(entries)
        same = {m.entry: m.item for m in matches if m.item in plan.items}
        self.turned = {at: item for at, item in same.items() if plan.items[item].kind != entries[at].kind}
        self.item_of = {at: item for at, item in same.items() if at not in self.turned}

    def result(self) -> Difference:
        account = self.account
        for kind in ("objective", "key_result"):
            for at, entry in enumerate(self.entries):
                if entry.kind == kind:
                    self._come(at, entry)
        before = stood(self.plan.items, self.document)
        now = stands(account.items, self.item_of, self.entries, self.closing)
        parts = split(before, now)
        for kind in ("objective", "key_result"):
            for at, known in sorted(self.item_of.items()):
                if self.entries[at].kind == kind:
                    self._change(account.items[known], self.entries[at], said_of(parts.get(known, ())))
        for were, are in families(self.plan.items, self.item_of, self.entries, self.places, self.document):
            for objective, rank, order in reranked(account.order, were, are):
                account.rank(objective, rank, order)
        for at, known in sorted(self.item_of.items()):
            self._standing(account.items[known], self.entries[at])
        self._close(fates(before, now))
        seen = placed(account.items, {item: self.places[at] for at, item in self.item_of.items()}, self.document)
        others = {**self.plan.unpromised, self.document: unpromised(self.places, self.item_of, self.document)}
        plan = replace(self.plan, items=seen, unpromised=others, order=account.order)
        return Difference(account.changes, plan, tuple(account.unread))

    def _come(self, at: int, entry: Entry) -> None:
        """What is there and not given up is open: a newcomer is committed, what was closed is open again."""
        if at in self.item_of:
            item = self.account.items[self.item_of[at]]
            if item.closing is not None and not self.closing[at]:
                self.account.reinstate(item)
        elif entry.bare:
            self.account.leave(entry, "a heading without key results")
        elif self.closing[at]:
            self.account.leave(entry, "given up already when first seen")
        elif entry.kind == "key_result" and entry.objective not in self.item_of:
            self.account.leave(entry, "a key result of no objective in the plan")
        else:
            self.account.commit(self._newcomer(at, entry))

    def _newcomer(self, at: int, entry: Entry) -> Item:
        known, marks = slug(entry.title, entry.kind, self.account.items), entry.marks
        if len(marks.owners) > 1:
            self.account.leave(entry, f"owners after the first ({', '.join(marks.owners[1:])}): an item has one")
        self.item_of[at] = known
        item = Item(
            id=known,
            kind=entry.kind,
            title=entry.title,
            place=self.places[at],
            document=self.document,
            objective=self.item_of[entry.objective] if entry.objective is not None else None,
            priority=marks.priority,
            owner=marks.owners[0] if marks.owners else None,
            due=due_of(entry, self.plan.middle),
            points=marks.points,
        )
        return replace(item, measure=measured(entry)) if entry.kind == "key_result" else item

    def _change(self, item: Item, entry: Entry, reason: str | None) -> None:
        if item.closing is None and item.id in self.plan.items:
            news = changes_of(item, entry, self._moved_under(entry), self.plan.middle, reason)
            self.account.tell(Phase.CHANGES, item.id, news)

    def _moved_under(self, entry: Entry) -> str | None:
        """The objective that the entry stands under, unless that is given up: then the entry goes with it unmoved."""
        if entry.objective is None or self.closing[entry.objective] is not None:
            return None
        return self.item_of.get(entry.objective)

    def _standing(self, item: Item, entry: Entry) -> None:
        """The check-in and the grade that the entry brings. A grade may come after the closing, a check-in not."""
        if item.kind == "key_result":
            news = list(check_in_of(item, entry))
            if item.closing is None:
                self.account.tell(Phase.STANDING, item.id, iter(news))
            elif news:
                self.account.leave(entry, "a check-in on what was given up before")
        self.account.tell(Phase.STANDING, item.id, grade_of(item, entry))

    def _close(self, fates: dict[str, Fate]) -> None:
        """What the page gives up or no longer has is closed, objectives first: their key results go with them."""
        there, items = {item: at for at, item in self.item_of.items()}, self.account.items
        for entry, old in self.turned.items():
            if entry in self.item_of:
                became = items[self.item_of[entry]]
                fates[old] = Fate(reason=f"became the {became.kind.replace('_', ' ')} {became.id}")
        for item in sorted(items.values(), key=lambda item: item.kind != "objective"):
            at = there.get(item.id)
            gone: Closing | None = "dropped" if item.document == self.document else None
            closing = gone if at is None else self.closing[at]
            if closing is None or self.account.items[item.id].closing is not None:
                continue
            remark = self.entries[at].marks.closing_remark if at is not None else None
            fate = fates.get(item.id, Fate(reason=remark))
            self.account.give_up(item, closing, fate, f"{self.version}:{item.id}")
