"""What an organisation decided, decided."""

from __future__ import annotations

from typing import Any

from tests.projections.words import Fact, decided, dropped, elsewhere, key_result, objective, opened, undecided
from tests.services.decisions.grammar import Wish, given, wish

PLANNED = [opened(), objective("aim"), key_result("k1"), elsewhere("legal", objective("theirs"))]
REVERSE = wish("decision.reverse", "decision/d", reason="it did not work")


def record(**more: Any) -> Wish:
    return wish("decision.record", "decision/d", **{**decided("d").data, **more})


def test_a_decision_is_recorded_with_all_its_fields() -> None:
    more = {"rationale": "it is cheaper", "cites": ["2026-q1/growth/k1", "2026-q1/legal/theirs"], "review": "r1"}
    given(*PLANNED).when(record(**more)).then(Fact("decision.recorded", decided("d").data | more, "decision/d"))


def test_a_decision_is_recorded_once() -> None:
    given(decided("d")).when(record()).refused("decided already: 'this'", "subject")
    given(decided("d"), undecided("d")).when(record()).refused("decided already: 'this'", "subject")


def test_a_choice_is_one_of_the_options_where_there_are_any() -> None:
    given().when(record(choice="these")).refused("'these' is none of the options; expected one of 'this'", "choice")
    given().when(record(choice="these", options=[])).done()


def test_something_is_chosen() -> None:
    given().when(record(choice=" ", options=[])).refused("nothing was chosen", "choice")


def test_an_option_stands_once() -> None:
    given().when(record(options=["this", "that", "this"])).refused("named more than once: 'this';", "options")


def test_somebody_decides() -> None:
    given().when(record(decided_by=[])).refused("nobody decided it", "decided_by")


def test_what_a_decision_cites_is_in_its_plan() -> None:
    cite = "2026-q1/growth/k1"
    given(*PLANNED).when(record(cites=[cite, "2026-q1/growth/k"])).refused("growth has no item 'k'; did you", "cites")
    given(*PLANNED).when(record(cites=["2026-q1/sales/k1"])).refused("plan/2026-q1/sales has no item", "cites")
    given(*PLANNED, dropped("k1")).when(record(cites=[cite])).done()


def test_a_decision_cites_what_the_same_act_commits() -> None:
    new = wish("objective.commit", objective="new", title="new")
    given(*PLANNED).when(new, record(cites=["2026-q1/growth/new"])).done()


def test_a_decision_is_reversed_once() -> None:
    given(decided("d")).when(REVERSE).then(undecided("d"))
    given(decided("d"), undecided("d")).when(REVERSE).refused("reversed already", "subject")


def test_what_was_not_decided_is_not_reversed() -> None:
    given(decided("other")).when(REVERSE).refused("the decision d was not recorded; `decision.record` on", "subject")
