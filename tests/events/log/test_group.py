"""Acts that are written together: one flush for many, and for each its own answer."""

from __future__ import annotations

import asyncio
import datetime as dt
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deploy.servers import Servers
from events.catalogue import recall
from events.log import errors, group, read
from events.log.append import Act, Appended, append
from events.log.group import Group
from tests.events.log.acts import DAY, ORG, STREAM, act, check_in, request
from tests.events.log.conftest import WRITERS
from tests.events.log.test_properties import acts, held_together, of
from tests.tampering import unprotected

SOON = 10


def stream(number: int) -> str:
    return f"check-ins/2026-q1/growth/kr{number}"


class Counting:
    """A pool that keeps what was called, beside calling it."""

    def __init__(self, source: Any) -> None:
        self.source, self.calls = source, list[tuple[str, int]]()

    @asynccontextmanager
    async def acquire(self) -> AsyncIterator[Any]:
        yield self

    async def fetch(self, query: str, *args: Any) -> list[Any]:
        name = query.split("log.")[1].split("(")[0]
        self.calls.append((name, len(args[-1]) if name == "flush" else 1))
        return list(await self.source.fetch(query, *args))


async def written(source: Any, *acts_: Act) -> list[Appended | BaseException]:
    """What became of acts that arrive at the same moment."""
    together = Group(source)
    return await asyncio.gather(*(together.append(each) for each in acts_), return_exceptions=True)


@asynccontextmanager
async def locked(owner: Any, org: str) -> AsyncIterator[None]:
    """Whoever appends for the organisation waits until the block is left."""
    async with owner.transaction():
        await owner.execute("select from log.head where org = $1 for update", org)
        yield


async def waits(owner: Any) -> int:
    """The backend that waits for a lock, once there is one."""
    query = "select pid from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
    async with asyncio.timeout(SOON):
        while (pid := await owner.fetchval(query)) is None:  # noqa: ASYNC110 - it happens in Postgres
            await asyncio.sleep(0.005)
    return int(pid)


async def test_acts_that_arrive_together_are_written_by_one_statement(pool: Any) -> None:
    source = Counting(pool)
    await written(source, *(act(check_in(org=org), org=org) for org in ("acme", "globex")))
    assert source.calls.pop(0) == ("flush", 2)  # an organisation's very first act makes its head, by itself
    source.calls.clear()
    both = [act(check_in(stream(n), org=org), org=org) for n in range(10, 40) for org in ("acme", "globex")]
    answers = await written(source, *both)
    assert source.calls == [("flush", 60)]
    assert [(each.position, each.events[0].version) for each in answers[0::2]] == [(2 + n, 1) for n in range(30)]  # type: ignore[union-attr]
    assert len({each.events[0].recorded_at for each in answers[0::2]}) == 1  # type: ignore[union-attr]


async def test_an_answer_says_where_the_events_of_its_act_stand(pool: Any) -> None:
    await append(pool, act(check_in(stream(1)), check_in(stream(2))))
    asked = [
        act(check_in(stream(1)), check_in(stream(3)), check_in(stream(1)), expected={stream(1): 1, stream(3): 0}),
        request("r", stream(2), stream(4)),
        act(check_in(stream(5), org="globex"), org="globex"),
        act(check_in(stream(6)), expected={stream(7): 0}),
    ]
    for asked_for, answer in zip(asked, await written(pool, *asked), strict=True):
        assert isinstance(answer, Appended) and not answer.repeated
        assert [placed.id for placed in answer.events] == [event.id for event in asked_for.events]
        for placed, event in zip(answer.events, asked_for.events, strict=True):
            found = await read.by_id(pool, asked_for.org, placed.id)
            assert found is not None
            kept = recall(found[1])
            assert (placed.position, placed.version, placed.recorded_at) == (
                found[0],
                kept.streamversion,
                kept.recordedat,
            )
            assert (kept.notedat, kept.data) == (kept.recordedat, event.data)
    digest = await read.answer(pool, ORG, "r")
    assert digest is not None and digest.sha256 == request("r").request_sha256 and len(digest.entries) == 2


async def test_what_is_refused_does_not_hold_up_the_others(pool: Any) -> None:
    await append(pool, act(check_in(stream(0), id="taken")))
    await append(pool, request("known", stream(0)))
    ahead = dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)
    fine = [act(check_in(stream(n))) for n in range(20, 40)]
    odd = [
        act(check_in(stream(1)), expected={stream(0): 1}),
        act(check_in(stream(2), id="taken")),
        act(check_in(stream(3), time=ahead)),
        act(check_in(stream(4), id="twice"), check_in(stream(4), id="twice")),
        act(check_in(stream(5), note="x" * 70_000)),
        act(check_in(stream(6), note="\ud800")),
        request("known", stream(0), body=b"another"),
        act(),
    ]
    refusals = [errors.Moved, errors.IdTaken, errors.Ahead, errors.IdTwice, errors.TooLarge]
    wrong = [*refusals, UnicodeEncodeError, errors.RequestReused, errors.NoAct]
    again, early = request("known", stream(0)), act(check_in(stream(8), notedat=DAY))
    answers = await written(pool, *fine[:10], *odd, again, early, *fine[10:])
    assert [type(answer) for answer in answers[10:18]] == wrong
    repeated = answers[18]
    assert isinstance(repeated, Appended) and repeated.repeated and repeated.position == 2
    assert all(isinstance(answer, Appended) for answer in [*answers[:10], *answers[18:]])
    assert len(await read.page(pool, ORG)) == 2 + 20 + 1


