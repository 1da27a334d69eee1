"""A connection that goes back to its pool carries nothing over, whatever it was used for and however that ended."""

from __future__ import annotations

import asyncio
import datetime as dt
import random
from typing import Any

import asyncpg
import pytest

from deploy.servers import Servers
from events.log.append import Act, append
from projections import engine, kept_reports
from projections.kept_reports import Asked
from projections.tables import governance
from services.http.app import pool
from tests.fence.carried import carried, carried_by
from tests.fence.conftest import marked
from tests.fence.tables import ORGS
from tests.fence.two import EVENTS, PLAN, Two, foreign, two
from tests.services.http.test_access import OF_ORG, filled
from tests.services.http.test_commands import OPEN

__all__ = ["two"]

FUNCTIONS = """
select p.oid::regprocedure::text, format('%I.%I', n.nspname, p.proname), p.proargtypes::regtype[]::text[]
from pg_proc p
join pg_namespace n on n.oid = p.pronamespace
where n.nspname in ('log', 'proof', 'projection', 'access')
  and p.prorettype not in ('trigger'::regtype, 'event_trigger'::regtype)
  and has_schema_privilege(n.oid, 'usage')
  and has_function_privilege(p.oid, 'execute')
order by 1
"""
VALUES = {
    "text": "'acme'",
    "text[]": "array['org']",
    "integer": "1",
    "integer[]": "array[1]",
    "bigint": "1",
    "bigint[]": "array[1]",
    "smallint[]": "array[0]",
    "boolean": "true",
    "json": "'{}'",
    "bytea": "'\\x00'",
    "bytea[]": "array['\\x00'::bytea]",
    "timestamp with time zone": "now()",
    "timestamp with time zone[]": "array[now()]",
}
NEW = {**OPEN, "subject": "cycle/2031-q1"}
ACTS: list[tuple[dict[str, Any], int]] = [
    ({}, 400),
    ({"commands": []}, 400),
    ({"commands": [OPEN]}, 422),
    ({"commands": [NEW]}, 201),
]


@pytest.mark.parametrize("who", ["app", "worker", "sealer"])
async def test_no_function_leaves_anything_on_the_connection(who: str, database: Servers) -> None:
    async with await pool(getattr(database, f"{who}_url"), 1) as connections:
        walked = await connections.fetch(FUNCTIONS)
        assert len(walked) >= 15
        for _, function, types in walked:
            for given in ([VALUES[type_] for type_ in types], [f"null::{type_}" for type_ in types]):
                given[0] = VALUES[types[0]]
                try:
                    await connections.fetch(f"select * from {function}({', '.join(given)})")
                except asyncpg.PostgresError as error:
                    assert error.sqlstate != "42501", f"{function}: {error}"
                async with connections.acquire() as connection:
                    left = [line for line in await carried(connection) if "with a value" not in line]
                assert left == [], function


async def test_what_a_connection_carries_is_found(peopled: Servers) -> None:
    """The other tests here could not fail otherwise."""
    connection = await asyncpg.connect(peopled.app_url)
    for sql, found in {
        "select set_config('okr.org', 'acme', false)": "okr.org is acme",
        "set enable_seqscan = off": "enable_seqscan is set to off",
        "set role okr_app": "the role is okr_app",
        "create temp table t ()": "a temporary t",
        "create function pg_temp.f() returns integer language sql as 'select 1'": "a function f",
        "declare c cursor with hold for select 1": "the cursor c",
        "listen x": "it listens to x",
        "select pg_advisory_lock(7)": "an advisory lock 7",
        "prepare p as select 'globex'": "a statement with a value in it",
    }.items():
        await connection.execute(sql)
        assert any(found in line for line in await carried(connection)), found
    await connection.close()


