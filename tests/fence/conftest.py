"""A database in which every table that has a fence has rows of two organisations; tests only read it, or undo."""

from __future__ import annotations

import asyncio
import datetime as dt
import uuid
from collections.abc import AsyncIterator, Iterator

import asyncpg
import pytest
import pytest_asyncio

from deploy.servers import Servers
from events.catalogue import Event, decode, encode
from projections import kept_reports
from projections.kept_reports import Asked
from services import readings
from services.readings import Reading
from tests.databases import within
from tests.fence.tables import ORGS, fenced
from tests.projections.reports.quarter import events
from tests.services.http.ledger import key_of, write
from tests.workers.sealing import KEYS
from workers.seal import Sealing, level

PARKED = "insert into projection.parked values ($1, 'cadence', 2, 1, 'org', 1, 'ValueError: a text of ' || $1)"
MARKED = "insert into projection.governance_v4_dirty values ($1, 1, 'plan/2026-q1/marked', 1, 1)"
PERSON = "select person.note($1, 'p-' || $1, 'A name of ' || $1, null, false), person.pseudonyms($1, '{somebody}')"
LOGIN = "select person.link($1, 'p-' || $1, 'https://id.example.org', 'login of ' || $1)"
MADE = "update projection.kept_report set status = 'made', body = 'x', position = 1 where id = $1"


@pytest.fixture(scope="session")
def peopled(servers: Servers, template: str) -> Iterator[Servers]:
    """Such a database, whose statistics are gathered."""
    name = f"test_fence_{uuid.uuid4().hex}"
    asyncio.run(_administer(servers, f"create database {name} template {template} strategy file_copy"))
    database = within(servers, name)
    asyncio.run(_people(database))
    yield database
    asyncio.run(_administer(servers, f"drop database {name} (force)"))


def marked(org: str) -> list[Event]:
    """The quarter, whose titles say whose it is."""
    mark = f'"title":"of {org}: '.encode()
    return [decode(encode(event).replace(b'"title":"', mark)) for event in events(org)]


async def _people(database: Servers) -> None:
    owner = await asyncpg.connect(database.migrate_url)
    async with asyncpg.create_pool(database.sealer_url, min_size=0, max_size=2) as pool:
        for org in ORGS:
            await write(database, marked(org))
            await key_of(database, org)
            await level(Sealing(pool, KEYS), org)
            await owner.execute(PARKED, org)
            await owner.execute(MARKED, org)
            await owner.execute(PERSON, org)
            await owner.execute(LOGIN, org)
            at = dt.datetime.now(dt.UTC)
            seen = Reading(org=org, at=at, person=f"p-{org}", action="report.read", resource=f"{org}/report")
            await readings.note(owner, [seen])
            for kind in ("csv", "pdf"):
                kept = await kept_reports.ask(owner, org, Asked(cycle="2026-q1", format=kind), 1)
            await owner.execute(MADE, kept.id)
    await owner.execute(
        "create statistics projection.together (mcv) on stream, type, (upper(stream)) from projection.audit_trail_v2"
    )
    await owner.execute("analyze")
    for table in await fenced(owner):
        orgs = [org for (org,) in await owner.fetch(f"select distinct org from {table} order by 1")]
        assert orgs == sorted(ORGS), f"{table} has rows of {orgs}"
    await owner.close()


async def _administer(servers: Servers, statement: str) -> None:
    connection = await asyncpg.connect(servers.migrate_url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


@pytest_asyncio.fixture
async def owner(peopled: Servers) -> AsyncIterator[asyncpg.Connection]:
    """A connection of the login that is above all fences, in a transaction that is undone."""
    connection = await asyncpg.connect(peopled.migrate_url)
    begun = connection.transaction()
    await begun.start()
    yield connection
    await begun.rollback()
    await connection.close()


@pytest_asyncio.fixture(params=["app", "worker", "sealer"])
async def login(request: pytest.FixtureRequest, peopled: Servers) -> AsyncIterator[asyncpg.Connection]:
    """A connection of each of the three logins, in a transaction that is undone."""
    connection = await asyncpg.connect(getattr(peopled, f"{request.param}_url"))
    begun = connection.transaction()
    await begun.start()
    yield connection
    await begun.rollback()
    await connection.close()
