"""What providers answered to the nine questions."""

from __future__ import annotations

import pytest

from events.catalogue import Event
from projections.diagnosis.diagnosis import Vetting
from projections.diagnosis.vetting import QUESTIONS, vettings
from tests.projections.diagnosis.aided import assessed, started
from tests.projections.story import given

GOOD = dict.fromkeys(QUESTIONS, "yes")


def vetted(*events: Event) -> tuple[Vetting, ...]:
    return vettings(given(*events).timeline())


def answers(vetting: Vetting) -> dict[str, str | None]:
    return {each.question: each.answer for each in vetting.answers}


def test_all_nine_questions_are_told_in_their_order_asked_or_not() -> None:
    [vetting] = vetted(assessed("one", {"delivery": "partial"}, {"delivery": "two trainers"}))
    assert [each.question for each in vetting.answers] == list(QUESTIONS)
    assert len(QUESTIONS) == 9
    assert {name for name, answer in answers(vetting).items() if answer} == {"delivery"}
    assert vetting.answers[1].evidence == "two trainers"
    assert vetting.says == "Of nine questions: 1 partial; 8 not asked."


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_no_is_red_for_application_and_the_whole_cycle_alone(question: str) -> None:
    [vetting] = vetted(assessed("one", {**GOOD, question: "no"}))
    assert vetting.red == ((question,) if question in ("application", "whole_cycle") else ())
    assert ("Red" in vetting.says) == bool(vetting.red)


def test_a_partial_answer_and_one_that_is_missing_are_not_red() -> None:
    [vetting] = vetted(assessed("one", {"application": "partial"}))
    assert vetting.red == ()


def test_a_hyphen_is_read_as_an_underscore() -> None:
    [vetting] = vetted(assessed("one", {"whole-cycle": "no"}, {"whole-cycle": "a day"}))
    assert vetting.red == ("whole_cycle",)
    assert "no” to whole cycle." in vetting.says
    assert next(each.evidence for each in vetting.answers if each.question == "whole_cycle") == "a day"


def test_the_latest_answer_counts_with_its_own_evidence_and_the_others_stay() -> None:
    first = assessed("one", {"application": "no", "judgement": "yes"}, {"application": "slides", "judgement": "cases"})
    [vetting] = vetted(first, assessed("two", {"application": "yes"}, day="02-09"))
    assert (answers(vetting)["application"], answers(vetting)["judgement"]) == ("yes", "yes")
    assert [each.evidence for each in vetting.answers if each.answer] == [None, "cases"]
    assert vetting.red == ()


def test_providers_are_apart_and_so_is_one_provider_in_two_supports() -> None:
    found = vetted(
        assessed("one", {"application": "no"}, provider="zeta"),
        assessed("two", {"application": "yes"}, provider="acme"),
        assessed("three", {"application": "no"}, provider="acme", support="another"),
        started("02-20"),
    )
    assert [(each.support, each.provider, bool(each.red)) for each in found] == [
        ("another", "acme", True),
        ("help", "acme", False),
        ("help", "zeta", True),
    ]


def test_what_is_none_of_the_nine_stands_behind_them_and_is_not_counted() -> None:
    evil = "<script>alert(1)</script> \u202e{0}"
    [vetting] = vetted(assessed("one", {**GOOD, "price": "no"}, {"price": evil}))
    assert [each.question for each in vetting.answers] == [*QUESTIONS, "price"]
    assert vetting.answers[-1].evidence == evil
    assert vetting.says == "Of nine questions: 9 yes."
