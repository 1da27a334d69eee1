"""One sample of every type and version, as it was first written: what the log keeps today is read for ever."""

from __future__ import annotations

from pathlib import Path

import pytest

from events.catalogue import Event, decode, encode, recall, types

LINES = (Path(__file__).parent.parent / "golden" / "facts.jsonl").read_bytes().splitlines()


def named(line: bytes) -> str:
    event = decode(line)
    return f"{event.type}-{event.schemaversion}"


@pytest.mark.parametrize("line", LINES, ids=named)
def test_a_sample_is_read_and_written_as_it_was(line: bytes) -> None:
    event = decode(line)
    assert encode(event) == line
    assert recall(line) == event


def test_every_type_has_a_sample_and_each_version_one() -> None:
    events: list[Event] = [decode(line) for line in LINES]
    assert {event.type for event in events} == set(types())
    assert len({(event.type, event.schemaversion) for event in events}) == len(events)
