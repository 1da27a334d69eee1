"""The table of access: whole, and without a way from less to more."""

from __future__ import annotations

import pytest

from events import catalogue
from services.access.table import ACTIONS, COMMANDS, MEANS, REACH, ROLES, WRITES, action_of, parsed
from services.decisions.command import registered

WRITING = [action for action in ACTIONS if action.endswith(".write")]


def test_each_role_and_each_action_stand_in_it_once() -> None:
    assert len(ROLES) == 9
    assert all(tuple(reach) == ROLES for reach in REACH.values())
    assert set(MEANS) == set(ACTIONS)
    assert set(WRITES.values()) | set(COMMANDS.values()) <= set(ACTIONS)


@pytest.mark.parametrize("table", ["action a b\nx all", "action a\nx some", "action a\nx all\nx all"])
def test_a_table_that_is_not_whole_is_none(table: str) -> None:
    with pytest.raises(ValueError, match="has to say once"):
        parsed(table)


def test_every_command_is_an_action_of_the_table() -> None:
    for name, decision in registered().items():
        assert action_of(name, decision.stream or catalogue.stream_of(decision.wish.type_)) in ACTIONS, name
    assert set(COMMANDS) <= set(registered())


def test_nobody_but_an_admin_makes_anybody_more_than_they_are() -> None:
    for action in ("role.write", "person.write"):
        assert [role for role in ROLES if REACH[action][role] != "-"] == ["admin"]


def test_a_reader_writes_nothing_and_a_service_grants_nothing() -> None:
    assert all(REACH[action]["reader"] == "-" for action in WRITING)
    for action in ("role.write", "organisation.write", "waiver.write", "person.read", "reading.read"):
        assert REACH[action]["service"] == "-"


def test_who_is_from_outside_sees_no_names() -> None:
    assert {role for role in ROLES if REACH["person.read"][role] == "-"} >= {"consultant", "reader", "service"}
