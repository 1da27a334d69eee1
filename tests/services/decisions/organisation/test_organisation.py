"""The organisation, decided."""

from __future__ import annotations

from tests.projections.words import ORG, Fact
from tests.services.decisions.grammar import given, wish

REGISTERED = Fact("organisation.registered", {"name": "Acme"}, ORG)
REGISTER = wish("organisation.register", ORG, name="Acme")


def test_an_organisation_is_registered() -> None:
    given().when(REGISTER).then(REGISTERED)


def test_an_organisation_is_registered_once() -> None:
    given(REGISTERED).when(REGISTER).refused("registered already, as 'Acme'", "name")
