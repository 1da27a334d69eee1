"""Reports that are kept: the same is one, a live one is the answer as long as it says all, and each has one owner."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator

import asyncpg
import pytest
import pytest_asyncio
from msgspec.structs import replace

from deploy.servers import Servers
from projections import kept_reports
from projections.kept_reports import Asked, Kept
from tests.projections.reports.quarter import ORG, event, events
from tests.services.http.ledger import write

ASKED = Asked(cycle="2026-q1", format="json")
NOON = dt.datetime(2026, 2, 1, 12, tzinfo=dt.UTC)
THEN = replace(ASKED, as_of=NOON, known_at=NOON, position=7)
HEAD = len(events())
SOON, AGO = (dt.datetime.now(dt.UTC) + dt.timedelta(hours=hours) for hours in (1, -1))


@pytest_asyncio.fixture
async def worker(database: Servers) -> AsyncIterator[asyncpg.Pool]:
    """The worker's pool; the quarter of two organisations is in the log, folded and judged."""
    for org in (ORG, "globex"):
        await write(database, events(org))
    async with asyncpg.create_pool(database.worker_url, min_size=0) as pool:
        yield pool


@pytest_asyncio.fixture
async def app(database: Servers) -> AsyncIterator[asyncpg.Pool]:
    """The application's pool."""
    async with asyncpg.create_pool(database.app_url, min_size=0) as pool:
        yield pool


async def made(
    app: asyncpg.Pool, worker: asyncpg.Pool, at: int = HEAD, until: dt.datetime | None = None, asked: Asked = ASKED
) -> Kept:
    """A report that was asked for and made, of these bytes."""
    await kept_reports.ask(app, ORG, asked, at)
    taken = await kept_reports.take(worker, ORG)
    assert taken is not None
    await kept_reports.made(worker, ORG, taken.id, at, until, b"the report")
    found = await kept_reports.find(app, ORG, taken.id, body=True)
    assert found is not None
    return found


@pytest.mark.parametrize(
    "other",
    [
        replace(ASKED, cycle="2026-q2"),
        replace(ASKED, unit="growth"),
        replace(ASKED, format="pdf"),
        THEN,
        replace(THEN, position=8),
        replace(THEN, as_of=NOON + dt.timedelta(days=1)),
        replace(THEN, known_at=NOON + dt.timedelta(days=1)),
        replace(THEN, policy={"grace_wd": 3}),
        replace(THEN, policy={"grace_wd": 4}),
        replace(THEN, policy={}),
    ],
    ids=str,
)
async def test_the_same_is_one_and_another_is_another(other: Asked, app: asyncpg.Pool, worker: asyncpg.Pool) -> None:
    first, same = [await kept_reports.ask(app, ORG, ASKED, HEAD) for _ in range(2)]
    assert (first, first.status) == (same, "asked")
    ids = {first.id, (await kept_reports.ask(app, ORG, THEN, HEAD)).id}
    apart = await kept_reports.ask(app, ORG, other, HEAD)
    assert (apart.id in ids) == (other == THEN)
    assert (await kept_reports.ask(app, ORG, other, HEAD + 1)).id not in {apart.id, *ids}
    assert {each.id for each in await kept_reports.listed(app, ORG)} >= {apart.id, *ids}
    assert apart.asked == other


async def test_policies_are_the_same_in_whatever_order(app: asyncpg.Pool, worker: asyncpg.Pool) -> None:
    one = replace(THEN, policy={"grace_wd": 3, "enough": 0.5})
    other = replace(THEN, policy={"enough": 0.5, "grace_wd": 3})
    assert (await kept_reports.ask(app, ORG, one, HEAD)).id == (await kept_reports.ask(app, ORG, other, HEAD)).id


async def test_a_live_report_answers_until_an_event_comes(
    app: asyncpg.Pool, worker: asyncpg.Pool, database: Servers
) -> None:
    assert await kept_reports.alive(app, ORG, ASKED) is None
    await kept_reports.ask(app, ORG, ASKED, HEAD)
    assert await kept_reports.alive(app, ORG, ASKED) is None, "it is not made yet"
    kept = await made(app, worker, until=SOON)
    assert await kept_reports.alive(app, ORG, ASKED) == kept
    assert kept.body == b"the report"
    for other in (replace(ASKED, unit="growth"), replace(ASKED, format="csv"), replace(ASKED, cycle="2026-q2"), THEN):
        assert await kept_reports.alive(app, ORG, other) is None
    assert await kept_reports.alive(app, "globex", ASKED) is None
    await write(database, [event("Z1", "organisation.registered", "org", "03-30", {"name": "Acme"})])
    assert await kept_reports.alive(app, ORG, ASKED) is None


async def test_one_as_of_an_instant_is_never_the_live_one(app: asyncpg.Pool, worker: asyncpg.Pool) -> None:
    await made(app, worker, asked=THEN)
    assert await kept_reports.alive(app, ORG, ASKED) is None
    assert await kept_reports.alive(app, ORG, THEN) is None


async def test_what_time_has_overtaken_is_asked_for_anew_and_once(app: asyncpg.Pool, worker: asyncpg.Pool) -> None:
    first = await made(app, worker, until=AGO)
    assert await kept_reports.alive(app, ORG, ASKED) is None
    second, same = [await kept_reports.ask(app, ORG, ASKED, HEAD) for _ in range(2)]
    assert (second.status, second.id) == ("asked", same.id)
    assert second.id != first.id
    assert (await made(app, worker, until=AGO)).id == second.id
    third = await made(app, worker, until=SOON)
    assert third.id not in {first.id, second.id}
    assert await kept_reports.alive(app, ORG, ASKED) == third


async def test_what_is_made_never_changes(app: asyncpg.Pool, worker: asyncpg.Pool) -> None:
    kept = await made(app, worker)
    await kept_reports.made(worker, ORG, kept.id, 99, SOON, b"another")
    await kept_reports.failed(worker, ORG, kept.id, "a slow one gave up")
    await kept_reports.tell(worker, ORG, kept.id, "half")
    assert await kept_reports.find(app, ORG, kept.id, body=True) == kept


async def test_no_organisation_sees_another_s(app: asyncpg.Pool, worker: asyncpg.Pool) -> None:
    kept = await made(app, worker)
    assert await kept_reports.find(app, "globex", kept.id) is None
    assert await kept_reports.listed(app, "globex") == []
    assert await kept_reports.take(worker, "globex") is None
    async with app.acquire() as connection, connection.transaction():
        await connection.execute("select set_config('okr.org', 'globex', true)")
        assert await connection.fetch("select id from projection.kept_report") == []
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(ASK, ORG)


ASK = "insert into projection.kept_report (org, id, asked) values ($1, 'x', '{}')"


@pytest.mark.parametrize(
    "statement",
    [
        "update projection.kept_report set status = 'made', body = 'forged' where org = $1",
        "delete from projection.kept_report where org = $1",
        "insert into projection.kept_report (org, id, asked, status) values ($1, 'x', '{}', 'made')",
        "insert into projection.kept_report (org, id, asked, body) values ($1, 'x', '{}', 'forged')",
    ],
)
async def test_the_application_asks_and_reads_and_does_no_more(
    statement: str, app: asyncpg.Pool, worker: asyncpg.Pool
) -> None:
    kept = await made(app, worker)
    async with app.acquire() as connection, connection.transaction():
        await connection.execute("select set_config('okr.org', $1, true)", ORG)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with connection.transaction():
                await connection.execute(statement, ORG)
        await connection.execute(ASK, ORG)
    assert await kept_reports.find(app, ORG, kept.id, body=True) == kept
