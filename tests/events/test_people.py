"""Whom an event names: every field of the catalogue that means a person is found, and none else."""

from __future__ import annotations

import datetime as dt
from typing import Any, get_args

import msgspec
import pytest

from events.catalogue import Event, decode, encode, types
from events.envelope import Envelope
from events.facts.cycle import ReviewHeld
from events.facts.plan import OwnerChanged
from events.people import named, renamed
from events.terms import Fact, Id, Person, When
from tests.golden_samples import LINES

NO_PERSONS = {
    *("answers", "changed", "cycle", "decision", "displaced", "evidence", "initiative", "item", "kept", "key_result"),
    *("objection", "objective", "outcome", "parent", "provider", "review", "rule", "stopped", "to_cycle", "trade_off"),
    *("by", "unit", "units"),
}
PERSONS = {
    *("actor", "approved_by", "attendees", "decided_by", "delegates", "onbehalfof", "owner", "person", "rejected_by"),
    *("required", "sponsor", "to"),
}
AT = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)


def event(fact: Fact, **attributes: Any) -> Event:
    envelope: dict[str, Any] = {"specversion": "1.0", "id": "e1", "source": "/orgs/acme", "time": AT, "actor": "ana"}
    return Event(**envelope | {"type": fact.type_, "subject": "cycle/2026-q1", "data": fact} | attributes)


def mentions(kind: Any, of: Any) -> bool:
    return bool(kind == of) or (kind not in (Id, Person) and any(mentions(each, of) for each in get_args(kind)))


def test_every_id_of_the_catalogue_is_a_persons_or_known_to_be_none() -> None:
    kinds: list[type[msgspec.Struct]] = [*types().values(), Envelope]
    fields = [field for kind in kinds for field in msgspec.structs.fields(kind)]
    ids = {field.name for field in fields if mentions(field.type, Id)}
    assert ids == NO_PERSONS, "does the field mean a person? then it is a Person, else it belongs to NO_PERSONS"
    persons = {field.name for field in fields if mentions(field.type, Person)}
    assert persons == PERSONS


def test_the_persons_of_an_event_are_told_with_their_capacities() -> None:
    held = event(
        ReviewHeld(review="r1", at=When("2026-03-01"), attendees=("ben", "cem"), delegates={"dan": "eve"}),
        onbehalfof="fay",
    )
    assert list(named(held)) == [
        ("actor", "ana"),
        ("onbehalfof", "fay"),
        ("attendees", "ben"),
        ("attendees", "cem"),
        ("delegates", "dan"),
        ("delegates", "eve"),
    ]
    assert list(named(event(OwnerChanged(item="ana", to=None)))) == [("actor", "ana")]


@pytest.mark.parametrize("line", LINES)
def test_renaming_changes_the_persons_of_every_type_and_nothing_else(line: bytes) -> None:
    before = decode(line)
    after = renamed(before, lambda person: f"x-{person}")
    assert decode(encode(after)) == after
    assert list(named(after)) == [(capacity, f"x-{person}") for capacity, person in named(before)]
    assert renamed(after, lambda person: person.removeprefix("x-")) == before