async def test_only_what_is_refused_is_appended_by_itself(pool: Any) -> None:
    await append(pool, act(check_in(stream(0))))
    source, ahead = Counting(pool), dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)
    moved, early = act(check_in(stream(1)), expected={stream(0): 7}), act(check_in(stream(2), time=ahead))
    long, new = act(check_in(stream(3), note="x" * 70_000)), act(check_in(org="new"), org="new")
    await written(source, *(act(check_in(stream(n))) for n in range(20, 40)), moved, early, long, new)
    assert [name for name, _ in source.calls].count("append") == 4
    assert source.calls[-1] == ("flush", 20)


async def test_acts_on_one_stream_are_of_different_flushes(pool: Any) -> None:
    source = Counting(pool)
    await append(pool, act(check_in()))
    answers = await written(source, *(act(check_in()) for _ in range(5)), act(check_in(stream(9))))
    assert source.calls == [("flush", 2), *[("flush", 1)] * 4]
    assert sorted(each.events[0].version for each in answers[:5]) == [2, 3, 4, 5, 6]  # type: ignore[union-attr]


async def test_who_only_expects_a_stream_is_not_beside_one_who_writes_it(pool: Any) -> None:
    await append(pool, act(check_in(stream(0)), check_in(stream(1))))
    crossed = [
        act(check_in(stream(0)), expected={stream(0): 1, stream(1): 1}),
        act(check_in(stream(1)), expected={stream(0): 1, stream(1): 1}),
    ]
    first, second = await written(pool, *crossed)
    assert isinstance(first, Appended) and isinstance(second, errors.Moved)


async def test_who_comes_when_a_flush_has_just_ended_is_not_forgotten(pool: Any) -> None:
    left = asyncio.get_running_loop().create_future()

    class Leaving(Counting):
        @asynccontextmanager
        async def acquire(self) -> AsyncIterator[Any]:
            yield self
            if not left.done():
                left.set_result(None)  # whoever waits for it goes on before anybody is told that the flush's task ended

    together = Group(Leaving(pool))  # type: ignore[arg-type]

    async def next_one() -> Appended:
        await left
        return await together.append(act(check_in(stream(2))))

    await append(pool, act(check_in()))
    async with asyncio.timeout(SOON):
        first, second = await asyncio.gather(together.append(act(check_in(stream(3)))), next_one())
    assert (first.position, second.position) == (2, 3)


