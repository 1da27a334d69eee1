"""Connections that keep the server waiting are cut, and no others."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from deploy import impatient
from deploy.servers import Servers
from deploy.serving import serving
from deploy.system import opened
from tests.databases import settings_of

LATE = 0.4
GET = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest_asyncio.fixture
async def port(database: Servers, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[int]:
    """A real server's, which waits for requests for LATE seconds."""
    monkeypatch.setattr(impatient, "REQUEST_SECONDS", LATE)
    async with opened(settings_of(database)) as system, serving(system, port=0) as address:
        yield int(address.rsplit(":", 1)[1])


async def cut_off(port: int, first: bytes, drop: bytes = b"") -> tuple[bytes, float]:
    """What came until the connection ended, and after how many seconds; meanwhile `drop` is sent again and again."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    loop = asyncio.get_running_loop()
    begun = loop.time()
    got = b""
    writer.write(first)
    try:
        while loop.time() - begun < 20 * LATE:
            try:
                async with asyncio.timeout(LATE / 8):
                    if not (piece := await reader.read(4096)):
                        break
                    got += piece
            except TimeoutError:
                writer.write(drop)
    except ConnectionError:
        pass
    finally:
        writer.close()
    return got, loop.time() - begun


@pytest.mark.parametrize(
    ("first", "drop"),
    [
        (b"", b""),
        (b"GET /healthz HTTP/1.1\r\n", b""),
        (b"GET /healthz HTTP/1.1\r\nX: ", b"x"),
        (b"\r\n", b"\r\n"),
        (GET, b"G"),
        (b"POST /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n", b"x"),
        (b"POST /healthz HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    ],
    ids=["nothing", "half", "a header without end", "empty lines", "after an answer", "a slow body", "chunks"],
)
async def test_who_keeps_the_server_waiting_is_cut_off(port: int, first: bytes, drop: bytes) -> None:
    got, seconds = await cut_off(port, first, drop)
    assert seconds < 10 * LATE
    assert (b"HTTP/1.1 200" in got) == (first == GET)


async def test_who_asks_again_and_again_is_not(port: int) -> None:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        for _ in range(8):
            assert (await client.get("/healthz")).status_code == 200
            await asyncio.sleep(LATE / 4)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for _ in range(8):
        writer.write(GET)
        assert (await reader.readuntil(b'{"status":"alive"}')).startswith(b"HTTP/1.1 200")
        await asyncio.sleep(LATE / 4)
    writer.close()
