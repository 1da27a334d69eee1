"""Plans judged from the log, each by itself: the same, byte for byte, as all of them judged over all events."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import random
from typing import Any

import asyncpg
import msgspec
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as for_all
from hypothesis import strategies as st
from msgspec.structs import replace

from deploy import event_files
from deploy.servers import Servers
from events.catalogue import Event, recall
from events.log import read
from events.log.append import Act, append
from events.terms import encode_term
from projections import history
from projections.books.judgement import judge_cycle
from projections.books.timeline import seen
from projections.judging import Memory
from projections.judging import judged as judged_alone
from projections.tables.governance_keep import Judged
from tests.projections import words
from tests.projections.books.test_cases import CASES
from tests.projections.planners import plausible
from tests.projections.story import a_locked_plan, on
from tests.workers.recorded import recorded

ORG = "acme"
DAY = dt.timedelta(days=1)
NINE = dt.datetime(2026, 2, 3, 9, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
NUMBERS = itertools.count()
ENCODER = msgspec.json.Encoder(enc_hook=encode_term, decimal_format="number")


async def logged(pool: asyncpg.Pool, org: str) -> list[Event]:
    """All events of the log."""
    return [recall(body) async for page in read.whole(pool, org) for _, body in page]


async def by_themselves(
    pool: asyncpg.Pool, org: str, now: dt.datetime, memory: Memory | None = None, seed: int = 0
) -> dict[str, Judged]:
    """Every plan of the log, judged from it in any order."""
    names = sorted({event.subject for event in await logged(pool, org) if event.subject.startswith("plan/")})
    random.Random(seed).shuffle(names)
    head = await read.head(pool, org)
    assert head is not None
    around = await (memory or Memory()).around(pool, org, head, now)
    return {one.subject: one async for one in judged_alone(pool, around, names)}


def together(events: list[Event], now: dt.datetime) -> dict[str, bytes]:
    """Every plan of the events, judged over all of them."""
    timeline = seen(events, now, now)
    return {each.plan: encoded(each) for cycle in timeline.cycles() for each in judge_cycle(timeline, cycle)}


def encoded(judgement: Any) -> bytes:
    return ENCODER.encode(judgement)


def outcomes(found: dict[str, Judged]) -> dict[str, bytes]:
    """The judgements as bytes; whoever could not be judged says why."""
    for one in found.values():
        if one.error is not None:
            raise one.error
    return {plan: encoded(one.judgement) for plan, one in found.items()}


@pytest.mark.skipif(not CASES, reason="the worked timelines are not beside the project")
async def test_the_worked_timelines_are_judged_as_over_all_events(database: Servers) -> None:
    async with asyncpg.create_pool(database.worker_url, min_size=0) as pool:
        for file in CASES:
            org = file.parent.name
            first = {event.id: event for event in reversed(event_files.events(str(file.parent / "events.jsonl")))}
            told = [replace(event, source=f"/orgs/{org}") for event in first.values()]
            await recorded(database, org, told)
            events, last = await logged(pool, org), max(event.noted for event in told)
            memory, as_of = Memory(), json.loads(file.read_text(encoding="utf-8"))["as_of"]
            for now in sorted(
                {last, max(last, dt.datetime.fromisoformat(as_of[:10] + "T23:59:59Z")), last + 100 * DAY}
            ):
                found = await by_themselves(pool, org, now, memory)
                assert without_until(found) == {
                    plan: {**msgspec.json.decode(body), "until": None} for plan, body in together(events, now).items()
                }, (org, now)


def without_until(found: dict[str, Judged]) -> dict[str, Any]:
    # What is to take effect later is known to the one who judges from the log, and ends his judgement sooner.
    return {plan: {**msgspec.json.decode(body), "until": None} for plan, body in outcomes(found).items()}


@st.composite
def organisations(draw: st.DrawFn) -> list[Event]:
    """Three plans in two cycles, whose links name each other's events; with roles, policies and decisions cited."""
    plans = [("2026-q1", "growth"), ("2026-q1", "sales"), ("2026-q2", "growth")]
    told: dict[str, Event] = {}
    for cycle, unit in plans:
        lots = draw(st.randoms(use_true_random=False))
        for event in draw(plausible):
            told.setdefault(*_of_plan(event, cycle, unit, plans, lots))
    for number in range(draw(st.integers(0, 6))):
        day = str(dt.date(2026, 1, 2) + draw(st.integers(0, 70)) * DAY)
        fact = draw(st.sampled_from(AROUND))
        told[f"a{number}"] = on(day, f"a{number}", fact)
    return list(told.values())


AROUND = [
    words.decided("d0"),
    words.decided("d1"),
    words.undecided("d0"),
    words.policy(grace_wd=3),
    words.policy(minimum_shift=2),
    words.granted("dana", "owner", unit="growth"),
    words.granted("sofia", "sponsor", unit="sales"),
    words.revoked("dana", "owner", unit="growth"),
]


