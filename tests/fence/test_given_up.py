"""What was given up, took too long or failed in the middle of a query leaves nothing on its connection."""

from __future__ import annotations

import asyncio

import pytest

from deploy.servers import Servers
from events.catalogue import Event
from events.log.append import Act, append
from projections import engine
from services.http.app import pool
from tests.fence.carried import carried_by
from tests.fence.two import EVENTS, PLAN, WAITING, Two, two
from tests.projections.reports.quarter import event

__all__ = ["two"]


@pytest.mark.parametrize("table", ["access.key", "log.head", "log.event", "projection.checkpoint"])
async def test_a_request_that_was_given_up_in_the_middle_of_a_query_leaves_nothing(table: str, two: Two) -> None:
    path = EVENTS if table.startswith("log.") else PLAN
    async with two.held(table):
        asking = asyncio.create_task(two.ask("acme", path))
        await two.waited()
        asking.cancel()
        await asyncio.wait([asking])
    assert await two.carried() == []
    answer = await two.ask("globex", path)
    assert answer.status_code == 200 and b"of globex" in answer.content and b"acme" not in answer.content


@pytest.mark.parametrize("table", ["log.event", "projection.checkpoint"])
@pytest.mark.parametrize("two", [(1, 0.3)], indirect=True)
async def test_a_query_that_took_too_long_leaves_nothing(table: str, two: Two) -> None:
    path = EVENTS if table.startswith("log.") else PLAN
    async with two.held(table):
        answer = await two.ask("acme", path)
        assert answer.status_code == 503
    assert await two.carried() == []
    assert b"acme" not in (await two.ask("globex", path)).content


async def test_a_request_that_fails_in_the_database_leaves_nothing(two: Two) -> None:
    async with two.owner.transaction():
        await two.owner.execute("lock table projection.checkpoint in access exclusive mode")
        asking = asyncio.create_task(two.ask("acme", PLAN))
        await two.waited()
        await two.owner.execute(f"select pg_cancel_backend(pid) from ({WAITING}) waiting")
        assert (await asking).status_code >= 500
    assert await two.carried() == []
    assert b"acme" not in (await two.ask("globex", PLAN)).content


@pytest.mark.parametrize("table", ["log.event", "projection.checkpoint", "projection.audit_trail_v2"])
async def test_a_fold_that_was_given_up_in_its_transaction_leaves_nothing(
    table: str, two: Two, peopled: Servers
) -> None:
    [trail] = [each for each in engine.registered() if each.name == "audit_trail"]
    async with await pool(peopled.worker_url, 1) as connections:
        await append(connections, Act(org="acme", events=(event_of(table),)))
        async with two.held(table):
            folding = asyncio.create_task(engine.advance(connections, trail, "acme"))
            await two.waited()
            folding.cancel()
            await asyncio.wait([folding])
        assert await carried_by(connections) == []
        await engine.advance(connections, trail, "acme")
        assert await carried_by(connections) == []


def event_of(table: str) -> Event:
    """An event of the test's own."""
    return event(f"given-up-{table}", "support.needed", f"support/{table}", "03-30", {"problem": "judgement"})
