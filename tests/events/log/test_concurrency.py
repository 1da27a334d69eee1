"""One order under many writers: no gap, nothing lost, nothing twice; a reader that keeps one number sees it all."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import Any

import pytest

from events.catalogue import recall
from events.log import errors, read
from events.log.append import Appended, append
from events.log.follow import follow
from tests.events.log.acts import ORG, act, check_in, request
from tests.events.log.conftest import WRITERS

ACTS = 25
EVENTS = sum(turn % 3 + 1 for turn in range(ACTS))


async def write(pool: Any, writer: int, org: str) -> list[tuple[int, str]]:
    """What was acknowledged to one writer: positions and ids. Acts of one to three events, on shared streams."""
    acknowledged: list[tuple[int, str]] = []
    for turn in range(ACTS):
        streams = [f"check-ins/2026-q1/growth/kr{(writer * turn + n) % 5}" for n in range(turn % 3 + 1)]
        appended = await append(pool, act(*(check_in(stream, org=org) for stream in streams), org=org))
        acknowledged += [(e.position, e.id) for e in appended.events]
    return acknowledged


async def read_until(pool: Any, org: str, last: int) -> list[tuple[int, bytes]]:
    """What a reader that keeps one number has seen when it reaches the last position."""
    seen: list[tuple[int, bytes]] = []
    async with aclosing(follow(pool, org, limit=7, poll_seconds=0.001)) as pages:
        async for entries in pages:
            seen += entries
            if seen[-1][0] >= last:
                break
    return seen


@pytest.mark.parametrize("organisations", [1, WRITERS])
async def test_concurrent_writers_leave_one_order_that_a_reader_sees_once(pool: Any, organisations: int) -> None:
    orgs = [f"org{n}" for n in range(organisations)]
    reader = asyncio.create_task(read_until(pool, orgs[0], EVENTS * WRITERS // organisations))
    wrote = await asyncio.gather(*(write(pool, n, orgs[n % organisations]) for n in range(WRITERS)))
    for n, org in enumerate(orgs):
        acknowledged = sorted(each for writer in wrote[n::organisations] for each in writer)
        stored = await read.page(pool, org, limit=10_000)
        assert [position for position, _ in stored] == list(range(1, EVENTS * WRITERS // organisations + 1))
        assert [(position, recall(body).id) for position, body in stored] == acknowledged
    assert await reader == await read.page(pool, orgs[0], limit=10_000)


async def test_stream_versions_are_dense_in_the_order_of_positions(pool: Any) -> None:
    await asyncio.gather(*(write(pool, n, ORG) for n in range(WRITERS)))
    reached: dict[str, int] = {}
    recorded = None
    for _, body in await read.page(pool, ORG, limit=10_000):
        event = recall(body)
        assert event.streamversion == reached.get(event.subject, 0) + 1
        assert event.recordedat is not None and (recorded is None or event.recordedat >= recorded)
        reached[event.subject], recorded = event.streamversion, event.recordedat


async def test_of_those_who_decided_on_one_version_one_writes(pool: Any) -> None:
    event = check_in()
    contenders = [append(pool, act(check_in(), expected={event.subject: 0})) for _ in range(WRITERS)]
    ended = await asyncio.gather(*contenders, return_exceptions=True)
    assert sum(isinstance(end, Appended) for end in ended) == 1
    assert sum(isinstance(end, errors.Moved) for end in ended) == WRITERS - 1


async def test_of_one_request_sent_many_times_at_once_all_get_one_answer(pool: Any) -> None:
    answers = await asyncio.gather(*(append(pool, request("r")) for _ in range(WRITERS)))
    assert {answer.events for answer in answers} == {answers[0].events}
    assert sum(not answer.repeated for answer in answers) == 1
    assert len(await read.page(pool, ORG)) == 1
