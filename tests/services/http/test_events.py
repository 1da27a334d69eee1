"""The feed: the log's own bytes, chosen and in order."""

from __future__ import annotations

import json

import asyncpg
import pytest

from events.catalogue import recall
from events.log import read
from services.http.routes import events as feed
from tests.services.http.ledger import Client

EVENTS = "/v1/orgs/acme/events"


async def bodies(ledger: Client) -> list[bytes]:
    connection = await asyncpg.connect(ledger.database.app_url)
    try:
        return [body for _, body in await read.page(connection, "acme")]
    finally:
        await connection.close()


async def test_a_batch_has_the_exact_bytes(ledger: Client) -> None:
    answer = await ledger.get(EVENTS)
    assert answer.headers["content-type"] == "application/cloudevents-batch+json"
    assert answer.content == b"[" + b",".join(await bodies(ledger)) + b"]"
    assert len(json.loads(answer.content)) == len(await bodies(ledger))


async def test_lines_have_the_exact_bytes(ledger: Client) -> None:
    answer = await ledger.get(EVENTS, accept="application/x-ndjson")
    assert answer.headers["content-type"] == "application/x-ndjson"
    assert answer.content == b"".join(body + b"\n" for body in await bodies(ledger))
    assert [recall(line).position for line in answer.content.splitlines()][:3] == [1, 2, 3]


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("type=baseline.locked", ["G9"]),
        ("subject=cycle/2026-q2", ["N1"]),
        ("subject=check-ins/2026-q1/", ["I1", "I2"]),
        ("subject=plan/2026-q1/growth&type=commitment.dropped", ["D1"]),
        ("subject=plan/2026-q1/", None),
        ("type=cycle.closed", []),
        ("after=9999", []),
    ],
)
async def test_events_are_chosen(query: str, ids: list[str] | None, ledger: Client) -> None:
    found = await ledger.json(f"{EVENTS}?{query}")
    if ids is None:
        assert {event["subject"] for event in found} == {"plan/2026-q1/growth", "plan/2026-q1/platform"}
    else:
        assert [event["id"] for event in found] == ids


async def test_a_choice_that_finds_little_says_how_far_it_looked(
    ledger: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "PAGES", 2)
    answer = await ledger.get(f"{EVENTS}?type=cycle.opened&limit=3")
    assert [event["id"] for event in answer.json()] == ["C1"]
    assert answer.headers["okr-after"] == "6"
    assert answer.headers["link"] == f'<{EVENTS}?type=cycle.opened&limit=3&after=6>; rel="next"'


async def test_an_answer_is_bounded_in_bytes(ledger: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second, *_ = await bodies(ledger)
    monkeypatch.setattr(feed, "BYTES", len(first) + len(second))
    assert len(await ledger.json(EVENTS)) == 2
    monkeypatch.setattr(feed, "BYTES", 1)
    assert len(await ledger.json(EVENTS)) == 1
