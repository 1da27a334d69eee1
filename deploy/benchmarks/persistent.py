"""Clients of HTTP that send a request again, to any of the servers, until it is answered: lean, so that the servers are
what is measured, and stubborn, so that servers may come and go."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import time
from collections.abc import Sequence
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct, field

from deploy.benchmarks.requests import HEAD_END, LENGTH, Asking
from deploy.commands import Failure

PAUSE_SECONDS = 0.02
BOUND_SECONDS = 60


class Placed(Struct, frozen=True):
    """Where an event stands, of what an answer says."""

    id: str
    position: int


class Body(Struct, frozen=True):
    """What is looked at of an answer."""

    events: tuple[Placed, ...]


class Answered(Struct, frozen=True):
    """An act that was answered: its organisation, its event, when (`time.perf_counter`), and after how many seconds."""

    org: str
    event: Placed
    at: float
    took: float


class Client(Struct):
    """Sends one act after the other for an organisation, first to the server of its number."""

    org: str
    asking: Asking
    addresses: Sequence[str]
    number: int
    answered: list[Answered] = field(default_factory=list)
    again: int = 0

    async def acts(self, ended: asyncio.Event) -> None:
        """Acts until then; each has its answer. Raises Failure where one is refused."""
        turns = itertools.islice(itertools.cycle(self.addresses), self.number % len(self.addresses), None)
        writer: asyncio.StreamWriter | None = None
        try:
            while not ended.is_set():
                begun, request, answer = time.perf_counter(), next(self.asking), None
                while answer is None:
                    try:
                        if writer is None:
                            where = urlsplit(next(turns))
                            reader, writer = await asyncio.open_connection(where.hostname, where.port)
                        answer = await _answer(reader, writer, request)
                    except (OSError, asyncio.IncompleteReadError):
                        self.again += 1
                        _closed(writer)
                        writer = None
                        await asyncio.sleep(PAUSE_SECONDS)
                        if time.perf_counter() > begun + BOUND_SECONDS:
                            raise Failure(f"no server answered within {BOUND_SECONDS} s") from None
                now = time.perf_counter()
                [event] = msgspec.json.decode(answer, type=Body).events
                self.answered.append(Answered(self.org, event, now, now - begun))
        finally:
            _closed(writer)


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes) -> bytes:
    """The body. Raises ConnectionResetError where the server asks to come again."""
    writer.write(request)
    head = await reader.readuntil(HEAD_END)
    at = head.index(LENGTH) + len(LENGTH)
    body = await reader.readexactly(int(head[at : head.index(b"\r", at)]))
    status = head.split(b" ", 2)[1]
    if status == b"503":
        raise ConnectionResetError
    if status != b"201":
        raise Failure(f"the server answered {(head + body)[:2000]!r}")
    return body


def _closed(writer: asyncio.StreamWriter | None) -> None:
    if writer is not None:
        with contextlib.suppress(OSError):
            writer.close()
