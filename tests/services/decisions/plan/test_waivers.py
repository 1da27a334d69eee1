"""Waivers, decided."""

from __future__ import annotations

from typing import Any

from tests.projections.words import PLAN, Fact, key_result, objective, opened
from tests.services.decisions.grammar import Wish, given


def grant(**more: Any) -> Wish:
    data = {"rule": "activity_key_result", "subject": PLAN, "reason": "a pilot", "approved_by": "sofia", **more}
    return Wish({"command": "waiver.grant", "subject": PLAN, "data": data})


def test_a_waiver_is_granted() -> None:
    wished = grant(expires="2026-03-31")
    given(opened()).when(wished).then(Fact("waiver.granted", wished.body["data"]))
    given(opened()).when(grant()).done()


def test_a_waiver_that_is_over_already_is_refused() -> None:
    given(opened()).when(grant(expires="2026-02-01")).refused("would expire on 2026-02-01", "expires")


def test_a_waiver_of_what_is_no_rule_is_refused_with_the_nearest() -> None:
    given(opened()).when(grant(rule="activity_key_results")).refused("activity_key_result", "rule")
    given(opened()).when(grant(rule="shift")).refused("there is no rule shift", "rule")


def test_a_waiver_is_for_the_plan_an_item_of_it_or_its_cycle() -> None:
    told = [opened(), objective("o1"), key_result("k1", 3, of="o1")]
    for subject in (PLAN, f"{PLAN}/k1", f"{PLAN}/o1", "cycle/2026-q1"):
        given(*told).when(grant(subject=subject)).done()
    for subject in (f"{PLAN}/k9", "plan/2026-q1/sales", "cycle/2026-q2", "org"):
        given(*told).when(grant(subject=subject)).refused("is neither", "subject")
