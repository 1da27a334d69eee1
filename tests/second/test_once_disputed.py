"""Where the report and the second program once read the rules differently, each in the least timeline that shows it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from events.catalogue import Event
from tests.projections import words
from tests.projections.story import on
from tests.projections.words import CYCLE, Fact
from tests.second.compared import RHYTHM, differences

PLANNED = [
    on("01-01 00:00", "opened", words.opened()),
    on("01-05", "capacity", words.declared(20)),
    on("01-06", "aim", words.objective("aim", sponsor="omar")),
    on("01-07", "k1", words.key_result("k1", 3)),
    on("01-07", "k2", words.key_result("k2", 4)),
]
LOCKED = [*PLANNED, on("01-12", "locked", words.locked())]
SCHEDULED = {"kind": "check_in", "at": "2026-02-02", "required": ["sofia", "omar"]}
HELD = {"review": "r", "at": "2026-02-02", "attendees": ["omar"]}
REVIEWED = [
    on("01-15", "planned", Fact("review.scheduled", {"review": "r", **SCHEDULED}, f"cycle/{CYCLE}")),
    on(
        "02-02",
        "held",
        Fact("review.held", {"review": "r", "at": "2026-02-02", "attendees": ["omar"]}, f"cycle/{CYCLE}"),
    ),
]


def differing(events: Sequence[Event], day: str = "03-20", known: str | None = None, **of: Any) -> list[str]:
    """What differs as of noon of a day."""
    as_of, known_at = (dt.datetime.fromisoformat(f"2026-{each}T12:00:00+00:00") for each in (day, known or day))
    return differences(events, CYCLE, as_of, known_at, **of)


def test_the_capacity_is_that_of_now_as_the_load_is() -> None:
    assert differing([*LOCKED, on("02-02", "W", words.withdrawn(5))]) == []


def test_of_the_targets_set_only_a_first_one_is_accountability() -> None:
    moved = [on("02-02", "A", words.retargeted("k1", 5)), on("02-03", "B", words.retargeted("k1", 8))]
    assert differing([*LOCKED, *moved]) == []


def test_a_date_brought_forward_after_the_closing_asks_for_more_as_a_weight_does() -> None:
    after = [on("02-20", "Z", words.closed()), on("02-21", "R", words.rescheduled("k1", "03-01"))]
    assert differing([*LOCKED, *after]) == []


def test_what_a_nearer_date_asks_for_is_rounded_once_half_even() -> None:
    later = [on("02-14", "X", words.extended("2026-04-20")), on("02-14 10:00", "R", words.rescheduled("k1", "04-03"))]
    assert differing([*LOCKED, on("02-01", "C", words.checked_in("k1", 9)), *later]) == []


def test_a_mean_grade_is_rounded_half_even() -> None:
    values = [on("02-01", "C", words.checked_in("k1", 5.263)), on("02-02", "D", words.checked_in("k2", 0))]
    assert differing([*LOCKED, *values], of=RHYTHM) == []


def test_before_a_baseline_is_assumed_a_plan_whose_lock_was_noted_too_late_has_no_figures() -> None:
    assert differing([*PLANNED, on("01-13", "locked", words.locked(), noted="01-19")], "01-14", "01-23") == []


def test_who_sponsored_what_was_dropped_was_asked_to_the_reviews_all_the_same() -> None:
    assert differing([*LOCKED, *REVIEWED, on("02-10", "D", words.dropped("aim"))], of=RHYTHM) == []
