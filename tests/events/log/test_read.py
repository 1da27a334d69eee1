"""What is read, in which order, and up to where."""

from __future__ import annotations

import json
from typing import Any

from events.catalogue import recall
from events.log import read
from events.log.append import append
from events.log.read import Entry
from tests.events.log.acts import ORG, act, check_in

PLAN = "check-ins/2026-q1/growth"


def positions(entries: list[Entry]) -> list[int]:
    return [position for position, _ in entries]


async def filled(app: Any, *streams: str) -> None:
    for stream in streams:
        await append(app, act(check_in(stream)))


async def test_a_page_holds_what_is_behind_a_position_in_order_and_no_more_than_asked(app: Any) -> None:
    await filled(app, *"abcab")
    assert positions(await read.page(app, ORG)) == [1, 2, 3, 4, 5]
    assert positions(await read.page(app, ORG, after=2, limit=2)) == [3, 4]
    assert await read.page(app, ORG, after=5) == []
    assert await read.page(app, "globex") == []


async def test_a_stream_is_read_behind_a_version(app: Any) -> None:
    await filled(app, "a", "b", "a", "ab", "a")
    assert positions(await read.stream(app, ORG, "a")) == [1, 3, 5]
    assert positions(await read.stream(app, ORG, "a", after_version=1, limit=1)) == [3]


async def test_all_streams_under_a_prefix_are_read_page_by_page(app: Any) -> None:
    await filled(app, f"{PLAN}/kr2", f"{PLAN}/kr1", f"{PLAN}-2/kr1", f"{PLAN}/kr2", "check-ins/2026-q1/growt/kr1", PLAN)
    for limit in (1, 2, 3, 1000):
        pages = [page async for page in read.under(app, ORG, f"{PLAN}/", limit=limit)]
        assert [position for page in pages for position in positions(page)] == [2, 1, 4]
        assert all(len(page) <= limit for page in pages)


async def test_what_is_appended_between_two_pages_is_not_among_them(app: Any) -> None:
    await filled(app, f"{PLAN}/kr1", f"{PLAN}/kr2")
    seen: list[int] = []
    async for page in read.under(app, ORG, f"{PLAN}/", limit=1):
        seen += positions(page)
        assert len(seen) < 5
        await filled(app, f"{PLAN}/kr3")
    assert seen == [1, 2]
    assert [positions(page) async for page in read.under(app, ORG, f"{PLAN}/", up_to=1)] == [[1]]


async def test_a_cycle_is_its_stream_its_plans_and_check_ins_and_the_decisions(app: Any) -> None:
    mine = ["plan/2026-q1/growth", "cycle/2026-q1", "decision/d1", f"{PLAN}/kr1", "plan/2026-q1/sales"]
    others = ["cycle/2026-q10", "plan/2026-q2/growth", "check-ins/2026-q10/growth/kr1", "org", "support/s1"]
    await filled(app, *mine, *others)
    pages = [page async for page in read.cycle(app, ORG, "2026-q1", limit=1)]
    found = [recall(body).subject for page in pages for _, body in page]
    assert found == ["cycle/2026-q1", "plan/2026-q1/growth", "plan/2026-q1/sales", f"{PLAN}/kr1", "decision/d1"]


async def test_an_event_is_found_by_its_id(app: Any) -> None:
    await append(app, act(check_in(id="a"), check_in(id="b")))
    found = await read.by_id(app, ORG, "b")
    assert found is not None and found[0] == 2 and recall(found[1]).id == "b"
    assert await read.by_id(app, ORG, "c") is None
    assert await read.by_id(app, "globex", "b") is None


async def test_those_ids_that_are_known_come_with_their_events(app: Any) -> None:
    events = (check_in(id="a"), check_in(id="b"))
    await append(app, act(*events))
    found = await read.known(app, ORG, ["b", "x", "a"])
    assert {id_: position for id_, (position, _) in found.items()} == {"a": 1, "b": 2}


async def test_a_head_says_how_far_the_log_goes(app: Any) -> None:
    assert await read.head(app, ORG) is None
    placed = await append(app, act(check_in(), check_in()))
    assert await read.head(app, ORG) == read.Head(ORG, 2, placed.events[-1].recorded_at)


async def test_a_prefix_is_searched_in_the_unique_index(app: Any, owner: Any) -> None:
    await owner.execute("set enable_seqscan = off")
    lines = await owner.fetch(
        "explain select body from log.event where org = 'acme' and stream >= 'plan/' and stream < 'plan0' "
        "and (stream, version) > ('', 0) order by stream, version limit 10"
    )
    plan = "\n".join(line[0] for line in lines)
    assert "Index Scan using event_org_stream_version_key" in plan and "Sort" not in plan
    assert "stream >= 'plan/'" in plan[plan.index("Index Cond") :]


class Blocks:
    """A connection that counts the blocks which its queries touch."""

    def __init__(self, connection: Any) -> None:
        self.connection, self.touched = connection, 0

    async def fetch(self, query: str, *args: Any) -> list[Any]:
        [(told,)] = await self.connection.fetch(f"explain (analyze, buffers, format json) {query}", *args)
        [explained] = json.loads(told)
        self.touched += explained["Plan"]["Shared Hit Blocks"] + explained["Plan"]["Shared Read Blocks"]
        rows: list[Any] = await self.connection.fetch(query, *args)
        return rows


async def test_a_prefix_takes_no_more_blocks_where_much_else_was_recorded(app: Any) -> None:
    await filled(app, f"{PLAN}/kr1", f"{PLAN}/kr2")

    async def touched() -> int:
        counting = Blocks(app)
        assert [positions(page) async for page in read.under(counting, ORG, f"{PLAN}/", up_to=2)] == [[1, 2]]
        return counting.touched

    await touched()  # the first question of a session reads the catalogue too
    short = await touched()
    for year in range(2000, 2010):
        await append(app, act(*(check_in(f"check-ins/{year}/growth/kr{n}") for n in range(500))))
    await touched()
    assert await touched() < short + 10
