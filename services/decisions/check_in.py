"""Check-ins: recorded on a key result that is pursued, and corrected."""

from __future__ import annotations

import datetime as dt

from events.facts.check_in import CheckInCorrected, CheckInRecorded
from projections.calendar import DAY, calendar_of
from services.decisions.case import Case, Refused, Stated, listed
from services.decisions.command import Decision
from services.decisions.plan.items import pursued

LATEST = 5  # so many check-ins are named where another one was meant


def record(case: Case, wish: CheckInRecorded) -> Stated:
    """How the key result stands is known. A slot that it answers has come, or is the next one."""
    *_, key_result = case.subject.split("/")
    pursued(case.plan, key_result, "subject", "key_result")
    texts = (wish.note, wish.blocker, wish.next_step)
    if wish.value is None and wish.confidence is None and not any(text and text.strip() for text in texts):
        raise Refused("it says nothing; expected a value, a confidence, a note, a blocker or a next_step")
    if wish.slot is not None:
        _due(case, wish.slot)
    return case.states(wish)


def correct(case: Case, wish: CheckInCorrected) -> Stated:
    """The check-in says what is given, also one on a key result that was closed since."""
    entries = case.check_ins.entries
    entry = next((each for each in entries if each.id == wish.check_in), None)
    if entry is None:
        latest = listed(each.id for each in entries[: -LATEST - 1 : -1])
        says = f"{case.subject} has no check-in {wish.check_in!r}; the latest, the last one first: {latest}"
        raise Refused(says, "check_in")
    before = {"value": entry.value, "confidence": entry.confidence, "note": entry.note}
    given = {name: getattr(wish, name) for name in before if getattr(wish, name) is not None}
    if not given:
        raise Refused("it corrects nothing; expected a value, a confidence or a note")
    if all(before[name] == value for name, value in given.items()):
        raise Refused(f"{entry.id} says so already; expected another {' or '.join(given)}", next(iter(given)))
    return case.states(wish)


def _due(case: Case, slot: dt.date) -> None:
    cycle = case.cycle
    if cycle.start is None or cycle.end is None:
        return
    # Ahead of its own day a check-in answers at most the next slot; late it may answer any that passed.
    day = calendar_of(case.organisation.policy).day(case.at)
    last = min(cycle.end, max(day, cycle.start) + DAY * cycle.check_in_every_days)
    if not cycle.start <= slot <= last:
        says = f"no check-in of {day} answers the slot {slot}; expected a day from {cycle.start} to {last}"
        raise Refused(f"{says}, or none for the next one", "slot")


COMMANDS = {
    "check_in.record": Decision(CheckInRecorded, record),
    "check_in.correct": Decision(CheckInCorrected, correct),
}
