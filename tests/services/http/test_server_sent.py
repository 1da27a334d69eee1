"""Server-sent events as they are written: lines, whatever stands in an event's bytes."""

from __future__ import annotations

import pytest

from services.http.server_sent import block, reached

BODY = b'{"position":7,"type":"objective.committed","subject":"plan/2026-q1/growth","data":{"title":"a\\nb"}}'


def test_an_event_is_its_position_its_type_and_the_logs_bytes() -> None:
    found = block(BODY)
    assert (found.position, found.type, found.subject) == (7, "objective.committed", "plan/2026-q1/growth")
    assert found.sent == b"id: 7\nevent: objective.committed\ndata: " + BODY + b"\n\n"


@pytest.mark.parametrize("broken", [b"\n", b"\r\n", b"\r"])
def test_bytes_that_are_broken_into_lines_stay_one_event(broken: bytes) -> None:
    sent = block(BODY.replace(b',"data"', b"," + broken + b'"data"')).sent
    lines = sent.removesuffix(b"\n\n").split(b"\n")
    assert [line.partition(b":")[0] for line in lines] == [b"id", b"event", b"data", b"data"]
    assert b"\r" not in sent
    assert b"".join(line.removeprefix(b"data: ") for line in lines[2:]) == BODY


def test_a_position_that_is_reached_is_told_without_data() -> None:
    assert reached(12) == b"id: 12\n\n"
