"""The weekly check-ins of every key result, by arithmetic: how far it is, how sure its owner is, its grade at last."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from msgspec import Struct

from deploy.example.cycle import SLOTS, WORKER
from deploy.example.pen import CYCLE, moment, written
from deploy.example.plan import KeyResult, Unit
from events.catalogue import Event
from events.facts import check_in as facts
from events.facts.plan import KeyResultGraded, ObjectiveGraded
from projections.folds import plan
from projections.folds.plan import Item, Plan

LAST = len(SLOTS)
# One check-in has a digit too many, and is corrected three days later.
SLIP = ("growth-k4", 6)
# What is measured in other units is counted, in whole numbers.
DIVISIBLE = ("%", "days", "min", "times", "EUR")


class Standing(Struct, frozen=True):
    """What a check-in says of a key result in a week."""

    value: float
    confidence: float


def standing(row: KeyResult, week: int, since: int, place: int) -> Standing:
    """Where a key result stands in a week of those since it was committed; `place` makes no two alike."""
    gone = (week - since + 1) / (LAST - since + 1)
    ripple = ((place * 7 + week * 5) % 9 - 4) / 100 if week < LAST else 0.0
    share = min(max(row.reaches * gone**1.15 + ripple * gone, 0.0), 1.2 if row.direction == "increase" else 1.0)
    span = row.target - row.start
    # A percentage of work done ends at all of it.
    share = min(share, 1.0) if row.measured_in.startswith("% ") else share
    digits = 0 if abs(span) >= 20 or row.measured_in not in DIVISIBLE else 1 if abs(span) >= 2 else 2
    drift = (share - gone) * 0.4 if span else 0.1
    confidence = min(max(row.confidence + drift + ripple, 0.05), 0.95)
    return Standing(value=round(row.start + span * share, digits), confidence=round(confidence * 20) / 20)


def weekly(unit: Unit, events: list[Event]) -> Iterator[Event]:
    """The check-ins of a unit's key results while its plan had them open; what was skipped or fell silent is missed."""
    for place, row in enumerate((*unit.key_results, *unit.later), 1):
        item = f"{unit.id}-{row.key}"
        since = next(week for week, slot in enumerate(SLOTS, 1) if _open(_state(events, _morning(slot, place)), item))
        for week, slot in enumerate(SLOTS, 1):
            at = _morning(slot, place)
            if not _open(_state(events, at), item):
                continue
            silent = row.silent_after is not None and week > row.silent_after
            if silent or (place + week) % unit.skips == 0:
                yield from _missed(item, unit, slot, week, _state(events, _night(slot)))
            else:
                yield from _recorded(item, unit, row, week, since, place)


def _recorded(item: str, unit: Unit, row: KeyResult, week: int, since: int, place: int) -> Iterator[Event]:
    slot, stands = SLOTS[week - 1], standing(row, week, since, place)
    slipped = (item, week) == SLIP
    turn = place + week
    fact = facts.CheckInRecorded(
        value=stands.value * 10 if slipped else stands.value,
        confidence=stands.confidence,
        next_step=unit.next_steps[week % 3] if turn % 3 == 0 or stands.confidence < 0.4 else None,
        blocker=unit.blockers[turn % 2] if turn % 5 == 0 and stands.confidence < 0.5 else None,
        slot=slot,
    )
    subject, id_ = _subject(unit, item), f"{item}-week-{week:02}"
    yield written(subject, id_, _morning(slot, place), row.owner, fact)
    if slipped:
        right = facts.CheckInCorrected(check_in=id_, value=stands.value, reason="A digit too many")
        yield written(subject, f"{id_}-corrected", _night(slot), row.owner, right)


def _missed(item: str, unit: Unit, slot: dt.date, week: int, after: Plan) -> Iterator[Event]:
    if _open(after, item):
        yield written(
            _subject(unit, item), f"{item}-week-{week:02}-missed", _night(slot), WORKER, facts.CheckInMissed(slot=slot)
        )


def grades(unit: Unit, events: list[Event], check_ins: list[Event]) -> Iterator[Event]:
    """The grades that a unit gave itself at the end: what it reached of the targets as they stood by then."""
    state, reached = _state(events, moment("10-05 00:00")), _values(check_ins)
    subject = f"plan/{CYCLE}/{unit.id}"
    of_objective: dict[str, list[float]] = {}
    for minute, item in enumerate(item for item in state.items.values() if _graded(item)):
        grade = _grade(item, reached.get(item.id))
        of_objective.setdefault(item.parent or "", []).append(grade)
        fact = KeyResultGraded(key_result=item.id, grade=grade)
        yield written(subject, f"{item.id}-graded", moment(f"10-05 09:{minute:02}"), item.owner or unit.champion, fact)
    for minute, (objective, found) in enumerate(of_objective.items()):
        mean = ObjectiveGraded(objective=objective, grade=round(sum(found) / len(found), 2))
        yield written(subject, f"{objective}-graded", moment(f"10-06 09:{minute:02}"), unit.sponsor, mean)


def _graded(item: Item) -> bool:
    return item.kind == "key_result" and item.status == "open"


def _grade(item: Item, value: float | None) -> float:
    start, target = item.start or 0.0, item.target or 0.0
    if value is None:
        return 0.0
    if start == target:
        return 1.0
    return round(min(max((value - start) / (target - start), 0.0), 1.0), 2)


def _values(check_ins: list[Event]) -> dict[str, float]:
    values = {}
    for event in check_ins:
        if isinstance(event.data, facts.CheckInRecorded | facts.CheckInCorrected) and event.data.value is not None:
            values[event.subject.rsplit("/", 1)[1]] = event.data.value
    return values


def _state(events: list[Event], at: dt.datetime) -> Plan:
    state = Plan()
    for event in events:
        if event.noted <= at:
            state = plan.evolve(state, event)
    return state


def _open(state: Plan, item: str) -> bool:
    return item in state.items and state.items[item].status == "open"


def _morning(slot: dt.date, place: int) -> dt.datetime:
    """When the check-in for a slot comes: the day before or the day itself, some minutes after another's."""
    return dt.datetime.combine(slot - dt.timedelta(days=place % 2), dt.time(6, place * 4), dt.UTC)


def _night(slot: dt.date) -> dt.datetime:
    return dt.datetime.combine(slot + dt.timedelta(days=3), dt.time(0, 10), dt.UTC)


def _subject(unit: Unit, item: str) -> str:
    return f"check-ins/{CYCLE}/{unit.id}/{item}"
