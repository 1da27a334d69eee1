"""A cycle keeps its rhythm or breaks it: links, locks, the priorities review and the close."""

from __future__ import annotations

from typing import Any

import pytest

from events.catalogue import Event
from tests.projections.rules.told import findings, found, held, in_pilot, in_unit, scheduled
from tests.projections.story import a_locked_plan, a_plan, on
from tests.projections.words import Fact, closed, key_result, locked, objective

RULE = "cadence_break"
ALIGNED = on("01-08", "aligned", Fact("objective.aligned", {"objective": "aim", "outcome": "o1"}))
REVIEWED = [scheduled("p1", "02-27", "priorities"), held("p1", "02-27")]
CLOSED = on("04-14", "closed", closed())
LOCKED = on("01-15", "locked", locked())
KEPT: dict[str, list[Event]] = {"aligned": [ALIGNED], "lock": [LOCKED], "review": REVIEWED, "close": [CLOSED]}
FIRES = a_locked_plan(k1=3)
TUNED = {"linked": 0.0, "review_wd": 100, "close_wd": 100}


def kept(**other: list[Event]) -> list[Event]:
    return [*a_plan(k1=3), *(event for events in (KEPT | other).values() for event in events)]


def test_a_cycle_that_keeps_each_of_its_days_to_the_last_is_in_rhythm() -> None:
    assert found(RULE, kept()) == []


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ({"aligned": []}, "annual outcome"),
        ({"lock": [on("01-16", "locked", locked())]}, "1 of 1 plans were not locked by 2026-01-15: growth"),
        ({"review": [scheduled("p1", "02-28", "priorities"), held("p1", "02-28")]}, "No priorities review"),
        ({"review": [scheduled("p1", "02-27", "check_in"), held("p1", "02-27")]}, "No priorities review"),
        ({"close": [on("04-15", "closed", closed())]}, "not closed by 2026-04-14"),
    ],
)
def test_each_of_them_is_a_finding_of_its_own(other: dict[str, Any], says: str) -> None:
    [finding] = findings(RULE, kept(**other))
    assert says in (finding.says or "")
    assert finding.evidence


def test_just_under_the_share_that_has_to_be_linked() -> None:
    two = [on("01-08", "two", objective("two")), on("01-08", "k2", key_result("k2", 0.75, of="two"))]
    assert found(RULE, kept(aligned=[ALIGNED, *two])) == []
    more = [two[0], on("01-08", "k2", key_result("k2", 0.76, of="two"))]
    assert found(RULE, kept(aligned=[ALIGNED, *more])) == ["cycle"]


def test_nothing_is_broken_before_its_day_is_over() -> None:
    assert found(RULE, kept(lock=[]), as_of="01-15") == []
    assert found(RULE, kept(lock=[]), as_of="01-16") == ["cycle"]
    assert found(RULE, kept(close=[], review=[]), as_of="02-27") == []
    assert found(RULE, kept(close=[], review=[]), as_of="02-28") == ["cycle"]


def test_of_many_units_five_are_named() -> None:
    plan = a_plan(k1=3)[1:]
    units = [event for n in range(7) for event in in_unit(f"unit{n}", plan)]
    says = [finding.says or "" for finding in findings(RULE, a_plan(k1=3)[:1], units)]
    assert any(each.endswith("unit0, unit1, unit2, unit3, unit4 and 2 more.") for each in says)


def test_a_pilot_is_there_to_find_its_rhythm() -> None:
    assert found(RULE, in_pilot(FIRES)) == []
