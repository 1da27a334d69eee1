"""Listening to the feed: one answer without an end, which keeps nothing but its position."""

from __future__ import annotations

import asyncio

from litestar.types import Receive, Scope, Send
from msgspec import Struct

from services.http import counts
from services.http.asking import Asking
from services.http.errors import DATABASE
from services.http.feed import AGAIN_SECONDS, End, Feed
from services.http.headers import SAFE
from services.http.held_keys import HeldKeys, Right
from services.http.routes.events import Wanted, among, gathered
from services.http.server_sent import COMMENT, MEDIA_TYPE, RETRY, Block, block, reached

HEARTBEAT_SECONDS = 15.0
SENT_BYTES = 64 * 1024  # of one piece of the answer
FAR = 100  # events of a page that is read for one listener
HEADERS = {
    **SAFE,
    "Content-Type": MEDIA_TYPE,
    "Cache-Control": "private, no-store",
    "X-Accel-Buffering": "no",  # proxies like nginx would hold back what is to be seen at once
}


class Listening(Struct, kw_only=True):
    """An answer that tells of each event behind `after` as it comes, until the client, its right or the server goes."""

    asked: Asking
    feed: Feed
    keys: HeldKeys
    right: Right
    head: int
    after: int
    type: str | None
    subject: str | None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The answer has begun and ended."""
        headers = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await said(send, RETRY)
        gone = asyncio.create_task(left(receive))
        try:
            with (
                counts.STREAMS.track_inprogress(),
                self.feed.listened(self.asked.org, self.head) as end,
                self.keys.held(self.right) as revoked,
            ):
                await self._tell(send, end, gone, revoked)
        finally:
            gone.cancel()
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _tell(self, send: Send, end: End, gone: asyncio.Task[None], revoked: asyncio.Task[None]) -> None:
        now = asyncio.get_running_loop().time
        told, due = self.after, now() + HEARTBEAT_SECONDS
        while not (gone.done() or revoked.done() or self.feed.closed):
            grown, before = end.grown, self.after
            found = await self._next(end)
            if found:
                await said(send, b"".join(each.sent for each in found))
                told, due = found[-1].position, now() + HEARTBEAT_SECONDS
            elif now() >= due:
                await said(send, reached(self.after) if self.after > told else COMMENT)
                told, due = self.after, now() + HEARTBEAT_SECONDS
            elif self.after == before:
                wait = max(due - now(), 0) if self.after >= end.head else AGAIN_SECONDS
                await asyncio.wait({grown, gone, revoked}, timeout=wait, return_when=asyncio.FIRST_COMPLETED)

    async def _next(self, end: End) -> list[Block]:
        """The next events that are wanted, as many as are sent at once; the position moves over those that are not."""
        if end.keeps(self.after):
            return self._kept(end)
        try:
            async with self.feed.readers:
                bodies, self.after = await gathered(self.asked, self._wanted(end.head))
        except DATABASE:
            return []  # the feed's own reader says so, and this one tries again
        return [block(body) for body in bodies]

    def _kept(self, end: End) -> list[Block]:
        found: list[Block] = []
        size = 0
        for each in end.behind(self.after):
            self.after = each.position
            if self._wants(each):
                found.append(each)
                size += len(each.sent)
                if size >= SENT_BYTES:
                    break
        return found

    def _wants(self, each: Block) -> bool:
        return (self.type is None or each.type == self.type) and (
            self.subject is None or among(each.subject, self.subject)
        )

    def _wanted(self, up_to: int) -> Wanted:
        return Wanted(
            after=self.after, up_to=up_to, limit=FAR, type=self.type, subject=self.subject, most_bytes=SENT_BYTES
        )


async def said(send: Send, text: bytes) -> None:
    """A piece of the answer is on its way; this waits while the client does not take what was sent before."""
    await send({"type": "http.response.body", "body": text, "more_body": True})


async def left(receive: Receive) -> None:
    """Comes back when the client has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass
