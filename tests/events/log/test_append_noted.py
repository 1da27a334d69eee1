"""Events that were noted elsewhere, many at a time: what `append` would write of them, and refused as it refuses."""

from __future__ import annotations

import datetime as dt
from typing import Any

import asyncpg
import pytest

from events.catalogue import Event, tail
from events.log import bulk, errors, read
from events.log.append import Act, append
from events.log.bulk import Ready
from events.log.verify import verified
from tests.events.log.acts import DAY, ORG, STREAM, check_in

OTHER = "check-ins/2026-q1/growth/kr2"
HOUR = dt.timedelta(hours=1)
PLACED = (
    "select position, stream, version, id, noted_at, request_sha256 from log.event where org = $1 order by position"
)


def noted(stream: str, hours: int, **more: Any) -> Event:
    return check_in(stream, notedat=DAY + hours * HOUR, **more)


def ready(*events: Event) -> list[Ready]:
    return [
        Ready(line, event.id, event.subject, event.effective, event.noted, tail(event))
        for line, event in enumerate(events, 1)
    ]


async def test_it_writes_what_append_would_write(app: Any, owner: Any) -> None:
    events = [
        noted([STREAM, OTHER, OTHER][n % 3], n, id=f"e-{n}", org=org) for org in (ORG, "globex") for n in range(20)
    ]
    for start in (0, 10):
        await bulk.write(app, ORG, ready(*events[start : start + 10]))
        await append(app, Act(org="globex", events=tuple(events[20 + start : 30 + start])))
    rows = [[tuple(row) for row in await owner.fetch(PLACED, org)] for org in (ORG, "globex")]
    assert rows[0] == rows[1] and len(rows[0]) == 20
    ours, theirs = [[body for _, body in await read.page(app, org)] for org in (ORG, "globex")]
    for one, other in zip(ours, theirs, strict=True):
        assert one.partition(b'"specversion"')[2] == other.replace(b"globex", b"acme").partition(b'"specversion"')[2]
        assert len(one) == len(other) - 2


async def test_its_columns_are_those_of_its_bytes(app: Any, pool: Any) -> None:
    await bulk.write(app, ORG, ready(*(noted(STREAM, n) for n in range(5))))
    found = await verified(pool, ORG)
    assert found.well and found.position == 5


LATER = dt.datetime(2999, 1, 1, tzinfo=dt.UTC)
REFUSED: dict[str, tuple[list[Event], type[errors.Refused]]] = {
    "an id that is taken": ([noted(STREAM, 9, id="first")], errors.IdTaken),
    "an id twice": ([noted(STREAM, 9, id="new"), noted(OTHER, 9, id="new")], errors.IdTwice),
    "noted before its stream's last": ([noted(STREAM, 0)], errors.NotedBefore),
    "noted before one in front of it": ([noted(OTHER, 9), noted(OTHER, 8)], errors.NotedBefore),
    "noted before one of another stream": ([noted(OTHER, 9), noted(STREAM, 8)], errors.NoAct),
    "a time to come": ([noted(STREAM, 9, time=LATER)], errors.Ahead),
    "noted in the future": ([check_in(STREAM, notedat=LATER)], errors.Ahead),
    "too large": ([noted(STREAM, 9, note="x" * 65_535)], errors.TooLarge),
    "nothing": ([], errors.NoAct),
}


@pytest.mark.parametrize("what", REFUSED)
async def test_it_refuses_what_append_refuses_and_writes_nothing(what: str, app: Any) -> None:
    await bulk.write(app, ORG, ready(noted(STREAM, 5, id="first")))
    events, kind = REFUSED[what]
    with pytest.raises(kind):
        await bulk.write(app, ORG, ready(noted(OTHER, 7), *events) if events else [])
    assert len(await read.page(app, ORG)) == 1


@pytest.mark.parametrize(
    ("streams", "of_stream", "noted_at"),
    [(["s"], [2], [DAY]), (["s"], [0], [DAY]), (["s"], [None], [DAY]), (["s"], [1], [None]), (["s"], [1, 1], [DAY])],
)
async def test_what_is_no_act_is_refused(streams: Any, of_stream: Any, noted_at: Any, app: Any) -> None:
    arguments = (ORG, streams, of_stream, ["e1"], [DAY], noted_at, [b"x"])
    with pytest.raises(asyncpg.PostgresError) as error:
        await app.fetch(bulk.WRITE, *arguments)
    assert error.value.sqlstate == errors.NoAct.sqlstate


async def test_a_stream_that_is_named_twice_is_refused(app: Any) -> None:
    with pytest.raises(asyncpg.UniqueViolationError):
        await app.fetch(bulk.WRITE, ORG, ["s", "s"], [1, 2], ["e1", "e2"], [DAY] * 2, [DAY] * 2, [b"x"] * 2)
