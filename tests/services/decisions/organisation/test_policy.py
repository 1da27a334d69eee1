"""The policy, decided."""

from __future__ import annotations

from typing import Any

from tests.projections.words import ORG, policy
from tests.services.decisions.grammar import Wish, given, wish


def set_(**parameters: Any) -> Wish:
    return wish("policy.set", ORG, parameters=parameters, reason="agreed")


def test_parameters_are_set() -> None:
    given().when(set_(grace_wd=3, timezone="Europe/Madrid")).then(policy(grace_wd=3, timezone="Europe/Madrid"))


def test_some_parameter_has_to_be_named() -> None:
    given().when(set_()).refused("no parameter is named; expected some of timezone, holidays", "parameters")


def test_a_parameter_that_does_not_exist_is_refused() -> None:
    given().when(set_(grace_days=3)).refused("unknown policy parameter 'grace_days'; known are", "parameters")


def test_a_value_that_a_parameter_cannot_have_is_refused() -> None:
    given().when(set_(enough=1.5)).refused("`$.enough`", "parameters")
    given().when(set_(timezone="Europe/Atlantis")).refused("is no time zone", "parameters")


def test_a_holiday_is_a_day_that_there_is() -> None:
    given().when(set_(holidays=["2026-12-25", "2026-13-01"])).refused("there is no day 2026-13-01", "parameters")
    imported = given(policy(holidays=["2026-02-30"]))
    imported.when(set_(grace_wd=3)).done()


def test_a_policy_that_is_in_force_is_not_set_again() -> None:
    given().when(set_(grace_wd=5)).refused("in force already: grace_wd", "parameters")
    story = given(policy(grace_wd=3, holidays=["2026-01-06"]))
    story.when(set_(grace_wd=3, holidays=["2026-01-06"])).refused("in force already: grace_wd, holidays")
    story.when(set_(grace_wd=3, enough=0.9)).done()
    story.when(set_(grace_wd=5)).done()
