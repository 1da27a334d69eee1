"""One who follows an organisation's feed from its beginning, and goes on where the stream broke."""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import random
from collections.abc import Sequence

import httpx

from deploy.soaking.diary import Diary
from deploy.soaking.installation import Installation

LEAVES_AFTER = 300  # events of one stream, after which the follower goes by itself
QUIET_SECONDS = 40  # a stream says something every 15 seconds
PAUSE_SECONDS = 0.2


class Follower:
    """What has come: how many events, and the hash of all their bytes in order."""

    def __init__(self, installation: Installation, org: str, diary: Diary) -> None:
        self.addresses, self.org, self.diary = installation.addresses, org, diary
        self.headers = {"Authorization": f"Bearer {installation.keys[org]['service']}"}
        self.position = 0
        self.digest = hashlib.sha256()

    async def follow(self) -> None:
        """Follows until it is cancelled, at any of the servers."""
        timeout = httpx.Timeout(QUIET_SECONDS)
        async with httpx.AsyncClient(timeout=timeout, verify=False) as http:  # nosec B501 # http alone
            while True:
                try:
                    await self._stream(http)
                except httpx.ReadTimeout:
                    self.diary.finds(f"the feed of {self.org} said nothing for {QUIET_SECONDS} s")
                except httpx.TransportError:
                    pass
                self.diary.done["stream taken up again"] += 1
                await asyncio.sleep(PAUSE_SECONDS)

    async def _stream(self, http: httpx.AsyncClient) -> None:
        where = random.choice(self.addresses)  # nosec B311 # any of them
        headers = {**self.headers, "Last-Event-ID": str(self.position)}
        begun, id_ = self.position, 0
        async with http.stream("GET", f"{where}/v1/orgs/{self.org}/events/stream", headers=headers) as answer:
            if answer.status_code not in (200, 503):
                self.diary.finds(f"the feed of {self.org}: {answer.status_code}")
            if answer.status_code != 200:
                return
            async for line in answer.aiter_lines():
                name, _, value = line.partition(": ")
                if name == "id":
                    id_ = int(value)
                elif name == "data":
                    self.takes(id_, value)
                    if self.position - begun >= LEAVES_AFTER:
                        return

    def takes(self, id_: int, data: str) -> None:
        """The event of that position has come; it is noted where that is not the next one."""
        if id_ != self.position + 1:
            self.diary.finds(f"the feed of {self.org} gave {id_} after {self.position}")
        self.position = id_
        self.digest.update(data.encode())
        self.diary.done["event followed"] += 1

    def unlike(self, bodies: Sequence[bytes]) -> list[str]:
        """In what it differs from the log; nothing where all has come, byte for byte."""
        if self.position != len(bodies):
            return [f"the feed of {self.org} came to {self.position} of {len(bodies)}"]
        same = hashlib.sha256(b"".join(itertools.chain(bodies))).digest() == self.digest.digest()
        return [] if same else [f"the feed of {self.org} gave other bytes than the log has"]
