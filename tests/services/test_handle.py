"""Acts are decided on what the log has, whoever else writes to it: by several processes, and on states kept."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import json
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest
import pytest_asyncio

from deploy.servers import Servers
from events.catalogue import Event, recall
from events.log import read
from events.log.append import Act, Appended
from events.log.errors import RequestReused
from events.log.group import Group
from projections.folds import registry
from services import handle as handling
from services.decisions import command
from services.handle import Conflict, Done, Memory, Order, handle
from services.states import States
from services.turns import Turns

PLAN = "plan/2026-q1/growth"
SETTING = [
    ("cycle.open", "cycle/2026-q1", {"name": "Q1", "start": "2026-01-01", "end": "2026-03-31", "kind": "quarter"}),
    ("objective.commit", PLAN, {"objective": "aim", "title": "Customers stay"}),
]
Wished = tuple[str, str, dict[str, Any]]


def order(request: str, *wished: Wished, expected: dict[str, int] | None = None) -> Order:
    commands = [{"command": name, "subject": subject, "data": data} for name, subject, data in wished]
    body = json.dumps({"commands": commands, "expected": expected or {}}).encode()
    return Order(
        org="acme",
        actor="ana",
        request=request,
        chosen=True,
        sha256=hashlib.sha256(body).digest(),
        act=command.decode(body),
    )


def key_result(name: str) -> Wished:
    return "key_result.commit", PLAN, {"key_result": name, "objective": "aim", "title": name}


@pytest_asyncio.fixture
async def pool(database: Servers) -> AsyncIterator[asyncpg.Pool]:
    async with asyncpg.create_pool(database.app_url, min_size=0, max_size=16) as connections:
        await act(connections, Memory(Group(connections)), order("setting", *SETTING))
        yield connections


async def act(pool: asyncpg.Pool, memory: Memory, order: Order) -> Done:
    return await handle(pool, memory, order, dt.datetime.now(dt.UTC))


async def test_processes_that_race_are_all_served(pool: asyncpg.Pool) -> None:
    processes = [Memory(Group(pool)) for _ in range(4)]
    orders = [order(f"r{n}", key_result(f"k{n}")) for n in range(16)]
    done = await asyncio.gather(*(act(pool, processes[n % 4], each) for n, each in enumerate(orders)))
    assert sorted(each.position for each in done) == list(range(3, 19))


async def test_one_of_two_processes_wins_an_id_and_the_other_is_told(pool: asyncpg.Pool) -> None:
    orders = [order(f"r{n}", key_result("k")) for n in range(6)]
    done = await asyncio.gather(*(act(pool, Memory(Group(pool)), each) for each in orders), return_exceptions=True)
    assert sorted(type(each).__name__ for each in done) == ["Done"] + ["RefusedAct"] * 5


@pytest.mark.parametrize("expected", [{}, {PLAN: 1}])
async def test_a_request_that_two_processes_get_at_once_happens_once(
    expected: dict[str, int], pool: asyncpg.Pool
) -> None:
    same = order("r", key_result("k"), expected=expected)
    done = await asyncio.gather(*(act(pool, Memory(Group(pool)), same) for _ in range(8)))
    assert {each.entries for each in done} == {done[0].entries}
    assert len(await read.page(pool, "acme")) == 3


async def test_who_is_always_too_late_is_told_what_moved(pool: asyncpg.Pool) -> None:
    """Another process writes between each reading and appending: after some attempts the act gives up."""
    theirs, number = Memory(Group(pool)), iter(range(100))

    class Late(Group):
        async def append(self, given: Act) -> Appended:
            name = f"o{next(number)}"
            await act(pool, theirs, order(name, key_result(name)))
            return await super().append(given)

    mine = Memory(Late(pool))
    with pytest.raises(Conflict) as conflict:
        await act(pool, mine, order("mine", key_result("k")))
    assert conflict.value.stream == PLAN
    assert conflict.value.actual == conflict.value.expected + 1
    assert [event.id for event in conflict.value.events] == [f"o{handling.ATTEMPTS - 1}.1"]
    assert len(await read.page(pool, "acme")) == 2 + handling.ATTEMPTS


async def test_states_that_are_kept_are_read_on_from(pool: asyncpg.Pool) -> None:
    kept = States(kept=2)
    first = await kept.read(pool, "acme", ["org", "cycle/2026-q1", PLAN])
    assert {stream: each.version for stream, each in first.items()} == {"org": 0, "cycle/2026-q1": 1, PLAN: 1}
    await act(pool, Memory(Group(pool)), order("r", key_result("k")))
    fresh = await States().read(pool, "acme", [PLAN])
    assert (await kept.read(pool, "acme", [PLAN]))[PLAN] == fresh[PLAN]
    assert fresh[PLAN].version == 2
    assert (await kept.read(pool, "globex", [PLAN]))[PLAN].version == 0


async def test_states_are_folded_over_several_pages(pool: asyncpg.Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    await act(pool, Memory(Group(pool)), order("r", *(key_result(f"k{n}") for n in range(20))))
    whole = await States().read(pool, "acme", [PLAN, "cycle/2026-q1"])
    monkeypatch.setattr("services.states.PAGE", 3)
    assert await States().read(pool, "acme", [PLAN, "cycle/2026-q1"]) == whole


async def test_streams_take_turns_and_others_do_not_wait() -> None:
    turns, seen = Turns(), list[str]()

    async def one(name: str, *streams: str) -> None:
        async with turns.taken("acme", streams):
            seen.append(f"{name} begins")
            await asyncio.sleep(0)
            seen.append(f"{name} ends")

    await asyncio.gather(one("a", "x", "y"), one("b", "y", "x"), one("c", "z"))
    assert [each for each in seen if each[0] != "c"] in (
        ["a begins", "a ends", "b begins", "b ends"],
        ["b begins", "b ends", "a begins", "a ends"],
    )
    assert seen.index("c begins") < 3
    assert not turns._locks


async def test_who_gives_up_waiting_leaves_no_turn_behind() -> None:
    turns, taken = Turns(), asyncio.Event()

    async def take() -> None:
        async with turns.taken("acme", ("a", "b")):
            taken.set()

    async with turns.taken("acme", ("a",)):
        waiting = asyncio.create_task(take())
        await asyncio.sleep(0)
        waiting.cancel()
        assert isinstance((await asyncio.gather(waiting, return_exceptions=True))[0], asyncio.CancelledError)
    assert not turns._locks
    await take()
    assert taken.is_set()


async def test_what_was_decided_is_what_the_log_keeps(pool: asyncpg.Pool) -> None:
    done = await act(pool, Memory(Group(pool)), order("r", key_result("k"), key_result("l")))
    events = [recall(body) for _, body in done.entries]
    assert [(event.id, event.actor, event.origin, event.correlationid) for event in events] == [
        ("r.1", "ana", "api", "r"),
        ("r.2", "ana", "api", "r"),
    ]


async def test_what_happens_now_comes_after_the_opening_whatever_the_clock_of_this_machine_says(
    pool: asyncpg.Pool,
) -> None:
    behind = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=3)
    assert (await handle(pool, Memory(Group(pool)), order("r", key_result("k")), behind)).position == 3


async def test_a_stream_that_cannot_be_folded_harms_no_act_on_others(
    pool: asyncpg.Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    fold = registry.evolve

    def broken(state: Any, event: Event) -> Any:
        if event.subject == "cycle/2026-q1":
            raise ValueError("for once")
        return fold(state, event)

    monkeypatch.setattr(registry, "evolve", broken)
    states = States()
    found, *told = await asyncio.gather(
        states.read(pool, "acme", [PLAN]),
        *(states.read(pool, "acme", [PLAN, "cycle/2026-q1"]) for _ in range(2)),
        return_exceptions=True,
    )
    assert isinstance(found, dict)
    assert found[PLAN].version == 1
    assert [type(each) for each in told] == [ValueError, ValueError]
    monkeypatch.undo()
    assert (await states.read(pool, "acme", ["cycle/2026-q1"]))["cycle/2026-q1"].version == 1


async def test_acts_at_once_are_read_for_in_one(pool: asyncpg.Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[set[str]] = []
    since = read.since

    async def counted(source: Any, org: str, behind: dict[str, int], limit: int) -> Any:
        asked.append(set(behind))
        return await since(source, org, behind, limit)

    monkeypatch.setattr(read, "since", counted)
    states = States()
    found = await asyncio.gather(*(states.read(pool, "acme", ["org", f"plan/2026-q1/u{n}"]) for n in range(20)))
    assert asked == [{"org", *(f"plan/2026-q1/u{n}" for n in range(20))}]
    assert [set(each) for each in found] == [{"org", f"plan/2026-q1/u{n}"} for n in range(20)]


async def test_a_request_that_comes_again_is_answered_as_at_first_whatever_was_done_since(pool: asyncpg.Pool) -> None:
    memory = Memory(Group(pool))
    reset = order("r", key_result("k"), expected={PLAN: 1})
    plain = order("s", ("check_in.record", "check-ins/2026-q1/growth/k", {"value": 1}))
    first = [await act(pool, memory, each) for each in (reset, plain)]
    await act(pool, memory, order("gone", ("commitment.drop", PLAN, {"item": "k", "reason": "it is over"})))
    for others in (memory, Memory(Group(pool))):
        again = [await act(pool, others, each) for each in (reset, plain)]
        assert [each.entries for each in again] == [each.entries for each in first]
    repeated = order("t", ("check_in.record", "check-ins/2026-q1/growth/l", {"value": 1}))
    await act(pool, memory, order("l", key_result("l")))
    once = await act(pool, memory, repeated)
    assert (await act(pool, memory, repeated)).entries == once.entries
    with pytest.raises(RequestReused):
        await act(pool, memory, order("t", ("check_in.record", "check-ins/2026-q1/growth/l", {"value": 2})))
    assert len(await read.page(pool, "acme")) == 7
