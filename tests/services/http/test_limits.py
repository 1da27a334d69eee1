"""How often a key may ask: counted by all servers together, and by each alone while Redis is away."""

from __future__ import annotations

import asyncio
import json
import uuid

import pytest

from deploy.commands import Failure
from deploy.servers import Servers
from deploy.settings import REQUESTS_PER_MINUTE, requests_per_minute
from services.http.app import application
from services.http.limiting import Limits
from services.http.problems import TooOften
from tests.services.http.ledger import key_of, living, talking

NO_REDIS = "redis://127.0.0.1:1/0"


async def let_through(limits: Limits, who: str, tries: int) -> int:
    """How many of the requests, all at once, are let through."""

    async def one() -> bool:
        try:
            await limits.take(who)
        except TooOften as error:
            assert 1 <= error.seconds <= 60
            return False
        return True

    return sum(await asyncio.gather(*(one() for _ in range(tries))))


@pytest.mark.parametrize("a_minute", [1, 30, 250])
async def test_as_many_are_let_through_as_may(servers: Servers, a_minute: int) -> None:
    who = uuid.uuid4().hex
    assert await let_through(Limits(servers.redis_url, a_minute), who, a_minute + 40) == a_minute


async def test_servers_count_together_and_keys_apart(servers: Servers) -> None:
    one, other = Limits(servers.redis_url, 200), Limits(servers.redis_url, 200)
    who = uuid.uuid4().hex
    both = await asyncio.gather(let_through(one, who, 300), let_through(other, who, 300))
    assert sum(both) == 200
    assert await let_through(one, uuid.uuid4().hex, 10) == 10


@pytest.mark.parametrize("redis", [None, NO_REDIS])
async def test_without_redis_each_counts_alone(redis: str | None) -> None:
    assert await let_through(Limits(redis, 50), "ana", 80) == 50


async def test_who_asks_too_often_is_told_when_to_come_again(recorded: Servers) -> None:
    app = application(recorded.app_url, limits=Limits(None, 3))
    headers = {"Authorization": f"Bearer {await key_of(recorded, 'acme', 'reader')}"}
    async with living(app), talking(app, headers) as http:
        statuses = [(await http.get("/v1/orgs/acme")).status_code for _ in range(4)]
        assert statuses == [200, 200, 200, 429]
        refused = await http.get("/v1/orgs/acme")
        assert 1 <= int(refused.headers["retry-after"]) <= 60
        assert json.loads(refused.content)["type"] == "/problems/too-often"
        assert (await http.get("/healthz")).status_code == 200
        other = {"Authorization": f"Bearer {await key_of(recorded, 'acme', 'reader')}"}
        assert (await http.get("/v1/orgs/acme", headers=other)).status_code == 200


def test_the_number_of_requests_is_a_setting() -> None:
    assert requests_per_minute({}) == REQUESTS_PER_MINUTE
    assert requests_per_minute({"REQUESTS_PER_MINUTE": "12"}) == 12
    for wrong in ("0", "-1", "many", "1e9", "٣", "9" * 50):
        with pytest.raises(Failure, match="REQUESTS_PER_MINUTE"):
            requests_per_minute({"REQUESTS_PER_MINUTE": wrong})
