"""Nothing that is written changes, for the logins and for the owner; what would weaken that is refused, or said."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import pytest
import pytest_asyncio

from deploy.protections import of_log
from deploy.servers import Servers
from events.log.append import append
from events.log.errors import refusal
from tests.databases import fresh, owned
from tests.events.log.acts import ORG, act, check_in
from tests.events.log.attacks import LOG, NOTHING, RIGHT, Attack, on_definitions, on_rows, on_the_server
from tests.events.log.conftest import connected

ATTACKS = [*on_rows.TABLE, *on_definitions.TABLE, *on_the_server.TABLE]
RIGHTS = """
select relname, relacl::text
from pg_class
where relnamespace = 'log'::regnamespace
union all
select nspname, nspacl::text
from pg_namespace
order by 1
"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def urls(servers: Servers, template: str) -> AsyncIterator[dict[str, str]]:
    """Where each of those who try finds a log with two events of one organisation and one of another.

    One for all attacks: each is undone, by its refusal or by the test.
    """
    async with fresh(servers, template) as guarded, owned(servers) as owner:
        for url in (guarded.app_url, owner):
            async with connected(url) as connection:
                await append(connection, act(check_in(), check_in()))
                await append(connection, act(check_in(org="globex"), org="globex"))
        logins = {"app": guarded.app_url, "worker": guarded.worker_url, "sealer": guarded.sealer_url}
        yield {**logins, "superuser": guarded.migrate_url, "owner": owner}


@asynccontextmanager
async def trying(url: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection that reads the one organisation, in a transaction that is undone."""
    async with connected(url) as connection:
        await connection.execute(f"set okr.org = '{ORG}'")
        begun = connection.transaction()
        await begun.start()
        try:
            yield connection
        finally:
            await begun.rollback()


async def said(connection: asyncpg.Connection) -> list[str]:
    return [line async for line in of_log(connection)]


async def becomes(cell: str, attack: Attack, url: str) -> None:
    """The attack is refused with the cell's SQLSTATE, or gets through and `status` says the cell's line."""
    async with trying(url) as connection:
        if cell in (RIGHT, LOG):
            with pytest.raises(asyncpg.PostgresError) as refused:
                await connection.execute(attack.sql)
            assert refused.value.sqlstate == cell
        elif cell == NOTHING:
            before = await connection.fetch(RIGHTS)
            await connection.execute(attack.sql)
            assert await connection.fetch(RIGHTS) == before
        else:
            known = await said(connection)
            await connection.execute(attack.sql)
            assert [line for line in await said(connection) if cell in line and line not in known] != []


@pytest.mark.parametrize("who", ["app", "worker", "sealer"])
@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.sql)
async def test_no_login_gets_through(who: str, attack: Attack, urls: dict[str, str]) -> None:
    await becomes(attack.logins, attack, urls[who])


@pytest.mark.parametrize("attack", [each for each in ATTACKS if each.superuser], ids=lambda attack: attack.sql)
async def test_a_superuser_is_refused_until_he_lifts_the_guard(attack: Attack, urls: dict[str, str]) -> None:
    await becomes(attack.superuser or "", attack, urls["superuser"])


@pytest.mark.parametrize("attack", [each for each in ATTACKS if each.owner], ids=lambda attack: attack.sql)
async def test_an_owner_without_the_guard_is_refused_or_found_out(attack: Attack, urls: dict[str, str]) -> None:
    await becomes(attack.owner or "", attack, urls["owner"])


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("truncate log.event", "TRUNCATE on log.event is refused: what is written does not change"),
        (
            "drop trigger too_large on log.event",
            "DROP TRIGGER on log.event is refused: what is written does not change",
        ),
        ("grant update on log.head to okr_app", "GRANT on log.event is refused: what is written does not change"),
    ],
)
async def test_a_refusal_says_what_was_tried(sql: str, says: str, urls: dict[str, str]) -> None:
    async with trying(urls["superuser"]) as connection:
        with pytest.raises(asyncpg.PostgresError) as refused:
            await connection.execute(sql)
    assert str(refusal(refused.value.sqlstate, refused.value.detail)) == says
