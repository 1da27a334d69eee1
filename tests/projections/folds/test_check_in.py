"""The check-ins of a key result, as corrected so far."""

from __future__ import annotations

import datetime as dt
from typing import Any

from projections.folds import check_in
from projections.folds.check_in import CheckIns
from tests.projections.story import on
from tests.projections.words import Fact, checked_in, corrected

STREAM = "check-ins/2026-q1/growth/k1"


def after(*said: Fact) -> CheckIns:
    """The check-ins after these events, e1 and so on."""
    state = CheckIns()
    for number, fact in enumerate(said, 1):
        state = check_in.evolve(state, on("02-03", f"e{number}", fact))
    return state


def correcting(name: str, **data: Any) -> Fact:
    return Fact("check_in.corrected", {"check_in": name, "reason": "a mistake", **data}, STREAM)


def test_the_latest_value_and_the_latest_confidence_count() -> None:
    state = after(checked_in("k1", 4, confidence=0.7), checked_in("k1", confidence=0.4), checked_in("k1", note="busy"))
    assert (state.value, state.confidence, len(state.entries)) == (4, 0.4, 3)


def test_a_check_in_keeps_all_that_it_said() -> None:
    said = checked_in("k1", 0, blocker="no data", next_step="ask", slot="2026-02-05")
    entry = check_in.evolve(CheckIns(), on("02-03", "e1", said, noted="02-04")).entries[0]
    assert (entry.value, entry.blocker, entry.next_step, entry.slot) == (0, "no data", "ask", dt.date(2026, 2, 5))
    assert (entry.at.day, entry.noted.day) == (3, 4)


def test_a_correction_replaces_what_it_gives_and_nothing_else() -> None:
    state = after(checked_in("k1", 4, confidence=0.7, note="fine"), correcting("e1", value=3, note="less"))
    assert (state.value, state.confidence, state.entries[0].note) == (3, 0.7, "less")


def test_a_correction_of_an_earlier_check_in_leaves_the_latest_value() -> None:
    assert after(checked_in("k1", 4), checked_in("k1", 6), corrected("k1", "e1", 99)).value == 6
    assert after(checked_in("k1", 4), checked_in("k1"), corrected("k1", "e2", 5)).value == 5


def test_a_correction_of_nothing_known_is_ignored() -> None:
    state = after(corrected("k1", "e9", 4), checked_in("k1", 1), corrected("k1", "e2", 2), corrected("k1", "e2", 3))
    assert (state.value, state.ignored) == (3, ("e1",))


def test_missed_slots_are_remembered() -> None:
    state = after(Fact("check_in.missed", {"slot": "2026-02-05"}, STREAM))
    assert (state.missed, state.entries, state.value) == ((dt.date(2026, 2, 5),), (), None)
