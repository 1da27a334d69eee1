"""What was written down later changes what was true of a day, and not what was known on it; on every read."""

from __future__ import annotations

from typing import Any

import pytest
import pytest_asyncio
from litestar.routes import HTTPRoute

from events.catalogue import Event
from services.http.questions import PARAMETERS
from tests.projections.reports.quarter import event, events
from tests.services.http.ledger import Client, write

ORG = "/v1/orgs/acme"
CYCLE = f"{ORG}/cycles/2026-q1"
GROWTH, K1 = "plan/2026-q1/growth", "check-ins/2026-q1/growth/k1"
DAY = "2026-03-15"
POSITIONS = ("position", "judged_position", "tree_head")
READS = (
    f"{CYCLE}/plans?",
    f"{CYCLE}/plans/growth?",
    f"{CYCLE}/plans/growth/replay?",
    f"{CYCLE}/plans/growth/items/k1?",
    f"{CYCLE}/findings?",
    f"{CYCLE}/findings?unit=growth&",
    f"{CYCLE}/shifts?",
    f"{CYCLE}/report?",
    f"{CYCLE}/report?unit=growth&",
    f"{CYCLE}/timeline?unit=growth&",
    f"{ORG}/audit?unit=growth&",
)
DIFF = f"{CYCLE}/diff?unit=growth&from=2026-01-31&"
# What is asked for by positions, or by a request's id.
TIMELESS = {
    "/persons",
    "/readings",
    "/reports",
    "/reports/{report:str}",
    "/reports/{report:str}/file",
    "/events",
    "/events/stream",
    "/commands/{request_id:str}",
    "/log/checkpoint",
    "/log/tile/{tile:path}",
}


def corrections() -> list[Event]:
    """Two things noted on 27 March: what k1's check-in of 12 February said was wrong, and k3 was dropped for n2 on the
    9th."""
    link = {"trade_off": "t2", "shift": "S2", "credit": "X2"}
    wrong = {"check_in": "I2", "value": 1.0, "reason": "a customer was counted twice"}
    return [
        event("X1", "check_in.corrected", K1, "02-12", wrong, noted="03-27"),
        event("X2", "commitment.dropped", GROWTH, "03-09", {"item": "k3", "reason": "to make room"}, noted="03-27"),
        event("X3", "trade_off.recorded", GROWTH, "03-09", link, noted="03-27"),
    ]


@pytest_asyncio.fixture
async def corrected(fresh: Client) -> Client:
    """The quarter and its corrections."""
    await write(fresh.database, [*events(), *corrections()])
    return fresh


def asked(path: str, known_at: str = "") -> str:
    """The question about the day, as it was known on another one."""
    day = f"to={DAY}" if path == DIFF else f"as_of={DAY}"
    return f"{path}{day}" + (f"&known_at={known_at}" if known_at else "")


async def test_a_plan_was_another_than_it_was_known_to_be(corrected: Client) -> None:
    async def k(id: str, known_at: str = "") -> dict[str, Any]:
        plan = await corrected.json(asked(f"{CYCLE}/plans/growth?", known_at))
        found = {k["key_result"]: k for o in plan["objectives"] for k in o["key_results"]}
        return dict(found[id])

    assert [(await k("k1", at))["value"] for at in (DAY, "2026-03-26", "2026-03-27", "")] == [6, 6, 1, 1]
    assert [(await k("k3", at))["status"] for at in (DAY, "2026-03-27", "")] == ["open", "dropped", "dropped"]


async def test_a_check_in_said_another_thing_than_it_was_known_to_say(corrected: Client) -> None:
    async def said(known_at: str = "") -> list[float]:
        item = await corrected.json(asked(f"{CYCLE}/plans/growth/items/k1?", known_at))
        return [each["value"] for each in item["check_ins"]]

    assert (await said(DAY), await said("2026-03-27"), await said()) == ([3, 6], [3, 1], [3, 1])


async def test_a_shift_was_paid_for_as_nobody_knew(corrected: Client) -> None:
    async def verdict(known_at: str = "") -> str:
        items = (await corrected.json(asked(f"{CYCLE}/findings?finding=shift&", known_at)))["items"]
        return str({each["id"]: each["verdict"] for each in items}["S2"])

    assert (await verdict(DAY), await verdict("2026-03-27"), await verdict()) == ("untraded", "late", "late")


@pytest.mark.parametrize("path", [*READS, DIFF])
async def test_what_was_known_stays_and_what_was_true_becomes_another(
    path: str, ledger: Client, corrected: Client
) -> None:
    uncorrected = timeless(await ledger.json(asked(path, DAY)))
    assert timeless(await corrected.json(asked(path, DAY))) == uncorrected
    assert timeless(await corrected.json(asked(path, "2026-03-26"))) == timeless(
        await ledger.json(asked(path, "2026-03-26"))
    )
    today, then = await corrected.json(asked(path, "2026-03-27")), await ledger.json(asked(path, "2026-03-27"))
    assert timeless(today) != timeless(then)


def timeless(body: Any) -> Any:
    """The answer without the positions, and without when it was recorded, in which two ledgers differ."""
    if isinstance(body, dict):
        return {name: timeless(each) for name, each in body.items() if name not in (*POSITIONS, "recordedat")}
    return [timeless(each) for each in body] if isinstance(body, list) else body


def test_every_read_of_an_organisation_takes_both_moments(corrected: Client) -> None:
    routes = [route for route in corrected.app.routes if isinstance(route, HTTPRoute)]
    reads = {
        route.path.partition("{org:str}")[2]: handlers["GET"][0].opt[PARAMETERS]
        for route in routes
        if "{org:str}" in route.path and "GET" in (handlers := route.route_handler_map)
    }
    assert set(reads) >= TIMELESS
    without = {path for path, names in reads.items() if not {"as_of", "known_at"} <= names}
    assert without - TIMELESS == {"/cycles/{cycle:str}/diff"}
    assert {"from", "to", "known_at"} <= reads["/cycles/{cycle:str}/diff"]
