"""A query that forgot its organisation gets nothing, whichever login asks for whichever table in whichever way.

What cannot be hidden from a login that runs SQL of its own: how long all tables are together (`pg_class.reltuples`,
rows that an explained filter removed), and which advisory locks are held. And it may name any organisation: the fence
is against forgetting, the keys are against strangers.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import asyncpg
import pytest

from tests.fence.tables import ORGS, Connection, fenced, name, readable, seen, undone
from tests.fence.ways import WAYS, by_an_error, selected

# No login reads these; functions do, with their owner's rights.
CLOSED = ("access.key", "access.reading", "person.known", "person.login", "person.secret")
NAMED = {None: set(), "": set(), "initech": set(), "ACME": set(), "acm_": set(), "%": set(), "acme": {"acme"}}
BOTH = set(ORGS)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
async def test_without_its_organisation_a_query_gets_nothing(
    way: Callable[[Connection, str], Awaitable[set[str]]], login: Connection
) -> None:
    tables = await readable(login)
    assert len(tables) >= 5
    for table in tables:
        for org in (None, "acme"):
            expected = BOTH if table.wide else NAMED[org]
            async with undone(login):
                await name(login, org)
                found = await way(login, table.name)
            if way is by_an_error and table.wide:
                expected = found & BOTH
            assert found == expected, f"{table.name} as {org!r}"


async def test_a_name_is_the_name_of_one_organisation(login: Connection) -> None:
    for table in await readable(login):
        for named in NAMED if not table.wide else ():
            await name(login, named)
            assert await selected(login, table.name) == NAMED[named], f"{table.name} as {named!r}"


async def test_every_table_was_asked_for(owner: Connection, peopled: object) -> None:
    everything = set(await fenced(owner))
    assert len(everything) >= 15
    found: set[str] = set()
    for group in ("okr_app", "okr_worker", "okr_sealer"):
        await owner.execute(f"set local role {group}")
        found |= {table.name for table in await readable(owner)}
    assert everything - found == set(CLOSED)


async def test_what_a_login_may_not_read_is_refused(login: Connection) -> None:
    for table in [each for each in await seen(login) if not each.may] + [None]:
        await name(login, "acme")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with undone(login):
                await login.fetch(f"select from {table.name if table else 'access.key'}")


@pytest.mark.parametrize("table", CLOSED)
async def test_rows_of_one_organisation_are_seen_even_where_a_right_was_given_by_mistake(
    table: str, owner: Connection
) -> None:
    await owner.execute(f"grant select on {table} to okr_app")
    await owner.execute("set local role okr_app")
    for named, seen_then in NAMED.items():
        await name(owner, named)
        assert await selected(owner, table) == seen_then


async def test_a_login_is_told_where_it_turns_the_fence_off(login: Connection) -> None:
    for table in await readable(login):
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
            async with undone(login):
                await login.execute("set local row_security = off")
                await login.fetch(f"select from {table.name}")


async def test_a_report_that_was_made_is_not_seen_by_the_worker_either(owner: Connection) -> None:
    await owner.execute("set local role okr_worker")
    made = "select org from projection.kept_report where status = 'made'"
    assert await owner.fetch(made) == []
    await name(owner, "acme")
    assert [org for (org,) in await owner.fetch(made)] == ["acme"]


@pytest.mark.parametrize("lock", ["update", "no key update", "share", "key share"])
async def test_rows_of_others_are_not_locked(lock: str, login: Connection) -> None:
    locked = 0
    for table in await readable(login):
        for org in (None, "acme"):
            await name(login, org)
            try:
                async with undone(login):
                    rows = await login.fetch(f"select org from {table.name} for {lock}")
            except asyncpg.InsufficientPrivilegeError:
                continue
            assert {row["org"] for row in rows} == NAMED[org], table.name
            locked += 1
    assert locked or (await login.fetchval("select current_user")) == "app"


@pytest.mark.parametrize("change", ["update {} set org = org", "delete from {}"])
async def test_rows_of_others_do_not_change(change: str, login: Connection) -> None:
    for table in await readable(login):
        for org in (None, "", "initech"):
            await name(login, org)
            try:
                async with undone(login):
                    assert (await login.execute(change.format(table.name))).endswith(" 0"), table.name
            except asyncpg.InsufficientPrivilegeError:
                continue


@pytest.mark.parametrize("conflict", ["", "on conflict do nothing"])
async def test_whether_another_has_a_row_is_not_told(conflict: str, owner: Connection, login: Connection) -> None:
    """Refused by the fence alike, whether the row is there or not: not by a key that is taken, which would tell."""
    for table in await readable(login):
        row = await owner.fetchval(f"select to_jsonb(t)::text from {table.name} t where org = 'globex' limit 1")
        await name(login, "acme")
        with pytest.raises(asyncpg.InsufficientPrivilegeError) as refused:
            async with undone(login):
                await login.execute(
                    f"insert into {table.name} select (jsonb_populate_record(null::{table.name}, $1::text::jsonb)).* "
                    + conflict,
                    row,
                )
        assert "globex" not in str(refused.value.detail)


async def test_whether_another_has_asked_for_a_report_is_not_told(owner: Connection, login: Connection) -> None:
    ids = [await owner.fetchval("select id from projection.kept_report where org = 'globex' limit 1"), "nowhere"]
    await name(login, "acme")
    said = []
    for id_ in ids:
        with pytest.raises(asyncpg.InsufficientPrivilegeError) as refused:
            async with undone(login):
                await login.execute(
                    "insert into projection.kept_report (org, id, asked, lives) values ('globex', $1, '', null) "
                    "on conflict do nothing",
                    id_,
                )
        said.append(str(refused.value))
    assert said[0] == said[1]


async def test_no_row_moves_to_another(login: Connection) -> None:
    for table in await readable(login):
        await name(login, "acme")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with undone(login):
                await login.execute(f"update {table.name} set org = 'globex'")
                raise AssertionError(table.name)
