"""The end of a log that is kept for those who listen, and the keys that they hold."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from typing import Any

import asyncpg
import pytest

from deploy.servers import Servers
from services.access.rights import EVERYWHERE
from services.http import feed, held_keys
from services.http.access import Access
from services.http.feed import End
from services.http.held_keys import HeldKeys, Right
from services.states import States
from tests.services.http.ledger import key_of, revoke


def body(position: int) -> bytes:
    return b'{"position":%d,"type":"check_in.recorded","subject":"check-ins/2026-q1/growth/kr1"}' % position


async def test_an_end_keeps_the_last_events_that_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "KEPT_BYTES", 1_300)  # of some 130 bytes each
    end = End(head=7)
    assert end.keeps(7) and end.keeps(9) and not end.keeps(6)
    for position in range(8, 58):
        grown = end.grown
        end.extend([(position, body(position))])
        assert grown.done() and not end.grown.done()
    first = min(after for after in range(58) if end.keeps(after)) + 1
    assert 45 < first < 52
    assert [each.position for each in end.behind(first - 1)] == list(range(first, 58))
    assert [each.position for each in end.behind(55)] == [56, 57]
    assert end.behind(57) == end.behind(90) == []


async def test_an_end_that_kept_all_of_its_events_has_those_behind_its_beginning() -> None:
    end = End(head=2)
    end.extend([(position, body(position)) for position in range(3, 6)])
    assert end.keeps(2) and not end.keeps(1)
    assert [each.position for each in end.behind(2)] == [3, 4, 5]


class Counted:
    """A pool that counts the questions."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool, self.asked = pool, 0

    async def fetch(self, query: str, *args: Any) -> list[Any]:
        self.asked += 1
        return await self._pool.fetch(query, *args)


@asynccontextmanager
async def counted(database: Servers) -> AsyncIterator[Counted]:
    async with asyncpg.create_pool(database.app_url, min_size=0, max_size=2) as pool:
        yield Counted(pool)


async def test_a_key_is_looked_at_once_for_all_who_hold_it(database: Servers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(held_keys, "CHECK_SECONDS", 0.02)
    key = await key_of(database, "acme", "consultant")
    async with counted(database) as pool:
        keys = HeldKeys(Access(pool, States(), None))
        with ExitStack() as holders:
            ends = [holders.enter_context(keys.held(Right(key, "acme", "log.read", EVERYWHERE))) for _ in range(200)]
            while pool.asked < 3:  # noqa: ASYNC110 - nobody tells of it
                await asyncio.sleep(0.01)
            assert pool.asked < 200 and not any(end.done() for end in ends)
            await revoke(database, key)
            await asyncio.wait_for(asyncio.gather(*ends), 30)
        assert not keys._ends and not keys._holders


async def test_a_key_that_nobody_holds_is_looked_at_no_more(database: Servers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(held_keys, "CHECK_SECONDS", 0.01)
    async with counted(database) as pool:
        keys = HeldKeys(Access(pool, States(), None))
        with keys.held(Right(await key_of(database, "acme", "consultant"), "acme", "log.read", EVERYWHERE)):
            pass
        await asyncio.sleep(0.1)
        assert pool.asked == 0
