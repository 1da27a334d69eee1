"""Reading one's own writes: `min_position` waits, and says how far it came; `readyz` says how far all is behind."""

from __future__ import annotations

import asyncio

import pytest
from msgspec.structs import replace

from deploy.servers import Servers
from services.http import asking
from tests.projections.reports.quarter import events
from tests.services.http.ledger import Client, serving, write

CYCLE = "/v1/orgs/acme/cycles/2026-q1"
PATHS = ("/v1/orgs/acme", f"{CYCLE}/plans/growth", f"{CYCLE}/findings", f"{CYCLE}/report", "/v1/orgs/acme/events")


@pytest.mark.parametrize("path", PATHS)
async def test_a_position_that_is_reached_is_not_waited_for(path: str, ledger: Client) -> None:
    last = len(events())
    assert (await ledger.get(f"{path}?min_position={last}")).headers["okr-position"] == str(last)


@pytest.mark.parametrize("path", [*PATHS, f"{CYCLE}?as_of=2026-03-01"])
async def test_a_position_that_does_not_come_is_not_yet(
    path: str, ledger: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "WAIT_SECONDS", 0.05)
    last = len(events())
    joint = "&" if "?" in path else "?"
    problem = await ledger.problem(f"{path}{joint}min_position={last + 1}", 503)
    assert (problem["type"], problem["position"]) == ("/problems/not-yet", last)
    answer = await ledger.get(f"{path}{joint}min_position={last + 1}", 503)
    assert (answer.headers["retry-after"], answer.headers["okr-position"]) == ("1", str(last))


async def test_a_position_that_comes_is_waited_for(fresh: Client) -> None:
    told = events()
    await write(fresh.database, told[:-1])
    waiting = asyncio.create_task(fresh.get(f"{CYCLE}/plans/growth?min_position={len(told)}"))
    await write(fresh.database, told[-1:])
    assert (await waiting).headers["okr-position"] == str(len(told))


async def test_findings_wait_for_the_judgement(fresh: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    told = events()
    await write(fresh.database, told, judge=False)
    monkeypatch.setattr(asking, "WAIT_SECONDS", 0.05)
    await fresh.get(f"{CYCLE}/plans?min_position={len(told)}")
    assert (await fresh.problem(f"{CYCLE}/findings?min_position={len(told)}", 503))["position"] < len(told)


async def test_readyz_says_how_far_the_projections_are_behind(fresh: Client) -> None:
    ready = {"status": "ready", "lag": {"positions": 0, "seconds": 0.0, "organisations": 0}, "parked": []}
    assert await fresh.json("/readyz") == ready
    await write(fresh.database, events(), fold=False)
    lag = (await fresh.json("/readyz"))["lag"]
    assert (lag["positions"], lag["organisations"]) == (len(events()), 1)
    assert lag["seconds"] >= 0


async def test_readyz_needs_no_login_but_the_applications(recorded: Servers) -> None:
    async with serving(replace(recorded, worker_url=recorded.app_url), None) as client:
        assert await client.json("/readyz") == {"status": "ready", "lag": None, "parked": None}


async def test_an_organisation_without_events_has_nothing_yet(fresh: Client) -> None:
    assert "nothing is recorded of acme" in (await fresh.problem("/v1/orgs/acme", 404))["detail"]
    assert "there is none yet" in (await fresh.problem(CYCLE, 404))["detail"]
    assert await fresh.json("/v1/orgs/acme/events") == []
    assert "No cycle is on record yet." in (await fresh.get("/")).text
