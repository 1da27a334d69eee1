"""Reads the log: positions and the exact bytes. `events.catalogue.recall` makes them events. Every read is bounded."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncGenerator, Mapping, Sequence

from msgspec import Struct

from events.log.source import Source

Entry = tuple[int, bytes]
PAGE = 1000
NEAR = 500  # a page that is decoded while it is still in the processor's cache
LAST = 2**53  # behind every position
ANSWERS = """
select s.org, s.request, a.place, a.body, a.sha256
from unnest($1::text[], $2::text[]) as s (org, request)
cross join lateral log.of_request(s.org, s.request) a
"""


class Head(Struct, frozen=True):
    """How far an organisation's log goes: its last position and when that was recorded."""

    org: str
    position: int
    recorded_at: dt.datetime


class Answer(Struct, frozen=True):
    """What a request became: the SHA-256 of its body and its events."""

    sha256: bytes
    entries: tuple[Entry, ...]


async def page(source: Source, org: str, after: int = 0, limit: int = PAGE) -> list[Entry]:
    """The next events behind a position, in their order; none means that the log goes no further."""
    rows = await source.fetch("select position, body from log.page($1, $2, $3)", org, after, limit)
    return [(position, body) for position, body in rows]


async def whole(source: Source, org: str, after: int = 0, limit: int = NEAR) -> AsyncGenerator[list[Entry], None]:
    """Pages of all events behind a position, in their order, to where the log ends when it is reached.

    The next page is fetched while one is used: until this ends, the source is this reader's alone, unless it is a pool.
    """
    following = asyncio.ensure_future(page(source, org, after, limit))
    try:
        while entries := await following:
            following = asyncio.ensure_future(page(source, org, entries[-1][0], limit))
            await asyncio.sleep(0)  # the question is on its way before the reader takes its time
            yield entries
    finally:
        following.cancel()
        await asyncio.wait([following])


async def page_of_type(
    source: Source, org: str, type: str, after: int = 0, limit: int = PAGE, up_to: int = LAST
) -> list[Entry]:
    """The next events of one type behind a position and up to another, in their order."""
    query = "select position, body from log.page_of_type($1, $2, $3, $4, $5)"
    return [(position, body) for position, body in await source.fetch(query, org, type, after, up_to, limit)]


async def position_at(source: Source, org: str, before: dt.datetime) -> int:
    """The last position that was recorded before a moment; 0 where there is none.

    What was recorded since then stands behind it, because the log's clock never runs backwards.
    """
    return int((await source.fetch("select log.position_at($1, $2)", org, before))[0][0])


async def stream(source: Source, org: str, stream: str, after_version: int = 0, limit: int = PAGE) -> list[Entry]:
    """The next events of one stream behind a version, in their order. The n-th is of version `after_version` + n."""
    query = "select position, body from log.stream($1, $2, $3, $4)"
    return [(position, body) for position, body in await source.fetch(query, org, stream, after_version, limit)]


async def since(source: Source, org: str, behind: Mapping[str, int], limit: int = PAGE) -> list[tuple[str, int, bytes]]:
    """The events of some streams, each behind the version named of it: stream, version and bytes, in one snapshot.

    By stream and version. As many as `limit` means that there may be more.
    """
    query = "select stream, version, body from log.since($1, $2, $3, $4)"
    rows = await source.fetch(query, org, list(behind), list(behind.values()), limit)
    return [(stream, version, body) for stream, version, body in rows]


async def head(source: Source, org: str) -> Head | None:
    """How far the organisation's log goes; None where it has no event."""
    rows = await source.fetch("select org, position, recorded_at from log.head_of($1)", org)
    return Head(*rows[0]) if rows else None


async def clock(source: Source) -> dt.datetime:
    """What the log's own clock says, which goes before that of any machine that asks."""
    moment: dt.datetime = (await source.fetch("select clock_timestamp()"))[0][0]
    return moment


