"""People, decided."""

from __future__ import annotations

from tests.projections.words import ORG, Fact
from tests.services.decisions.grammar import given, wish

REGISTERED = Fact("person.registered", {"person": "p-17"}, ORG)
REGISTER = wish("person.register", ORG, person="p-17")


def test_a_person_is_registered() -> None:
    given().when(REGISTER).then(REGISTERED)


def test_a_person_is_registered_once() -> None:
    given(REGISTERED).when(REGISTER).refused("p-17 is registered already", "person")
