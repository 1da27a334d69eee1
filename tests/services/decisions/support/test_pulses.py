"""Pulses, decided."""

from __future__ import annotations

from typing import Any

from tests.projections.words import ORG, Fact
from tests.services.decisions.grammar import Wish, given, wish

ASKED = {"unit": "growth", "question": "Do the figures help you?", "mean": 3.5, "responses": 12}
GROWTH = Fact("unit.registered", {"unit": "growth", "name": "Growth"}, ORG)


def record(**more: Any) -> Wish:
    return wish("pulse.record", "support/s", **{**ASKED, **more})


def test_a_pulse_is_recorded_as_often_as_it_is_taken() -> None:
    recorded = Fact("pulse.recorded", ASKED, "support/s")
    given(GROWTH).when(record()).then(recorded)
    given(recorded).when(record(responses=1)).done()


def test_a_pulse_is_of_a_registered_unit_where_any_is() -> None:
    given(GROWTH).when(record(unit="grow")).refused("did you mean 'growth'?", "unit")


def test_a_pulse_without_responses_is_refused() -> None:
    given(GROWTH).when(record(responses=0)).refused("nobody answered", "responses")
