"""The access log: readings are noted, read by the page, and changed by nobody."""

from __future__ import annotations

import datetime as dt
from typing import Any

import asyncpg
import pytest
from msgspec.structs import replace

from deploy.servers import Servers
from services import readings
from services.readings import Reading
from tests.databases import owned
from tests.events.log.conftest import app, connected, owner, sealer, worker

__all__ = ["app", "owner", "sealer", "worker"]

AT = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
ONE = Reading(
    org="acme",
    at=AT,
    person="ana",
    key_prefix="okr_Ab-_9",
    role="governance_lead",
    action="report.read",
    resource="cycle/2026-q1/report",
    as_of=AT - HOUR,
    known_at=AT,
    position=7,
)


async def test_readings_are_noted_at_once_and_each_organisation_sees_its_own(app: Any) -> None:
    await readings.note(
        app, [ONE, replace(ONE, org="globex", key_prefix=None, role=None, as_of=None, known_at=None, position=0)]
    )
    await readings.note(app, [])
    (found,) = await readings.page(app, "acme")
    assert replace(found, id=None) == ONE
    (other,) = await readings.page(app, "globex")
    assert (other.key_prefix, other.role, other.as_of, other.known_at) == (None, None, None, None)
    assert other.position == 0


async def test_readings_come_the_newest_first_page_by_page(app: Any) -> None:
    noted = [replace(ONE, at=AT + (n // 2) * HOUR, position=n, person="ana" if n % 2 else "ben") for n in range(7)]
    await readings.note(app, noted)
    found: list[Reading] = []
    while page := await readings.page(app, "acme", before=found[-1].place if found else None, limit=3):
        found += page
    assert [each.position for each in found] == [6, 5, 4, 3, 2, 1, 0]
    assert [each.position for each in await readings.page(app, "acme", person="ana")] == [5, 3, 1]
    assert [each.position for each in await readings.page(app, "acme", since=AT + 2 * HOUR)] == [6, 5, 4]


@pytest.mark.parametrize(
    "wrong",
    [
        {"person": "Ana Ruiz"},
        {"action": "looked at Ana's report"},
        {"resource": "a free text"},
        {"role": "Chief executive"},
        {"key_prefix": "a b"},
        {"org": "ACME"},
    ],
)
async def test_no_free_text_gets_in_and_with_one_none_is_noted(app: Any, wrong: dict[str, str]) -> None:
    with pytest.raises(asyncpg.CheckViolationError):
        await readings.note(app, [ONE, replace(ONE, **wrong)])
    assert await readings.page(app, "acme") == []


@pytest.mark.parametrize(
    "change",
    [
        "update access.reading set person = 'ben'",
        "delete from access.reading",
        "truncate access.reading",
        "set session_replication_role = replica; delete from access.reading",
    ],
)
async def test_nobody_changes_a_reading(app: Any, owner: Any, change: str) -> None:
    await readings.note(app, [ONE])
    with pytest.raises(asyncpg.PostgresError) as refused:
        await owner.execute(change)
    assert refused.value.sqlstate == "OKR08"
    await owner.execute("reset session_replication_role")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await app.execute(change)
    assert len(await readings.page(app, "acme")) == 1


async def test_the_worker_and_the_sealer_neither_note_nor_see_readings(worker: Any, sealer: Any) -> None:
    for login in (worker, sealer):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await readings.note(login, [ONE])
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await readings.page(login, "acme")


async def test_an_owner_who_is_no_superuser_sees_readings_behind_the_fence(servers: Servers) -> None:
    async with owned(servers) as url, connected(url) as owner:
        await readings.note(owner, [ONE, replace(ONE, org="globex")])
        assert await owner.fetch("select * from access.reading") == []
        assert [each.org for each in await readings.page(owner, "globex")] == ["globex"]
