"""A server with one login for everything, which owns the tables and is no superuser: all works, and the fence holds."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import pytest_asyncio

from deploy.migrate import migrate
from deploy.servers import Servers
from events.log import read
from events.log.append import append
from tests.databases import within
from tests.events.log.acts import ORG, act, check_in
from tests.events.log.conftest import connected

GROUPS = "okr_app, okr_worker, okr_sealer, okr_append"


@pytest_asyncio.fixture
async def only(servers: Servers, template: str) -> AsyncIterator[Any]:
    """A connection of such a login to a migrated database of its own. (The groups are there, and it may grant them.)"""
    name = f"only_{uuid.uuid4().hex}"
    async with connected(servers.migrate_url) as superuser:
        await superuser.execute(f"create role {name} login password 'x' createrole")
        await superuser.execute(f"grant {GROUPS} to {name} with admin option")
        # What belongs to this one sees every row: its right is only to hand a function over.
        await superuser.execute(f"grant okr_pages to {name} with admin true, inherit false")
        await superuser.execute(f"create database {name} owner {name}")
        try:
            url = urlsplit(within(servers, name).migrate_url)
            async with connected(url._replace(netloc=f"{name}:x@").geturl()) as connection:
                await migrate(connection)
                yield connection
        finally:
            await superuser.execute(f"drop database {name} (force)")
            await superuser.execute(f"drop role {name}")


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