async def test_many_who_wait_are_of_two_flushes_in_flight(pool: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(group, "ACTS", 4)
    monkeypatch.setattr(group, "MANY", 4)
    await append(pool, act(check_in()))
    acts_ = [act(check_in(stream(n % 40), note=str(n))) for n in range(200)]
    async with asyncio.timeout(SOON):
        answers = await written(pool, *acts_)
    assert sorted(each.position for each in answers) == list(range(2, 202))  # type: ignore[union-attr]
    held_together([recall(body) for _, body in await read.page(pool, ORG)])


async def test_a_flush_has_a_measure(pool: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(group, "EVENTS", 4)
    source = Counting(pool)
    await append(pool, act(check_in()))
    triple = [act(*(check_in(stream(3 * n + k)) for k in range(3))) for n in range(2)]
    large = act(*(check_in(stream(20 + k)) for k in range(9)))
    await written(source, *triple, act(check_in(stream(50))), large)
    assert [size for _, size in source.calls] == [3, 4, 9]


async def test_of_one_request_sent_many_times_at_once_all_get_one_answer(pool: Any) -> None:
    await append(pool, act(check_in()))
    answers = await written(pool, *(request("r", stream(1)) for _ in range(WRITERS)))
    assert {each.events for each in answers} == {answers[0].events}  # type: ignore[union-attr]
    assert sum(not each.repeated for each in answers) == 1  # type: ignore[union-attr]
    assert len(await read.page(pool, ORG)) == 2


async def test_one_whose_clock_was_ahead_does_not_push_the_others_forward(pool: Any, owner: Any) -> None:
    await written(pool, act(check_in()), act(check_in(org="globex"), org="globex"))
    forward = "update log.head set position = 2, recorded_at = recorded_at + interval '1 hour' where org = 'globex'"
    async with unprotected(owner):
        ahead = await owner.fetchval(f"{forward} returning recorded_at")
    source = Counting(pool)
    mine, theirs = await written(source, act(check_in()), act(check_in(org="globex"), org="globex"))
    assert source.calls == [("flush", 2)]
    assert isinstance(mine, Appended) and isinstance(theirs, Appended)
    assert theirs.events[0].recorded_at == ahead
    assert mine.events[0].recorded_at < ahead - dt.timedelta(minutes=59)


async def test_who_goes_away_takes_nobody_along(pool: Any, owner: Any) -> None:
    await append(pool, act(check_in()))
    together = Group(pool)
    async with locked(owner, ORG):
        first = asyncio.create_task(together.append(act(check_in(stream(1)))))
        await waits(owner)
        gone, stays = (asyncio.create_task(together.append(act(check_in(stream(n))))) for n in (2, 3))
        await asyncio.sleep(0)
        gone.cancel()
        await asyncio.wait([gone])
    assert (await first).position == 2
    assert (await stays).position == 3, "what nobody waited for any more was not written"


async def test_where_the_connection_breaks_everyone_is_told_and_the_next_act_is_written(pool: Any, owner: Any) -> None:
    await append(pool, act(check_in()))
    together = Group(pool)
    async with locked(owner, ORG):
        several = [asyncio.create_task(together.append(act(check_in(stream(n))))) for n in range(1, 5)]
        await owner.execute("select pg_terminate_backend($1)", await waits(owner))
        ended = await asyncio.gather(*several, return_exceptions=True)
    assert all(isinstance(end, group.UNSURE) for end in ended)
    assert (await together.append(act(check_in(stream(9))))).position == 2


async def test_a_flush_that_fails_as_a_whole_is_written_act_by_act(pool: Any, owner: Any) -> None:
    await append(pool, act(check_in()))
    async with unprotected(owner):
        await owner.execute(
            "create function public.fails() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$;"
            "create trigger fails before insert on log.event for each row when (new.id = 'bad')"
            " execute function public.fails()"
        )
    answers = await written(pool, *(act(check_in(stream(n))) for n in range(5)), act(check_in(stream(9), id="bad")))
    assert [isinstance(each, Appended) for each in answers] == [True] * 5 + [False]
    assert isinstance(answers[-1], asyncpg.RaiseError)
    assert len(await read.page(pool, ORG)) == 6


@given(st.lists(acts, max_size=16), st.integers(1, 3))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_any_acts_at_once_through_several_processes_leave_a_log_in_order(
    database: Servers, drawn: list[Any], processes: int
) -> None:
    org, kept = f"o{uuid.uuid4().hex}", dict[int, Act]()
    async with asyncpg.create_pool(database.app_url, min_size=0, max_size=6) as pool:
        groups = [Group(pool) for _ in range(processes)]
        asked = [of(org, each) for each in drawn]
        calls = (groups[n % processes].append(each) for n, each in enumerate(asked))
        for each, answer in zip(asked, await asyncio.gather(*calls, return_exceptions=True), strict=True):
            if isinstance(answer, Appended) and not answer.repeated:
                kept |= dict.fromkeys((placed.position for placed in answer.events), each)
            else:
                assert isinstance(answer, Appended | errors.Refused)
        entries = await read.page(pool, org)
    assert [position for position, _ in entries] == sorted(kept) == list(range(1, len(kept) + 1))
    for position, body in entries:
        assert recall(body).id in {event.id for event in kept[position].events}
    held_together([recall(body) for _, body in entries])


async def test_two_processes_that_race_on_the_same_streams_leave_one_order(pool: Any) -> None:
    groups = [Group(pool), Group(pool)]

    async def wins(writer: int) -> list[tuple[int, str]]:
        won: list[tuple[int, str]] = []
        for turn in range(20):
            event = check_in(stream(turn % 3))
            version = len(await read.stream(pool, ORG, event.subject))
            try:
                appended = await groups[writer % 2].append(act(event, expected={event.subject: version}))
            except errors.Moved:
                continue
            won += [(placed.position, placed.id) for placed in appended.events]
        return won

    won = await asyncio.gather(*(wins(writer) for writer in range(WRITERS)))
    stored = await read.page(pool, ORG, limit=10_000)
    assert [(position, recall(body).id) for position, body in stored] == sorted(each for one in won for each in one)
    assert [position for position, _ in stored] == list(range(1, len(stored) + 1))
    held_together([recall(body) for _, body in stored])


async def test_the_same_answer_is_given_together_and_alone(pool: Any) -> None:
    async with asyncio.timeout(SOON):
        alone = await append(pool, act(check_in(STREAM, org="alone"), check_in(stream(2), org="alone"), org="alone"))
        await append(pool, act(check_in(stream(9), org="together"), org="together"))
        events = check_in(STREAM, org="together"), check_in(stream(2), org="together")
        [together] = await written(pool, act(*events, org="together"))
    assert isinstance(together, Appended)
    assert [(e.position - 1, e.version) for e in together.events] == [(e.position, e.version) for e in alone.events]
