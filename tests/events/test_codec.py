"""Laws of the exchange form, for any event of the catalogue."""

from __future__ import annotations

import json

import msgspec
from hypothesis import HealthCheck, given, settings

from events.catalogue import Event, decode, encode, recall, tail
from tests.events.drawn import events

many = settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@many
@given(events())
def test_what_was_encoded_is_decoded_to_the_same(event: Event) -> None:
    line = encode(event)
    assert decode(line) == event
    assert recall(line) == event
    assert encode(decode(line)) == line


@many
@given(events())
def test_an_event_is_one_line_of_json(event: Event) -> None:
    line = encode(event)
    assert b"\n" not in line and b"\r" not in line
    assert json.loads(line)["data"] == json.loads(msgspec.json.encode(json.loads(line)["data"]))


@many
@given(events())
def test_an_event_ends_with_its_tail_whatever_the_log_sets_in_front(event: Event) -> None:
    own = msgspec.structs.replace(event, position=None, streamversion=None, recordedat=None)
    assert b"{" + tail(event) == encode(own)
    placed = b'{"position":7,"streamversion":2,"recordedat":"2026-02-03T09:00:00.000000Z",' + tail(event)
    assert recall(placed) == msgspec.structs.replace(
        own, position=7, streamversion=2, recordedat=recall(placed).recordedat
    )
