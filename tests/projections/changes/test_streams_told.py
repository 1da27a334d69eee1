"""The events of the other streams in a planner's words."""

from __future__ import annotations

from typing import Any

import pytest

from events.catalogue import Event
from tests.projections import words
from tests.projections.changes.telling import last
from tests.projections.story import on
from tests.projections.words import Fact


def event(subject: str, type: str, **data: Any) -> Event:
    return on("02-03", f"e-{type}", Fact(type, data, subject))


def cycle(type: str, **data: Any) -> Event:
    return event("cycle/2026-q1", type, **data)


def org(type: str, **data: Any) -> Event:
    return event("org", type, **data)


OPENED = on("01-01", "opened", words.opened())
REQUIRED = ["a", "b", "c", "d"]
SCHEDULED = cycle("review.scheduled", review="mid", kind="mid_cycle", at="2026-02-16", required=REQUIRED)


@pytest.mark.parametrize(
    ("events", "says"),
    [
        ([OPENED], "Cycle “2026-q1” opened: 2026-01-01 to 2026-03-31, a quarter, check-ins every 7 days"),
        ([OPENED, OPENED], "check-ins every 7 days (changed nothing: it was open before)"),
        (
            [OPENED, on("02-03", "x", words.extended("2026-04-20"))],
            "Cycle “2026-q1” extended: its end 2026-03-31 → 2026-04-20, approved by sofia",
        ),
        ([OPENED, cycle("cycle.closed")], "Cycle “2026-q1” closed"),
        ([SCHEDULED], "Review “mid” (mid cycle) scheduled for 2026-02-16, required: a, b, c and d"),
        (
            [
                SCHEDULED,
                cycle("review.held", review="mid", at="2026-02-16", attendees=["a", "b"], delegates={"c": "x"}),
            ],
            "Review “mid” held with 3 of 4 required, 1 of them by a delegate",
        ),
        (
            [cycle("review.held", review="mid", at="2026-02-16", attendees=["a"])],
            "Review “mid”, which nobody had scheduled, held with 1 person",
        ),
        ([cycle("review.missed", review="mid")], "Review “mid” missed (changed nothing: there is no such review)"),
        ([SCHEDULED, cycle("review.cancelled", review="mid", reason="x")], "Review “mid” cancelled"),
        (
            [cycle("priorities.reviewed", review="mid", kept=["a"], changed=[], stopped=["b"])],
            "Priorities reviewed in “mid”: kept a; stopped b",
        ),
    ],
)
def test_a_cycle_s_event_is_a_sentence(events: list[Event], says: str) -> None:
    assert last(events).says.endswith(says)


UNITS = [org("unit.registered", unit="sales", name="Sales"), org("unit.registered", unit="north", name="North")]
GRANTED = org("role.granted", person="kim", role="governance_lead", cycle="2026-q1", unit="north", until="2026-03-31")


@pytest.mark.parametrize(
    ("events", "says"),
    [
        ([org("organisation.registered", name="Acme")], "Organisation “Acme” registered"),
        ([*UNITS, org("unit.moved", unit="north", parent="sales")], "Unit “North” moved to under “Sales”"),
        ([*UNITS, org("unit.closed", unit="north")], "Unit “North” closed"),
        ([org("unit.closed", unit="north")], "Unit “north” closed (changed nothing: there is no such unit)"),
        ([GRANTED], "Role governance lead for north in 2026-q1 until 2026-03-31 granted to kim"),
        (
            [org("role.revoked", person="kim", role="sponsor")],
            "Role sponsor of kim revoked (changed nothing: they do not hold it)",
        ),
        ([on("01-02", "p", words.policy(grace_wd=3, timezone="UTC"))], "Policy: grace_wd 5 → 3, timezone stays UTC"),
        (
            [on("01-02", "p", words.policy(grace=3, grace_wd=-1))],
            "grace (changed nothing: there is no such parameter), grace_wd (changed nothing: it cannot be “−1”)",
        ),
        (
            [on("01-02", "p", words.policy(holidays=["2026-01-06", "2026-04-03"]))],
            "Policy: holidays none → 2026-01-06, 2026-04-03",
        ),
        (
            [org("outcome.set", outcome="mix", year=2026, text="Half by self-service")],
            "2026 set: “Half by self-service”",
        ),
        ([org("outcome.retired", outcome="mix", reason="x")], "retired (changed nothing: there is no such outcome)"),
    ],
)
def test_an_organisation_s_event_is_a_sentence(events: list[Event], says: str) -> None:
    assert last(events).says.endswith(says)


