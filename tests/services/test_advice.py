"""Advice on an act: what it says, in which order, and that it is the same whenever it is drawn."""

from __future__ import annotations

import datetime as dt

import msgspec
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from events.catalogue import Event
from services.advice import Advice, Payment, Unclaimed, advise
from tests.projections.chaos import anything
from tests.projections.planners import plausible
from tests.projections.story import a_locked_plan, a_plan, given, on
from tests.projections.words import (
    PLAN,
    Fact,
    accepted,
    capacity_added,
    checked_in,
    decided,
    dropped,
    elsewhere,
    initiative,
    key_result,
    locked,
    objective,
    ranked,
    reweighted,
    traded,
)

LOCKED = a_locked_plan(20, k1=3, k2=2, k3=8)


def advised(before: list[Event], *act: Event) -> tuple[Advice, ...]:
    """The advice on an act that follows on some events; every plan that is told of is known."""
    events = given(before, list(act)).events
    others = [event for event in events if not event.subject.startswith("plan/")]
    plans = {event.subject for event in events} - {event.subject for event in others}
    histories = {plan: [e for e in events if e.subject == plan or e in others] for plan in plans}
    return advise(events[len(before) :], histories, max(max(e.noted, e.effective) for e in events))


def about(found: tuple[Advice, ...]) -> list[tuple[str, str]]:
    """Which events the advice is on, and what about."""
    return [(each.event, each.about) for each in found]


def the(found: tuple[Advice, ...], about: str) -> Advice:
    """The one piece of advice of a kind."""
    (one,) = [each for each in found if each.about == about]
    return one


def worded(title: str, **fields: object) -> Fact:
    return Fact("key_result.committed", {"key_result": "n1", "objective": "aim", "title": title, **fields})


def reworded(item: str, title: str) -> Fact:
    return Fact("commitment.reworded", {"item": item, "title": title})


def test_a_key_result_that_reads_as_an_activity_gets_a_better_form_from_its_own_fields() -> None:
    fact = worded("Launch the partner portal", metric="partner orders", measured_in="%")
    (found,) = advised(a_plan(k1=3), on("01-08", "r.1", fact))
    assert (found.about, found.item, found.plan, found.score) == ("wording", "n1", PLAN, 4)
    assert found.better == "Partner orders rise from ‹today's value› to ‹target› by 31 March 2026"
    assert found.says.startswith("“Launch the partner portal” reads as an activity: it begins with “Launch”")
    assert len(found.reasons) == 2


def test_one_sign_alone_is_a_hint() -> None:
    (found,) = advised(a_plan(k1=3), on("01-08", "r.1", worded("Launch it", start=0, target=4)))
    assert (found.score, "plainly" in found.says) == (2, True)


def test_a_key_result_that_is_fine_gets_a_short_word() -> None:
    (found,) = advised(a_plan(k1=3), on("01-08", "r.1", worded("Churn falls", start=5, target=3)))
    assert msgspec.to_builtins(found) == {
        "event": "r.1",
        "about": "wording",
        "plan": PLAN,
        "item": "n1",
        "says": "“Churn falls” reads as an outcome.",
        "score": 0,
    }


def test_the_last_wording_of_an_act_is_the_one_that_is_looked_at() -> None:
    act = [on("01-08", "r.1", worded("Launch it")), on("01-08", "r.2", reworded("n1", "Orders rise"))]
    (found,) = advised(a_plan(k1=3), *act, on("01-08", "r.3", reworded("aim", "Launch")))
    assert (found.event, found.score) == ("r.2", 2)


def test_an_initiative_with_the_same_title_counts_against_a_key_result() -> None:
    (found,) = advised(
        [*a_plan(k1=3), on("01-08", "i", initiative("portal"))], on("01-08", "r.1", worded("Portal", start=0, target=4))
    )
    assert found.score == 1


def test_a_shift_is_answered_with_what_it_asks_for_by_when_and_with_what_could_pay() -> None:
    before = [*LOCKED, on("01-20", "C1", dropped("k2"))]
    found = the(advised(before, on("02-03", "r.1", reweighted("k1", 7))), "shift")
    assert (found.kind, found.verdict, found.item) == ("reweighted", "open", "k1")
    assert (found.demand, found.uncovered, found.due) == (4.0, 4.0, dt.date(2026, 2, 10))
    assert found.says == (
        "Key result “k1” was made heavier (7 instead of 3), which asks for 4 points: "
        "nothing so far; its grace ends on 2026-02-10."
    )
    assert found.could_pay == (Payment(item="k3", title="k3", kind="key_result", points=8.0),)
    assert msgspec.to_builtins(found.could_pay[0])["command"] == "commitment.drop"
    assert found.credits == (Unclaimed(event="C1", item="k2", points=2.0),)
    assert (found.change_budget, found.overload_room) == (2.0, 2.0)


