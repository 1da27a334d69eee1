"""What an earlier version wrote is read as today's fact. No type has a second version yet: this file makes one up."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, ClassVar

import pytest

from events import catalogue, handbook
from events.catalogue import Event, decode, encode, recall
from events.strictness import Malformed
from events.terms import Fact, Id, Points, Text, Upcast
from tests.golden_samples import missing_samples

POSITION = b'{"position":7,"streamversion":2,"recordedat":"2026-02-03T09:00:00.000000Z",'
ENVELOPE = (
    b'"specversion":"1.0","id":"e1","source":"/orgs/acme","type":"seat.filled","subject":"plan/2026-q1/growth",'
    b'"actor":"ada",'
)
SAMPLES = {
    1: ENVELOPE + b'"data":{"who":"grace","hours":12.50}}',
    2: ENVELOPE + b'"schemaversion":2,"data":{"person":"grace","hours":12.50}}',
    3: ENVELOPE + b'"schemaversion":3,"data":{"person":"grace","points":12.50}}',
}


def named_person(data: dict[str, Any]) -> dict[str, Any]:
    return {"person": data.pop("who"), **data}


def hours_as_points(data: dict[str, Any]) -> dict[str, Any]:
    return {"person": data["person"], "points": data["hours"]}


class SeatFilled(Fact, frozen=True, kw_only=True):
    """Somebody took a seat. Its first version said `who`, its second `hours`."""

    type_: ClassVar[str] = "seat.filled"
    upcasts_: ClassVar[tuple[Upcast, ...]] = (named_person, hours_as_points)
    person: Id
    points: Points | None = None  # so that the bytes of version 2 would pass for today's, without their hours
    note: Text | None = None


TODAY = SeatFilled(person="grace", points=Points("12.50"))


@pytest.fixture(autouse=True)
def _known(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The type is one of the catalogue while a test of this file runs."""
    monkeypatch.setitem(catalogue.types(), SeatFilled.type_, SeatFilled)
    monkeypatch.setitem(catalogue._pattern_of(), SeatFilled.type_, "plan/{cycle}/{unit}")
    yield
    catalogue._readings.pop(SeatFilled.type_.encode(), None)


def stored(version: int) -> bytes:
    return POSITION + SAMPLES[version]


@pytest.mark.parametrize("version", SAMPLES)
def test_every_version_is_read_as_todays_fact(version: int) -> None:
    for _ in range(2):  # the first of a type is read step by step, those after it at once
        event = recall(stored(version))
        assert (event.data, event.schemaversion, event.position) == (TODAY, 3, 7)
        assert type(event) is Event


@pytest.mark.parametrize("version", SAMPLES)
def test_a_file_of_an_earlier_version_is_accepted_and_kept_in_the_present_one(version: int) -> None:
    event = decode(b"{" + SAMPLES[version])
    assert event.data == TODAY
    assert encode(event) == b"{" + SAMPLES[3]


def test_what_is_written_today_bears_the_version_of_its_fields() -> None:
    event = decode(b"{" + SAMPLES[3])
    fresh = Event(
        specversion="1.0",
        id="e1",
        source="/orgs/acme",
        type="seat.filled",
        subject=event.subject,
        actor="ada",
        data=TODAY,
    )
    assert encode(fresh) == b"{" + SAMPLES[3]


def test_a_new_field_needs_no_version_and_one_that_is_unknown_is_passed_over() -> None:
    assert recall(stored(3)).data == TODAY  # `note` came later than these bytes
    later = stored(3).replace(b'"person"', b'"desk":4,"person"')
    assert recall(later).data == TODAY
    assert recall(stored(1).replace(b'"who"', b'"desk":4,"who"')).data == TODAY


def test_numbers_keep_their_digits_on_the_way() -> None:
    exact = recall(stored(1).replace(b"12.50", b"9999999.99"))
    assert exact.data == SeatFilled(person="grace", points=Points("9999999.99"))


@pytest.mark.parametrize("read", [recall, decode])
def test_a_later_version_is_refused_with_those_that_are_known(read: Any) -> None:
    later = stored(3).replace(b'"schemaversion":3', b'"schemaversion":4')
    with pytest.raises(Malformed) as refused:
        read(later)
    says = "seat.filled at position 7: written by a later version: versions 1 to 3 are known, not 4"
    assert (str(refused.value), refused.value.pointer) == (says, "/schemaversion")


def test_a_type_of_one_version_says_so_too() -> None:
    known = b"{" + ENVELOPE.replace(b"seat.filled", b"baseline.locked") + b'"schemaversion":2,"data":{}}'
    with pytest.raises(Malformed, match="written by a later version: only version 1 is known, not 2"):
        decode(known)


@pytest.mark.parametrize("read", [recall, decode])
@pytest.mark.parametrize(
    ("written", "says", "pointer"),
    [
        (b'{"hours":3}', "its data are not those of version 1 (KeyError: 'who')", "/data"),
        (b"[7]", "its data are not those of version 1", "/data"),
        (b'{"who":"grace","hours":"3"}', "seat.filled: Expected points: a number from 0", "/data/points"),
    ],
)
def test_data_that_are_not_of_their_version_are_refused_with_their_place(
    written: bytes, says: str, pointer: str, read: Any
) -> None:
    with pytest.raises(Malformed) as refused:
        read(POSITION + ENVELOPE + b'"data":' + written + b"}")
    assert says in str(refused.value) and refused.value.pointer == pointer


def test_from_outside_what_an_upcast_leaves_over_is_an_unknown_field() -> None:
    left = ENVELOPE + b'"schemaversion":3,"data":{"person":"grace","points":1,"desk":4}}'
    with pytest.raises(Malformed, match=r"seat\.filled: unknown field 'desk'"):
        decode(b"{" + left)
    with pytest.raises(Malformed, match="of lower-case letters"):
        decode(b"{" + SAMPLES[1].replace(b"grace", b"Grace Hopper"))


def test_the_handbook_tells_the_version() -> None:
    assert handbook.row(SeatFilled).startswith("| `seat.filled` (version 3) | Somebody took a seat.")


def test_a_new_version_asks_for_a_sample_of_its_own() -> None:
    lines = [json.dumps({"type": "seat.filled", "schemaversion": version}).encode() for version in (1, 3)]
    assert missing_samples(lines, {"seat.filled": SeatFilled}) == {("seat.filled", 2)}
