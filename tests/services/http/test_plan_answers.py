"""Answers about plans that are kept: they are told again only while they are what the tables say."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest
import pytest_asyncio

from deploy.servers import Servers
from projections.standings.standing import Standing
from services.http import asking, plan_answers
from services.http.item_bodies import plan_answer
from services.http.plan_answers import PlanAnswers
from services.http.plan_bodies import PlanAnswer
from tests.projections.reports.quarter import ORG, events
from tests.services.http.ledger import Client, key_of, serving, write

PLAN = f"/v1/orgs/{ORG}/cycles/2026-q1/plans"
TOLD = events()
LAST = len(TOLD)


class Counting:
    """Makes the answers, and counts which."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.made: list[str] = []

        def counted(org: str, cycle: str, unit: str, standing: Standing) -> PlanAnswer:
            self.made.append(unit)
            return plan_answer(org, cycle, unit, standing)

        monkeypatch.setattr(plan_answers, "plan_answer", counted)


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> Counting:
    return Counting(monkeypatch)


@pytest_asyncio.fixture
async def pool(recorded: Servers) -> AsyncIterator[asyncpg.Pool]:
    async with asyncpg.create_pool(recorded.app_url, min_size=0, max_size=4) as connections:
        yield connections


async def test_an_answer_is_made_once_for_all_who_ask(fresh: Client, counting: Counting) -> None:
    await write(fresh.database, TOLD)
    answers = await asyncio.gather(*(fresh.get(f"{PLAN}/growth") for _ in range(20)))
    assert len({answer.content for answer in answers}) == 1
    assert counting.made == ["growth"]


async def test_it_is_told_at_the_position_that_the_state_has_come_to(fresh: Client, counting: Counting) -> None:
    growth = "plan/2026-q1/growth", "check-ins/2026-q1/growth/"
    last = max(place for place, event in enumerate(TOLD, 1) if event.subject.startswith(growth))
    assert last < LAST
    await write(fresh.database, TOLD[:last])
    before = await fresh.get(f"{PLAN}/growth")
    await write(fresh.database, TOLD[last:])
    after = await fresh.get(f"{PLAN}/growth")
    assert counting.made == ["growth"]
    assert (before.headers["okr-position"], after.headers["okr-position"]) == (str(last), str(LAST))
    assert before.headers["etag"] != after.headers["etag"]
    async with serving(fresh.database, await key_of(fresh.database, ORG)) as anew:
        other = await anew.get(f"{PLAN}/growth")
        assert (other.content, other.headers["etag"]) == (after.content, after.headers["etag"])
    assert (await fresh.get(f"{PLAN}/growth", 304, if_none_match=after.headers["etag"])).content == b""


async def test_after_every_event_it_is_what_the_tables_say(fresh: Client) -> None:
    for position, event in enumerate(TOLD[:60], 1):
        await write(fresh.database, [event], judge=False)
        answers = [await fresh.http.get(f"{PLAN}/growth"), await fresh.http.get(f"{PLAN}?unit=growth")]
        plan, listed = (answer.json() for answer in answers)
        if answers[0].status_code == 200:
            assert plan.pop("position") == position
            assert listed["items"] == [plan]
        else:
            assert [answer.status_code for answer in answers] == [404, 404]


async def test_no_more_bytes_are_kept_than_said(pool: asyncpg.Pool, counting: Counting) -> None:
    sizes = [len((await PlanAnswers(pool).answer(ORG, "2026-q1", unit)).body) for unit in ("growth", "platform")]
    counting.made.clear()
    answers = PlanAnswers(pool, kept_bytes=max(sizes) + 10)
    for unit in ("growth", "growth", "platform", "growth"):
        assert unit.encode() in (await answers.answer(ORG, "2026-q1", unit)).body
    assert counting.made == ["growth", "platform", "growth"]


async def test_as_many_as_wait_for_a_position_take_one_connection(
    fresh: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "WAIT_SECONDS", 30.0)
    await write(fresh.database, TOLD[:-1])
    waiting = [asyncio.create_task(fresh.get(f"{PLAN}/growth?min_position={LAST}")) for _ in range(200)]
    await fresh.get(f"{PLAN}/growth")
    assert fresh.app.state.pool.get_size() <= 3
    await write(fresh.database, TOLD[-1:])
    assert {answer.headers["okr-position"] for answer in await asyncio.gather(*waiting)} == {str(LAST)}


NEXT_BUILD = """
with rows as (
  insert into projection.current_state_v3 (org, build, stream, version, state)
  select org, 2, stream, version, convert_to(replace(convert_from(state, 'UTF8'), '"title":"', '"title":"Now '), 'UTF8')
  from projection.current_state_v3
), before as (
  update projection.checkpoint set serving = false where projection = 'current_state'
  returning org, projection, version, position
)
insert into projection.checkpoint (org, projection, version, build, position, serving)
select org, projection, version, 2, position, false from before
"""


async def test_another_build_that_is_served_is_told_of_at_once(fresh: Client) -> None:
    await write(fresh.database, TOLD)
    before = await fresh.json(f"{PLAN}/growth")
    owner = await asyncpg.connect(fresh.database.migrate_url)
    await owner.execute(NEXT_BUILD)
    await owner.execute("update projection.checkpoint set serving = true where build = 2")
    await owner.close()
    after = await fresh.json(f"{PLAN}/growth")
    assert after["position"] == before["position"]
    assert [each["title"] for each in after["objectives"]] == [f"Now {each['title']}" for each in before["objectives"]]
