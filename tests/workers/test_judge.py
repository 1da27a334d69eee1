"""When a plan is judged, and what is seen then, where the clocks of the log and of the worker differ."""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
from types import SimpleNamespace

import pytest
from msgspec.structs import replace

from deploy.servers import Servers
from deploy.system import System, opened
from events.log import read
from events.log.append import Act, append
from projections import engine, judging
from projections.judging import Memory
from projections.tables import governance
from projections.tables.governance_keep import SETTLE, keep
from tests.databases import settings_of
from tests.projections.story import a_locked_plan, on
from tests.projections.words import CYCLE, PLAN, checked_in, closed, decided, extended, key_result
from tests.workers.recorded import recorded

ORG = "acme"
LOCKED = a_locked_plan(k1=4)
WHOLE = f"cycle/{CYCLE}"
NINE = dt.datetime(2026, 2, 3, 9, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


async def judged(system: System, now: dt.datetime) -> list[str]:
    """The shifts of the plan once what is due at an instant has been judged."""
    await governance.judge(system.worker, ORG, now)
    [judgement] = (await governance.judgements(system.app, ORG, CYCLE)).judgements
    assert judgement.plan == PLAN
    return [finding.id for finding in judgement.findings if finding.finding == "shift"]


async def folded(system: System) -> None:
    for projection in engine.registered():
        await engine.advance(system.worker, projection, ORG)


async def test_what_is_noted_is_seen_also_by_a_worker_whose_clock_is_behind(database: Servers) -> None:
    async with opened(settings_of(database)) as system:
        await recorded(database, ORG, [*LOCKED, on("02-03 09:00", "S1", key_result("n1", 3))])
        await folded(system)
        assert await judged(system, NINE - MINUTE) == ["S1"]


async def test_what_takes_effect_in_some_minutes_is_judged_then(database: Servers) -> None:
    async with opened(settings_of(database)) as system:
        ahead = on("02-03 09:04", "S1", key_result("n1", 3), noted="02-03 09:00")
        await recorded(database, ORG, [*LOCKED, ahead])
        await folded(system)
        assert await judged(system, NINE + MINUTE) == []
        assert await governance.due(system.worker, ORG, NINE + 3 * MINUTE) == []
        assert await judged(system, NINE + 4 * MINUTE) == ["S1"]


async def test_judged_is_only_up_to_the_first_event_that_waits_for_it(database: Servers) -> None:
    async with opened(settings_of(database)) as system:

        async def positions() -> tuple[int, int]:
            page = await governance.judgements(system.app, ORG, CYCLE)
            return page.judged_position, page.position

        await recorded(database, ORG, LOCKED)
        await folded(system)
        await judged(system, NINE)
        lock = len(LOCKED)
        assert await positions() == (lock, lock)
        assert set(await governance.due(system.worker, ORG, NINE + dt.timedelta(days=90))) == {PLAN, WHOLE}
        assert await positions() == (lock, lock), "what time alone may have changed was judged all the same"
        await judged(system, NINE)
        for number in (1, 2):
            told = on("02-03 09:00", f"S{number}", key_result(f"n{number}", 3), noted="02-03 09:00")
            await append(system.app, Act(org=ORG, events=(told,)))
            await folded(system)
        assert await positions() == (lock, lock + 2)
        assert await judged(system, NINE) == ["S1", "S2"]
        assert await positions() == (lock + 2, lock + 2)


async def test_what_is_folded_while_a_plan_is_judged_for_the_first_time_has_it_judged_again(database: Servers) -> None:
    async with opened(settings_of(database)) as system:
        await recorded(database, ORG, LOCKED)
        await folded(system)
        head = await read.head(system.worker, ORG)
        await append(system.app, Act(org=ORG, events=(on("02-03 09:00", "C9", closed(), noted="02-03 09:00"),)))
        await folded(system)
        assert head is not None
        async with system.worker.acquire() as connection, connection.transaction():
            await connection.execute("select set_config('okr.org', $1, true)", ORG)
            # As a judgement of then would.
            await connection.execute(SETTLE, ORG, [PLAN, WHOLE], [1], [head.position])
        assert set(await governance.due(system.worker, ORG, NINE)) == {PLAN, WHOLE}


async def test_what_time_alone_brings_about_is_found_after_a_night_without_a_worker(database: Servers) -> None:
    shift = on("02-03 09:00", "S1", key_result("n1", 3))
    async with opened(settings_of(database)) as system:
        await recorded(database, ORG, [*LOCKED, shift])
        await folded(system)
        assert await judged(system, NINE) == ["S1"]

        async def verdict() -> str | None:
            [judgement] = (await governance.judgements(system.app, ORG, CYCLE)).judgements
            return next(finding.verdict for finding in judgement.findings if finding.id == "S1")

        assert await verdict() == "open"
        assert await governance.waiting(system.worker, NINE + MINUTE) == []
        grace_over = NINE + dt.timedelta(days=8)
        assert await governance.waiting(system.worker, grace_over) == [ORG]
        await judged(system, grace_over)
        assert await verdict() == "untraded"
        assert await governance.waiting(system.worker, grace_over) == []


async def test_a_decision_noted_after_the_extension_that_names_it_has_the_plan_judged_again(database: Servers) -> None:
    async with opened(settings_of(database)) as system:
        extension = on("02-03 08:00", "X", extended("2026-04-10", reason=" "), decision="d")
        await recorded(database, ORG, [*LOCKED, extension])
        await folded(system)
        await judged(system, NINE)
        assert await authorised(system, "X") is False
        told = on("02-02", "D", decided("d"), noted="02-03 09:00")
        await append(system.app, Act(org=ORG, events=(told,)))
        await folded(system)
        await judged(system, NINE)
        assert await authorised(system, "X") is True


async def authorised(system: System, id_: str) -> bool | None:
    """Whether the finding that an event caused says that a decision authorised it."""
    [judgement] = (await governance.judgements(system.app, ORG, CYCLE)).judgements
    [finding] = [finding for finding in judgement.findings if finding.id == id_]
    return finding.authorised


async def test_two_who_keep_the_same_judgements_in_another_order_do_not_wait_for_each_other(database: Servers) -> None:
    async with opened(settings_of(database)) as system:
        units = [f"unit-{number}" for number in range(60)]
        plans = [
            replace(event, id=f"{unit}-{event.id}", subject=f"plan/{CYCLE}/{unit}")
            for unit in units
            for event in LOCKED
            if event.subject == PLAN
        ]
        await recorded(database, ORG, [*(event for event in LOCKED if event.subject != PLAN), *plans])
        await folded(system)
        head = await read.head(system.worker, ORG)
        assert head is not None
        around = await Memory().around(system.worker, ORG, head, NINE)
        due = await governance.due(system.worker, ORG, NINE)
        found = [one async for one in judging.judged(system.worker, around, due)]
        for _ in range(25):
            each_way = (found, found[::-1])
            settled = {1: head.position}
            await asyncio.gather(*(keep(system.worker, ORG, head.position, settled, each) for each in each_way))


async def test_whose_time_is_over_keeps_what_was_judged_however_few(
    database: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(settings_of(database)) as system:
        units = [
            replace(event, id=f"u-{event.id}", subject=f"plan/{CYCLE}/u") for event in LOCKED if event.subject == PLAN
        ]
        await recorded(database, ORG, [*LOCKED, *units])
        await folded(system)
        ticks = itertools.count()
        monkeypatch.setattr(governance, "time", SimpleNamespace(monotonic=lambda: next(ticks)))
        assert await governance.judge(system.worker, ORG, NINE, seconds=1.5) == 1
        assert len([name for name in await governance.due(system.worker, ORG, NINE) if name != WHOLE]) == 1
        assert len((await governance.judgements(system.app, ORG, CYCLE)).judgements) == 1


async def test_check_ins_alone_are_no_plan_to_judge_until_there_is_one(database: Servers) -> None:
    async with opened(settings_of(database)) as system:
        spoken = on("01-20", "C1", checked_in("k1", 5))
        await recorded(database, ORG, [event for event in LOCKED if event.subject != PLAN] + [spoken])
        await folded(system)
        assert set(await governance.due(system.worker, ORG, NINE)) == {PLAN, WHOLE}
        await governance.judge(system.worker, ORG, NINE)
        assert await governance.due(system.worker, ORG, NINE) == []
        assert (await governance.judgements(system.app, ORG, CYCLE)).judgements == ()
        await append(system.app, Act(org=ORG, events=(on("02-02", "S1", key_result("n1", 3)),)))
        await folded(system)
        await judged(system, NINE)