async def test_no_request_leaves_anything_on_the_connection(two: Two) -> None:
    """Each route, for each of two organisations in turn, asked well, asked badly, and asked of the other one."""
    told: dict[str, int] = dict.fromkeys(ORGS, 0)
    for method, path in OF_ORG:
        for org in ORGS:
            other = foreign(org).decode()
            asked = "HEAD" if path.endswith("/stream") else method
            for url in (filled(path, org), f"{filled(path, org)}?as_of=soon&limit=x", filled(path, other)):
                answer = await two.ask(org, url, asked)
                assert foreign(org) not in answer.content.replace(url.encode(), b""), url
                told[org] += f"of {org}".encode() in answer.content
                assert await two.carried() == [], f"{method} {url}"
    assert min(told.values()) >= 8


async def test_no_act_leaves_anything_on_the_connection(two: Two) -> None:
    for body, status in ACTS:
        for org in ORGS:
            answer = await two.ask(org, "/v1/orgs/{}/commands", "POST", json=body)
            assert answer.status_code == status, answer.text
            assert foreign(org) not in answer.content
            assert await two.carried() == []


async def test_what_is_known_of_one_organisation_is_not_held_of_the_other(two: Two) -> None:
    """States are kept between acts, by organisation and stream: those of a cycle that only one has opened."""
    body = {"commands": [{**OPEN, "subject": "cycle/2032-q1"}]}
    statuses = [
        (await two.ask(org, "/v1/orgs/{}/commands", "POST", json=body)).status_code
        for org in ("acme", "acme", "globex")
    ]
    assert statuses == [201, 422, 201]


async def test_acts_of_two_organisations_at_once_never_mix_though_their_requests_have_one_name(two: Two) -> None:
    """Acts that come together are written together, those of both in one flush."""

    async def acted(org: str, number: int) -> None:
        command = {**OPEN, "subject": f"cycle/{2100 + number}-q1", "data": {**OPEN["data"], "name": f"of {org}"}}
        headers = {"Authorization": f"Bearer {two.keys[org]}", "Idempotency-Key": f"once-{number}"}
        answer = await two.http.post(f"/v1/orgs/{org}/commands", json={"commands": [command]}, headers=headers)
        assert answer.status_code == 201, answer.text
        again = await two.ask(org, f"/v1/orgs/{{}}/commands/once-{number}")
        for each in (answer, again):
            assert [event["source"] for event in each.json()["events"]] == [f"/orgs/{org}"]
            assert f"of {org}".encode() in each.content and foreign(org) not in each.content

    await asyncio.gather(*(acted(org, number) for number in range(40) for org in ORGS))
    assert await two.carried() == []


@pytest.mark.parametrize("two", [(2, 10)], indirect=True)
async def test_a_thousand_requests_of_two_organisations_over_two_connections_never_mix(two: Two) -> None:
    lots = random.Random(1000)
    paths = [PLAN, EVENTS, "/v1/orgs/{}/audit?limit=40", "/v1/orgs/{}/cycles/2026-q1/timeline?limit=40"]
    turn = asyncio.Semaphore(12)

    async def asked(org: str, path: str) -> bool:
        async with turn:
            answer = await two.ask(org, path, timeout=30)
        assert answer.status_code == 200, answer.text
        return f"of {org}".encode() in answer.content and foreign(org) not in answer.content

    answers = await asyncio.gather(*(asked(lots.choice(ORGS), lots.choice(paths)) for _ in range(1000)))
    assert all(answers) and len(answers) == 1000
    assert two.app.state.pool.get_size() <= 2


async def test_what_a_worker_does_leaves_nothing_on_its_connection(database: Servers) -> None:
    async with await pool(database.worker_url, 1) as connections:
        for org in ORGS:
            await append(connections, Act(org=org, events=tuple(marked(org))))
            assert await carried_by(connections) == []
            for projection in engine.registered():
                await engine.advance(connections, projection, org)
                assert await carried_by(connections) == [], projection.name
            await governance.judge(connections, org, dt.datetime.now(dt.UTC))
            assert await carried_by(connections) == []
            kept = await kept_reports.ask(connections, org, Asked(cycle="2026-q1", format="json"), 1)
            assert await kept_reports.take(connections, org) is not None
            await kept_reports.failed(connections, org, kept.id, "why")
            assert await carried_by(connections) == []
