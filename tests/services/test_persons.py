"""Names, addresses and logins beside the log: corrected, erased, and found by nobody over the fence."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Any

import asyncpg
import pytest

from deploy.servers import Servers
from services import persons
from services.persons import Erased, NotKept
from tests.databases import owned
from tests.events.log.conftest import app, connected, owner, sealer, worker

__all__ = ["app", "owner", "sealer", "worker"]

ISSUER = "https://login.example.org"
KEY = "select * from access.key_create($1, $2, $3, 'reader', $4, null, $5)"


async def key(owner: Any, person: str, label: str, org: str = "acme", prefix: str = "okr_a1") -> None:
    await owner.fetch(KEY, prefix, hashlib.sha256(prefix.encode()).digest(), org, label, person)


async def test_a_name_is_noted_corrected_and_found_in_its_organisation_alone(app: Any) -> None:
    await persons.note(app, "acme", "ana", "Ana Ruiz", "ana@example.org")
    await persons.note(app, "acme", "ana", "Ana Díaz", None)
    await persons.note(app, "globex", "ana", "Another Ana", None)
    (found,) = (await persons.names(app, "acme")).values()
    assert (found.person, found.name, found.email, found.erased_at) == ("ana", "Ana Díaz", "ana@example.org", None)
    assert await persons.names(app, "acme", ["ben"]) == {}
    await persons.note(app, "acme", "ana", None, "")
    assert (await persons.names(app, "acme", ["ana"]))["ana"].email is None


@pytest.mark.parametrize(
    ("person", "name", "email"),
    [
        ("Ana Ruiz", "Ana", None),
        ("ana", "A" * 201, None),
        ("ana", "Ana\x1b]0;owned\x07", None),
        ("ana", "Ana\nRuiz", None),
        ("ana", "Ana\u0085", None),
        ("ana", "Ana\0", None),
        ("ana", "Ana\ud800", None),
        ("ana", None, "a" * 255),
        ("ana", None, "ana@example.org\n"),
    ],
)
async def test_what_is_no_plain_name_is_not_kept(app: Any, person: str, name: str | None, email: str | None) -> None:
    with pytest.raises(NotKept):
        await persons.note(app, "acme", person, name, email)
    with pytest.raises(NotKept):
        await persons.note_new(app, "acme", {person: (name, email)})
    assert await persons.names(app, "acme") == {}


async def test_what_is_refused_does_not_get_into_the_servers_own_log(app: Any) -> None:
    for person, name in (("ana", "Ana\n"), ("Ana Ruiz", "Ana")):
        with pytest.raises(asyncpg.CheckViolationError) as refused:
            await app.execute("select person.note('acme', $1, $2, null)", person, name)
        assert (refused.value.detail, "Ana" in str(refused.value)) == (None, False)


async def test_who_is_new_is_noted_and_who_was_corrected_or_erased_stays_so(app: Any, owner: Any) -> None:
    await persons.note(app, "acme", "ana", "Ana Díaz", None)
    await persons.note(app, "acme", "ben", "Ben", None)
    await persons.erase(owner, "acme", "ben")
    found = {"ana": ("Ana Ruiz", None), "ben": ("Ben", None), "cem": (None, "cem@example.org")}
    assert await persons.note_new(app, "acme", found) == 1
    known = await persons.names(app, "acme")
    assert [(name.name, name.email) for name in known.values()] == [
        ("Ana Díaz", None),
        (None, None),
        (None, "cem@example.org"),
    ]


async def test_an_erased_person_has_nothing_left_and_keys_that_open_nothing(app: Any, owner: Any) -> None:
    await persons.note(app, "acme", "ana", "Ana", "ana@example.org")
    await persons.link(owner, "acme", "ana", ISSUER, "4711")
    await key(owner, "ana", "Ana's laptop")
    await key(owner, "ben", "Ben's laptop", prefix="okr_b2")
    gone = await persons.erase(owner, "acme", "ana")
    assert (gone.named, gone.addressed, gone.logins, gone.keys) == (True, True, 1, 1)
    held = await persons.held(owner, "acme", "ana")
    assert (held.name, held.email, held.logins, held.keys[0].label) == (None, None, (), "")
    assert held.erased_at is not None and held.keys[0].revoked_at is not None
    (other,) = (await persons.held(owner, "acme", "ben")).keys
    assert (other.label, other.revoked_at) == ("Ben's laptop", None)
    again = await persons.erase(owner, "acme", "ana")
    assert (again.named, again.addressed, again.logins, again.keys) == (False, False, 0, 0)
    assert (await persons.held(owner, "acme", "ana")).erased_at == held.erased_at


async def test_an_erased_person_comes_back_only_where_that_is_asked_for(app: Any, owner: Any) -> None:
    await persons.erase(owner, "acme", "ana")  # of whom nothing was noted before
    for refused in (
        persons.note(app, "acme", "ana", "Ana", None),
        persons.link(owner, "acme", "ana", ISSUER, "4711"),
    ):
        with pytest.raises(Erased):
            await refused
    assert await persons.by_login(app, ISSUER, "4711") == {}
    await persons.note(app, "acme", "ana", "Ana", None, again=True)
    assert (await persons.names(app, "acme"))["ana"].name == "Ana"


async def test_a_login_is_found_in_every_organisation_by_issuer_and_subject_alone(app: Any, owner: Any) -> None:
    await persons.link(owner, "acme", "ana", ISSUER, "4711")
    await persons.link(owner, "globex", "p-1", ISSUER, "4711")
    await persons.link(owner, "globex", "ben", ISSUER, "47%")
    assert await persons.by_login(app, ISSUER, "4711") == {"acme": "ana", "globex": "p-1"}
    for issuer, subject in (
        (ISSUER, "47"),
        (ISSUER, "%"),
        (ISSUER + "/", "4711"),
        ("%", "4711"),
        (ISSUER, "4711\0"),
        (ISSUER, "\ud800"),
    ):
        assert await persons.by_login(app, issuer, subject) == {}
    await persons.link(owner, "acme", "ben", ISSUER, "4711")
    assert (await persons.by_login(app, ISSUER, "4711"))["acme"] == "ben"
    assert not await persons.unlink(owner, "acme", "ana", ISSUER, "4711")
    assert await persons.unlink(owner, "acme", "ben", ISSUER, "4711")
    assert await persons.by_login(app, ISSUER, "4711") == {"globex": "p-1"}


async def test_pseudonyms_are_the_hmac_of_names_under_the_secret_of_the_organisation(app: Any, owner: Any) -> None:
    names = ["jane-doe", "Иван", "a" * 300]
    found = await persons.pseudonyms(app, "acme", [*names, "jane-doe"])
    secret = await owner.fetchval("select secret from person.secret where org = 'acme'")
    for name in names:
        digest = hmac.digest(secret, name.encode(), hashlib.sha256)
        assert found[name] == "p-" + base64.b32encode(digest[:10]).decode().lower()
    assert await persons.pseudonyms(app, "acme", names) == found
    assert set((await persons.pseudonyms(app, "globex", names)).values()).isdisjoint(found.values())


TOUCHED = [
    *(f"select * from person.{table}" for table in ("known", "login", "secret")),
    "select * from access.reading",
    "insert into person.known (org, person, noted_at) values ('acme', 'ana', now())",
    "update person.known set name = 'x'",
    "delete from person.known",
    "truncate person.known",
    "select person.secret_of('acme')",
    "select person.hmac('x', 'y')",
]
OWNERS = [
    "select person.held('acme', 'ana')",
    "select person.erase('acme', 'ana')",
    "select person.link('acme', 'ana', 'https://x', 'y')",
    "select person.unlink('acme', 'ana', 'https://x', 'y')",
]
APPS = [
    "select person.names('acme')",
    "select person.note('acme', 'ana', 'Ana', null)",
    "select person.note_new('acme', '{}', '{}', '{}')",
    "select person.pseudonyms('acme', '{ana}')",
    "select person.by_login('https://x', 'y')",
    "select access.readings('acme')",
]


async def test_no_login_touches_the_tables_or_asks_for_what_is_the_owners(app: Any, worker: Any, sealer: Any) -> None:
    await persons.note(app, "acme", "ana", "Ana", None)
    for login, statements in ((app, OWNERS), (worker, OWNERS + APPS), (sealer, OWNERS + APPS)):
        await login.execute("set okr.org = 'acme'")
        for statement in TOUCHED + statements:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await login.execute(statement)
    for statement in APPS:
        await app.execute(statement)


async def test_an_owner_who_is_no_superuser_does_it_all_behind_the_fence(servers: Servers) -> None:
    async with owned(servers) as url, connected(url) as owner:
        await persons.note(owner, "acme", "ana", "Ana", None)
        await persons.note_new(owner, "globex", {"ben": ("Ben", None)})
        for org in ("acme", "globex"):
            await persons.link(owner, org, "ana", ISSUER, "4711")
        assert await persons.by_login(owner, ISSUER, "4711") == {"acme": "ana", "globex": "ana"}
        assert list(await persons.names(owner, "acme")) == ["ana"]
        assert len(await persons.pseudonyms(owner, "acme", ["x"])) == 1
        assert (await persons.erase(owner, "acme", "ana")).logins == 1
        for table in ("known", "login", "secret"):
            assert await owner.fetch(f"select * from person.{table}") == []
        await owner.execute("set okr.subject = '4711'")
        assert await owner.fetch("select * from person.login") == []
        await owner.execute(f"set okr.issuer = '{ISSUER}'")
        assert [row["org"] for row in await owner.fetch("select org from person.login")] == ["globex"]
        await owner.execute("set okr.org = 'globex'")
        assert [row["org"] for row in await owner.fetch("select org from person.known")] == ["globex"] * 2


async def test_what_runs_as_the_owner_finds_no_types_of_a_callers(owner: Any) -> None:
    """A login could make a `text` of its own among its temporary types."""
    loose = await owner.fetch(
        "select p.oid::regprocedure::text as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace"
        " where n.nspname in ('person', 'access') and (p.prosecdef or n.nspname = 'person')"
        " and not coalesce('search_path=pg_catalog, pg_temp' = any (p.proconfig), false)"
    )
    assert [row["name"] for row in loose] == []