async def heads(source: Source, after: str = "", limit: int = PAGE) -> list[Head]:
    """How far every organisation's log goes, by name behind `after`. For the worker's and the sealer's login."""
    rows = await source.fetch("select org, position, recorded_at from log.heads($1, $2)", after, limit)
    return [Head(*row) for row in rows]


async def known(source: Source, org: str, ids: Sequence[str]) -> dict[str, Entry]:
    """Those of the ids that the log has, with the event of each."""
    rows = await source.fetch("select id, place, body from log.by_id($1, $2)", org, ids)
    return {id_: (position, body) for id_, position, body in rows}


async def by_id(source: Source, org: str, id_: str) -> Entry | None:
    """The event of that id, if the log has it."""
    return (await known(source, org, [id_])).get(id_)


async def answer(source: Source, org: str, request: str) -> Answer | None:
    """What a request became; None where it was never here, or wrote nothing."""
    rows = await source.fetch("select place, body, sha256 from log.of_request($1, $2)", org, request)
    return Answer(rows[0]["sha256"], tuple((place, body) for place, body, _ in rows)) if rows else None


async def answers(source: Source, requests: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Answer]:
    """What requests of organisations became, by organisation and request; those that became something."""
    rows = await source.fetch(ANSWERS, [org for org, _ in requests], [request for _, request in requests])
    found: dict[tuple[str, str], list[tuple[int, bytes, bytes]]] = {}
    for org, request, *row in rows:
        found.setdefault((org, request), []).append(row)
    return {key: Answer(of[0][2], tuple((place, body) for place, body, _ in of)) for key, of in found.items()}


async def under(
    source: Source, org: str, prefix: str, up_to: int | None = None, limit: int = PAGE
) -> AsyncGenerator[list[Entry], None]:
    """Pages of the events of all streams whose name begins with the prefix (`check-ins/2026-q1/growth/`).

    By stream and version, not by position. They are those that the log had at `up_to`, by default its head when this
    begins: what is appended meanwhile is not among them.
    """
    until = prefix[:-1] + chr(ord(prefix[-1]) + 1)
    async for entries in _between(source, org, prefix, until, up_to, limit):
        yield entries


async def cycle(
    source: Source, org: str, cycle: str, up_to: int | None = None, limit: int = PAGE
) -> AsyncGenerator[list[Entry], None]:
    """Pages of all that concerns a cycle, as `under` gives them: its own stream, its plans and check-ins, and the
    organisation's decisions (those of all cycles: what a decision cites stands in its data)."""
    up_to = await _up_to(source, org, up_to)
    ranges = [
        (f"cycle/{cycle}", f"cycle/{cycle}\x01"),
        (f"plan/{cycle}/", f"plan/{cycle}0"),
        (f"check-ins/{cycle}/", f"check-ins/{cycle}0"),
        ("decision/", "decision0"),
    ]
    for begin, until in ranges:
        async for entries in _between(source, org, begin, until, up_to, limit):
            yield entries


async def _up_to(source: Source, org: str, up_to: int | None) -> int:
    if up_to is not None:
        return up_to
    found = await head(source, org)
    return found.position if found else 0


async def _between(
    source: Source, org: str, begin: str, until: str, up_to: int | None, limit: int
) -> AsyncGenerator[list[Entry], None]:
    # Names are compared byte by byte (collate "C"), so a prefix is a range of the unique index.
    query = "select place, body, stream, version from log.streams($1, $2, $3, $4, $5, $6, $7)"
    # Both bounds begin at the same place: Postgres starts at whichever it likes, and walks from there.
    up_to = await _up_to(source, org, up_to)
    stream, version = begin, 0
    while True:
        rows = await source.fetch(query, org, stream, until, stream, version, up_to, limit)
        if rows:
            stream, version = rows[-1]["stream"], rows[-1]["version"]
            yield [(row[0], row[1]) for row in rows]
        if len(rows) < limit:
            return
