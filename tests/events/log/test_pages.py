"""Pages by position, stream, type and time: what is on them, and that each is found by an index."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from events.catalogue import Event, encode, tail
from events.log import read
from events.log.append import append
from tests.events.drawn import events
from tests.events.log.acts import DAY, ORG, act, check_in, missed
from tests.events.log.plans import plan
from tests.events.log.test_read import positions
from tests.tampering import unprotected

TICK = dt.timedelta(microseconds=1)
ORGS = ("acme", "globex", "initech")
FILL = """
insert into log.event (org, position, stream, version, id, noted_at, recorded_at, request_sha256, type, body)
select o, n, 'plan/2026-q1/u' || n % 100, n / 100 + 1, 'e' || n, now(), now() + n * interval '1 ms', null,
  't' || n % 7 || '.happened',
  convert_to('{"position":' || n || ',"id":"e' || n || '","type":"t' || n % 7 || '.happened","data":{}}', 'UTF8')
from unnest($1::text[]) as o, generate_series(1, 5000) as n
"""

PLANS = [
    ("page", "event_pkey", '("position" >', {"of_org": ORG, "after": 10, "at_most": 5}),
    (
        "stream",
        "event_org_stream_version_key",
        "(version >",
        {"of_org": ORG, "of_stream": "plan/2026-q1/u1", "after": 0, "at_most": 5},
    ),
    (
        "page_of_type",
        "event_org_type_position_idx",
        "type =",
        {"of_org": ORG, "of_type": "t1.happened", "after": 0, "up_to": 4000, "at_most": 5},
    ),
    ("position_at", "event_pkey", '("position" =', {"of_org": ORG, "middle": 1000, "before": DAY}),
]


async def test_a_page_of_a_type_holds_it_alone_in_order_between_two_positions(app: Any) -> None:
    await append(app, act(check_in(), missed(), check_in(), missed(), missed()))
    await append(app, act(missed(org="globex"), org="globex"))
    for type_, expected in (("check_in.missed", [2, 4, 5]), ("check_in.recorded", [1, 3]), ("cycle.opened", [])):
        assert positions(await read.page_of_type(app, ORG, type_)) == expected
    assert positions(await read.page_of_type(app, ORG, "check_in.missed", after=2, limit=1)) == [4]
    assert positions(await read.page_of_type(app, ORG, "check_in.missed", up_to=4)) == [2, 4]


@given(events(), st.sampled_from(['"type":"baseline.locked",', '\\"type\\":\\"', "\\", "\N{SEEDLING}" * 20]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
async def test_the_type_is_found_in_the_bytes_of_any_event_whatever_its_texts_pretend(
    owner: Any, event: Event, text: str
) -> None:
    # Such an id and source no client may send; the function does not have to rely on that.
    for body in (encode(event), encode(replace(event, id=text, source=text))):
        assert await owner.fetchval("select log.type_of($1)", body) == event.type
        assert await owner.fetchval("select log.type_of($1)", b"{" + tail(event)) == event.type


async def test_whoever_keeps_a_moment_finds_what_was_recorded_since_then(app: Any) -> None:
    assert await read.position_at(app, ORG, DAY) == 0
    acts = [await append(app, act(*(check_in() for _ in range(n % 4 + 1)))) for n in range(9)]
    await append(app, act(check_in(org="globex"), org="globex"))
    before = 0
    for appended in acts:
        at = appended.events[0].recorded_at
        assert await read.position_at(app, ORG, at) == before
        assert await read.position_at(app, ORG, at + TICK) == appended.position
        before = appended.position
    assert await read.position_at(app, ORG, DAY.replace(year=1999)) == 0
    assert await read.position_at(app, ORG, DAY.replace(year=2999)) == before
    assert await read.position_at(app, "initech", DAY.replace(year=2999)) == 0


@pytest.mark.parametrize("analysed", [False, True])
@pytest.mark.parametrize(("function", "index", "condition", "given"), PLANS, ids=[each[0] for each in PLANS])
async def test_each_page_is_found_by_its_index(
    function: str, index: str, condition: str, given: dict[str, Any], analysed: bool, owner: Any
) -> None:
    async with unprotected(owner):
        await owner.execute(FILL, list(ORGS))
    if analysed:
        await owner.execute("analyze log.event")
    told = await plan(owner, function, **given)
    assert f"using {index}" in told, told
    assert "Sort" not in told and "Seq Scan" not in told and "Bitmap" not in told, told
    conditions = told[told.index("Index Cond") :].partition("\n")[0]
    assert "org =" in conditions and condition in conditions, told


async def test_the_whole_log_is_read_once_while_it_grows(pool: Any) -> None:
    await append(pool, act(*(check_in() for _ in range(7))))
    seen: list[int] = []
    async for page in read.whole(pool, ORG, after=1, limit=2):
        seen += positions(page)
        if seen[-1] < 12:
            await append(pool, act(check_in()))
    assert seen == list(range(2, seen[-1] + 1)) and seen[-1] >= 8


async def test_a_reader_of_the_whole_log_may_stop(pool: Any) -> None:
    await append(pool, act(*(check_in() for _ in range(7))))
    async for page in read.whole(pool, ORG, limit=2):
        assert positions(page) == [1, 2]
        break
    assert positions(await read.page(pool, ORG, limit=1)) == [1]
