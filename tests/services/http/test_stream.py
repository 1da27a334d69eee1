"""The feed as server-sent events, from a real server: whoever listens misses nothing, and nobody harms another."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import json
import random
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import asyncpg
import httpx
import msgspec
import pytest
import pytest_asyncio
from msgspec.structs import replace

from deploy import impatient
from deploy import serving as server
from deploy.impatient import Impatient
from deploy.servers import Servers
from deploy.serving import serving
from deploy.system import System, opened
from events.catalogue import Event
from events.facts.organisation import RoleGranted, RoleRevoked
from events.log import read
from events.log.append import append
from events.terms import When
from services.http import app, feed, held_keys
from services.http import listening as answers
from services.http.feed import Feed
from tests.databases import settings_of
from tests.events.log.acts import ORG, act, check_in, missed
from tests.services.http.ledger import key_of, prepared, revoke
from tests.services.http.sse import Told, deaf, listening

CUT_OFF = "select count(pg_terminate_backend(pid)) from pg_locks where not granted and pid <> pg_backend_pid()"
NO_REDIS = "redis://127.0.0.1:1/0"
SECONDS = 60
WRITERS = 16
ACTS = 12
LONG, WIDE = 300, 40_000  # a log that no socket's buffers hold: 12 MB


class Ledger(msgspec.Struct, frozen=True):
    """A server at an address, its parts, and a key of the organisation."""

    system: System
    address: str
    key: str
    feeds: list[Feed]

    async def write(self, count: int = 1, *, org: str = ORG, note: str = "on its way", each: int = 100) -> int:
        """So many events more; the last position."""
        position = 0
        for start in range(0, count, each):
            events = [check_in(org=org, note=note) for _ in range(min(each, count - start))]
            position = (await append(self.system.app, act(*events, org=org))).position
            await self.system.woken(org)
        return position

    async def log(self, org: str = ORG) -> list[Told]:
        """The whole log, as it is told."""
        entries = [entry async for page in read.whole(self.system.app, org) for entry in page]
        return [Told(str(position), msgspec.json.decode(body)["type"], body) for position, body in entries]


@pytest.fixture
def feeds(monkeypatch: pytest.MonkeyPatch) -> list[Feed]:
    """The feeds of the applications that are made."""
    made: list[Feed] = []

    def making(*given: Any) -> Feed:
        made.append(Feed(*given))
        return made[-1]

    monkeypatch.setattr(app, "Feed", making)
    return made


@pytest.fixture(autouse=True)
def no_heart(monkeypatch: pytest.MonkeyPatch) -> None:
    """No listener wakes up but for a reason; a test that waits for a heartbeat sets its own."""
    monkeypatch.setattr(answers, "HEARTBEAT_SECONDS", 10 * SECONDS)


@pytest_asyncio.fixture
async def ledger(database: Servers, feeds: list[Feed]) -> AsyncIterator[Ledger]:
    await prepared(database)
    key = await key_of(database, ORG)
    async with opened(settings_of(database)) as system, serving(system, port=0) as address:
        yield Ledger(system, address, key, feeds)


async def test_it_tells_of_what_is_there_and_then_of_what_comes(ledger: Ledger) -> None:
    last = await ledger.write(5)
    async with listening(ledger.address, ledger.key) as stream:
        assert (stream.status, stream.headers["content-type"]) == (200, "text/event-stream")
        found = await stream.upto(last)
        assert stream.lines[:2] == [b"retry: 1000", b""]
        last = await ledger.write(3)
        found += await stream.upto(last)
    assert found == await ledger.log()


async def test_it_goes_on_behind_a_position_and_the_header_counts_more(ledger: Ledger) -> None:
    last = await ledger.write(9)
    for query, last_id, first in (("?after=4", "", 5), ("?after=4", "7", 8), ("", "8", 9), ("?after=0", "0", 1)):
        async with listening(ledger.address, ledger.key, query, last_id=last_id) as stream:
            assert [int(told.id) for told in await stream.upto(last)] == list(range(first, 10))


async def test_beside_sixteen_writers_who_connects_again_gets_each_event_once_and_in_order(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "KEPT_BYTES", 20_000)  # so that the log is read for some, and the memory for others

    async def write(writer: int) -> None:
        for turn in range(ACTS):
            stream = f"check-ins/2026-q1/growth/kr{(writer + turn) % 5}"
            events = [(missed if (writer + turn + n) % 3 else check_in)(stream) for n in range(turn % 3 + 1)]
            await append(ledger.system.app, act(*events))
            await ledger.system.woken(ORG)

    total = WRITERS * sum(turn % 3 + 1 for turn in range(ACTS))

    async def listen(seed: int) -> list[Told]:
        chance, found = random.Random(seed), list[Told]()
        while len(found) < total:
            async with listening(ledger.address, ledger.key, last_id=found[-1].id if found else "") as stream:
                found += await stream.upto(min(len(found) + chance.randint(1, 90), total))
        return found

    listeners = [asyncio.create_task(listen(seed)) for seed in range(8)]
    await asyncio.gather(*(write(n) for n in range(WRITERS)))
    log = await ledger.log()
    assert len(log) == total
    for found in await asyncio.gather(*listeners):
        assert found == log


async def test_two_hundred_listen_with_one_reader_and_hold_no_connection(ledger: Ledger) -> None:
    await ledger.write(20)
    async with asyncio.TaskGroup() as group:

        async def listen(n: int) -> list[Told]:
            async with listening(ledger.address, ledger.key, f"?after={n % 20}") as stream:
                return await stream.upto(120)

        tasks = [group.create_task(listen(n)) for n in range(200)]
        await until_listeners(ledger, 200)
        assert len(ledger.feeds[0]._ends) == 1
        there = await ledger.system.worker.fetchval(
            "select count(*) from pg_stat_activity where datname = current_database() and usename = $1", app_of(ledger)
        )
        assert there <= app.MOST_CONNECTIONS + app.WRITING_CONNECTIONS + 10
        for _ in range(10):
            await ledger.write(10)
    log = await ledger.log()
    for n, task in enumerate(tasks):
        assert task.result() == log[n % 20 :]


def app_of(ledger: Ledger) -> str:
    return ledger.system.settings.database_url.split("//")[1].split(":")[0].split("@")[0]


async def test_one_who_never_reads_is_cut_and_harms_nobody(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(impatient, "STALLED_SECONDS", 0.5)
    await ledger.write(LONG, note="x" * WIDE, each=20)
    with deaf(ledger.address, ledger.key) as silent:
        async with listening(ledger.address, ledger.key) as stream:
            found = await stream.upto(LONG)
            await until_listeners(ledger, 1)  # the one is cut, and the other goes on
            found += await stream.upto(await ledger.write(30))
        assert await taken(silent) < LONG * WIDE / 2
    assert found == await ledger.log()


async def taken(silent: socket.socket) -> int:
    """How many bytes are there to its end, which is there: nobody sends any more."""
    silent.setblocking(False)
    size = 0
    with contextlib.suppress(ConnectionResetError):
        while found := await asyncio.get_running_loop().sock_recv(silent, 65536):
            size += len(found)
    return size


async def until_listeners(ledger: Ledger, count: int) -> None:
    """So many listen to the organisation."""
    async with asyncio.timeout(SECONDS):
        while sum(end.listeners for end, _ in ledger.feeds[0]._ends.values()) != count:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_nothing_is_left_of_those_who_went(ledger: Ledger) -> None:
    for _ in range(3):
        async with listening(ledger.address, ledger.key), listening(ledger.address, ledger.key):
            await until_listeners(ledger, 2)
        await until_listeners(ledger, 0)
    assert not ledger.feeds[0]._ends


async def test_a_revoked_key_ends_its_streams_and_no_others(
    ledger: Ledger, database: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert held_keys.CHECK_SECONDS <= 5
    monkeypatch.setattr(held_keys, "CHECK_SECONDS", 0.1)
    other = await key_of(database, ORG)
    async with (
        listening(ledger.address, ledger.key) as first,
        listening(ledger.address, ledger.key) as second,
        listening(ledger.address, other) as third,
    ):
        for stream in (first, second, third):
            assert len(await stream.upto(await ledger.write())) > 0
        await revoke(database, ledger.key)
        for stream in (first, second):
            while await stream.next():
                pass
        last = await ledger.write()
        assert (await third.upto(last))[-1].id == str(last)
    async with listening(ledger.address, ledger.key) as again:
        assert again.status == 401


def granting(fact: RoleGranted | RoleRevoked) -> Event:
    return msgspec.structs.replace(check_in(), type=fact.type_, subject="org", time=None, data=fact)


async def test_a_grant_that_ends_ends_its_stream_by_itself(ledger: Ledger, database: Servers) -> None:
    assert held_keys.CHECK_SECONDS == 5
    until = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=1.5)
    fact = RoleGranted(person="ben", role="consultant", until=When(until.isoformat()))
    await append(ledger.system.app, act(granting(fact)))
    key = await key_of(database, ORG, None, actor="ben")
    async with listening(ledger.address, key) as stream:
        assert stream.status == 200
        while await stream.next():
            pass
        assert until <= dt.datetime.now(dt.UTC) < until + dt.timedelta(seconds=3)  # not at the next look
    async with listening(ledger.address, key) as again:
        assert again.status == 403


async def test_a_role_that_is_revoked_ends_its_stream(
    ledger: Ledger, database: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(held_keys, "CHECK_SECONDS", 0.1)
    granted = RoleGranted(person="ben", role="consultant", cycle="2026-q1")
    await append(ledger.system.app, act(granting(granted)))
    key = await key_of(database, ORG, None, actor="ben")
    async with listening(ledger.address, key) as whole:
        assert whole.status == 403
    async with listening(ledger.address, key, "?subject=check-ins/2026-q1/") as stream:
        last = await ledger.write()
        assert (await stream.upto(last))[-1].id == str(last)
        await append(ledger.system.app, act(granting(RoleRevoked(person="ben", role="consultant"))))
        while await stream.next():
            pass


async def test_a_key_has_so_many_streams_and_no_more(
    ledger: Ledger, database: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(held_keys, "MOST", 2)
    last = await ledger.write()
    async with listening(ledger.address, ledger.key) as one, listening(ledger.address, ledger.key) as two:
        for stream in (one, two):
            await stream.upto(last)
        async with listening(ledger.address, ledger.key) as third:
            assert third.status == 429 and int(third.headers["retry-after"]) > 0
        async with listening(ledger.address, await key_of(database, ORG)) as other:
            assert other.status == 200


async def test_a_key_that_expires_ends_its_stream(
    ledger: Ledger, database: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(held_keys, "CHECK_SECONDS", 0.1)
    key = await key_of(database, ORG, expires=dt.datetime.now(dt.UTC) + dt.timedelta(seconds=1.5))
    async with listening(ledger.address, key) as stream:
        assert stream.status == 200
        assert await stream.next() is None


async def test_a_heart_beats_and_the_position_moves_where_nothing_is_told(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "HEARTBEAT_SECONDS", 0.05)
    async with listening(ledger.address, ledger.key, "?type=check_in.missed") as stream:
        await stream.said(b":")
        last = await ledger.write(7)
        await stream.said(b"id: %d" % last)
        await stream.said(b":")
        position = (await append(ledger.system.app, act(missed()))).position
        assert await stream.next() == (await ledger.log())[position - 1]


async def test_filters_let_through_what_is_asked_for(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "KEPT_BYTES", 2_000)
    one, two = "check-ins/2026-q1/growth/kr1", "check-ins/2026-q1/product/kr2"
    queries = (
        "?type=check_in.missed",
        f"?subject={one}",
        "?subject=check-ins/2026-q1/product/",
        f"?type=check_in.missed&subject={two}",
    )

    async def more() -> None:
        for stream in (one, two):
            await append(ledger.system.app, act(check_in(stream), missed(stream)))
        await ledger.system.woken(ORG)

    async def listen(query: str) -> list[Told]:
        found: list[Told] = []
        async with listening(ledger.address, ledger.key, query) as stream:
            while sum(told.event == "check_in.missed" for told in found) < (40 if query == queries[0] else 20):
                found += await stream.upto(0)
        return found

    for _ in range(10):
        await more()
    listeners = [asyncio.create_task(listen(query)) for query in queries]
    for _ in range(10):
        await more()
    log = await ledger.log()
    found = await asyncio.gather(*listeners)
    subject = {told.id: json.loads(told.data)["subject"] for told in log}
    assert found[0] == [told for told in log if told.event == "check_in.missed"]
    assert found[1] == [told for told in log if subject[told.id] == one]
    assert found[2] == [told for told in log if subject[told.id] == two]
    assert found[3] == [told for told in log if subject[told.id] == two and told.event == "check_in.missed"]


async def test_with_redis_no_clock_is_waited_for(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "POLL_SECONDS", 10 * SECONDS)
    async with listening(ledger.address, ledger.key) as stream:
        for _ in range(3):
            last = await ledger.write()
            assert [told.id for told in await stream.upto(last)] == [str(last)]


async def test_without_redis_the_clock_is_enough(database: Servers) -> None:
    await prepared(database)
    key = await key_of(database, ORG)
    settings = msgspec.structs.replace(settings_of(database), redis_url=NO_REDIS)
    async with asyncio.timeout(SECONDS), opened(settings) as system, serving(system, port=0) as address:
        ledger = Ledger(system, address, key, [])
        async with listening(address, key) as stream:
            for _ in range(3):
                last = await ledger.write()
                assert [told.id for told in await stream.upto(last)] == [str(last)]


async def test_a_database_that_cuts_off_the_reader_ends_no_stream(ledger: Ledger, database: Servers) -> None:
    async with listening(ledger.address, ledger.key) as stream:
        found = await stream.upto(await ledger.write(3))
        connection = await asyncpg.connect(database.migrate_url)
        async with asyncio.timeout(SECONDS), connection.transaction():
            await connection.execute("lock table log.event in access exclusive mode")
            while not await connection.fetchval(CUT_OFF):  # noqa: ASYNC110 - the reader looks by the clock
                await asyncio.sleep(0.01)
        placed = await append(connection, act(check_in()))
        await connection.close()
        found += await stream.upto(placed.position)
    assert found == await ledger.log()


async def test_another_organisation_is_never_heard(ledger: Ledger, database: Servers) -> None:
    other = await key_of(database, "globex")
    async with (
        listening(ledger.address, ledger.key) as acme,
        listening(ledger.address, other, org="globex") as globex,
    ):
        for _ in range(5):
            last, others = await ledger.write(2), await ledger.write(3, org="globex")
        assert await acme.upto(last) == await ledger.log()
        assert await globex.upto(others) == await ledger.log("globex")
    async with listening(ledger.address, other) as refused:
        assert refused.status == 404


async def test_a_server_that_ends_waits_for_no_listener(database: Servers, feeds: list[Feed]) -> None:
    await prepared(database)
    key = await key_of(database, ORG)
    settings = replace(settings_of(database), drain_seconds=10 * SECONDS)
    async with asyncio.timeout(SECONDS), opened(settings) as system, AsyncExitStack() as streams:
        async with serving(system, port=0) as address:
            found = [await streams.enter_async_context(listening(address, key)) for _ in range(3)]
            await until_listeners(Ledger(system, address, key, feeds), 3)
        for stream in found:
            assert await stream.next() is None


async def test_a_server_that_ends_waits_for_nobody_who_takes_nothing(
    database: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(impatient, "STALLED_SECONDS", 10 * SECONDS)
    connections = list[Impatient]()

    class Known(Impatient):
        def __init__(self, *given: Any, **named: Any) -> None:
            super().__init__(*given, **named)
            connections.append(self)

    monkeypatch.setattr(server, "Impatient", Known)
    await prepared(database)
    key = await key_of(database, ORG)
    settings = replace(settings_of(database), drain_seconds=10 * SECONDS)
    async with asyncio.timeout(SECONDS), opened(settings) as system:
        async with serving(system, port=0) as address:
            await Ledger(system, address, key, []).write(LONG, note="x" * WIDE, each=20)
            silent, stalled = deaf(address, key), 0
            while stalled < 20:  # looks in which nothing was taken
                await asyncio.sleep(0.01)
                stalled = stalled + 1 if connections and connections[0].flow.write_paused else 0
        silent.close()


async def test_the_time_for_an_answer_is_that_of_its_beginning(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "ANSWER_SECONDS", 0.5)
    monkeypatch.setattr(answers, "HEARTBEAT_SECONDS", 0.1)
    async with listening(ledger.address, ledger.key) as stream:
        for _ in range(8):
            await stream.said(b":")
        last = await ledger.write()
        assert [told.id for told in await stream.upto(last)] == [str(last)]


async def test_what_cannot_be_asked_is_a_problem(ledger: Ledger) -> None:
    path, key = f"{ledger.address}/v1/orgs/acme/events/stream", {"Authorization": f"Bearer {ledger.key}"}
    async with httpx.AsyncClient() as http:
        for query, headers, status, parameter in (
            ("", {"Last-Event-ID": "x1"}, 400, "Last-Event-ID"),
            ("", {"Last-Event-ID": "-1"}, 400, "Last-Event-ID"),
            ("", {"Last-Event-ID": "9" * 20}, 400, "Last-Event-ID"),
            ("?after=-1", {}, 400, "after"),
            ("?type=nothing.happened", {}, 400, "type"),
            ("?afer=1", {}, 400, "afer"),
        ):
            answer = await http.get(path + query, headers=key | headers)
            assert (answer.status_code, answer.json()["parameter"]) == (status, parameter)
            assert answer.headers["content-type"] == "application/problem+json"
        assert (await http.get(path)).status_code == 401


async def test_head_has_the_headers_and_an_end(ledger: Ledger) -> None:
    await ledger.write(3)
    async with listening(ledger.address, ledger.key, method="HEAD") as stream:
        assert (stream.status, stream.headers["content-type"]) == (200, "text/event-stream")
        assert await stream.reader.read() == b""
    await until_listeners(ledger, 0)
