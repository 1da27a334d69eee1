"""Annual outcomes, decided."""

from __future__ import annotations

from tests.projections.words import ORG, Fact
from tests.services.decisions.grammar import Wish, given, wish


def is_set(text: str = "We grow") -> Fact:
    return Fact("outcome.set", {"outcome": "growth", "year": 2026, "text": text}, ORG)


def retire(outcome: str = "growth") -> Wish:
    return wish("outcome.retire", ORG, outcome=outcome, reason="done")


SET = wish("outcome.set", ORG, **is_set().data)


def test_an_outcome_is_set_and_worded_anew() -> None:
    given().when(SET).then(is_set())
    given(is_set("We grow a little")).when(SET).done()


def test_an_outcome_is_not_set_to_what_it_says() -> None:
    given(is_set()).when(SET).refused("says 'We grow' for 2026 already", "text")
    given(is_set()).when(wish("outcome.set", ORG, **{**is_set().data, "year": 2027})).done()


def test_an_outcome_is_retired_once_and_may_be_set_again() -> None:
    retired = Fact("outcome.retired", {"outcome": "growth", "reason": "done"}, ORG)
    given(is_set()).when(retire()).then(retired)
    given(is_set(), retired).when(retire()).refused("there is none yet", "outcome")
    given(is_set(), retired).when(SET).done()


def test_an_unknown_outcome_is_not_retired() -> None:
    given(is_set()).when(retire("grwth")).refused("did you mean 'growth'?", "outcome")
