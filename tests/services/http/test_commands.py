"""Acts over HTTP: once, whole, in order; and what is refused leaves nothing behind."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from deploy.servers import Servers
from tests.services.http.ledger import Client, key_of, prepared, serving

CYCLE, PLAN = "cycle/2026-q1", "plan/2026-q1/growth"
Q1 = {"name": "Q1", "start": "2026-01-01", "end": "2026-03-31", "kind": "quarter"}


def command(name: str, subject: str = PLAN, /, **data: Any) -> dict[str, Any]:
    return {"command": name, "subject": subject, "data": data}


OPEN = command("cycle.open", CYCLE, **Q1)
AIM = command("objective.commit", objective="aim", title="Customers stay")


def key_result(name: str, **more: Any) -> dict[str, Any]:
    data = {"key_result": name, "objective": "aim", "title": name, "start": 0, "target": 10, "points": 3, **more}
    return command("key_result.commit", **data)


@pytest_asyncio.fixture
async def live(database: Servers) -> AsyncIterator[Client]:
    """A client that may do everything, to a database of its own with an open cycle."""
    await prepared(database)
    async with serving(database, await key_of(database, "acme", "admin", actor="ana")) as client:
        await client.act(OPEN, AIM, key="setup")
        yield client


async def events(client: Client) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = await client.json("/v1/orgs/acme/events")
    return found


async def test_an_act_is_answered_with_the_events_that_the_log_keeps(live: Client) -> None:
    done = await live.act({**key_result("k1"), "onbehalfof": "sofia", "decision": "d1"}, key_result("k2"), key="r-1")
    assert (done["request"], done["position"]) == ("r-1", 4)
    assert done["events"] == (await events(live))[2:]
    first, second = done["events"]
    assert (first["id"], second["id"]) == ("r-1.1", "r-1.2")
    assert (first["actor"], first["onbehalfof"], first["decision"], first["origin"]) == ("ana", "sofia", "d1", "api")
    assert first["correlationid"] == second["correlationid"] == "r-1"
    assert first["notedat"] == first["recordedat"]
    assert [event["streamversion"] for event in done["events"]] == [2, 3]


async def test_the_same_request_again_gets_the_first_answer(live: Client) -> None:
    first = await live.act(key_result("k1"), key="r-1")
    assert await live.act(key_result("k1"), key="r-1") == first
    assert await live.json("/v1/orgs/acme/commands/r-1") == first
    assert len(await events(live)) == 3


async def test_twenty_at_once_of_one_request_happen_once(live: Client) -> None:
    answers = await asyncio.gather(*(live.act(key_result("k1"), key="r-1") for _ in range(20)))
    assert all(answer == answers[0] for answer in answers)
    assert len(await events(live)) == 3


async def test_the_same_request_with_another_body_is_refused(live: Client) -> None:
    await live.act(key_result("k1"), key="r-1")
    problem = await live.act(key_result("k2"), key="r-1", status=422)
    assert problem["type"] == "/problems/request-reused"
    assert len(await events(live)) == 3


async def test_a_request_without_a_key_gets_one(live: Client) -> None:
    done = await live.act(key_result("k1"))
    assert done["events"][0]["id"] == f"{done['request']}.1"
    assert await live.json(f"/v1/orgs/acme/commands/{done['request']}") == done


async def test_what_never_was_is_not_found(live: Client) -> None:
    await live.act(command("objective.grade", objective="x", grade=1), key="r-9", status=422)
    for request in ("r-9", "unheard-of", "%20", "x" * 80):
        await live.problem(f"/v1/orgs/acme/commands/{request}", 404)


async def test_an_act_is_whole_or_nothing(live: Client) -> None:
    problem = await live.act(key_result("k1"), key_result("k1"), status=422)
    assert problem["type"] == "/problems/refused-command"
    assert problem["errors"][0]["pointer"] == "/commands/1/data/key_result"
    assert problem["errors"][0]["command"] == "key_result.commit"
    assert "k1 is a key result of the plan already" in problem["detail"]
    assert len(await events(live)) == 2


async def test_an_act_may_span_streams(live: Client) -> None:
    done = await live.act(
        key_result("k1"),
        command("check_in.record", "check-ins/2026-q1/growth/k1", value=2),
        command("decision.record", "decision/d1", question="Which?", choice="this", options=[], decided_by=["ana"]),
    )
    assert [event["subject"].split("/")[0] for event in done["events"]] == ["plan", "check-ins", "decision"]


async def test_an_expected_version_that_holds_is_passed(live: Client) -> None:
    await live.act(key_result("k1"), expected={PLAN: 1, "decision/none": 0})


async def test_an_expected_version_that_does_not_hold_is_told_what_moved(live: Client) -> None:
    await live.act(key_result("k1"), key="r-1")
    problem = await live.act(key_result("k2"), expected={PLAN: 1}, status=409)
    assert problem["moved"] | {"events": []} == {"stream": PLAN, "expected": 1, "actual": 2, "events": []}
    assert problem["moved"]["events"] == [
        {"id": "r-1.1", "type": "key_result.committed", "position": 3, "actor": "ana"}
    ]
    ahead = await live.act(key_result("k2"), expected={PLAN: 7}, status=409)
    assert (ahead["moved"]["expected"], ahead["moved"]["actual"]) == (7, 2)
    assert len(await events(live)) == 3


async def test_those_who_race_are_all_served(live: Client) -> None:
    done = await asyncio.gather(*(live.act(key_result(f"k{n}")) for n in range(12)))
    assert sorted(answer["position"] for answer in done) == list(range(3, 15))


async def test_of_those_who_race_for_one_id_one_wins(live: Client) -> None:
    async def tried() -> int:
        body = {"commands": [key_result("k1")]}
        return (await live.http.post("/v1/orgs/acme/commands", json=body)).status_code

    statuses = await asyncio.gather(*(tried() for _ in range(12)))
    assert sorted(statuses) == [201] + [422] * 11


async def test_a_reader_acts_on_nothing(live: Client) -> None:
    async with serving(live.database, await key_of(live.database, "acme", "reader")) as reader:
        problem = await reader.act(key_result("k1"), status=403)
    assert "you hold reader of the organisation" in problem["detail"]
    async with serving(live.database, await key_of(live.database, "acme", "owner")) as owner:
        await owner.act(command("policy.set", "org", parameters={"grace_wd": 3}, reason="x"), status=403)
        assert (await owner.act(key_result("k1")))["events"][0]["actor"].startswith("key-")


@pytest.mark.parametrize("path", ["/v1/orgs/globex/commands", "/v1/orgs/nobody/commands"])
async def test_another_organisation_is_not_there(path: str, live: Client) -> None:
    answer = await live.http.post(path, json={"commands": [OPEN]})
    assert (answer.status_code, json.loads(answer.content)["type"]) == (404, "/problems/not-found")


async def test_the_time_of_a_command_has_come_and_is_not_before_its_cycle_was_opened(live: Client) -> None:
    late = await live.act({**key_result("k1"), "time": "2199-01-01T00:00:00Z"}, status=422)
    assert (late["errors"][0]["pointer"], "what is yet to come" in late["detail"]) == ("/commands/0/time", True)
    early = await live.act({**key_result("k1"), "time": "2020-01-01T00:00:00Z"}, status=422)
    assert "2026-q1 was opened at" in early["detail"]
    unopened = await live.act(command("objective.commit", "plan/2027-q1/growth", objective="a", title="b"), status=422)
    assert "`cycle.open` on cycle/2027-q1 opens it" in unopened["detail"]
    assert unopened["errors"][0]["pointer"] == "/commands/0/subject"
