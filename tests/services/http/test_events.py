"""The feed: the log's own bytes, chosen and in order."""

from __future__ import annotations

import json

import asyncpg
import pytest

from events.catalogue import Event, recall
from events.facts.organisation import PersonRegistered
from events.log import read
from services.http.routes import events as feed
from tests.services.http.ledger import Client, write

EVENTS = "/v1/orgs/acme/events"


async def bodies(ledger: Client) -> list[bytes]:
    connection = await asyncpg.connect(ledger.database.app_url)
    try:
        return [body for _, body in await read.page(connection, "acme")]
    finally:
        await connection.close()


def stamp(event: Event) -> str:
    """When the event was recorded, as an address may say it."""
    assert event.recordedat is not None
    return event.recordedat.isoformat().replace("+00:00", "Z")


def registered(person: str) -> Event:
    return Event(
        specversion="1.0",
        id=f"{person}.registered",
        source="/orgs/acme",
        type="person.registered",
        subject="org",
        actor="ada",
        data=PersonRegistered(person=person),
    )


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
    answer = await ledger.get(f"{EVENTS}?subject=cycle/2026-q1&limit=3")
    assert [event["id"] for event in answer.json()] == ["C1"]
    assert answer.headers["okr-after"] == "6"
    assert answer.headers["link"] == f'<{EVENTS}?subject=cycle%2F2026-q1&limit=3&after=6>; rel="next"'


async def test_events_of_a_type_are_read_page_by_page_to_the_end_of_the_log(ledger: Client) -> None:
    all_of_it = [recall(body) for body in await bodies(ledger)]
    expected = [event.id for event in all_of_it if event.type == "objective.committed"]
    seen: list[str] = []
    path, pages = f"{EVENTS}?type=objective.committed&limit=2", 0
    while path and pages < 100:
        answer = await ledger.get(path)
        seen += [event["id"] for event in answer.json()]
        path = answer.links["next"]["url"] if "next" in answer.links else ""
        pages += 1
    assert seen == expected and pages == len(expected) // 2 + 1
    assert answer.headers["okr-after"] == str(len(all_of_it))


async def test_events_are_chosen_by_when_they_were_recorded(fresh: Client) -> None:
    for n in range(4):
        await write(fresh.database, [registered(f"p{n}")])
    first, second, third, _ = [recall(body) for body in await bodies(fresh)]
    for query, ids in (
        (f"recorded_from={stamp(second)}", [2, 3, 4]),
        (f"recorded_until={stamp(second)}", [1, 2]),
        (f"recorded_from={stamp(second)}&recorded_until={stamp(third)}&limit=1", [2]),
        (f"recorded_from={stamp(second)}&recorded_until={stamp(third)}&after=2", [3]),
        (f"recorded_from={stamp(third)}&recorded_until={stamp(first)}", []),
        (f"recorded_from={stamp(second)}&type=person.registered&after=3", [4]),
        (f"recorded_until={stamp(third)}&type=person.registered&limit=9", [1, 2, 3]),
        (f"recorded_until={stamp(third)}&type=cycle.opened", []),
        ("recorded_from=2026-01-01&recorded_until=2999-12-31", [1, 2, 3, 4]),
        ("recorded_until=2026-01-01", []),
    ):
        assert [event["position"] for event in await fresh.json(f"{EVENTS}?{query}")] == ids, query


async def test_a_period_says_where_it_ends_and_goes_on_within_it(fresh: Client) -> None:
    for n in range(3):
        await write(fresh.database, [registered(f"p{n}")])
    one, two, _ = [recall(body) for body in await bodies(fresh)]
    answer = await fresh.get(f"{EVENTS}?recorded_from={stamp(one)}&recorded_until={stamp(two)}&limit=1")
    assert answer.headers["okr-after"] == "1"
    answer = await fresh.get(answer.links["next"]["url"])
    assert [event["position"] for event in answer.json()] == [2]
    assert answer.headers["okr-after"] == "2" and "link" not in answer.headers
    assert answer.headers["okr-position"] == "3"


@pytest.mark.parametrize("name", ["recorded_from", "recorded_until"])
async def test_a_moment_of_recording_that_is_none_is_refused(name: str, ledger: Client) -> None:
    problem = await ledger.problem(f"{EVENTS}?{name}=yesterday", 400)
    assert f"{name}: 'yesterday' is no moment; expected a date like 2026-03-31" in problem["detail"]


async def test_an_answer_is_bounded_in_bytes(ledger: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second, *_ = await bodies(ledger)
    monkeypatch.setattr(feed, "BYTES", len(first) + len(second))
    assert len(await ledger.json(EVENTS)) == 2
    monkeypatch.setattr(feed, "BYTES", 1)
    assert len(await ledger.json(EVENTS)) == 1