def _of_plan(
    event: Event, cycle: str, unit: str, plans: list[tuple[str, str]], lots: random.Random
) -> tuple[str, Event]:
    """The event as one of that plan, whose links now and then name another plan's event."""

    def mine(id_: str) -> str:
        of = lots.choice(plans) if lots.random() < 0.4 else (cycle, unit)
        return f"{of[0]}-{of[1]}-{id_}"

    id_ = f"{cycle}-{unit}-{event.id}" if event.type != "cycle.opened" else f"{cycle}-{event.id}"
    named = {name: mine(getattr(event.data, name)) for name in ("shift", "credit") if hasattr(event.data, name)}
    subject = event.subject.replace("2026-q1/growth", f"{cycle}/{unit}").replace("cycle/2026-q1", f"cycle/{cycle}")
    decision = lots.choice([None, None, "d0", "d1"])
    return id_, replace(event, id=id_, subject=subject, decision=decision, data=replace(event.data, **named))


@for_all(events=organisations(), seed=st.integers(0, 2**32))
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
async def test_random_organisations_are_judged_as_over_all_events_while_their_log_grows(
    events: list[Event], seed: int, database: Servers
) -> None:
    org, lots, memory = f"o{next(NUMBERS)}", random.Random(seed), Memory()
    noted = [replace(event, source=f"/orgs/{org}", notedat=event.notedat or event.time) for event in events]
    waiting = sorted(noted, key=lambda event: event.noted)
    async with asyncpg.create_pool(database.worker_url, min_size=0, max_size=4) as pool:
        while waiting:
            size = lots.randint(1, 40)
            await append(pool, Act(org=org, events=tuple(waiting[:size])))
            waiting, now = waiting[size:], dt.datetime.now(dt.UTC)
            found = await by_themselves(pool, org, now, memory, lots.randint(0, 99))
            assert outcomes(found) == together(await logged(pool, org), now)


ELSEWHERE = [
    on("01-05", "mc", words.elsewhere("sales", words.declared(20))),
    on("01-06", "ma", words.elsewhere("sales", words.objective("aim"))),
    on("01-07", "m1", words.elsewhere("sales", words.key_result("m1", 3))),
    on("01-12", "ml", words.elsewhere("sales", words.locked())),
]
SHIFT = on("02-02", "S1", words.key_result("n1", 3))
SALES, GROWTH = "plan/2026-q1/sales", "plan/2026-q1/growth"


async def test_what_gives_something_up_elsewhere_in_some_minutes_ends_the_judgement_then(database: Servers) -> None:
    ahead = on("02-03 09:04", "M", words.elsewhere("sales", words.dropped("m1")), noted="02-03 09:00")
    link = on("02-03 09:01", "T", words.traded("S1", "M"))
    await recorded(database, ORG, [*a_locked_plan(k1=4), *ELSEWHERE, SHIFT, ahead, link])
    async with asyncpg.create_pool(database.worker_url, min_size=0) as pool:
        judgement = (await by_themselves(pool, ORG, NINE + 2 * MINUTE))[GROWTH].judgement
        assert judgement is not None
        assert judgement.until == NINE + 4 * MINUTE
        again = (await by_themselves(pool, ORG, NINE + 4 * MINUTE))[GROWTH].judgement
        assert again is not None
        assert [each.finding for each in again.findings if each.id == "T"] == ["pool_mismatch"]


async def test_an_event_that_nobody_can_read_holds_back_only_who_needs_it(
    database: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreadable(body: bytes) -> Event:
        event = recall(body)
        if event.id == "m1":
            raise ValueError("of a later version")
        return event

    link = on("02-03", "T", words.traded("S1", "ml"))
    other = [replace(event, id=f"p{event.id}", subject="plan/2026-q1/people") for event in ELSEWHERE]
    await recorded(database, ORG, [*a_locked_plan(k1=4), *ELSEWHERE, *other, SHIFT, link])
    monkeypatch.setattr(history, "recall", unreadable)
    async with asyncpg.create_pool(database.worker_url, min_size=0) as pool:
        found = await by_themselves(pool, ORG, NINE)
        failed = {plan: str(one.error) for plan, one in found.items() if one.error}
        assert failed == dict.fromkeys([SALES, GROWTH], "of a later version")
        assert found["plan/2026-q1/people"].judgement is not None


async def test_a_database_that_fails_is_no_fault_of_a_plan(database: Servers, monkeypatch: pytest.MonkeyPatch) -> None:
    async def failing(*given: Any) -> list[Event]:
        raise asyncpg.UndefinedFunctionError("log.stream is not there")

    await recorded(database, ORG, a_locked_plan(k1=4))
    async with asyncpg.create_pool(database.worker_url, min_size=0) as pool:
        monkeypatch.setattr(history, "of_plan_alone", failing)
        with pytest.raises(asyncpg.UndefinedFunctionError):
            await by_themselves(pool, ORG, NINE)
