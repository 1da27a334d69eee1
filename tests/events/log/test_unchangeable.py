"""Nothing that is written changes: not for the logins, which lack the right, and not for the owner."""

from __future__ import annotations

from typing import Any

import asyncpg
import pytest

from events.log import read
from events.log.append import append
from events.log.errors import Unchangeable, refusal
from tests.events.log.acts import ORG, act, check_in

CHANGES = [
    "update log.event set body = 'x'",
    "update log.event set noted_at = noted_at where false",
    "delete from log.event",
    "delete from log.event where position = 2",
    "truncate log.event",
    "truncate log.event, log.head",
    "delete from log.head",
    "truncate log.head",
    "update log.head set position = position - 1",
    "update log.head set position = position",
    "update log.head set position = position + 1, recorded_at = recorded_at - interval '1 second'",
    "update log.head set position = position + 1, org = 'globex'",
    "insert into log.head values ('globex', 7, now())",
    "insert into log.event select org, position, stream, version, id, noted_at, recorded_at, null, body from log.event "
    "on conflict (org, id) do update set body = excluded.body",
    "merge into log.event e using log.event f on e.org = f.org and e.position = f.position when matched then delete",
]


@pytest.mark.parametrize("login", ["app", "worker", "sealer"])
@pytest.mark.parametrize("change", CHANGES)
async def test_no_login_may_change_what_is_written(login: str, change: str, app: Any, worker: Any, sealer: Any) -> None:
    await append(app, act(check_in(), check_in()))
    before = await read.page(app, ORG)
    connection = {"app": app, "worker": worker, "sealer": sealer}[login]
    await connection.execute(f"set okr.org = '{ORG}'")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connection.execute(change)
    assert await read.page(app, ORG) == before


@pytest.mark.parametrize("mode", ["origin", "replica"])
@pytest.mark.parametrize("change", CHANGES)
async def test_the_owner_cannot_either(change: str, mode: str, app: Any, owner: Any) -> None:
    await append(app, act(check_in(), check_in()))
    before, head = await read.page(app, ORG), await read.head(app, ORG)
    await owner.execute(f"set session_replication_role = {mode}")
    with pytest.raises(asyncpg.PostgresError) as refused:
        await owner.execute(change)
    assert isinstance(refusal(refused.value.sqlstate, refused.value.detail), Unchangeable)
    assert await read.page(app, ORG) == before
    assert await read.head(app, ORG) == head


async def test_a_refusal_says_what_was_tried(owner: Any) -> None:
    with pytest.raises(asyncpg.PostgresError) as refused:
        await owner.execute("truncate log.event")
    said = str(refusal(refused.value.sqlstate, refused.value.detail))
    assert said == "TRUNCATE on log.event is refused: what is written does not change"
