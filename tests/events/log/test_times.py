"""The order of time: nothing lies ahead, nothing is noted before what precedes it, no clock turns the log round."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from events.log import errors
from events.log.append import append
from tests.events.log.acts import DAY, STREAM, act, check_in
from tests.tampering import unprotected

OTHER = "check-ins/2026-q1/growth/kr2"


async def test_an_event_takes_effect_at_most_five_minutes_from_now(app: Any) -> None:
    now = dt.datetime.now(dt.UTC)
    await append(app, act(check_in(time=now + dt.timedelta(minutes=4))))
    with pytest.raises(errors.Ahead) as refused:
        await append(app, act(check_in(), check_in(id="x", time=now + dt.timedelta(minutes=6))))
    assert (refused.value.id, refused.value.attribute) == ("x", "time")
    assert refused.value.moment == (now + dt.timedelta(minutes=6)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    await append(app, act(check_in(time=None)))


async def test_nothing_was_noted_later_than_now(app: Any) -> None:
    with pytest.raises(errors.Ahead) as refused:
        await append(app, act(check_in(notedat=dt.datetime.now(dt.UTC) + dt.timedelta(minutes=1))))
    assert refused.value.attribute == "notedat"


async def test_within_a_stream_nothing_is_noted_before_what_stands_there(app: Any) -> None:
    await append(app, act(check_in(notedat=DAY), check_in(notedat=DAY)))
    early = DAY - dt.timedelta(seconds=1)
    await append(app, act(check_in(OTHER, notedat=early)))
    with pytest.raises(errors.NotedBefore) as refused:
        await append(app, act(check_in(id="x", notedat=early)))
    assert (refused.value.id, refused.value.stream) == ("x", STREAM)
    assert (refused.value.notedat, refused.value.last) == ("2026-02-03T08:59:59.000000Z", "2026-02-03T09:00:00.000000Z")
    await append(app, act(check_in()))
    with pytest.raises(errors.NotedBefore):
        await append(app, act(check_in(notedat=DAY)))


async def test_within_an_act_nothing_is_noted_before_what_precedes_it(app: Any) -> None:
    later = DAY + dt.timedelta(days=1)
    with pytest.raises(errors.NotedBefore):
        await append(app, act(check_in(notedat=later), check_in(OTHER, notedat=DAY), check_in(notedat=DAY)))
    with pytest.raises(errors.NotedBefore):
        await append(app, act(check_in(), check_in(notedat=DAY)))
    await append(app, act(check_in(notedat=later), check_in(OTHER, notedat=DAY), check_in()))


async def test_a_clock_that_was_set_back_does_not_turn_the_order_round(app: Any, owner: Any) -> None:
    await append(app, act(check_in()))
    async with unprotected(owner):
        ahead = await owner.fetchval(
            "update log.head set recorded_at = recorded_at + interval '1 hour' returning recorded_at"
        )
    assert (await append(app, act(check_in()))).events[0].recorded_at == ahead