def test_a_shift_that_its_own_act_pays_for_is_told_and_asks_for_nothing_more() -> None:
    act = [on("02-03", "r.1", key_result("n1", 4)), on("02-03", "r.2", dropped("k3"))]
    found = advised(LOCKED, *act, on("02-03", "r.3", traded("r.1", "r.2", 3.2)))
    assert about(found) == [("r.1", "wording"), ("r.1", "shift")]
    shift = the(found, "shift")
    assert (shift.verdict, shift.uncovered, shift.clears) == ("traded", 0.8, "")
    assert (shift.could_pay, shift.credits, shift.change_budget) == ((), (), None)


def test_what_the_events_of_an_act_lack_is_told_in_their_order() -> None:
    more = [on("01-08", name, objective(name)) for name in ("two", "three", "four")]
    act = [
        on("02-03", "r.1", dropped("k1", reason=None)),
        on("02-03", "r.2", ranked("four", 1)),
        on("02-03", "r.3", key_result("n0", 0)),
        on("02-03", "r.4", reweighted("k3", 9)),
        on("02-03", "r.5", accepted("r.4", 1, "nobody")),
    ]
    found = advised([*LOCKED[:-1], *more, LOCKED[-1]], *act)
    assert about(found) == [
        ("r.1", "unexplained"),
        ("r.2", "rank_without_displacement"),
        ("r.3", "wording"),
        ("r.3", "weightless"),
        ("r.4", "shift"),
        ("r.5", "not_a_sponsor"),
    ]
    assert all(each.says and each.clears for each in found if each.about != "wording")


def test_what_earlier_acts_lack_is_not_told_again() -> None:
    before = [*LOCKED, on("02-02", "E", dropped("k1", reason=None)), on("02-02", "S", key_result("n1", 2))]
    assert advised(before, on("02-03", "r.1", dropped("k2"))) == ()


def test_a_link_that_covers_nothing_says_why() -> None:
    shift, own = on("02-03", "S", key_result("n1", 2)), on("02-03", "C", capacity_added(3, approved_by="dana"))
    assert about(advised([*LOCKED, shift, own], on("02-04", "r.1", traded("S", "C")))) == [("r.1", "self_approved")]


def test_a_credit_of_another_plan_is_told_as_such() -> None:
    facts = {"A": objective("aim"), "K": key_result("k", 3), "L": locked(), "C": dropped("k")}
    there = [on("01-12", id_, elsewhere("sales", fact)) for id_, fact in facts.items()]
    before = [*LOCKED, *there, on("02-03", "S", key_result("n1", 2))]
    assert about(advised(before, on("02-04", "r.1", traded("S", "C")))) == [("r.1", "pool_mismatch")]


def test_a_decision_that_is_not_recorded_is_asked_for() -> None:
    act = on("02-03", "r.1", dropped("k2"), decision="d1")
    (found,) = advised(LOCKED, act)
    assert (found.about, "decision/d1" in found.clears) == ("decision", True)
    assert advised(LOCKED, act, on("02-03", "r.2", decided("d1"))) == ()
    assert advised([*LOCKED, on("02-02", "D", decided("d1"))], act) == ()


def test_an_act_that_wrote_to_no_plan_gets_no_advice() -> None:
    act = on("02-03", "r.1", checked_in("k1", 3), decision="d1")
    assert advise([act], {}, act.noted) == ()


@for_all(plausible, st.integers(1, 6), st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_the_same_act_gets_the_same_advice_in_whatever_order_its_history_was_read(
    told: list[Event], length: int, chance: object
) -> None:
    events = given(told).events
    histories = [events, sorted(events, key=lambda event: chance.random())]  # type: ignore[attr-defined]
    moment = max(max(event.noted, event.effective) for event in events)
    once, twice = (advise(events[-length:], {PLAN: history}, moment) for history in histories)
    assert msgspec.json.encode(once) == msgspec.json.encode(twice)
    places = [[event.id for event in events].index(each.event) for each in once]
    assert places == sorted(places)


@for_all(anything)
@settings(max_examples=100, deadline=None)
def test_whatever_an_act_holds_there_is_an_answer(events: list[Event]) -> None:
    told = given(events).events
    plans = {event.subject for event in told if event.subject.startswith("plan/")}
    found = advise(told[-6:], dict.fromkeys(plans, told), max(max(e.noted, e.effective) for e in told))
    assert all(each.says for each in found) and msgspec.json.encode(found)
