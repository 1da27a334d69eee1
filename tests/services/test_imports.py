"""Events from outside: taken once, whole or not at all, and what is wrong is said by line."""

from __future__ import annotations

import asyncio
import datetime as dt
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from deploy.commands import import_events
from deploy.commands.__main__ import main
from deploy.servers import Servers
from deploy.system import System, opened
from events.catalogue import Event, decode, encode, recall, tail
from events.facts.organisation import OrganisationRegistered
from events.log import read
from events.log.append import Act, append
from services import imports
from services.imports import Numbered, Outcome, Problem, prepared, spooled, take
from services.spool import Spool
from tests.databases import settings_of
from tests.workers.timelines import timeline

NOW = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
GOOD = {
    "specversion": "1.0",
    "id": "E1",
    "source": "/orgs/acme",
    "type": "organisation.registered",
    "subject": "org",
    "time": "2025-12-01T09:00:00Z",
    "actor": "dana",
    "data": {"name": "Acme"},
}


def numbered(events: list[Event], org: str = "acme") -> list[Numbered]:
    return [Numbered(line, prepared(org, event)) for line, event in enumerate(events, 1)]


async def taken(system: System, events: list[Event]) -> Outcome:
    return await written(system, events, lambda doing, count: None)


async def written(system: System, events: list[Event], progress: Callable[[str, int], None]) -> Outcome:
    with Spool() as spool:
        if wrong := spooled(spool, numbered(events), NOW):
            return Outcome(0, 0, tuple(wrong))
        return await take(system.app, "acme", spool, progress)


async def test_an_event_that_the_log_kept_before_texts_were_composed_is_the_same_event(database: Servers) -> None:
    [event] = [event for event in timeline("acme", units=1) if event.type == "organisation.registered"]
    assert isinstance(event.data, OrganisationRegistered)
    kept = replace(event, data=replace(event.data, name="Cafe\u0301"))
    async with opened(settings_of(database)) as system:
        assert await taken(system, [kept]) == Outcome(1, 0)
        assert await taken(system, [decode(encode(kept))]) == Outcome(0, 1)


async def test_a_second_run_writes_nothing_and_more_lines_only_what_is_new(database: Servers) -> None:
    events = list(timeline("acme", units=2))
    async with opened(settings_of(database)) as system:
        assert await taken(system, events[:20]) == Outcome(20, 0)
        assert await taken(system, events[:20]) == Outcome(0, 20)
        assert await taken(system, events) == Outcome(len(events) - 20, 20)


async def test_a_run_that_was_interrupted_is_taken_up(database: Servers) -> None:
    events = list(timeline("acme", units=60, weeks=20))
    async with opened(settings_of(database)) as system:

        def stop(doing: str, count: int) -> None:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            await written(system, events, stop)
        head = await read.head(system.app, "acme")
        assert head is not None and 0 < head.position < len(events)
        assert await taken(system, events) == Outcome(len(events) - head.position, head.position)


async def test_an_export_read_again_is_the_same_log(database: Servers) -> None:
    async with opened(settings_of(database)) as system:
        events = list(timeline("acme", units=1))
        await taken(system, events)
        exported = [recall(body) for _, body in await read.page(system.app, "acme")]
        assert await taken(system, exported) == Outcome(0, len(events))
        assert [event.position for event in exported] == list(range(1, len(events) + 1))


async def test_an_id_with_another_content_is_refused_and_nothing_is_written(database: Servers) -> None:
    events = list(timeline("acme", units=1))
    async with opened(settings_of(database)) as system:
        await taken(system, events[:5])
        changed = [*events[:4], replace(events[4], actor="mallory"), *events[5:]]
        outcome = await taken(system, changed)
        assert outcome.written == 0
        assert [problem.line for problem in outcome.problems] == [5]
        assert "position 5 with another content" in outcome.problems[0].why
        head = await read.head(system.app, "acme")
        assert head is not None and head.position == 5


async def test_an_id_twice_and_a_time_to_come_are_named_by_line(database: Servers) -> None:
    events = list(timeline("acme", units=1))
    later = replace(events[3], time=NOW + dt.timedelta(days=1), notedat=NOW)
    unread = replace(events[4], notedat=NOW + dt.timedelta(days=1))
    async with opened(settings_of(database)) as system:
        outcome = await taken(system, [events[0], events[0], later, unread])
        assert [problem.line for problem in outcome.problems] == [2, 3, 4]
        assert await read.head(system.app, "acme") is None


async def test_what_was_noted_before_the_streams_last_event_is_found_before_anything_is_written(
    database: Servers,
) -> None:
    events = list(timeline("acme", units=1))
    async with opened(settings_of(database)) as system:
        await taken(system, events)
        early = replace(events[2], id="early", notedat=events[2].noted - dt.timedelta(days=90))
        elsewhere = replace(early, id="fine", subject="plan/2026-q1/other")
        outcome = await taken(system, [elsewhere, early])
        assert outcome.written == 0
        assert [problem.line for problem in outcome.problems] == [2]
        assert "already has one noted at" in outcome.problems[0].why
        assert "leave `notedat` out" in outcome.problems[0].why
        head = await read.head(system.app, "acme")
        assert head is not None and head.position == len(events)


