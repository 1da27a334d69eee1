"""What a login could learn beside the tables: statistics, others' queries, files, another role's rights."""

from __future__ import annotations

import asyncpg
import pytest

from deploy.servers import Servers
from events.log import read
from services.http.app import pool
from tests.fence.tables import ORGS, Connection, undone
from tests.services.http.ledger import serving
from tests.services.http.test_access import PUBLIC

OURS = "schemaname in ('log', 'proof', 'access', 'projection', 'guard')"
STATISTICS = [
    f"select most_common_vals::text, histogram_bounds::text from pg_stats where {OURS}",
    f"select most_common_vals::text from pg_stats_ext where {OURS}",
    f"select most_common_vals::text from pg_stats_ext_exprs where {OURS}",
]
HIDDEN = [
    "pg_statistic",
    "pg_statistic_ext_data",
    "pg_authid",
    "pg_largeobject",
    "pg_user_mapping",
    "pg_file_settings",
    "pg_hba_file_rules",
    "guard.memory",
    "access.key",
    "projection.declared",
]
# Each with the SQLSTATE of its refusal: that it is not allowed, that there is no such function, no such reference.
REFUSED = {
    "select pg_read_file('/etc/passwd')": "42501",
    "select pg_read_binary_file('postgresql.conf')": "42501",
    "select pg_ls_dir('base')": "42501",
    "select pg_ls_waldir()": "42501",
    "select pg_stat_file('postgresql.conf')": "42501",
    "select lo_import('/etc/passwd')": "42501",
    "select lo_export(1, '/tmp/events')": "42501",
    "copy (select 1) to '/tmp/events'": "42501",
    "copy (select 1) to program 'cat'": "42501",
    "create temp table t (line text); copy t from program 'cat /etc/passwd'": "42501",
    "create temp table t (line text); copy t from '/etc/passwd'": "42501",
    "set role migrator": "42501",
    "set role okr_append": "42501",
    "set local session authorization migrator": "42501",
    "alter role current_user set okr.org = 'globex'": "42501",
    "alter role current_user set row_security = off; alter role migrator set row_security = off": "42501",
    "alter role all set okr.org = 'globex'": "42501",
    "alter role current_user bypassrls": "42501",
    "alter role current_user superuser": "42501",
    "grant set on parameter log_statement to current_user": "42501",
    "grant okr_append to current_user": "42501",
    "grant pg_read_all_data to current_user": "42501",
    "set local session_replication_role = replica": "42501",
    "load 'auto_explain'": "42501",
    "create extension dblink": "42501",
    "create extension postgres_fdw": "42501",
    "create extension file_fdw": "42501",
    "create extension pg_stat_statements": "42501",
    "create extension pageinspect": "42501",
    "create extension hstore": "42501",
    "select dblink('', 'select 1')": "42883",
    "select pg_create_logical_replication_slot('s', 'test_decoding')": "42501",
    "select pg_logical_emit_message(false, 'x', 'x'), pg_walfile_name('0/0'), pg_switch_wal()": "42501",
    "create publication p for all tables": "42501",
    "create subscription s connection '' publication p with (connect = false)": "42501",
    "create foreign data wrapper w": "42501",
    "create event trigger t on ddl_command_end execute function pg_temp.f()": "42501",
    "create schema mine": "42501",
    "create table public.mine (n integer)": "42501",
    "create function public.mine() returns integer language sql as 'select 1'": "42501",
    "create table projection.mine (n integer)": "42501",
    "create function log.mine() returns integer language sql as 'select 1'": "42501",
    "alter table projection.checkpoint disable row level security": "42501",
    "alter table projection.checkpoint no force row level security": "42501",
    "drop policy fence on projection.checkpoint": "42501",
    "create policy mine on projection.checkpoint using (true)": "42501",
    "alter policy fence on projection.checkpoint using (true)": "42501",
    "create statistics mine on org, projection from projection.checkpoint": "42501",
    "create index on projection.checkpoint (org)": "42501",
    "create trigger t before insert on projection.checkpoint execute function suppress_redundant_updates_trigger()": (
        "42501"
    ),
    "create rule r as on insert to projection.checkpoint do nothing": "42501",
    "create temp table t () inherits (projection.checkpoint)": "42501",
    "create temp table t (org text references log.head)": "42P16",
    "alter table projection.checkpoint owner to current_user": "42501",
    "truncate projection.checkpoint": "42501",
    "alter function access.key_find security invoker": "42501",
    "select access.key_list('globex')": "42501",
    "select access.key_revoke('okr_00000000')": "42501",
    "select log.restore(null, null, null, null, null, null, null, null, null)": "42501",
    "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'migrator'": "42501",
    "select pg_cancel_backend(pid) from pg_stat_activity where usename = 'migrator'": "42501",
    "select pg_log_backend_memory_contexts(pg_backend_pid())": "42501",
}


