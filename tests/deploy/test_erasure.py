"""A person is erased: nowhere in the ledger does anything say any more who that was, and the log is the one it was."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from deploy.servers import Servers
from deploy.soaking.program import Program
from deploy.soaking.server import Server
from services import readings
from services.readings import Reading
from tests.deploy.conftest import Run
from tests.deploy.searching import found_in, found_in_database, found_in_files, found_in_queue
from tests.events.log.conftest import connected
from tests.faults.program import environment
from tests.workers.sealing import KEYS

ORG, CYCLE = "erasing", "/v1/orgs/erasing/cycles/2026-q1"
NAME, ADDRESS = "Zyxandra Quillwhistle", "zyx-q@quillwhistle.example"
ISSUER, SUBJECT = "https://login.example.org", "subject-of-zyxandra-7781"
WORDS = ("zyxandra", "quillwhistle", "zyx-q", "7781")
PAGE = f"""# OKRs 2026 Q1

## Grow (owner: {NAME})
- [ ] Sell abroad @zyxandra
- [ ] Hire a team | Owner: Bartholomew
"""
LATER = PAGE.replace("Hire a team | Owner: Bartholomew", f"Rent 3 halls | Owner: {NAME}")
OUTSIDE = {"person.known": {"zyxandra", "quillwhistle", "zyx-q"}, "person.login": {"zyxandra", "7781"}}
BEFORE = OUTSIDE | {"access.key": {"zyxandra", "quillwhistle"}}


@pytest.fixture
def history(tmp_path: Path) -> Path:
    """Two dated versions, by an author with a name and an address."""
    folder = tmp_path / "history"
    folder.mkdir()
    listed = []
    for day, text in {"2026-01-05": PAGE, "2026-02-02": LATER}.items():
        (folder / f"{day}.md").write_text(text)
        listed.append(json.dumps({"file": f"{day}.md", "landed": f"{day}T09:00:00Z", "author": f"{NAME} <{ADDRESS}>"}))
    (folder / "history.jsonl").write_text("\n".join(listed))
    return folder


@pytest.fixture
def programs(database: Servers, tmp_path: Path) -> Iterator[Server]:
    """A server and a worker that tell what they do, in files beside each other."""
    server = Server(environment(database), tmp_path / "server.log")
    worker = Program(environment(database), tmp_path / "worker.log", ["work", "--verbose"], b"working")

    async def start() -> None:
        await asyncio.gather(server.start(), worker.start())

    try:
        asyncio.run(start())
        yield server
    finally:
        server.stop()
        worker.stop()


def eventually(asked: Any, done: Any) -> Any:
    """The answer, once it is one that will do."""
    ends = time.monotonic() + 30
    while not done(answer := asked()):
        assert time.monotonic() < ends, answer
        time.sleep(0.02)
    return answer


def known(run: Run) -> dict[str, str]:
    """Who is noted by which name, or address where there is no name."""
    told = json.loads(run("person", "list", "--org", ORG, "--format", "json")[1])["persons"]
    return {each["person"]: each["name"] or each["email"] for each in told if each["name"] or each["email"]}


def lived(run: Run, database: Servers, server: Server, person: str) -> tuple[httpx.Client, httpx.Client]:
    """The person has a login and a key, has read, and a report was made; the person's client, and an auditor's."""
    login = ("--login", SUBJECT, "--issuer", ISSUER)
    assert run("person", "set", "--org", ORG, person, "--email", ADDRESS, *login)[0] == 0
    label = ("--label", f"laptop of {NAME}", "--role", "governance_lead")
    keys = [
        run("key", "create", "--org", ORG, "--person", person, *label)[1].strip(),
        run("key", "create", "--org", ORG, "--person", "auditor", "--role", "admin")[1].strip(),
    ]
    hers, auditor = (
        httpx.Client(base_url=server.address, headers={"Authorization": f"Bearer {key}"}, timeout=30) for key in keys
    )
    asked = hers.post(f"{CYCLE}/reports", json={})
    assert asked.status_code == 202, asked.text
    eventually(lambda: hers.get(asked.headers["location"]), lambda answer: answer.json()["status"] == "made")

    async def look() -> None:
        at = dt.datetime.now(dt.UTC)
        read = Reading(org=ORG, at=at, person=person, role="governance_lead", action="report.read", resource=CYCLE)
        async with connected(database.app_url) as app:
            await readings.note(app, [read])

    asyncio.run(look())
    return hers, auditor


def kept(run: Run, folder: Path, when: str) -> list[Path]:
    """An export of the events, an archive, and a head, as they are now."""
    heads, lines, archive = (folder / f"{when}.{kind}" for kind in ("txt", "ndjson", "zip"))
    told = eventually(lambda: run("head", ORG), lambda answer: answer[0] == 0)[1]
    heads.write_text(told)
    lines.write_text(run("export", "--org", ORG)[1])
    assert run("export", "--org", ORG, "--format", "archive", "--output", str(archive))[0] == 0
    return [heads, lines, archive]


def answers(http: httpx.Client) -> list[str]:
    """What the server says of everything that names persons."""
    base = f"/v1/orgs/{ORG}"
    paths = [
        f"{base}/audit",
        f"{CYCLE}/report",
        f"{CYCLE}/findings",
        f"{base}/events",
        f"{CYCLE}/plans",
        f"{base}/reports",
    ]
    found = [http.get(path) for path in paths]
    found += [http.get(f"{base}/reports/{each['report']}/file") for each in found[-1].json()["items"]]
    return [f"{answer.status_code} {answer.text}" for answer in found]


def test_an_erased_person_is_found_nowhere_and_comes_back_by_no_import(
    run: Run, database: Servers, programs: Server, history: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEALING_KEY", "\n".join(each.text for each in KEYS.signers))
    assert "events written" in run("import", "history", str(history), "--org", ORG)[1]
    hers = {person: name for person, name in known(run).items() if found_in([name], WORDS)}
    assert sorted(hers.values()) == [NAME, NAME, "zyxandra"]  # the owner, the author, the handle
    assert "Bartholomew" in known(run).values()
    person = next(iter(hers))
    client, auditor = lived(run, database, programs, person)
    files = kept(run, tmp_path, "before")
    asyncio.run(analysed(database))
    assert found_in_database(database.migrate_url, WORDS) == BEFORE

    for each in hers:
        assert run("person", "erase", "--org", ORG, each, "--yes")[0] == 0

    assert client.get(f"/v1/orgs/{ORG}").status_code == 401
    written = len(files[1].read_text().splitlines())
    told = run("import", "history", str(history), "--org", ORG)[1]
    assert f"0 events written, {written} were there already" in told
    assert [*known(run).values()] == ["Bartholomew"]
    said = answers(auditor)
    assert [each[:120] for each in said if not each.startswith("200 ")] == []
    assert any(person in each for each in said)
    assert found_in(said, WORDS) == set()
    files += kept(run, tmp_path, "after")
    files += [programs.log, tmp_path / "worker.log"]
    assert found_in_files(files, WORDS) == set()
    assert found_in_queue(database.redis_url, WORDS) == set()
    assert found_in_database(database.migrate_url, WORDS) == {}
    for before in (files[0], files[2]):
        code, out, err = run("verify", ORG, "--head", str(before))
        assert code == 0, out + err


async def analysed(database: Servers) -> None:
    """The planner knows the tables; what it keeps of them is looked through as well."""
    async with connected(database.migrate_url) as owner:
        await owner.execute("analyze")
