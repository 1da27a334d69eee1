"""What an organisation may set about its own judgement."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from projections.policy import DEFAULT, PARAMETERS, Policy, evolve, with_parameters
from tests.projections.story import on
from tests.projections.words import objective, policy

GOOD: list[tuple[str, Any]] = [
    ("timezone", "Europe/Madrid"),
    ("holidays", ["2026-01-06", "2026-12-25"]),
    ("grace_wd", 0),
    ("assumed_lock_wd", 366),
    ("default_points", 2),
    ("enough", 1),
    ("minimum_shift", 0.25),
    ("rank_top", 1),
    ("reviews_skipped.held_within_wd", 0),
]
BAD: list[tuple[str, Any]] = [
    ("timezone", "Middle/Earth"),
    ("timezone", "../../etc/passwd"),
    ("timezone", ""),
    ("timezone", 3),
    ("holidays", "2026-01-06"),
    ("holidays", ["6 January"]),
    ("holidays", ["2026-01-06\n"]),
    ("grace_wd", -1),
    ("grace_wd", 367),
    ("grace_wd", 2.5),
    ("grace_wd", True),
    ("grace_wd", "5"),
    ("enough", 1.01),
    ("change_budget", -0.1),
    ("default_points", 1e8),
    ("rank_top", 0),
    ("no_such_parameter", 1),
    ("", 1),
]


@pytest.mark.parametrize(("name", "value"), GOOD)
def test_a_parameter_is_set(name: str, value: Any) -> None:
    changed = with_parameters(DEFAULT, {name: value})
    field = name.replace(".", "_")
    assert getattr(changed, field) == (tuple(value) if isinstance(value, list) else value)
    assert with_parameters(changed, {name: getattr(DEFAULT, field)}) == DEFAULT


@pytest.mark.parametrize(("name", "value"), BAD)
def test_what_no_policy_has_or_no_parameter_can_be_is_refused_and_changes_nothing(name: str, value: Any) -> None:
    with pytest.raises(ValueError, match="policy"):
        with_parameters(DEFAULT, {name: value})
    if name:
        said = on("01-05", "P", policy(**{name: value}))
        assert evolve(DEFAULT, said) == DEFAULT


def test_of_several_parameters_the_good_ones_count() -> None:
    changed = evolve(DEFAULT, on("01-05", "P", policy(grace_wd=3, enough=7, nonsense=1, rank_jump=4)))
    assert changed == with_parameters(DEFAULT, {"grace_wd": 3, "rank_jump": 4})


def test_parameters_that_are_not_named_keep_their_values() -> None:
    once = evolve(DEFAULT, on("01-05", "P", policy(grace_wd=3)))
    assert evolve(once, on("01-06", "Q", policy(enough=0.5))).grace_wd == 3


def test_other_events_change_no_policy() -> None:
    assert evolve(DEFAULT, on("01-05", "O", objective("o"))) is DEFAULT


def test_the_defaults_are_a_valid_policy() -> None:
    assert with_parameters(DEFAULT, msgspec.to_builtins(DEFAULT)) == DEFAULT


def test_a_rules_parameter_is_set_by_the_rules_name_and_its_own() -> None:
    changed = evolve(DEFAULT, on("01-05", "P", policy(**{"check_ins_lapsed.grace_days": 4})))
    assert changed.check_ins_lapsed_grace_days == 4
    assert msgspec.json.decode(msgspec.json.encode(changed), type=Policy) == changed
    with pytest.raises(ValueError, match=r"known are .*, check_ins_lapsed\.grace_days"):
        with_parameters(DEFAULT, {"check_ins_lapsed_grace_days": 4})


def test_a_field_is_named_as_its_parameter() -> None:
    assert [name.replace(".", "_") for name in PARAMETERS] == list(Policy.__struct_fields__)
