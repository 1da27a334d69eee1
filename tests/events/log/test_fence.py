"""Nobody reads over the fence, and nobody writes but through `log.append`."""

from __future__ import annotations

from typing import Any

import asyncpg
import pytest
import pytest_asyncio

from deploy.migrate import LOCK
from deploy.servers import Servers
from events.catalogue import recall
from events.log import read
from events.log.append import append
from tests.events.log.acts import ORG, act, check_in
from tests.events.log.conftest import connected

LOGINS = ["app", "worker", "sealer"]


@pytest_asyncio.fixture
async def login(request: pytest.FixtureRequest, database: Servers, app: Any) -> Any:
    """A connection of the login that the parameter names, beside a log with an event of two organisations."""
    await append(app, act(check_in()))
    await append(app, act(check_in(org="globex"), org="globex"))
    async with connected(getattr(database, f"{request.param}_url")) as connection:
        yield connection


@pytest.mark.parametrize("login", LOGINS, indirect=True)
async def test_a_login_that_named_no_organisation_sees_no_event(login: Any) -> None:
    assert await login.fetch("select * from log.event") == []


@pytest.mark.parametrize("login", LOGINS, indirect=True)
async def test_a_login_sees_the_events_of_the_organisation_it_named_and_no_others(login: Any) -> None:
    for named, seen in {ORG: [ORG], "globex": ["globex"], "initech": [], "": []}.items():
        await login.execute("select set_config('okr.org', $1, false)", named)
        assert [row["org"] for row in await login.fetch("select org from log.event")] == seen


@pytest.mark.parametrize("login", LOGINS, indirect=True)
async def test_nothing_stays_set_after_a_read(login: Any) -> None:
    assert len(await read.page(login, ORG)) == 1
    assert await login.fetch("select * from log.event") == []
    assert not await login.fetchval("select current_setting('okr.org', true)")


async def test_nothing_stays_set_after_an_append(app: Any) -> None:
    await append(app, act(check_in()))
    assert await app.fetch("select * from log.event") == []
    assert await app.fetch("select * from log.head") == []


@pytest.mark.parametrize("login", ["sealer"], indirect=True)
async def test_the_sealer_reads_and_does_not_append(login: Any) -> None:
    assert len(await read.page(login, ORG)) == 1
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await append(login, act(check_in()))


async def test_the_server_does_not_see_which_organisations_there_are(app: Any) -> None:
    await append(app, act(check_in()))
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await read.heads(app)
    assert await app.fetch("select * from log.head") == []


@pytest.mark.parametrize("login", ["worker", "sealer"], indirect=True)
async def test_worker_and_sealer_see_every_head(login: Any) -> None:
    assert [head.org for head in await read.heads(login)] == [ORG, "globex"]
    assert [head.org for head in await read.heads(login, after=ORG, limit=1)] == ["globex"]


async def test_the_worker_appends_too(worker: Any) -> None:
    assert (await append(worker, act(check_in()))).position == 1


async def test_the_functions_that_insert_belong_to_a_role_that_cannot_log_in(owner: Any) -> None:
    definers = await owner.fetch(
        "select p.proname, r.rolname, r.rolcanlogin, r.rolsuper, r.rolbypassrls "
        "from pg_proc p join pg_roles r on r.oid = p.proowner "
        "where p.pronamespace = 'log'::regnamespace and p.prosecdef"
    )
    assert {tuple(row) for row in definers} == {
        ("append", "okr_append", False, False, False),
        ("flush", "okr_append", False, False, False),
        ("append_noted", "okr_append", False, False, False),
        ("restore", "okr_append", False, False, False),
    }


@pytest.mark.parametrize("login", LOGINS, indirect=True)
async def test_a_page_of_a_type_is_of_the_organisation_it_was_asked_of(login: Any) -> None:
    for org in (ORG, "globex"):
        [(_, body)] = await read.page_of_type(login, org, "check_in.recorded")
        assert recall(body).source == f"/orgs/{org}"
        assert await read.page_of_type(login, org, "check_in.missed") == []
    assert await read.page_of_type(login, "initech", "check_in.recorded") == []


async def test_a_type_of_the_callers_own_runs_nothing_as_the_role_that_inserts(app: Any) -> None:
    await app.execute(
        "create function pg_temp.told(pg_catalog.text) returns boolean language plpgsql as "
        "$$ begin raise exception 'run as %', current_user; end $$"
    )
    await app.execute("create domain pg_temp.text as pg_catalog.text check (pg_temp.told(value))")
    # Not by `append`: the driver asks for types in the way that this turns aside.
    await app.execute("select log.append('acme', '{s}', '{a}', '{null}', '{null}', '{\\x7d}', '{}', '{}', null, null)")


async def test_an_advisory_lock_holds_no_append_up(app: Any, worker: Any) -> None:
    # Any login may take the one that migrations wait for; what is written waits for none.
    await app.fetch("select pg_advisory_lock($1)", LOCK)
    await append(worker, act(check_in()))