def test_a_revoked_role_is_shown_with_the_scope_it_had() -> None:
    told = last(GRANTED, org("role.revoked", person="kim", role="governance_lead"))
    assert [change.before for change in told.changes] == ["governance lead for north in 2026-q1 until 2026-03-31"]


FIRST = on("02-01", "c1", words.checked_in("k1", 12, confidence=0.6))


@pytest.mark.parametrize(
    ("events", "says"),
    [
        ([FIRST], "Check-in on “k1”: 12, confidence 0.6"),
        ([FIRST, on("02-08", "c2", words.checked_in("k1", 18, confidence=0.4))], ": 12 → 18, confidence 0.6 → 0.4"),
        ([FIRST, on("02-08", "c2", words.checked_in("k1", 12, blocker="x"))], "on “k1”: still 12, and a blocker"),
        ([FIRST, on("02-08", "c2", words.checked_in("k1", note="x", next_step="y"))], ": a note and a next step"),
        ([FIRST, on("02-08", "c2", words.corrected("k1", "c1", 11))], "Check-in c1 on “k1” corrected: 12 → 11"),
        (
            [on("02-08", "c2", words.corrected("k1", "c1", 11))],
            "corrected (changed nothing: there is no such check-in)",
        ),
        ([event("check-ins/2026-q1/growth/k1", "check_in.missed", slot="2026-01-29")], "“k1” due 2026-01-29 missed"),
    ],
)
def test_a_check_in_is_a_sentence(events: list[Event], says: str) -> None:
    assert last(events).says.endswith(says)


DECIDED = on("02-01", "d1", words.decided("d"))


def decision(type: str, **data: Any) -> Event:
    return event("decision/d", type, **data)


@pytest.mark.parametrize(
    ("events", "says"),
    [
        ([DECIDED], "Decided “Which?”: “this”, by sofia"),
        ([DECIDED, DECIDED], "by sofia (changed nothing: the decision was recorded before)"),
        ([DECIDED, decision("decision.reversed", reason="x")], "Decision “Which?” reversed"),
        ([decision("objection.raised", objection="ob", about="E1", text="No")], "Objection “ob” to E1: “No”"),
        ([decision("objection.answered", objection="ob", answer="Yes")], "Objection “ob” answered: “Yes”"),
    ],
)
def test_a_decision_is_a_sentence(events: list[Event], says: str) -> None:
    assert last(events).says.endswith(says)


def test_a_decision_concerns_the_items_that_it_cites() -> None:
    cited = decision("objection.raised", objection="ob", about="2026-q1/growth/k1", text="No")
    assert last(cited).items == ("k1",)
    recorded = {"question": "Which?", "options": [], "choice": "a", "decided_by": [], "cites": ["2026-q1/growth/aim"]}
    assert last(decision("decision.recorded", **recorded)).items == ("aim",)


def support(type: str, **data: Any) -> Event:
    return event("support/s", type, **data)


@pytest.mark.parametrize(
    ("events", "says"),
    [
        ([support("support.needed", problem="Drift", units=["a", "b"])], "Support wanted for “Drift”, in a and b"),
        (
            [support("provider.assessed", provider="p", answers={"a": "yes", "b": "yes", "c": "no"})],
            "Provider “p” assessed: 2 yes, 1 no",
        ),
        (
            [support("support.started", kind="coaching", problem="Drift", provider="p")],
            "Coaching started for “Drift”, by “p”",
        ),
        ([support("support.ended")], "Support ended (changed nothing: it has not started)"),
        (
            [support("pulse.recorded", unit="a", question="Clear?", mean=3.9, responses=14)],
            "Pulse of a on “Clear?”: 3.9 of 5 from 14 answers",
        ),
    ],
)
def test_support_is_told_in_sentences(events: list[Event], says: str) -> None:
    assert last(events).says.endswith(says)
