"""The check of a log finds what could be wrong with one."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from deploy.soaking.ledger import Ledger, bytes_of
from deploy.soaking.whole import Log, kept, ordered, told

NOON = dt.datetime(2026, 2, 3, 12, tzinfo=dt.UTC)


def event(position: int, id: str, *, minute: int = 0, **other: Any) -> dict[str, Any]:
    """A row of the log, each on a stream of its own; `other` are columns that are not as they should be."""
    moment = NOON + dt.timedelta(minutes=minute)
    instant = f"{moment:%Y-%m-%dT%H:%M:%S.%fZ}"
    says = {"position": position, "streamversion": 1, "id": id, "subject": id}
    body = json.dumps(says | {"recordedat": instant, "notedat": instant}).encode()
    row = {"position": position, "stream": id, "version": 1, "id": id, "noted_at": moment, "recorded_at": moment}
    return row | {"body": body} | other


def log(*events: dict[str, Any], head: int | None = None) -> Log:
    """A log of these events, whose head is at the last, or elsewhere."""
    last = events[-1]
    return Log(events, {"position": head or last["position"], "recorded_at": last["recorded_at"]})


def ledger(found: Log, **requests: int) -> Ledger:
    """A ledger of requests with so many commands each, all of them acknowledged with what the log has."""
    kept_by = Ledger([], "acme", "")
    for request, commands in requests.items():
        bodies = [row["body"] for row in found.events if row["id"].startswith(f"{request}.")]
        kept_by.sent[request] = bytes_of([{}] * commands)
        kept_by.acknowledged[request] = b'{"advice":[],"events":[' + b",".join(bodies) + b"]}"
    return kept_by


def test_a_log_as_it_should_be_is_whole() -> None:
    found = log(event(1, "a.1"), event(2, "a.2"), event(3, "b.1", minute=1))
    assert [*ordered(found), *told(found), *kept(found, ledger(found, a=2, b=1))] == []


@pytest.mark.parametrize(
    ("found", "says"),
    [
        (log(event(1, "a.1"), event(3, "b.1")), "position 3 stands at place 2"),
        (log(event(1, "a.1"), event(2, "b.1", version=2)), "position 2: b.1 has version 2 at 1"),
        (log(event(1, "a.1"), event(2, "b.1", minute=-1)), "position 2 is recorded before the one before it"),
        (log(event(1, "a.1"), event(2, "a.1", version=2)), "the id a.1 stands 2 times"),
        (log(event(1, "a.1"), head=2), "the head is at 2"),
    ],
)
def test_what_is_out_of_order_is_found(found: Log, says: str) -> None:
    assert [line for line in ordered(found) if line.startswith(says)]


def test_a_column_that_disagrees_with_the_bytes_is_found() -> None:
    assert "position 1" in next(told(log(event(1, "a.1", stream="b"))))


def test_what_was_acknowledged_and_is_lost_is_found() -> None:
    found = log(event(1, "a.1"), event(2, "b.1"))
    assert list(kept(log(event(1, "a.1")), ledger(found, a=1, b=1))) == [
        "b was acknowledged, and the log has 0 events of it"
    ]


def test_an_act_in_part_and_one_that_nobody_sent_are_found() -> None:
    found = log(event(1, "a.1"), event(2, "b.1"))
    half = list(kept(found, ledger(found, a=2, b=1)))
    assert half == ["a has 1 events in the log, of 2 commands sent"]
    assert "b has 1 events in the log, of 0 commands sent" in list(kept(found, ledger(found, a=1)))
