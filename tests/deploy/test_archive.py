"""An archive is all that a log is: made while the log goes on, and restored bit for bit."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import pytest_asyncio

from deploy.benchmarks.plausible import lines
from deploy.servers import Servers
from events.log import archived
from events.log.append import append
from events.log.errors import NotEmpty, RequestReused
from events.proof import keys
from tests.databases import fresh
from tests.deploy.archiving import STREAMS, asked, members, pointed, recorded, rows
from tests.deploy.conftest import Run
from tests.events.log.acts import ORG, act, check_in, request
from tests.workers.sealing import KEYS, sealer
from workers.seal import level


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEALING_KEY", keys.text(KEYS.signers))


@pytest_asyncio.fixture
async def other(servers: Servers, template: str) -> AsyncIterator[Servers]:
    """Another database, which has had every migration and no event."""
    async with fresh(servers, template) as clone:
        yield clone


@pytest.fixture
def made(database: Servers, run: Run, tmp_path: Path) -> Path:
    """The archive of the log."""
    recorded(database)
    path = tmp_path / "acme.zip"
    assert run("export", "--org", ORG, "--output", str(path))[0] == 0
    return path


def test_a_log_is_restored_bit_for_bit_and_its_old_head_verifies(
    made: Path, database: Servers, other: Servers, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = tmp_path / "head.txt"
    head.write_text(run("head", ORG)[1])
    before = rows(database)
    pointed(other, monkeypatch)
    code, said, why = run("import", "archive", str(made))
    assert (code, said, why) == (0, f"{ORG}: 20 events restored\n", ""), why
    assert rows(other) == before
    assert len({row[7] for row in before[1:]}) == 5  # three requests, what goes on with them, and none
    code, said, _ = run("verify", ORG, "--head", str(head))
    assert code == 0 and "kept head at 17: this log's" in said
    asyncio.run(sealed(other))
    code, said, _ = run("verify", ORG, "--head", str(made))
    assert code == 0 and "acme: 21 events are as they were sealed" in said


async def sealed(other: Servers) -> None:
    """The restored log goes on, and is sealed."""
    connection = await asyncpg.connect(other.app_url)
    async with sealer(other) as sealing:
        await append(connection, act(check_in(STREAMS[0])))
        assert await level(sealing, ORG) == 21
    await connection.close()


def test_a_request_that_comes_again_after_a_restore_gets_its_first_answer(
    made: Path, database: Servers, other: Servers, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    pointed(other, monkeypatch)
    run("import", "archive", str(made))

    async def again(connection: Any) -> None:
        answer = await append(connection, request("ask", *STREAMS, body=b"first"))
        assert answer.repeated and [event.position for event in answer.events] == [6, 7, 8]
        answer = await append(connection, request("again", body=b"second"))
        assert answer.repeated and answer.position == 9
        with pytest.raises(RequestReused):
            await append(connection, request("more", *STREAMS, *STREAMS[:2], body=b"another"))
        new = await append(connection, act(check_in(STREAMS[0])))
        assert (new.position, new.events[0].version) == (21, 9)

    asked(other.app_url, again)


def test_an_archive_says_what_it_is_and_the_same_log_is_the_same_bytes(
    made: Path, run: Run, tmp_path: Path, database: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = members(made)
    assert list(found) == ["events.ndjson", "requests.ndjson", "heads.txt", "keys.txt", "policy.json", "manifest.json"]
    manifest = json.loads(found["manifest.json"])
    assert (manifest["format"], manifest["version"], manifest["organisation"]) == ("okr-ledger-archive", 1, ORG)
    assert manifest["events"] == 20 and manifest["made_by"].startswith("okr-ledger ")
    assert found["events.ndjson"] == b"".join(bytes(row[8]) + b"\n" for row in rows(database)[1:])  # type: ignore[call-overload]
    assert [json.loads(line)["position"] for line in found["requests.ndjson"].splitlines()] == [6, 9, 13]
    assert found["heads.txt"].decode().count("okr-ledger/orgs/acme\n") == 2
    assert found["keys.txt"].decode() == f"{KEYS.verifiers(ORG)[0].vkey}\n"
    assert json.loads(found["policy.json"])["grace_wd"] == 5
    monkeypatch.setattr(archived, "PAGE", 7)
    run("export", "--org", ORG, "--format", "archive", "--output", str(tmp_path / "again"))
    again = members(tmp_path / "again")
    assert again | {"manifest.json": b""} == found | {"manifest.json": b""}
    assert json.loads(again["manifest.json"]) | {"made_at": ""} == manifest | {"made_at": ""}


def test_an_archive_is_the_log_at_one_position(made: Path, database: Servers, run: Run, tmp_path: Path) -> None:
    async def part(connection: Any) -> None:
        beside = archived.Beside(keys=[], policy=b"{}", made_at=dt.datetime.now(dt.UTC), made_by="a test")
        with (tmp_path / "part.zip").open("wb") as file:
            await archived.archived(connection, ORG, 14, file, beside, lambda position: None)

    asked(database.app_url, part)
    found = members(tmp_path / "part.zip")
    assert found["events.ndjson"].count(b"\n") == 14 and found["heads.txt"].count(b"acme\n") == 1
    # A request is told as far as it is in there.
    assert json.loads(found["requests.ndjson"].splitlines()[-1])["events"] == 2
    assert run("verify", str(tmp_path / "part.zip"))[0] == 0


def test_only_an_organisation_without_events_is_restored_and_only_under_its_name(
    made: Path, database: Servers, other: Servers, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, _, why = run("import", "archive", str(made))
    assert code == 2 and why.endswith(
        "acme is not empty, its log goes to position 20: an archive is restored where nothing is\n"
    )
    assert "restored under that name only" in run("import", "archive", str(made), "--org", "globex")[2]
    pointed(other, monkeypatch)
    assert run("import", "archive", str(made), "--org", ORG)[0] == 0
    assert run("import", "archive", str(made))[0] == 2
    assert len(rows(other)) == 21


def test_nobody_but_the_owner_restores_and_nobody_adds_to_a_log_by_it(made: Path, database: Servers) -> None:
    more = "select log.restore('acme', 21, '{org}', '{1}', '{x}', '{2026-01-01}', '{2026-01-01}', '{null}', '{x}')"
    first = more.replace("'acme', 21", "'globex', 1")

    async def refused(connection: Any) -> None:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.fetch(first)

    for url in (database.app_url, database.worker_url, database.sealer_url):
        asked(url, refused)

    async def not_more(connection: Any) -> None:
        with pytest.raises(asyncpg.PostgresError) as error:
            await connection.fetch(more)
        assert error.value.sqlstate == NotEmpty.sqlstate

    asked(database.migrate_url, not_more)


def test_a_restore_that_was_killed_leaves_nothing_and_can_be_run_again(
    database: Servers, other: Servers, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, path = tmp_path / "acme.jsonl", tmp_path / "acme.zip"
    file.write_bytes(b"".join(lines(ORG, 6000)))
    run("import", "events", str(file), "--org", ORG)
    run("export", "--org", ORG, "--output", str(path))
    pointed(other, monkeypatch)
    command = [sys.executable, "-P", "-m", "deploy.commands", "import", "archive", str(path)]
    process = subprocess.Popen(command, env=dict(os.environ), stdout=subprocess.DEVNULL)
    asked(other.migrate_url, lambda connection: restoring(connection, process))
    process.kill()
    process.wait()
    assert len(rows(other)) in (0, 6001)  # the latter where it was quicker than we
    if not rows(other):
        assert run("import", "archive", str(path))[0] == 0
    assert rows(other) == rows(database)


async def restoring(connection: Any, process: subprocess.Popen[bytes]) -> None:
    """The process writes the log, or has ended; what it wrote is nobody's until it is all there."""
    active = (
        "select count(*) from pg_stat_activity where query like 'select log.restore%' and datname = current_database()"
    )
    while process.poll() is None and not await connection.fetchval(active):
        pass


async def test_who_appends_meanwhile_waits_for_the_whole_log_and_others_do_not(database: Servers) -> None:
    columns = "array['e' || $1], '{now}', '{now}', '{null}', '{x}'"
    page = f"select log.restore('acme', $1::int, '{{s}}', array[$1::int], {columns})"
    owner, app, reader = [
        await asyncpg.connect(url) for url in (database.migrate_url, database.app_url, database.app_url)
    ]
    async with owner.transaction():
        await owner.fetch(page, 1)
        await owner.fetch(page, 2)
        assert (await append(reader, act(check_in(org="globex"), org="globex"))).position == 1
        assert await reader.fetch("select * from log.page('acme', 0, 10)") == []
        appending = asyncio.create_task(append(app, act(check_in("s"))))
        while not (appending.done() or await reader.fetchval("select count(*) from pg_locks where not granted")):
            pass
        assert not appending.done()
    answer = await appending
    assert (answer.position, answer.events[0].version) == (3, 3)
    for connection in (owner, app, reader):
        await connection.close()
