"""Each event of a version in a planner's words, before it is written: what it says, of which item, and how surely.

The sentences are those of the audit trail (`projections.changes`); a check-in names its key result by its title here,
since the plan is at hand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal

from msgspec import Struct

from events.catalogue import Event
from events.facts import plan as planning
from events.facts.check_in import CheckInRecorded
from projections.changes.telling import told
from projections.changes.wording import number, quoted
from projections.folds.check_in import CheckIns
from projections.folds.plan import Item, Plan
from projections.folds.registry import begun, evolve
from projections.reports.wording import percent
from services.histories.telling.reading import Found

Way = Literal["comes", "goes", "changes", "stands"]
WAYS: dict[str, Way] = {
    "cycle.opened": "comes",
    "objective.committed": "comes",
    "key_result.committed": "comes",
    "commitment.reinstated": "comes",
    "commitment.dropped": "goes",
    "commitment.deferred": "goes",
    "key_result.replaced": "goes",
    "check_in.recorded": "stands",
    "key_result.graded": "stands",
    "objective.graded": "stands",
}
KNOWN_UNITS = ("done", "score", "count")


class Saying(Struct, frozen=True, kw_only=True):
    """An event as it would be written.

    `way` is what it does to the plan: something comes, goes or changes, or it says how something stands, and then
    `stands` says so without naming it. `title` is its item's, `under` the title of the objective that a new key result
    stands under, `promises` what that promises beside its words. `sure`, from 0 to 1, and `why` are those of the match
    that it rests on; None where it rests on none: what is new was found nowhere before.
    """

    event: str
    type: str
    subject: str
    way: Way
    says: str
    stands: str | None = None
    item: str | None = None
    title: str | None = None
    under: str | None = None
    promises: str | None = None
    sure: float | None = None
    why: str | None = None


class Teller:
    """Tells the events of a history in their order; it keeps the states of the streams that they make."""

    def __init__(self) -> None:
        self.states: dict[str, Any] = {}

    def tell(self, event: Event, found: Mapping[str, Found]) -> Saying:
        """The event in words; `found` are the items found again in its version, by id."""
        before = self.states.get(event.subject) or begun(event.subject)
        after = self.states[event.subject] = evolve(before, event)
        item = _item_of(event)
        match = found.get(item or "")
        plan = self._plan_of(event)
        known = plan.items.get(item or "")
        stands = _standing(event, before, known)
        under = plan.items.get(known.parent or "") if known else None
        return Saying(
            event=event.id,
            type=event.type,
            subject=event.subject,
            way=WAYS.get(event.type, "changes"),
            says=f"{quoted(known.title)}: {stands}" if known and stands else told(event, before, after).says,
            stands=stands,
            item=item,
            title=known.title if known else None,
            under=under.title if under and isinstance(event.data, planning.KeyResultCommitted) else None,
            promises=_promises(known) if known and isinstance(event.data, planning.KeyResultCommitted) else None,
            sure=match.confidence if match else None,
            why=match.why if match else None,
        )

    def tell_all(self, events: Iterable[Event], found: Iterable[Found]) -> tuple[Saying, ...]:
        """The events of one version."""
        matches = {match.item: match for match in found}
        return tuple(self.tell(event, matches) for event in events)

    def _plan_of(self, event: Event) -> Plan:
        """The plan that the event is about, as it stands after the events told so far."""
        parts = event.subject.split("/")
        plan = self.states.get("/".join(["plan", *parts[1:3]])) if parts[0] in ("plan", "check-ins") else None
        return plan or Plan()


def _item_of(event: Event) -> str | None:
    if event.subject.startswith("check-ins/"):
        return event.subject.rsplit("/", 1)[1]
    named = (getattr(event.data, name, None) for name in ("item", "key_result", "objective"))
    return next((str(id_) for id_ in named if id_), None)


def _promises(item: Item) -> str | None:
    """`0 → 60 customers, due 2026-03-31, p1, owner ana`; None where it is done or not, or scored, and that is all."""
    parts = []
    if item.target is not None and item.measured_in not in ("done", "score"):
        start = "to" if item.start is None else f"{number(item.start)} →"
        parts.append(f"{start} {number(item.target)}{_unit(item)}")
    parts += [f"due {item.due.isoformat()}"] if item.due else []
    parts += [item.priority] if item.priority else []
    parts += [f"owner {item.owner}"] if item.owner else []
    return ", ".join(parts) or None


def _standing(event: Event, before: Any, item: Item | None) -> str | None:
    """How an item stands, without its title; None for an event that says something else."""
    match event.data:
        case CheckInRecorded() as fact if item is not None:
            return _check_in(fact, before, item)
        case planning.KeyResultGraded(grade=grade) | planning.ObjectiveGraded(grade=grade) if item is not None:
            known = before.items.get(item.id)
            return f"graded {_moved(known.grade if known else None, grade, number)}"
    return None


def _check_in(fact: CheckInRecorded, before: CheckIns, item: Item) -> str:
    """`0.1 → 0.3, confidence 0.8`; `done`; `in progress`."""
    parts = []
    if fact.value is not None:
        parts.append(_value(fact.value, before.value, item))
    if fact.confidence is not None:
        parts.append(f"confidence {_moved(before.confidence, fact.confidence, number)}")
    if fact.note is not None:
        parts.append(" ".join(fact.note.split()))
    return ", ".join(parts)


def _value(value: float, before: float | None, item: Item) -> str:
    if item.measured_in == "done":
        return "done" if value == 1 else "not done after all" if value == 0 else _moved(before, value, percent)
    of = f" of {number(item.target)}" if item.target is not None and item.measured_in != "score" else ""
    return f"{_moved(before, value, number)}{of}{_unit(item)}"


def _unit(item: Item) -> str:
    return f" {item.measured_in}" if item.measured_in and item.measured_in not in KNOWN_UNITS else ""


def _moved(before: float | None, after: float, shown: Callable[[float], str]) -> str:
    return shown(after) if before is None or before == after else f"{shown(before)} → {shown(after)}"
