"""What was missed, and when it may be said: the check-ins that were due in a plan of this log."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from msgspec.structs import replace

from events.catalogue import Event, check_subject
from events.facts.check_in import CheckInMissed
from projections.cadence import NOTHING, Outlook, of_plan
from projections.folds import check_in
from projections.policy import DEFAULT, with_parameters
from tests.projections.story import a_locked_plan, a_plan, on
from tests.projections.words import (
    CYCLE,
    PLAN,
    Fact,
    checked_in,
    closed,
    dropped,
    extended,
    full,
    initiative,
    key_result,
    opened,
    reinstated,
    rescheduled,
)

# The slots are every seventh day from 1 January: 8, 15, 22, 29 January, 5 February, … With two days of grace the
# check-in of the 8th is missed as soon as the 11th begins.
TOLD = a_plan(k1=4)
CHECK_INS = f"check-ins/{CYCLE}/growth/"
STREAM = f"cycle/{CYCLE}"


def live(*told: Event | list[Event]) -> list[Event]:
    """The events as this log has them: noted when they were recorded, where that is not said."""
    events = [event for each in told for event in (each if isinstance(each, list) else [each])]
    return [replace(event, notedat=event.noted, recordedat=event.recordedat or event.noted) for event in events]


def plan(*told: Event | list[Event], now: str, **policy: Any) -> Outlook:
    """How the story's plan stands at an instant."""
    events = live(*told)
    states: dict[str, check_in.CheckIns] = {}
    for event in events:
        if event.subject.startswith(CHECK_INS):
            name = event.subject.removeprefix(CHECK_INS)
            states[name] = check_in.evolve(states.get(name, check_in.CheckIns()), event)
    of_its_cycle = [event for event in events if event.subject == STREAM]
    its_own = [event for event in events if event.subject == PLAN]
    return of_plan(PLAN, of_its_cycle, its_own, states, with_parameters(DEFAULT, policy), instant(now))


def instant(moment: str) -> dt.datetime:
    day, _, time = full(moment).partition(" ")
    return dt.datetime.fromisoformat(f"{day}T{time or '00:00'}:00+00:00")


def said(outlook: Outlook) -> list[str]:
    """What was missed, by day and key result."""
    found = [(each.fact, each.stream.removeprefix(CHECK_INS)) for each in outlook.missed]
    return [f"{fact.slot:%m-%d} {item}" for fact, item in found if isinstance(fact, CheckInMissed)]


def graded(name: str) -> Fact:
    return Fact("key_result.graded", {"key_result": name, "grade": 0.7})


def test_a_check_in_is_missed_when_its_grace_is_over_and_not_before() -> None:
    assert plan(TOLD, now="01-10 23:59").missed == ()
    [missed] = plan(TOLD, now="01-11").missed
    assert (missed.stream, missed.at) == (f"{CHECK_INS}k1", instant("01-11"))
    check_subject(missed.stream, missed.fact.type_)


def test_whoever_was_away_for_long_finds_everything_in_the_order_of_time() -> None:
    told = a_plan(k1=4, k2=1)
    assert said(plan(told, now="01-26")) == ["01-08 k1", "01-08 k2", "01-15 k1", "01-15 k2", "01-22 k1", "01-22 k2"]
    assert len(plan(told, now="2027-01-01").missed) == 24


def test_a_check_in_answers_the_first_slot_on_or_after_its_day_or_the_one_it_names() -> None:
    assert said(plan(TOLD, on("01-08", "C", checked_in("k1", 1)), now="01-18")) == ["01-15 k1"]
    assert said(plan(TOLD, on("01-09", "C", checked_in("k1", 1)), now="01-18")) == ["01-08 k1"]
    assert said(plan(TOLD, on("01-09", "C", checked_in("k1", 1, slot="2026-01-08")), now="01-18")) == ["01-15 k1"]
    assert said(plan(TOLD, on("01-09", "C", checked_in("k2", 1)), now="01-18")) == ["01-08 k1", "01-15 k1"]


def test_a_check_in_answers_even_after_the_grace_where_nobody_has_looked_yet() -> None:
    assert plan(TOLD, on("01-14", "C", checked_in("k1", slot="2026-01-08")), now="01-15").missed == ()


def test_what_was_missed_is_not_missed_again() -> None:
    told = Fact("check_in.missed", {"slot": "2026-01-08"}, f"{CHECK_INS}k1")
    assert said(plan(TOLD, on("01-11", "M", told), now="01-18")) == ["01-15 k1"]


