"""One answer is one snapshot: what an act changes in several streams is in it whole, or not yet."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Any

import asyncpg
import pytest

from events.catalogue import Event
from events.facts.check_in import CheckInRecorded
from events.facts.cycle import CycleOpened
from events.facts.plan import KeyResultCommitted, KeyResultRetargeted, ObjectiveCommitted
from events.log.append import Act, append
from events.terms import Fact
from projections import engine
from projections.tables import current_state
from tests.projections.reports.quarter import ORG
from tests.services.http.ledger import Client

CYCLE = f"/v1/orgs/{ORG}/cycles"
ACTS = 120


def event(subject: str, id_: str, fact: Fact) -> Event:
    return Event(
        specversion="1.0",
        id=id_,
        source=f"/orgs/{ORG}",
        type=fact.type_,
        subject=subject,
        time=dt.datetime(2026, 2, 2, 9, tzinfo=dt.UTC),
        actor="ana",
        data=fact,
    )


def opened(n: int) -> tuple[Event, ...]:
    """A cycle, and a plan in it."""
    fact = CycleOpened(name=f"Q{n}", start=dt.date(2026, 1, 1), end=dt.date(2026, 3, 31), kind="quarter")
    planned = ObjectiveCommitted(objective="aim", title="Customers stay")
    return event(f"cycle/q{n}", f"c{n}", fact), event(f"plan/q{n}/growth", f"p{n}", planned)


def targeted(n: int) -> tuple[Event, ...]:
    """A key result's target and its value are the same number."""
    committed = KeyResultCommitted(key_result="kr", objective="aim", title="They do", target=n, metric="customers")
    moved = KeyResultRetargeted(key_result="kr", target=n)
    return (
        event("plan/q0/growth", f"t{n}", moved if n else committed),
        event("check-ins/q0/growth/kr", f"v{n}", CheckInRecorded(value=n)),
    )


def key_result(plan: Any) -> None:
    [found] = plan["objectives"][0]["key_results"]
    assert found["value"] == found["target"]


def every_cycle(answer: Any) -> None:
    assert {(each["kind"], each["plans"]) for each in answer["cycles"]} == {("quarter", 1)}


LOOKS = {
    f"{CYCLE}/q0/plans/growth": key_result,
    f"{CYCLE}/q0/plans": lambda answer: key_result(answer["items"][0]),
    f"/v1/orgs/{ORG}": every_cycle,
}


@pytest.mark.parametrize("path", LOOKS)
async def test_an_answer_has_an_act_whole_or_not_yet(path: str, fresh: Client) -> None:
    async with asyncpg.create_pool(fresh.database.worker_url, min_size=0) as pool:

        async def written(*events: Event) -> None:
            await append(pool, Act(org=ORG, events=events))
            await engine.advance(pool, current_state.PROJECTION, ORG)

        async def writing() -> None:
            for n in range(1, ACTS):
                await written(*opened(n), *targeted(n))

        await written(*opened(0), *targeted(0))
        writer, seen, last = asyncio.create_task(writing()), set[int](), 0
        try:
            while not writer.done():
                answer = await fresh.json(path)
                LOOKS[path](answer)
                assert answer["position"] >= last, "a position went back"
                last = answer["position"]
                seen.add(last)
        finally:
            await writer
    assert len(seen) > 10
