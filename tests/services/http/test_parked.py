"""What cannot be folded or judged is said in every answer that it is missing from."""

from __future__ import annotations

from typing import Any

import asyncpg
import pytest

from deploy.servers import Servers
from projections import checkpoints, judging, parking
from projections.books import judgement
from projections.books.ledger import Books
from projections.tables import current_state, governance
from tests.projections.reports.quarter import ORG, events
from tests.services.http.ledger import folded, key_of, serving, write

CYCLE = f"/v1/orgs/{ORG}/cycles/2026-q1"
PLAN = "plan/2026-q1/growth"


class Broken(Exception):
    """What a rule raises."""


async def test_an_answer_says_from_where_on_a_plan_is_parked(database: Servers) -> None:
    told = events()
    last = max(place for place, event in enumerate(told, 1) if event.subject == PLAN)
    await write(database, told)
    build = checkpoints.Build(ORG, "current_state", current_state.PROJECTION.version, 1)
    async with asyncpg.create_pool(database.worker_url, min_size=0) as pool:
        async with pool.acquire() as connection, connection.transaction():
            await checkpoints.take(connection, build)
            await checkpoints.park(connection, build, PLAN, last, "Broken: for once")
        async with serving(database, await key_of(database, ORG)) as client:
            answer = await client.json(f"{CYCLE}/plans/growth")
            assert (answer["parked_at"], answer["position"]) == (last, len(told))
            listed = {each["unit"]: each["parked_at"] for each in (await client.json(f"{CYCLE}/plans"))["items"]}
            assert listed.pop("growth") == last
            assert set(listed.values()) == {None}
            told_of = [{"projection": "current_state", "cause": "Broken", "keys": 1}]
            assert (await client.json("/readyz"))["parked"] == told_of
            metrics = (await client.get("/metrics")).text
            assert 'okr_parked_keys{cause="Broken",projection="current_state"} 1.0' in metrics
            assert 'okr_projection_lag_events{projection="governance"} 0.0' in metrics
            assert ORG not in metrics
            [parked] = await checkpoints.parked(pool)
            assert await parking.retry(pool, current_state.PROJECTION, parked)
            assert (await client.json(f"{CYCLE}/plans/growth"))["parked_at"] is None


async def test_a_plan_that_cannot_be_judged_holds_no_other_back(
    database: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(books: Books, *given: Any) -> Any:
        if books.subject == PLAN:
            raise Broken("a rule that is wrong")
        return judgement.judge_plan(books, *given)

    monkeypatch.setattr(judging, "judge_plan", broken)
    told = events()
    await write(database, told)
    async with (
        asyncpg.create_pool(database.worker_url, min_size=0) as pool,
        serving(database, await key_of(database, ORG)) as client,
    ):
        [parked] = await checkpoints.parked(pool)
        assert (parked.projection, parked.key, parked.cause) == ("governance", PLAN, "Broken: a rule that is wrong")
        answer = await client.json(f"{CYCLE}/findings")
        assert (answer["parked"], answer["judged_position"]) == ({PLAN: parked.position}, len(told))
        monkeypatch.undo()
        await folded(pool, ORG)
        assert [each.key for each in await checkpoints.parked(pool)] == [PLAN], "only a retry heals it"
        assert await parking.retry(pool, governance.PROJECTION, parked)
        await folded(pool, ORG)
        answer = await client.json(f"{CYCLE}/findings?unit=growth")
        assert (answer["parked"], answer["judged_position"]) == ({}, len(told))
        assert answer["items"]
