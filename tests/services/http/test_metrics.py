"""What an operator's Prometheus reads of a server: what it did and how the ledger stands, and nobody's name."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from typing import Any

import asyncpg

from deploy.servers import Servers
from services.http.app import application
from services.http.limiting import Limits
from services.http.metrics import waiting
from tests.databases import within
from tests.projections.reports.quarter import ORG, events
from tests.services.http.ledger import Client, key_of, living, prepared, serving, talking, write
from tests.services.http.scraping import samples, value
from tests.services.http.test_commands import AIM, OPEN, key_result

LABELS = {"route", "status", "problem", "refusal", "projection", "cause", "pool", "work", "outcome", "le", "generation"}
LABELS |= {"implementation", "major", "minor", "patchlevel", "version"}  # of Python, by the library
ROUTE = "/v1/orgs/{org}/commands"


@dataclass
class Counted:
    """How much more there is of a series than when this was made; the counts are the whole process's."""

    client: Client
    before: str

    async def more(self, name: str, **labels: str) -> float:
        now = (await self.client.get("/metrics")).text
        return value(now, name, **labels) - value(self.before, name, **labels)


async def counted(client: Client) -> Counted:
    return Counted(client, (await client.get("/metrics")).text)


async def live(database: Servers) -> str:
    await prepared(database)
    return await key_of(database, ORG, "admin", actor="ana")


async def test_acts_their_events_and_the_flush_are_counted(database: Servers) -> None:
    async with serving(database, await live(database)) as client:
        since = await counted(client)
        await client.act(OPEN, AIM, key_result("k"), key="r")
        await client.act(OPEN, AIM, key_result("k"), key="r")  # again, which writes nothing
        assert await since.more("okr_appended_acts_total") == 1
        assert await since.more("okr_appended_events_total") == 3
        assert await since.more("okr_flush_acts_count") == 1
        assert await since.more("okr_flush_seconds_count") == 1
        assert await since.more("okr_http_request_seconds_count", route=ROUTE, status="2xx") == 2


async def test_what_is_refused_is_counted_by_its_kind(database: Servers) -> None:
    async with serving(database, await live(database)) as client:
        await client.act(OPEN, AIM)
        since = await counted(client)
        await client.act(AIM, status=422)
        await client.act(key_result("k"), status=409, expected={"plan/2026-q1/growth": 7})
        assert await since.more("okr_http_problems_total", problem="refused-command") == 1
        assert await since.more("okr_http_problems_total", problem="moved") == 1
        assert await since.more("okr_http_request_seconds_count", route=ROUTE, status="4xx") == 2


async def test_who_asks_too_often_is_counted(recorded: Servers) -> None:
    app = application(recorded.app_url, limits=Limits(None, 1))
    headers = {"Authorization": f"Bearer {await key_of(recorded, ORG, 'reader')}"}
    async with living(app), talking(app, headers) as http:
        since = await counted(Client(http, app, recorded))
        for _ in range(3):
            await http.get(f"/v1/orgs/{ORG}")
        assert await since.more("okr_http_problems_total", problem="too-often") == 2


async def test_how_the_ledger_stands_is_told(fresh: Client) -> None:
    await write(fresh.database, events(), judge=False)
    text = (await fresh.get("/metrics")).text
    assert value(text, "okr_standing_known") == 1
    assert value(text, "okr_log_events") == len(events())
    assert value(text, "okr_unsealed_events") == len(events())
    assert value(text, "okr_unsealed_seconds") > 0
    assert value(text, "okr_plans_to_judge") == 2
    assert value(text, "okr_projection_lag_events", projection="current_state") == 0
    assert value(text, "okr_pool_connections_most", pool="writing") == 4


async def test_while_the_database_is_away_a_process_tells_of_itself(servers: Servers) -> None:
    gone = within(servers, "no_such_database")
    app = application(gone.app_url, gone.worker_url)
    async with living(app), talking(app, {}) as http:
        answer = await http.get("/metrics")
        assert answer.status_code == 200
        assert value(answer.text, "okr_standing_known") == 0
        assert "okr_http_request_seconds" in answer.text
        assert "okr_projection_lag_events" not in answer.text


async def test_no_label_is_of_a_client_s_making(ledger: Client) -> None:
    strange = "zacharias-quillfeather"
    for path in (f"/{strange}", f"/v1/orgs/{strange}", f"/v1/orgs/{ORG}/cycles/{strange}/plans/{strange}"):
        await ledger.http.get(path, headers={"X-Request-Id": strange})
    await ledger.http.request("FROBNICATE", f"/v1/orgs/{ORG}/{strange}")
    text = (await ledger.get("/metrics")).text
    assert strange not in text
    assert re.search(rf'"[^"]*\b{ORG}\b', text) is None
    assert {label for sample in samples(text) for label in sample.labels} <= LABELS


async def test_who_waits_for_a_connection_is_counted(database: Servers) -> None:
    async with asyncpg.create_pool(database.app_url, min_size=0, max_size=1) as pool:
        async with pool.acquire():
            others = [asyncio.create_task(_taken(pool)) for _ in range(3)]
            await asyncio.sleep(0)
            assert waiting(pool) == 3
        await asyncio.gather(*others)
        assert waiting(pool) == 0


async def _taken(pool: Any) -> None:
    async with pool.acquire():
        pass