@pytest.mark.parametrize("query", STATISTICS)
async def test_statistics_show_no_values(query: str, login: Connection, owner: Connection) -> None:
    assert "growth" in str(await owner.fetch(query)).lower()
    assert await login.fetch(query) == []


async def test_what_keeps_values_or_secrets_is_not_read(login: Connection) -> None:
    for table in HIDDEN:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with undone(login):
                await login.fetch(f"select count(*) from {table}")
                raise AssertionError(f"{table}: read")


async def test_no_other_way_is_open(login: Connection) -> None:
    for sql, state in REFUSED.items():
        with pytest.raises(asyncpg.PostgresError) as refused:
            async with undone(login):
                await login.execute(sql)
                raise AssertionError(f"{sql}: done")
        assert refused.value.sqlstate == state, f"{sql}: {refused.value}"


async def test_no_login_becomes_another(login: Connection) -> None:
    mine = await login.fetchval("select current_user")
    for other in {"app", "worker", "sealer", "okr_app", "okr_worker", "okr_sealer"} - {mine, f"okr_{mine}"}:
        for sql in (f"set role {other}", f"set local session authorization {other}", f"grant {other} to {mine}"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                async with undone(login):
                    await login.execute(sql)


async def test_a_login_does_not_see_what_another_asks(login: Connection, peopled: Servers) -> None:
    mine = await login.fetchval("select current_user")
    for other in {"app", "worker", "sealer", "migrate"} - {mine}:
        asking = await asyncpg.connect(getattr(peopled, f"{other}_url"), server_settings={"application_name": "asking"})
        await asking.execute("select 'the secret of globex'")
        rows = await login.fetch("select query, client_addr from pg_stat_activity where application_name = 'asking'")
        await asking.close()
        assert [tuple(row) for row in rows] == [("<insufficient privilege>", None)]
    assert "secret" not in str(await login.fetch("select query from pg_stat_activity where usename <> current_user"))


async def test_what_the_ledger_asks_has_no_values_in_its_text(peopled: Servers) -> None:
    """Two connections of one login do see each other's queries: which have names of parameters in them, not values."""
    async with await pool(peopled.app_url, 2) as connections, connections.acquire() as other:
        assert await read.page(connections, "globex")
        texts = await other.fetch("select query from pg_stat_activity where usename = 'app'")
        assert any("log.page($1" in text for (text,) in texts)
        assert not any("globex" in text for (text,) in texts)


async def test_nothing_of_the_ledger_is_a_large_object_or_notified(owner: Connection) -> None:
    assert await owner.fetchval("select count(*) from pg_largeobject_metadata") == 0
    notifying = "select oid::regprocedure from pg_proc where pronamespace > 16383 and prosrc ~* '\\m(pg_)?notify\\M'"
    assert await owner.fetch(notifying) == []
    assert await owner.fetchval("select pg_notification_queue_usage()") == 0


async def test_a_large_object_of_one_login_is_not_read_by_another(peopled: Servers) -> None:
    async with asyncpg.create_pool(peopled.app_url, max_size=1, min_size=1) as app:
        made = await app.fetchval("select lo_from_bytea(0, 'x')")
        try:
            async with asyncpg.create_pool(peopled.worker_url, max_size=1, min_size=1) as worker:
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await worker.fetchval("select lo_get($1)", made)
        finally:
            await app.fetchval("select lo_unlink($1)", made)


async def test_what_needs_no_key_names_nobody(peopled: Servers) -> None:
    async with serving(peopled, None) as client:
        for path in sorted(PUBLIC - {"/problems/{name}"}):
            answer = await client.get(path)
            assert not any(org in answer.text for org in ORGS), path
            assert path == "/healthz" or "parked" in answer.text
