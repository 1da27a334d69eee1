"""Clients of HTTP that ask as fast as they are answered, each on a connection that it keeps: as lean as can be, so that
the server is what is measured."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Callable, Iterator, Sequence
from typing import cast
from urllib.parse import urlsplit

from msgspec import Struct

from deploy.commands import Failure

Asking = Iterator[bytes]
HEAD_END = b"\r\n\r\n"
LENGTH = b"\r\ncontent-length: "


class Tally(Struct, frozen=True, kw_only=True):
    """What a load brought: answers in so many seconds, how long each took in seconds, in order, and the last one's
    body."""

    seconds: float
    times: Sequence[float]
    last: bytes

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.times) / self.seconds


class Client(asyncio.Protocol):
    """Sends the next request when the last one is answered, until the time is over; then `over` is told."""

    def __init__(self, asking: Asking, status: bytes, over: asyncio.Future[None]) -> None:
        self._asking, self._status, self._over = asking, status, over
        self._until = self._sent = 0.0
        self._received, self._length = bytearray(), 0
        self.times: list[float] = []
        self.last = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It can begin."""
        self.transport = cast(asyncio.Transport, transport)  # uvloop's own is none by class

    def begin(self, until: float) -> None:
        """The first request is on its way; the last one is sent before `until` (as `time.perf_counter` counts)."""
        self._until = until
        self._send()

    def _send(self) -> None:
        self._sent = time.perf_counter()
        self.transport.write(next(self._asking))

    def data_received(self, data: bytes) -> None:
        """Counts an answer that is whole, and goes on."""
        received = self._received
        received += data
        if not self._length and (head := received.find(HEAD_END)) >= 0:
            if not received.startswith(self._status):
                self._end(Failure(f"the server answered {bytes(received[:2000])!r}"))
                return
            at = received.find(LENGTH, 0, head) + len(LENGTH)
            self._length = head + len(HEAD_END) + int(received[at : received.index(b"\r", at)])
        if not self._length or len(received) < self._length:
            return
        now = time.perf_counter()
        self.times.append(now - self._sent)
        if now < self._until:
            self._length = 0
            received.clear()
            self._send()
        else:
            self.last = bytes(received[received.index(HEAD_END) + len(HEAD_END) :])
            self._end(None)

    def connection_lost(self, error: Exception | None) -> None:
        """Too early, where it was not over."""
        self._end(Failure(f"the server hung up: {error}"))

    def _end(self, error: Failure | None) -> None:
        if self._over.done():
            return
        if error is None:
            self._over.set_result(None)
        else:
            self._over.set_exception(error)


async def played(address: str, asking: Sequence[Asking], seconds: float, status: int) -> Tally:
    """What as many clients brought as there are askings. Raises Failure where an answer has another status."""
    loop, where = asyncio.get_running_loop(), urlsplit(address)
    clients: list[Client] = []
    overs: list[asyncio.Future[None]] = []
    try:
        for each in asking:
            over: asyncio.Future[None] = loop.create_future()
            made = _maker(each, b"HTTP/1.1 %d " % status, over)
            _, client = await loop.create_connection(made, where.hostname or "", where.port or 80)
            clients.append(client)
            overs.append(over)
        started = time.perf_counter()
        for client in clients:
            client.begin(started + seconds)
        await asyncio.gather(*overs)
        took = time.perf_counter() - started
    finally:
        for client in clients:
            client.transport.abort()
    return Tally(seconds=took, times=sorted(each for client in clients for each in client.times), last=clients[0].last)


def _maker(asking: Asking, status: bytes, over: asyncio.Future[None]) -> Callable[[], Client]:
    return lambda: Client(asking, status, over)


def getting(paths: Sequence[str], key: str, first: int = 0) -> Asking:
    """GET of these paths, again and again, beginning with the `first`."""
    made = [_head("GET", path, key) + HEAD_END for path in paths]
    first %= len(made)
    return itertools.cycle(made[first:] + made[:first])


def posting(path: str, key: str, body: bytes, name: str) -> Asking:
    """POST of the same body, each with an `Idempotency-Key` of its own that begins with the name."""
    head = _head("POST", path, key) + b"\r\ncontent-type: application/json\r\ncontent-length: %d" % len(body)
    return (
        b"%s\r\nidempotency-key: %s-%d\r\n\r\n%s" % (head, name.encode(), number, body) for number in itertools.count()
    )


def _head(method: str, path: str, key: str) -> bytes:
    return f"{method} {path} HTTP/1.1\r\nhost: ledger\r\nauthorization: Bearer {key}".encode()
