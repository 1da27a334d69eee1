"""Assessments of providers, decided."""

from __future__ import annotations

from typing import Any

from tests.projections.words import Fact
from tests.services.decisions.grammar import Wish, given, wish

SAID = {
    "provider": "acme",
    "answers": {"application": "yes", "whole_cycle": "no"},
    "evidence": {"application": "three exercises a day"},
}
ASSESSED = Fact("provider.assessed", SAID, "support/s")


def assess(**more: Any) -> Wish:
    return wish("provider.assess", "support/s", **{**SAID, **more})


def test_a_provider_is_assessed_and_assessed_again() -> None:
    given().when(assess()).then(ASSESSED)
    given(ASSESSED).when(assess(answers={"application": "partial"})).done()


def test_an_assessment_has_answers() -> None:
    given().when(assess(answers={}, evidence={})).refused("no question is answered", "answers")


def test_evidence_is_for_what_was_answered() -> None:
    wished = assess(evidence={"application": "exercises", "judgement": "an exam"})
    given().when(wished).refused("not answered: judgement; the answers are to application, whole_cycle", "evidence")
