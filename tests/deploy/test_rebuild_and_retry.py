"""`rebuild`, `retry` and `status`: what an operator does about a projection, and sees of it."""

from __future__ import annotations

import asyncio
import json

import pytest

from deploy.servers import Servers
from deploy.system import opened
from projections import checkpoints, engine
from projections.tables import current_state
from tests.databases import settings_of
from tests.deploy.conftest import Run
from tests.projections.reports.quarter import ORG, events
from tests.workers.recorded import recorded

PLAN = "plan/2026-q1/growth"
CAUSE = "Broken: for once"


@pytest.fixture
def quarter(database: Servers) -> None:
    """A quarter is in the log, and folded."""

    async def folded() -> None:
        await recorded(database, ORG, events())
        async with opened(settings_of(database)) as system:
            for projection in engine.registered():
                await engine.advance(system.worker, projection, ORG)

    asyncio.run(folded())


@pytest.fixture
def parked(database: Servers, quarter: None) -> int:
    """A plan is parked; the position from which on."""
    last = max(place for place, event in enumerate(events(), 1) if event.subject == PLAN)

    async def park() -> None:
        async with opened(settings_of(database)) as system, system.worker.acquire() as connection:
            build = checkpoints.Build(ORG, "current_state", current_state.PROJECTION.version, 1)
            async with connection.transaction():
                await checkpoints.take(connection, build)
                await checkpoints.park(connection, build, PLAN, last, CAUSE)

    asyncio.run(park())
    return last


@pytest.mark.usefixtures("quarter")
def test_every_projection_is_built_anew_and_served(run: Run) -> None:
    code, out, _ = run("rebuild", "all", "--format", "json")
    assert code == 0
    rebuilt = json.loads(out)["rebuilt"]
    assert [each["projection"] for each in rebuilt] == [each.name for each in engine.registered()]
    assert {(each["org"], each["build"], each["position"]) for each in rebuilt} == {(ORG, 2, len(events()))}
    _, out, _ = run("status", "--format", "json")
    told = json.loads(out)
    assert told["builds"] == []
    assert {row["position"] for row in told["projections"]} == {len(events())}
    assert {row["to_judge"] for row in told["projections"]} == {0}


@pytest.mark.usefixtures("quarter")
def test_what_cannot_be_built_anew_is_said_in_a_line(run: Run) -> None:
    code, _, said = run("rebuild", "currentstate")
    assert (code, "there is no projection 'currentstate'; there are audit_trail" in said) == (2, True)
    code, _, said = run("rebuild", "all", "--org", "nobody")
    assert (code, "nobody has no event" in said) == (2, True)


@pytest.mark.usefixtures("quarter")
def test_a_build_that_somebody_left_is_shown_and_gone_on_with(run: Run, database: Servers) -> None:
    from projections import rebuilding

    async def left() -> None:
        async with opened(settings_of(database)) as system:
            assert await rebuilding.begin(system.worker, current_state.PROJECTION, ORG)

    asyncio.run(left())
    _, out, _ = run("status", "--format", "json")
    [build] = json.loads(out)["builds"]
    assert (build["projection"], build["build"], build["position"]) == ("current_state", 2, 0)
    assert "current_state 3 is being built anew, at 0" in run("status")[1]
    code, out, _ = run("rebuild", "current_state", "--org", ORG)
    assert (code, f"from {len(events())} on" in out) == (0, True)


def test_what_is_parked_is_shown_with_its_cause_and_retried(run: Run, parked: int) -> None:
    code, out, _ = run("status")
    assert code == 1
    assert f"current_state has parked {PLAN} at {parked}: {CAUSE}" in " ".join(out.split())
    code, out, _ = run("retry", "--format", "json")
    assert code == 0
    assert json.loads(out)["retried"] == [
        {"org": ORG, "projection": "current_state", "key": PLAN, "free": True, "position": None, "cause": None}
    ]
    assert json.loads(run("status", "--format", "json")[1])["parked"] == []
    assert run("retry")[:2] == (0, "nothing is parked\n")


@pytest.mark.usefixtures("parked")
def test_what_still_fails_stays_parked(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("still beyond me")

    mended = {each.name: each for each in engine.registered()}["current_state"]
    monkeypatch.setattr(
        engine, "registered", lambda: (type(mended)(name=mended.name, version=mended.version, ddl="", handle=broken),)
    )
    code, out, _ = run("retry", "--key", PLAN)
    assert code == 1
    assert out.startswith(f"{ORG}: {PLAN} of current_state stays parked at ")
    assert out.endswith(": RuntimeError: still beyond me\n")