async def test_pages_that_were_there_in_part_are_completed(database: Servers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "ACT", 7)
    events = list(timeline("acme", units=5))
    async with opened(settings_of(database)) as system:
        assert await taken(system, events[3:40:2]) == Outcome(19, 0)
        late = [replace(event, notedat=NOW) for event in events if event not in events[3:40:2]]
        assert await taken(system, [*events[3:40:2], *late]) == Outcome(len(events) - 19, 19)


async def test_live_events_are_known_by_what_they_say(database: Servers) -> None:
    async with opened(settings_of(database)) as system:
        live = replace(next(timeline("acme", units=1)), time=NOW, notedat=None)
        await append(system.app, Act(org="acme", events=(live,)))
        [(_, body)] = await read.page(system.app, "acme")
        now = dt.datetime.now(dt.UTC)
        for event, known in ((recall(body), 1), (replace(recall(body), actor="mallory"), 0)):
            with Spool() as spool:
                assert spooled(spool, [Numbered(1, prepared("acme", event))], now) == []
                outcome = await take(system.app, "acme", spool, lambda doing, count: None)
                assert (outcome.known, bool(outcome.problems)) == (known, not known)


def test_of_very_many_wrong_lines_the_first_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "MOST_PROBLEMS", 3)
    with Spool() as spool:
        wrong = spooled(spool, (Problem(line, "no") for line in range(1, 10)), NOW)
    assert [problem.line for problem in wrong] == [1, 2, 3, 3]
    assert "the rest was not read" in wrong[-1].why


def test_an_event_that_would_grow_beyond_what_is_kept_is_told_before() -> None:
    event = prepared("acme", decode(grown(4000)))
    with Spool() as spool:
        [problem] = spooled(spool, [Numbered(9, event)], NOW)
    assert problem.line == 9 and "at most 65279 are kept" in problem.why


def grown(parameters: int) -> bytes:
    """A line whose numbers are longer in our form than as it writes them."""
    told = ",".join(f'"p{n}":1e15' for n in range(parameters))
    data = f'{{"parameters":{{{told}}},"reason":"so"}}'
    good = {name: value for name, value in GOOD.items() if name != "data"} | {"type": "policy.set"}
    return f'{json.dumps(good)[:-1]},"data":{data}}}'.encode()


def test_an_event_is_written_for_the_organisation_named_as_noted_by_its_source() -> None:
    event = prepared("other", next(timeline("acme", 1)))
    assert event.source == "/orgs/other"
    assert event.origin == "import"
    assert event.notedat == event.time
    assert tail(event) == tail(prepared("other", event))


BROKEN = {
    "broken JSON": b'{"specversion": "1.0", ',
    "unknown type": json.dumps(GOOD | {"type": "organisation.register"}).encode(),
    "unknown field 'nam'": json.dumps(GOOD | {"data": {"nam": "Acme"}}).encode(),
    "unknown field 'colour'": json.dumps(GOOD | {"colour": "red"}).encode(),
    "Invalid RFC3339": json.dumps(GOOD | {"time": "2025-13-01T09:00:00Z"}).encode(),
    "timezone": json.dumps(GOOD | {"time": "2025-12-01T09:00:00"}).encode(),
    "NUL": json.dumps(GOOD | {"data": {"name": "A\0"}}).encode(),
    "stands twice": json.dumps(GOOD).replace('"id": "E1"', '"id": "E1", "id": "E2"').encode(),
    "beyond 2^53": json.dumps(GOOD | {"schemaversion": 10**30}).encode(),
    "in the year 0001": json.dumps(GOOD | {"time": "0001-01-01T00:00:00Z"}).encode(),
    "not UTF-8": b"\xff\xfe",
    "does not fit": json.dumps(GOOD | {"subject": "plan/2026-q1/growth"}).encode(),
}


@pytest.mark.parametrize("said", BROKEN)
def test_each_malformed_line_is_named_and_nothing_is_written(
    said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "")  # nothing may be reached for: the file is refused before
    file = tmp_path / "events.jsonl"
    file.write_bytes(json.dumps(GOOD).encode() + b"\n\n" + BROKEN[said] + b"\n" + b"{}\n")
    assert main(["import", "events", str(file), "--org", "acme"]) == 2
    told = capsys.readouterr().err.splitlines()
    assert told[0] == "nothing was written: 2 events were refused"
    assert told[1].startswith(f"{file}, line 3: ") and said in told[1]
    assert told[2].startswith(f"{file}, line 4: ")


def test_standard_input_and_a_batch_are_read_too(monkeypatch: pytest.MonkeyPatch) -> None:
    from deploy import event_files

    batch = json.dumps([GOOD, GOOD | {"id": "E2"}], indent=1).encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(batch)))
    assert [line.event.id for line in event_files.lines("-") if line.event] == ["E1", "E2"]
    assert import_events.__doc__


async def test_two_imports_of_the_same_events_at_once_write_them_once(database: Servers) -> None:
    events = list(timeline("acme", units=4))
    async with opened(settings_of(database)) as system:
        outcomes = await asyncio.gather(*(taken(system, events) for _ in range(4)))
        assert [outcome.problems for outcome in outcomes] == [()] * 4
        assert sum(outcome.written for outcome in outcomes) == len(events)
        assert all(outcome.written + outcome.known == len(events) for outcome in outcomes)
