"""One sample of every type and version, as it was first written: what the log keeps today is read for ever."""

from __future__ import annotations

import pytest

from events.catalogue import decode, encode, recall, types
from tests.golden_samples import LINES, missing_samples, sample


def named(line: bytes) -> str:
    of = sample(line)
    return f"{of.type}-{of.schemaversion}"


@pytest.mark.parametrize("line", LINES, ids=named)
def test_a_sample_is_read_as_todays_fact_and_one_of_today_is_written_as_it_was(line: bytes) -> None:
    event, kind = decode(line), types()[sample(line).type]
    assert type(event.data) is kind
    assert recall(line) == event
    assert recall(encode(event)) == event
    if sample(line).schemaversion == kind.version():
        assert encode(event) == line


def test_every_type_has_a_sample_of_each_version_and_only_one() -> None:
    assert missing_samples(LINES, types()) == set()
    assert {sample(line).type for line in LINES} == set(types())
    assert len(set(map(named, LINES))) == len(LINES)
