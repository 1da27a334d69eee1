"""Some units check in far better than others: where enough was due to say so."""

from __future__ import annotations

from events.catalogue import Event
from tests.projections.rules.told import SLOTS, check_ins, committed, findings, found, in_unit, too_few
from tests.projections.story import a_locked_plan

RULE = "uneven_managers"


def two_units(in_time: int) -> list[Event]:
    plan = a_locked_plan(k1=3)
    web = in_unit("web", [*plan[1:], *check_ins("k1", SLOTS[:in_time])])
    return [*plan, *check_ins("k1"), *web]


FIRES = two_units(7)
TUNED = {"spread": 0.42}


def test_five_check_ins_of_twelve_behind_are_uneven_and_four_are_not() -> None:
    [finding] = findings(RULE, FIRES)
    assert "from 58% (web) to 100% (growth) over 2 units" in (finding.says or "")
    assert "sofia" not in (finding.says or "") + (finding.clears or "")
    assert found(RULE, two_units(8)) == []


def test_a_small_team_with_two_check_ins_due_is_not_compared() -> None:
    plan = a_locked_plan(k1=3)
    late = [event for event in in_unit("web", a_locked_plan(k1=3)[1:]) if event.id != "web-k1"]
    small = [*late[:2], *in_unit("web", [committed(day="03-13")])]
    assert found(RULE, plan, check_ins("k1"), small) == []
    assert too_few(RULE, plan, check_ins("k1"), small) == [("cycle", 2, 6)]


def test_one_unit_alone_is_even() -> None:
    plan = a_locked_plan(k1=3)
    assert (found(RULE, plan), too_few(RULE, plan)) == ([], [])
