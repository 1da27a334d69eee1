"""The fence is whole in a migrated database, walked through Postgres' catalogue; whatever opens it is named."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest
import pytest_asyncio

from deploy import protections
from deploy.fences import UNFENCED, holes
from deploy.servers import Servers
from deploy.system import tables
from tests.databases import fresh, owned, settings_of
from tests.deploy.openings import ADDED

NOT_OURS = "nspname not in ('pg_catalog', 'pg_toast', 'information_schema', 'public')"
EVERY_TABLE = f"""
select format('%I.%I', n.nspname, c.relname)
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'f') and {NOT_OURS}
"""
EVERY_RIGHT = f"""
select format('%I.%I', n.nspname, c.relname), g.grantee::regrole::text,
  string_agg(g.may, ' ' order by g.may)
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
cross join lateral (
  select a.grantee, left(a.privilege_type, 1) as may from aclexplode(c.relacl) a
  union all
  select a.grantee, format('%s(%s)', left(a.privilege_type, 1), t.attname)
  from pg_attribute t cross join aclexplode(t.attacl) a where t.attrelid = c.oid
) g
where {NOT_OURS} and g.grantee <> c.relowner
group by 1, 2
"""
EVERY_POLICY = """
select polrelid::regclass::text, polname, array_to_string(polroles::regrole[], ' ') from pg_policy
"""
EVERY_DEFINER = f"""
select p.oid::regproc::text, p.proowner::regrole::text
from pg_proc p join pg_namespace n on n.oid = p.pronamespace
where p.prosecdef and {NOT_OURS}
"""
EVERY_SCHEMA = f"""
select nspname, coalesce(a.grantee::regrole::text, ''), a.privilege_type
from pg_namespace cross join aclexplode(nspacl) a
where {NOT_OURS} and a.grantee <> nspowner
"""
OTHERS = f"""
select c.relkind::text || ' ' || c.oid::regclass from pg_class c join pg_namespace n on n.oid = c.relnamespace
where {NOT_OURS} and c.relkind in ('v', 'm', 'S', 'f') and c.oid is distinct from to_regclass('access.reading_id_seq')
union all
select 'rule ' || rulename from pg_rewrite r join pg_class c on c.oid = r.ev_class join pg_namespace n
on n.oid = c.relnamespace where {NOT_OURS}
union all
select 'default rights of ' || defaclrole::regrole from pg_default_acl
union all
select 'publication ' || pubname from pg_publication
"""

# What is wider than the fence, and why. The worker and the sealer look after all organisations.
WIDER = {
    (
        "log.event",
        "appending",
        "okr_append",
    ): "one flush writes for several organisations, as a role that cannot log in",
    ("log.head", "appending", "okr_append"): "the same",
    ("log.head", "every_head", "okr_worker okr_sealer"): "the worker and the sealer look for what is new",
    ("proof.tree", "every_tree", "okr_worker okr_sealer"): "they look for what is not sealed yet",
    ("access.key", "by_its_functions", "-"): "whose a key is, is known once it is found",
    ("person.login", "named_exactly", "-"): "as whom somebody logs in, is asked before any organisation is known",
    ("projection.checkpoint", "every_checkpoint", "okr_worker"): "the worker looks for what is behind",
    ("projection.parked", "every_parked", "okr_worker"): "the worker tells of what it could not fold",
    ("projection.cadence_v2", "every_stream", "okr_worker"): "the worker looks for what time has made due",
    ("projection.governance_v4", "every_plan", "okr_worker"): "the same",
    ("projection.governance_v4_dirty", "every_mark", "okr_worker"): "the worker looks for what has to be judged",
    (
        "projection.kept_report",
        "every_kept_report",
        "okr_worker",
    ): "the worker looks for reports that wait, and sees no others",
}
# What runs with its owner's rights, and why.
DEFINERS = {
    "log.append": ("okr_append", "nobody inserts but as this role"),
    "log.flush": ("okr_append", "the same"),
    "log.append_noted": ("okr_append", "the same"),
    "log.restore": ("okr_append", "the same"),
    "access.key_find": ("owner", "no login has a right to the keys"),
    "access.key_create": ("owner", "the same"),
    "access.key_list": ("owner", "the same"),
    "access.key_revoke": ("owner", "the same"),
    **dict.fromkeys(
        (
            *("access.note_readings", "access.readings", "person.by_login", "person.erase", "person.held"),
            *("person.link", "person.names", "person.note", "person.note_new", "person.pseudonyms", "person.unlink"),
        ),
        ("owner", "no login has a right to persons or to the access log"),
    ),
    "guard.before_command": ("owner", "whoever gives a command is guarded against"),
    "guard.after_command": ("owner", "the same"),
    "guard.dropped": ("owner", "the same"),
}
USED = {
    "okr_app": {"log", "proof", "access", "person", "projection"},
    "okr_worker": {"log", "proof", "projection"},
    "okr_sealer": {"log", "proof"},
    "okr_append": {"log"},
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def catalogue(servers: Servers, template: str) -> AsyncIterator[Any]:
    """A superuser's connection to a migrated database; each test undoes what it adds."""
    async with fresh(servers, template) as database:
        connection = await asyncpg.connect(database.migrate_url)
        yield connection
        await connection.close()


@pytest.mark.asyncio(loop_scope="module")
async def test_a_migrated_database_has_no_hole(catalogue: Any) -> None:
    assert await holes(catalogue) == []


@pytest.mark.asyncio(loop_scope="module")
async def test_every_table_is_fenced_but_three_that_say_nothing_of_an_organisation(catalogue: Any) -> None:
    found = {name for (name,) in await catalogue.fetch(EVERY_TABLE)}
    fenced = {table for table, policy, roles in await catalogue.fetch(EVERY_POLICY) if policy == "fence"}
    assert len(fenced) >= 15
    assert found - fenced == set(UNFENCED)


