"""What a key opens, and who may say so."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

import asyncpg
import pytest

DIGEST = hashlib.sha256(b"secret").digest()
CREATE = "select * from access.key_create($1, $2, $3, $4, $5, $6)"
FIND = "select org, role, prefix from access.key_find($1)"


async def create(owner: Any, prefix: str = "okr_a1", digest: bytes = DIGEST, expires: dt.datetime | None = None) -> Any:
    return (await owner.fetch(CREATE, prefix, digest, "acme", "governance_lead", "ada's laptop", expires))[0]


async def test_a_key_opens_its_organisation_in_its_role(app: Any, owner: Any) -> None:
    created = await create(owner)
    assert created["created_at"] and created["revoked_at"] is None
    assert [tuple(row) for row in await app.fetch(FIND, DIGEST)] == [("acme", "governance_lead", "okr_a1")]
    assert await app.fetch(FIND, hashlib.sha256(b"other").digest()) == []


async def test_a_revoked_key_opens_nothing(app: Any, owner: Any) -> None:
    await create(owner)
    revoked = (await owner.fetch("select * from access.key_revoke($1)", "okr_a1"))[0]
    assert await app.fetch(FIND, DIGEST) == []
    again = (await owner.fetch("select * from access.key_revoke($1)", "okr_a1"))[0]
    assert again["revoked_at"] == revoked["revoked_at"]
    assert await owner.fetch("select * from access.key_revoke($1)", "okr_zz") == []


async def test_an_expired_key_opens_nothing(app: Any, owner: Any) -> None:
    now = dt.datetime.now(dt.UTC)
    await create(owner, expires=now + dt.timedelta(hours=1))
    assert len(await app.fetch(FIND, DIGEST)) == 1
    await owner.execute(
        "update access.key set created_at = now() - interval '2 hours', expires_at = now() - interval '1 hour'"
    )
    assert await app.fetch(FIND, DIGEST) == []


async def test_the_list_shows_every_key_of_the_organisation(owner: Any) -> None:
    await create(owner)
    await create(owner, "okr_b2", hashlib.sha256(b"b").digest())
    await owner.fetch("select * from access.key_revoke($1)", "okr_a1")
    listed = await owner.fetch("select * from access.key_list($1)", "acme")
    assert [(row["prefix"], row["revoked_at"] is None) for row in listed] == [("okr_a1", False), ("okr_b2", True)]
    assert await owner.fetch("select * from access.key_list($1)", "globex") == []


@pytest.mark.parametrize(
    "statement",
    [
        "select * from access.key",
        "select * from access.key_list('acme')",
        "select * from access.key_revoke('okr_a1')",
        "select * from access.key_create('okr_x', sha256('x'), 'acme', 'admin', '', null)",
        "update access.key set role = 'admin'",
    ],
)
async def test_the_server_only_asks_what_a_key_opens(app: Any, statement: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await app.fetch(statement)


async def test_neither_worker_nor_sealer_asks_for_keys(worker: Any, sealer: Any) -> None:
    for login in (worker, sealer):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await login.fetch(FIND, DIGEST)
