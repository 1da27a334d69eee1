"""Makes an archive of a log, as it was at one position, while the log goes on."""

from __future__ import annotations

import asyncio
import datetime as dt
import tempfile
from collections.abc import AsyncGenerator, Callable, Sequence
from typing import IO, BinaryIO

import msgspec
from msgspec import Struct

from events.log import sealed
from events.log.source import Source
from events.proof import archive, tree
from events.proof.archive import Manifest, Request
from events.proof.packing import Maker
from events.proof.tiles import Growing

# A value for each kind of thing on a page. A request's first event has its digest, and the others an empty one.
ROWS = """
select
  max(place) as position,
  string_agg(body, '\\x0a') as lines,
  array_agg(place) filter (where request_sha256 is not null) as places,
  array_agg(request_sha256) filter (where request_sha256 is not null) as digests
from proof.rows($1, $2, $3)
"""
PAGE = 5000
HEADS = 10_000


class Page(Struct, frozen=True):
    """The next rows: the last one's position, the events' lines, and those that have a digest of a request."""

    position: int
    lines: bytes
    places: Sequence[int]
    digests: Sequence[bytes]


class Beside(Struct, frozen=True, kw_only=True):
    """What stands in an archive beside the log: the keys' vkeys, the policy in force as JSON, when and by what."""

    keys: Sequence[str]
    policy: bytes
    made_at: dt.datetime
    made_by: str


async def archived(
    source: Source, org: str, up_to: int, file: BinaryIO, beside: Beside, progress: Callable[[int], None]
) -> Manifest:
    """The file is an archive of the log up to a position that it has; `progress` is told how far it is.

    The latest ten thousand of the heads that were signed until there are in it. `source` is a pool, so that a page is
    fetched while the one before is written.
    """
    maker, growing = Maker(file), Growing()
    with tempfile.TemporaryFile() as requests:
        writing = _Requests(requests)
        with maker.member(archive.EVENTS) as member:
            async for page in _pages(source, org, up_to):
                member.write(page.lines + b"\n")
                growing.grow([tree.leaf(body) for body in page.lines.split(b"\n")])
                writing.take(page)
                progress(page.position)
        writing.end()
        requests.seek(0)
        with maker.member(archive.REQUESTS) as member:
            while chunk := requests.read(archive.CHUNK):
                member.write(chunk)
    with maker.member(archive.HEADS) as member:
        member.write("\n".join(await _heads(source, org, up_to)).encode())
    with maker.member(archive.KEYS) as member:
        member.write("".join(f"{vkey}\n" for vkey in beside.keys).encode())
    with maker.member(archive.POLICY) as member:
        member.write(beside.policy)
    return maker.complete(org, up_to, growing.root(), beside.made_at, beside.made_by)


async def _pages(source: Source, org: str, up_to: int) -> AsyncGenerator[Page, None]:
    async def fetched(after: int) -> Page:
        [row] = await source.fetch(ROWS, org, after, min(PAGE, up_to - after))
        return Page(row["position"], row["lines"], row["places"] or (), row["digests"] or ())

    position, coming = 0, asyncio.ensure_future(fetched(0))
    try:
        while position < up_to:
            page = await coming
            position = page.position
            if position < up_to:
                coming = asyncio.ensure_future(fetched(position))
                await asyncio.sleep(0)  # It is sent.
            yield page
    finally:
        coming.cancel()


async def _heads(source: Source, org: str, up_to: int) -> list[str]:
    """The signed heads of the trees up to a size, the latest first."""
    found: list[str] = []
    while len(found) < HEADS and (page := await sealed.checkpoints(source, org, 1, up_to, HEADS - len(found))):
        found += [note for _, note in page]
        up_to = page[-1][0] - 1
    return found


class _Requests:
    """Puts the rows of each request together, a line each."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._open: Request | None = None

    def take(self, page: Page) -> None:
        for place, digest in zip(page.places, page.digests, strict=True):
            if digest:
                self.end()
                self._open = Request(place, 1, digest.hex())
            elif self._open is not None:
                self._open = Request(self._open.position, place - self._open.position + 1, self._open.sha256)

    def end(self) -> None:
        """The request that was open is written."""
        if self._open is not None:
            self._file.write(msgspec.json.encode(self._open) + b"\n")
        self._open = None
