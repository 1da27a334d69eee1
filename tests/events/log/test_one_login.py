"""A server with one login for everything, which owns the tables and is no superuser: all works, and the fence holds."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest_asyncio

from deploy.servers import Servers
from events.log import read, sealed
from events.log.append import append
from events.log.sealed import Behind
from tests.databases import owned
from tests.events.log.acts import ORG, act, check_in
from tests.events.log.conftest import connected


@pytest_asyncio.fixture
async def only(servers: Servers, template: str) -> AsyncIterator[Any]:
    """A connection of such a login to a migrated database of its own."""
    async with owned(servers) as url, connected(url) as connection:
        yield connection


async def test_it_appends_and_reads_and_sees_every_head(only: asyncpg.Connection) -> None:
    await append(only, act(check_in()))
    await append(only, act(check_in(org="globex"), org="globex"))
    assert len(await read.page(only, ORG)) == 1
    assert [head.org for head in await read.heads(only)] == [ORG, "globex"]


async def test_the_fence_holds_for_the_owner_too(only: asyncpg.Connection) -> None:
    await append(only, act(check_in()))
    assert await only.fetch("select * from log.event") == []
    await only.execute(f"set okr.org = '{ORG}'")
    assert len(await only.fetch("select * from log.event")) == 1


async def test_it_seals_and_sees_what_is_not_sealed(only: asyncpg.Connection) -> None:
    await append(only, act(check_in(), check_in()))
    await append(only, act(check_in(org="globex"), org="globex"))
    assert await sealed.behind(only) == [Behind(ORG, 2, 0), Behind("globex", 1, 0)]
    async with only.transaction():
        assert await sealed.take(only, ORG) == (0, None)
        await sealed.widen(only, ORG, [(0, 0, b"h" * 64)])
        await sealed.seal(only, ORG, 2, "note")
    assert await sealed.checkpoint(only, ORG) == "note"
    assert await sealed.tiles(only, ORG, [(0, 0), (0, 1)]) == {(0, 0): b"h" * 64}
    assert [each.org for each in await sealed.behind(only)] == ["globex"]
    assert await only.fetch("select * from proof.tile") == []
