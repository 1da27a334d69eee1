"""Waivers, decided."""

from __future__ import annotations

from typing import Any

from tests.projections.words import PLAN, Fact, opened
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