@pytest.mark.asyncio(loop_scope="module")
async def test_what_is_wider_than_the_fence_has_a_reason(catalogue: Any) -> None:
    assert {tuple(row) for row in await catalogue.fetch(EVERY_POLICY) if row[1] != "fence"} == set(WIDER)


@pytest.mark.asyncio(loop_scope="module")
async def test_what_runs_with_another_s_rights_has_a_reason(catalogue: Any) -> None:
    found = {
        name: "okr_append" if who == "okr_append" else "owner" for name, who in await catalogue.fetch(EVERY_DEFINER)
    }
    assert found == {name: who for name, (who, _) in DEFINERS.items()}


@pytest.mark.asyncio(loop_scope="module")
async def test_each_group_has_the_rights_that_it_needs_and_no_more(catalogue: Any) -> None:
    for table, who, rights in await catalogue.fetch(EVERY_RIGHT):
        match table.split(".")[0], who:
            case "log", "okr_append":
                assert rights == ("I S" if table == "log.event" else "I S U")
            case "log", "okr_app" | "okr_worker" | "okr_sealer":
                assert rights == "S"
            case "proof", "okr_app" | "okr_worker":
                assert rights == "S"
            case "proof", "okr_sealer":
                assert rights in ("I S", "I S U(hashes)", "I S U(sealed_at) U(size)")
            case "projection", "okr_worker":
                assert rights == "D I S U"
            case "projection", "okr_app":
                asked = " ".join(f"I({column})" for column in ("asked", "id", "lives", "org"))
                assert rights == (f"{asked} S" if table == "projection.kept_report" else "S")
            case _:
                pytest.fail(f"{who} may {rights} on {table}")


@pytest.mark.asyncio(loop_scope="module")
async def test_each_group_uses_the_schemas_that_it_needs_and_creates_in_none(catalogue: Any) -> None:
    found: dict[str, set[str]] = {}
    for schema, who, may in await catalogue.fetch(EVERY_SCHEMA):
        assert may == "USAGE"
        found.setdefault(who, set()).add(schema)
    assert found == USED


@pytest.mark.asyncio(loop_scope="module")
async def test_there_is_no_view_no_sequence_no_rule_and_nothing_that_is_published(catalogue: Any) -> None:
    assert await catalogue.fetch(OTHERS) == []


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("sql", ADDED)
async def test_whatever_opens_the_fence_is_named(sql: str, catalogue: Any) -> None:
    begun = catalogue.transaction()
    await begun.start()
    try:
        await catalogue.execute(sql)
        assert any(ADDED[sql] in line for line in await holes(catalogue)), await holes(catalogue)
    finally:
        await begun.rollback()


async def test_status_says_what_opens_the_fence(database: Servers) -> None:
    owner = await asyncpg.connect(database.migrate_url)
    await owner.execute("create table projection.new (org text)")
    await owner.close()
    assert any("projection.new is off" in line for line in await protections.missing(settings_of(database)))


async def test_status_says_where_a_login_begins_with_an_organisation(database: Servers) -> None:
    owner = await asyncpg.connect(database.migrate_url)
    name = await owner.fetchval("select current_database()")
    await owner.execute(f"alter role app in database {name} set okr.org = 'acme'")
    await owner.close()
    said = await protections.missing(settings_of(database))
    assert any("DATABASE_URL's login app begins with the organisation acme" in line for line in said)


async def test_an_owner_who_is_no_superuser_is_fenced_off_and_his_projections_stay(
    servers: Servers, template: str
) -> None:
    """Whose rows a table of an earlier version holds is asked of the checkpoints, which the owner has to see."""
    async with owned(servers) as url:
        owner = await asyncpg.connect(url)
        try:
            await tables(owner)
            assert await holes(owner) == []
            await owner.execute("create table projection.audit_trail_v1 (org text, build integer)")
            await owner.execute("create table projection.governance_v1 (org text, build integer)")
            await owner.execute("set okr.org = 'acme'")
            await owner.execute("insert into projection.checkpoint values ('acme', 'audit_trail', 1, 1, 1, true)")
            await owner.execute("insert into projection.current_state_v3 values ('acme', 1, 'org', 1, '')")
            await owner.execute("reset okr.org")
            assert await owner.fetch("select * from projection.current_state_v3") == []
            await owner.execute("delete from projection.declared")
            await tables(owner)
            there = (
                "select to_regclass('projection.audit_trail_v1') is not null, to_regclass('projection.governance_v1')"
            )
            assert [tuple(row) for row in await owner.fetch(there)] == [(True, None)]
        finally:
            await owner.close()


async def test_keys_are_found_where_the_owner_is_no_superuser(servers: Servers, template: str) -> None:
    """Its functions run as the owner, who is behind the fence of the keys like everybody: but for these functions."""
    async with owned(servers) as url:
        owner = await asyncpg.connect(url)
        try:
            create = "select access.key_create($1, $2, $3, 'reader', '', null)"
            for number, org in enumerate(("acme", "globex")):
                await owner.execute(create, f"okr_{number}", bytes([number]) * 32, org)
            assert await owner.fetchval("select org from access.key_find($1)", bytes([1]) * 32) == "globex"
            assert await owner.fetchval("select prefix from access.key_list('acme')") == "okr_0"
            assert await owner.fetchval("select revoked_at is not null from access.key_revoke('okr_1')")
            assert await owner.fetch("select from access.key_find($1)", bytes([1]) * 32) == []
        finally:
            await owner.close()
