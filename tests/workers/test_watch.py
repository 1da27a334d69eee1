"""The watcher against real servers: what was missed is written once, however often it looks, and however late."""

from __future__ import annotations

import datetime as dt

import pytest
from msgspec.structs import replace

from deploy.servers import Servers
from deploy.system import System, opened
from events.log.append import Act, append
from projections.folds.cycle import Cycle
from projections.tables import cadence, current_state
from tests.databases import settings_of
from tests.projections.story import on
from tests.projections.words import Fact, checked_in, closed, key_result, policy
from tests.workers.recorded import recorded
from tests.workers.test_worker import level, until, working
from tests.workers.watching import NIGHT, ONE, ORG, STREAM, TOLD, fold, later, missed, scheduled, slots, told
from workers import watch
from workers.watch import watched


async def test_a_missed_check_in_is_written_once(database: Servers) -> None:
    async with told(database, TOLD) as system:
        day = dt.datetime(2026, 1, 11, tzinfo=dt.UTC)
        assert await watched(system.worker, ORG, day - dt.timedelta(seconds=1)) == 0
        assert await watched(system.worker, ORG, day) == 1
        for _ in range(2):
            assert await watched(system.worker, ORG, day) == 0
            await fold(system)
        [event] = await missed(system)
        assert (event.subject, event.type, event.time) == (ONE, "check_in.missed", day)
        assert (event.origin, event.actor, event.causationid) == ("worker", "okr-ledger", None)
        assert event.notedat == event.recordedat
        _, standing = await current_state.read_one(system.app, ORG, ONE)
        assert standing is not None
        assert standing.state.missed == (dt.date(2026, 1, 8),)


async def test_after_nights_without_a_worker_everything_is_found_at_once_and_in_order(database: Servers) -> None:
    many = [on("01-07", f"n{n}", key_result(f"n{n}")) for n in range(100)]
    async with told(database, TOLD, many) as system:
        assert await watched(system.worker, ORG, dt.datetime(2026, 4, 30, tzinfo=dt.UTC)) == 12 * 101
        found = await missed(system)
        assert [event.time for event in found] == sorted(event.time for event in found if event.time)
        assert len(found) == len({(event.subject, event.data) for event in found}) == 12 * 101
        assert await cadence.waiting(system.worker, dt.datetime(2027, 1, 1, tzinfo=dt.UTC)) == []


async def test_a_check_in_in_time_is_none_missed(database: Servers) -> None:
    async with told(database, TOLD, on("01-08", "C", checked_in("k1", 1))) as system:
        await watched(system.worker, ORG, NIGHT)
        assert slots(await missed(system)) == ["01-15 k1"]


async def test_a_cycle_that_another_system_noted_is_left_alone(database: Servers) -> None:
    imported = [replace(TOLD[0], origin="import"), *TOLD[1:]]
    async with told(database, imported, scheduled("2026-01-08")) as system:
        assert await watched(system.worker, ORG, NIGHT) == 0


async def test_a_cycle_whose_file_says_when_it_was_noted_is_left_alone(database: Servers) -> None:
    async with opened(settings_of(database)) as system:
        await append(system.app, Act(org=ORG, events=tuple(replace(event, notedat=event.time) for event in TOLD)))
        await fold(system)
        assert await watched(system.worker, ORG, NIGHT) == 0


async def test_a_closed_cycle_is_left_alone(database: Servers) -> None:
    async with told(database, TOLD, scheduled("2026-01-08"), on("01-17", "X", closed())) as system:
        assert await watched(system.worker, ORG, NIGHT) == 0
        assert await cadence.waiting(system.worker, dt.datetime(2027, 1, 1, tzinfo=dt.UTC)) == []


async def test_a_review_is_missed_and_may_be_held_after_all(database: Servers) -> None:
    async with told(database, TOLD[:1], scheduled("2026-01-08")) as system:
        over = dt.datetime(2026, 1, 14, tzinfo=dt.UTC)
        assert await watched(system.worker, ORG, over - dt.timedelta(seconds=1)) == 0
        assert await watched(system.worker, ORG, over) == 1
        assert await _review(system) == "missed"
        held = {"review": "r1", "at": "2026-01-19", "attendees": ["sofia"]}
        await later(system, on("01-19", "H", Fact("review.held", held, STREAM)))
        await fold(system)
        assert await watched(system.worker, ORG, over) == 0
        assert await _review(system) == "held"


async def _review(system: System) -> str:
    await fold(system)
    _, standing = await current_state.read_one(system.app, ORG, STREAM)
    assert standing is not None
    assert isinstance(standing.state, Cycle)
    return standing.state.reviews["r1"].status


async def test_another_policy_moves_the_grace(database: Servers) -> None:
    async with told(database, TOLD, on("01-06", "P", policy(**{"check_ins_lapsed.grace_days": 9}))) as system:
        assert await watched(system.worker, ORG, NIGHT - dt.timedelta(days=1)) == 0
        await later(system, on("01-17", "Q", policy(**{"check_ins_lapsed.grace_days": 2})))
        await fold(system)
        assert await watched(system.worker, ORG, NIGHT) == 2
        assert slots(await missed(system)) == ["01-08 k1", "01-15 k1"]


async def test_the_same_key_result_of_two_plans_is_missed_twice(database: Servers) -> None:
    elsewhere = [replace(event, id=f"s-{event.id}", subject="plan/2026-q1/sales") for event in TOLD[1:]]
    async with told(database, TOLD, elsewhere) as system:
        assert await watched(system.worker, ORG, dt.datetime(2026, 1, 12, tzinfo=dt.UTC)) == 2


async def test_a_plan_of_very_many_check_in_streams_is_read_in_pages(
    database: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "PAGE", 2)
    names = [f"n{n}" for n in range(5)]
    spoken = [on("01-08", f"c-{name}", checked_in(name, 1)) for name in names]
    async with told(database, TOLD, [on("01-07", name, key_result(name)) for name in names], spoken) as system:
        assert await watched(system.worker, ORG, dt.datetime(2026, 1, 12, tzinfo=dt.UTC)) == 1


async def test_a_worker_finds_it_by_itself_and_has_it_folded(database: Servers) -> None:
    async with opened(settings_of(database)) as system:
        await recorded(database, ORG, TOLD)
        async with working(system):

            async def written() -> bool:
                _, standing = await current_state.read_one(system.app, ORG, ONE)
                return standing is not None and len(standing.state.missed) == 12 and await level(system, ORG)

            await until(written)
