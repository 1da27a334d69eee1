"""What an act leaves in the log, and what is refused."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from events.catalogue import recall, tail
from events.log import errors, read
from events.log.append import Act, append
from tests.events.log.acts import DAY, ORG, STREAM, act, check_in, request

OTHER = "check-ins/2026-q1/growth/kr2"


async def test_positions_are_the_organisations_and_versions_the_streams(app: Any) -> None:
    first = await append(app, act(check_in(STREAM), check_in(OTHER), check_in(STREAM)))
    second = await append(app, act(check_in(OTHER)))
    abroad = await append(app, act(check_in(STREAM, org="globex"), org="globex"))
    assert [(e.position, e.version) for e in first.events] == [(1, 1), (2, 1), (3, 2)]
    assert [(e.position, e.version) for e in second.events] == [(4, 2)]
    assert [(e.position, e.version) for e in abroad.events] == [(1, 1)]
    assert second.position == 4 and not second.repeated


async def test_what_is_read_is_what_the_log_set_and_then_the_events_own_bytes(app: Any) -> None:
    live = check_in(note="grüne Wiese 🌱")
    imported = check_in(OTHER, notedat=DAY)
    placed = (await append(app, act(live, imported))).events
    (_, one), (_, two) = await read.page(app, ORG)
    recorded = placed[0].recorded_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    prefix = f'{{"position":1,"streamversion":1,"recordedat":"{recorded}","notedat":"{recorded}",'
    assert one == prefix.encode() + tail(live)
    assert two == f'{{"position":2,"streamversion":1,"recordedat":"{recorded}",'.encode() + tail(imported)
    assert json.loads(one)["data"]["note"] == "grüne Wiese 🌱"
    at = placed[0].recorded_at
    stamped = {"recordedat": at, "streamversion": 1}
    assert recall(one) == msgspec.structs.replace(live, position=1, notedat=at, **stamped)
    assert recall(two) == msgspec.structs.replace(imported, position=2, **stamped)


async def test_what_only_the_log_sets_is_not_taken_from_the_event(app: Any) -> None:
    forged = msgspec.structs.replace(check_in(), position=99, streamversion=99, recordedat=DAY)
    await append(app, act(forged))
    event = recall((await read.page(app, ORG))[0][1])
    assert (event.position, event.streamversion) == (1, 1) and event.recordedat != DAY


async def test_a_stream_that_moved_is_refused_with_its_version(app: Any) -> None:
    await append(app, act(check_in(), expected={STREAM: 0}))
    with pytest.raises(errors.Moved) as refused:
        await append(app, act(check_in(OTHER), check_in(), expected={OTHER: 0, STREAM: 0}))
    assert (refused.value.stream, refused.value.expected, refused.value.actual) == (STREAM, 0, 1)
    assert str(refused.value) == f"{STREAM} is at version 1, not at 0: read it again and decide anew"
    assert len(await read.page(app, ORG)) == 1
    await append(app, act(check_in(), expected={STREAM: 1}))


async def test_a_stream_that_is_not_named_is_not_held_to_a_version(app: Any) -> None:
    await append(app, act(check_in()))
    await append(app, act(check_in(), check_in(OTHER), expected={OTHER: 0}))


async def test_the_same_request_again_gets_the_first_answer(app: Any) -> None:
    await append(app, act(check_in()))
    first = await append(app, request("r", STREAM, OTHER))
    await append(app, act(check_in()))
    await append(app, request("s"))
    again = await append(app, request("r", STREAM, OTHER))
    assert again.repeated and not first.repeated
    assert again.events == first.events
    assert [e.id for e in again.events] == ["r.1", "r.2"]
    assert len(await read.page(app, ORG)) == 5


async def test_a_request_is_answered_though_its_streams_have_moved_and_it_would_now_become_less(app: Any) -> None:
    once = request("r", STREAM, OTHER)
    first = await append(app, Act(**_fields(once), expected={STREAM: 0}))
    later = request("r", STREAM)
    assert (await append(app, Act(**_fields(later), expected={STREAM: 0}))).events == first.events


async def test_a_request_with_another_body_is_refused(app: Any) -> None:
    await append(app, request("r", body=b"one"))
    with pytest.raises(errors.RequestReused) as refused:
        await append(app, request("r", body=b"two"))
    assert (refused.value.request, refused.value.position) == ("r", 1)


async def test_what_a_request_became_can_be_read(app: Any) -> None:
    await append(app, request("q"))
    placed = await append(app, request("r", STREAM, OTHER))
    found = await read.answer(app, ORG, "r")
    assert found is not None
    assert found.sha256 == request("r").request_sha256
    assert [position for position, _ in found.entries] == [e.position for e in placed.events]
    assert [recall(body).id for _, body in found.entries] == ["r.1", "r.2"]
    assert await read.answer(app, ORG, "never") is None
    assert await read.answer(app, "globex", "r") is None


async def test_the_events_of_a_request_may_bear_names_of_their_own_but_the_first(app: Any) -> None:
    one, two = request("r", STREAM, OTHER).events
    named = Act(**_fields(request("r")) | {"events": (one, msgspec.structs.replace(two, id="mine"))})
    first = await append(app, named)
    assert (await append(app, named)).events == first.events
    with pytest.raises(errors.NoAct, match=r"the first event of the request s is s\.1, not mine2"):
        await append(app, Act(**_fields(request("s")) | {"events": (check_in(id="mine2"),)}))


async def test_an_id_is_given_once(app: Any) -> None:
    await append(app, act(check_in(id="a")))
    await append(app, act(check_in(id="a", org="globex"), org="globex"))
    with pytest.raises(errors.IdTaken) as refused:
        await append(app, act(check_in(id="b"), check_in(OTHER, id="a")))
    assert (refused.value.id, refused.value.position) == ("a", 1)
    with pytest.raises(errors.IdTwice):
        await append(app, act(check_in(id="c"), check_in(OTHER, id="c")))
    # An event that was imported under the name of a request's does not answer for the request.
    await append(app, act(check_in(id="r.1")))
    with pytest.raises(errors.IdTaken):
        await append(app, request("r"))


async def test_an_event_has_at_most_65535_bytes(app: Any) -> None:
    await append(app, act(check_in(note="")))
    room = 65_535 - len((await read.page(app, ORG))[0][1])
    await append(app, act(check_in(id="e_", note="x" * (room - 20))))
    spare = 65_535 - len((await read.page(app, ORG))[1][1])
    with pytest.raises(errors.TooLarge) as refused:
        await append(app, act(check_in(id="e_2", note="x" * (room - 20 + spare))))
    assert (refused.value.bytes, refused.value.limit) == (65_536, 65_535)
    await append(app, act(check_in(id="e_3", note="x" * (room - 20 + spare - 1))))
    assert len((await read.page(app, ORG))[2][1]) == 65_535


async def test_an_act_has_events_of_one_organisation(app: Any) -> None:
    with pytest.raises(errors.NoAct, match="at least one event"):
        await append(app, act())
    with pytest.raises(errors.NoAct, match="has the source /orgs/globex, and the act is of acme"):
        await append(app, act(check_in(org="globex")))
    assert await read.head(app, ORG) is None


async def test_a_refused_act_leaves_nothing(app: Any) -> None:
    await append(app, act(check_in(id="a")))
    before = await read.head(app, ORG)
    for refused in (act(check_in(id="b"), check_in(id="a")), act(check_in(), expected={STREAM: 7})):
        with pytest.raises(errors.Refused):
            await append(app, refused)
    assert await read.head(app, ORG) == before
    assert (await append(app, act(check_in()))).position == 2


async def test_several_hundred_events_are_one_act(app: Any) -> None:
    streams = [f"check-ins/2026-q1/growth/kr{n % 50}" for n in range(500)]
    placed = (await append(app, act(*(check_in(stream, notedat=DAY) for stream in streams)))).events
    assert [e.position for e in placed] == list(range(1, 501))
    assert [e.version for e in placed] == [n // 50 + 1 for n in range(500)]
    assert len({e.recorded_at for e in placed}) == 1


def _fields(of: Act) -> dict[str, Any]:
    return {"org": of.org, "events": of.events, "request": of.request, "request_sha256": of.request_sha256}
