"""Laws of the log that hold after any sequence of acts."""

from __future__ import annotations

import datetime as dt
import uuid
from itertools import pairwise
from typing import Any

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events.catalogue import Event, recall, tail
from events.log import read
from events.log.append import Act, append
from events.log.errors import Refused
from tests.events.log.acts import DAY, check_in

drafts = st.builds(
    check_in,
    st.sampled_from(["org", "plan/2026-q1/growth", "check-ins/2026-q1/growth/kr1"]),
    id=st.sampled_from([f"e{n}" for n in range(12)]),
    time=st.none() | st.integers(-9, 9).map(lambda hours: DAY + dt.timedelta(hours=hours)),
    notedat=st.none() | st.integers(-9, 9).map(lambda hours: DAY + dt.timedelta(hours=hours)),
    note=st.text(max_size=20).filter(lambda text: "\0" not in text),
)
acts = st.tuples(
    st.lists(drafts, min_size=1, max_size=4),
    st.dictionaries(st.sampled_from(["org", "plan/2026-q1/growth"]), st.integers(0, 3), max_size=1),
    st.none() | st.sampled_from(["r", "s"]),
    st.binary(min_size=32, max_size=32) | st.just(b"s" * 32),
)


def of(org: str, drawn: tuple[list[Event], dict[str, int], str | None, bytes]) -> Act:
    events, expected, request, sha256 = drawn
    mine = [msgspec.structs.replace(event, source=f"/orgs/{org}") for event in events]
    if request:
        mine = [msgspec.structs.replace(event, id=f"{request}.{n}") for n, event in enumerate(mine, 1)]
    return Act(
        org=org, events=tuple(mine), expected=expected, request=request, request_sha256=sha256 if request else None
    )


@given(st.lists(acts, max_size=12))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_any_acts_leave_a_log_in_order(app: Any, drawn: list[Any]) -> None:
    org, kept = f"o{uuid.uuid4().hex}", dict[int, Event]()
    for each in drawn:
        act = of(org, each)
        try:
            appended = await append(app, act)
        except Refused:
            continue
        if not appended.repeated:
            kept |= {placed.position: event for placed, event in zip(appended.events, act.events, strict=True)}
    entries = await read.page(app, org)
    assert [position for position, _ in entries] == list(range(1, len(kept) + 1))
    for position, body in entries:
        assert body.endswith(b"," + tail(kept[position]))
    held_together([recall(body) for _, body in entries])


def held_together(log: list[Event]) -> None:
    """Versions are dense, ids single; neither the log's recorded times nor a stream's noted ones decrease."""
    for before, event in pairwise(log):
        assert before.recordedat is not None and event.recordedat is not None
        assert before.recordedat <= event.recordedat
    assert len({event.id for event in log}) == len(log)
    for stream in {event.subject for event in log}:
        mine = [event for event in log if event.subject == stream]
        assert [event.streamversion for event in mine] == list(range(1, len(mine) + 1))
        assert [event.noted for event in mine] == sorted(event.noted for event in mine)
        assert all(event.notedat and event.recordedat and event.notedat <= event.recordedat for event in mine)
