"""Puts an archive back into the log of an organisation that is empty, bit for bit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence

import asyncpg
import msgspec
from msgspec import Struct

from events.catalogue import recall
from events.log.errors import kind, refusal
from events.proof import archive
from events.proof.archive import Archive, NotAnArchive
from events.proof.check import Named
from events.terms import EventId, Instant, Subject

AHEAD = dt.timedelta(minutes=5)
RESTORE = "select log.restore($1, $2, $3, $4, $5, $6, $7, $8, $9)"


def readable(now: dt.datetime) -> Callable[[bytes], None]:
    """A check of an event's bytes: it is one that this program can read, recorded no later than now; else NotAnArchive.

    A log that was recorded ahead of the clock would record all that follows there, too.
    """

    def check(body: bytes) -> None:
        try:
            recorded = _texts.decode(body).recordedat
            recall(body)
        except (ValueError, msgspec.MsgspecError, RecursionError) as error:
            raise NotAnArchive(f"{archive.EVENTS}: {error}") from None
        if recorded > now + AHEAD:
            raise NotAnArchive(f"{archive.EVENTS}: an event was recorded at {recorded}, which has not come yet")

    return check


async def restored(connection: asyncpg.Connection, of: Archive, progress: Callable[[int], None]) -> None:
    """The organisation's log is the archive's: positions, versions, times, ids, bytes, and the requests' digests.

    All of it is written in one transaction: nobody sees a part of it, whoever appends to that organisation waits, and
    others do not. Raises NotEmpty where the organisation has events, and NotAnArchive where the file has changed since
    it was `audited`; then nothing is written. The connection is the log's owner's.
    """
    digests, first = _digests(of), 1
    async with connection.transaction():
        for bodies in of.events():
            named = [_named.decode(body) for body in bodies]
            try:
                await connection.fetch(RESTORE, of.manifest.organisation, first, *_columns(named, digests), bodies)
            except (asyncpg.IntegrityConstraintViolationError, asyncpg.DataError) as error:
                raise NotAnArchive(f"Postgres does not take its events: {kind(error)}") from None
            except asyncpg.PostgresError as error:
                if (refused := refusal(error.sqlstate, error.detail)) is None:
                    raise
                raise refused from None
            first += len(bodies)
            progress(first - 1)


def _columns(named: Sequence[Named], digests: Iterator[bytes | None]) -> tuple[list[object], ...]:
    return (
        [event.subject for event in named],
        [event.streamversion for event in named],
        [event.id for event in named],
        [event.notedat for event in named],
        [event.recordedat for event in named],
        [next(digests) for _ in named],
    )


def _digests(of: Archive) -> Iterator[bytes | None]:
    """For each position what the log keeps of its request: the digest, nothing of those that go on with it, or null."""
    position = 1
    for request in of.requests():
        yield from (None for _ in range(position, request.position))
        yield bytes.fromhex(request.sha256)
        yield from (b"" for _ in range(1, request.events))
        position = request.position + request.events
    while True:
        yield None


class _Texts(Struct, frozen=True):
    """What becomes columns of the log, held to its kind: the log's own bytes are not when they are recalled."""

    id: EventId
    subject: Subject
    recordedat: Instant


_texts = msgspec.json.Decoder(_Texts)
_named = msgspec.json.Decoder(Named)
