"""The watcher beside others: it writes once, whoever else writes, looks or is killed in the meantime."""

from __future__ import annotations

import asyncio
import hashlib
from typing import Any

import pytest

from deploy.servers import Servers
from events.log.errors import Moved
from projections.tables import cadence
from tests.projections.story import a_plan, on
from tests.projections.words import PLAN, checked_in, key_result, policy
from tests.workers.watching import NIGHT, ONE, ORG, STREAM, TOLD, fold, later, missed, scheduled, slots, told
from workers import watch
from workers.watch import watched


async def test_two_at_once_write_once(database: Servers) -> None:
    async with told(database, a_plan(k1=4, k2=1), scheduled("2026-01-08")) as system:
        written = await asyncio.gather(*(watched(system.worker, ORG, NIGHT) for _ in range(4)))
        assert sum(written) == 5
        assert len(await missed(system)) == 5


async def test_a_check_in_that_no_projection_has_seen_yet_counts(database: Servers) -> None:
    async with told(database, TOLD) as system:
        await later(system, on("01-14", "C", checked_in("k1", slot="2026-01-08")))
        await watched(system.worker, ORG, NIGHT)
        assert slots(await missed(system)) == ["01-15 k1"]


async def test_a_check_in_that_comes_while_somebody_looks_wins(
    database: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with told(database, TOLD) as system:
        write, arriving = watch._write, [on("01-14", "C", checked_in("k1", slot="2026-01-08"))]

        async def overtaken(*given: Any) -> int:
            while arriving:
                await later(system, arriving.pop())
            return await write(*given)

        monkeypatch.setattr(watch, "_write", overtaken)
        assert await watched(system.worker, ORG, NIGHT) == 1
        assert slots(await missed(system)) == ["01-15 k1"]


@pytest.mark.parametrize("folded", [False, True])
async def test_whoever_is_killed_before_it_has_settled_leaves_nothing_to_be_written_twice(
    database: Servers, monkeypatch: pytest.MonkeyPatch, folded: bool
) -> None:
    settle = cadence.settle

    async def killed(*given: Any) -> None:
        if PLAN in given[-1]:
            raise ConnectionResetError
        await settle(*given)

    async with told(database, TOLD) as system:
        with monkeypatch.context() as patch, pytest.raises(ConnectionResetError):
            patch.setattr(cadence, "settle", killed)
            await watched(system.worker, ORG, NIGHT)
        if folded:
            await fold(system)
        assert await watched(system.worker, ORG, NIGHT) == 0
        assert slots(await missed(system)) == ["01-08 k1", "01-15 k1"]


async def test_an_id_that_somebody_has_taken_is_done_without(database: Servers) -> None:
    async with told(database, TOLD) as system:
        taken = "check_in.missed.2026-01-08." + hashlib.sha256(ONE.encode()).hexdigest()[:32]
        await later(system, on("01-14", taken, key_result("n1")))
        assert await watched(system.worker, ORG, NIGHT) == 1
        assert slots(await missed(system)) == ["01-15 k1"]


async def test_what_others_change_all_the_time_is_left_to_the_next_sweep(
    database: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with told(database, TOLD) as system:

        async def overtaken(*given: Any) -> int:
            raise Moved(stream=ONE, expected=0, actual=1)

        monkeypatch.setattr(watch, "_write", overtaken)
        assert await watched(system.worker, ORG, NIGHT) == 0
        assert await cadence.due(system.worker, ORG, NIGHT) == [PLAN]


async def test_an_event_that_comes_while_somebody_looks_is_looked_at(
    database: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle = cadence.settle
    async with told(database, TOLD) as system:

        async def overtaken(*given: Any) -> None:
            if PLAN in given[-1]:
                await later(system, on("01-17", "P", policy(**{"check_ins_lapsed.grace_days": 0})))
                await fold(system)
            await settle(*given)

        with monkeypatch.context() as patch:
            patch.setattr(cadence, "settle", overtaken)
            patch.setattr(watch, "LOOKS", 1)
            await watched(system.worker, ORG, NIGHT)
        assert await cadence.due(system.worker, ORG, NIGHT) == [STREAM, PLAN]