def test_only_key_results_are_asked_locked_or_not() -> None:
    told = [*a_locked_plan(k1=4), on("01-12", "i", initiative("i1"))]
    assert said(plan(told, now="01-18")) == said(plan(TOLD, now="01-18")) == ["01-08 k1", "01-15 k1"]


def test_a_newcomer_is_asked_from_the_day_after_its_commitment_on() -> None:
    assert said(plan(TOLD, on("01-14 23:59", "n1", key_result("n1")), now="01-18"))[1:] == ["01-15 k1", "01-15 n1"]
    assert said(plan(TOLD, on("01-15 00:00", "n1", key_result("n1")), now="01-18"))[1:] == ["01-15 k1"]


def test_nobody_is_late_with_what_was_not_yet_written_down() -> None:
    newcomer = on("01-05", "n1", key_result("n1"), noted="01-16")
    assert said(plan(TOLD, newcomer, now="01-25")) == ["01-08 k1", "01-15 k1", "01-22 k1", "01-22 n1"]


@pytest.mark.parametrize("end", [dropped("k1"), dropped("aim"), graded("k1"), rescheduled("k1", "01-14")])
def test_what_ended_before_the_grace_did_misses_nothing_and_later_no_miss_is_undone(end: Fact) -> None:
    assert said(plan(TOLD, on("01-17 23:59", "X", end), now="02-01")) == ["01-08 k1"]
    assert said(plan(TOLD, on("01-18 00:00", "X", end), now="02-01")) == ["01-08 k1", "01-15 k1"]


def test_a_reinstated_key_result_is_asked_from_then_on() -> None:
    away = [on("01-12", "D", dropped("k1")), on("01-16", "R", reinstated("k1"))]
    assert said(plan(TOLD, away, now="01-25")) == ["01-08 k1", "01-22 k1"]


def test_no_check_in_is_due_after_the_due_date_nor_from_what_is_due_after_the_cycle() -> None:
    early, late = key_result("n1", due="2026-01-15"), key_result("n2", due="2026-04-01")
    told = [on("01-07", "n1", early), on("01-07", "n2", late)]
    assert [each for each in said(plan(TOLD, told, now="02-01")) if "n" in each] == ["01-08 n1", "01-15 n1"]


def test_a_cycle_that_was_noted_elsewhere_brings_its_own_record() -> None:
    assert plan(TOLD, now="02-01").missed
    first, *rest = live(TOLD)
    for opening in (replace(first, origin="import"), replace(first, recordedat=instant("01-02"))):
        assert plan(opening, rest, now="02-01") == NOTHING


def test_a_cycle_that_nobody_opened_or_that_is_closed_misses_nothing() -> None:
    assert plan(TOLD[1:], now="02-01") == NOTHING
    assert plan(TOLD, on("01-20", "X", closed()), now="02-01") == NOTHING


def test_nothing_was_due_before_the_cycle_was_opened() -> None:
    told = [on("01-16", "opened", opened()), *TOLD[1:]]
    assert said(plan(told, now="01-25")) == ["01-15 k1", "01-22 k1"]


def test_a_longer_cycle_has_more_slots_but_none_before_it_was_extended() -> None:
    told = [*TOLD, on("04-12 00:00", "E", extended("2026-04-30"))]
    assert said(plan(told, now="05-30"))[-4:] == ["03-26 k1", "04-16 k1", "04-23 k1", "04-30 k1"]


def test_the_policy_says_how_long_the_grace_is_and_whose_days_they_are() -> None:
    assert said(plan(TOLD, now="01-09", **{"check_ins_lapsed.grace_days": 0})) == ["01-08 k1"]
    assert plan(TOLD, now="01-18", **{"check_ins_lapsed.grace_days": 10}).missed == ()
    assert said(plan(TOLD, now="01-10 23:00", timezone="Europe/Madrid")) == ["01-08 k1"]


def test_it_has_to_be_looked_at_again_when_the_next_grace_is_over() -> None:
    assert plan(TOLD, now="01-02").until == instant("01-11")
    assert plan(TOLD, now="01-11").until == instant("01-18")
    assert plan(TOLD, now="03-28 23:59").until == instant("03-29")
    assert plan(TOLD, now="03-29").until is None


def test_an_id_says_what_was_missed_and_fits() -> None:
    names = [plan(TOLD, now=now).missed[0].id for now in ("01-11", "01-30")]
    assert names[0] == names[1]
    assert len({missed.id for missed in plan(a_plan(k1=4, k2=1), now="02-01").missed}) == 6 + 2
    assert all(len(missed.id) <= 64 for missed in plan(TOLD, now="02-01").missed)
