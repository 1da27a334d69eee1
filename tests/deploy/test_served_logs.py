"""What a server says on its streams while everything goes wrong: nothing that was a secret or anybody's text."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import httpx
import pytest_asyncio

from deploy.embedded.process import tied
from deploy.logs import FIELDS
from deploy.servers import Servers
from tests.faults.program import environment
from tests.projections.reports.quarter import ORG, events
from tests.services.http.ledger import key_of, prepared, write

WRONG = "okr_" + "w" * 43
NAME = "zacharias-quillfeather"
KNOWN = {"time", "level", "logger", "event", *FIELDS}


class Told:
    """A server of its own; what it wrote on standard output, and on standard error line by line, once it has ended."""

    def __init__(self, database: Servers, kept: Path) -> None:
        self._kept = kept
        command = [sys.executable, "-P", "-m", "deploy.commands", "serve", "--all", "--port", "0"]
        with kept.open("wb") as err:
            self._process = subprocess.Popen(
                command,
                env=os.environ | environment(database),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=err,
                preexec_fn=tied(signal.SIGKILL),
            )
        assert self._process.stdout is not None
        self.out = self._process.stdout.readline().decode()
        self.address = self.out.split()[2].rstrip(",")

    def end(self) -> list[dict[str, Any]]:
        """It was asked to end, and has; its lines. Once ended, they are just told again."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            assert self._process.wait(20) == 0
        return [json.loads(line) for line in self._kept.read_text().splitlines()]

    def all(self) -> str:
        return self.out + self._kept.read_text()


@pytest_asyncio.fixture
async def told(database: Servers, tmp_path: Path) -> AsyncIterator[Told]:
    await prepared(database)
    await write(database, events())
    server = Told(database, tmp_path / "err")
    yield server
    server.end()


async def test_nothing_secret_or_personal_is_in_the_log_whatever_is_sent_and_breaks(
    database: Servers, told: Told
) -> None:
    reader, writer = await key_of(database, ORG), await key_of(database, ORG, "admin", actor=NAME)
    secrets = {reader, writer, WRONG, NAME, *(urlsplit(url).password or "" for url in environment(database).values())}
    async with httpx.AsyncClient(base_url=told.address, timeout=20) as http:
        answered = [await http.get(path, headers=headers) for path, headers in hostile(reader)]
        assert {answer.status_code for answer in answered} >= {200, 400, 401, 404}
        acted = await http.post(
            f"/v1/orgs/{ORG}/commands",
            headers={"Authorization": f"Bearer {writer}"},
            json={"commands": [{"command": NAME, "subject": NAME, "data": {NAME: reader}}]},
        )
        assert acted.status_code == 400
        nonsense(told.address)
        await broken(database, http, reader)
    lines = told.end()
    assert [line for line in lines if line.keys() - KNOWN] == []
    assert [text for text in secrets if text and text in told.all()] == []
    assert f"/orgs/{ORG}/" not in told.all()

    by_event = {line["event"] for line in lines}
    assert {"answered", "the database does not answer"} <= by_event
    requests = [line for line in lines if line["event"] == "answered"]
    assert len(requests) == len(answered) + 4
    one = next(line for line in requests if line["route"] == "/v1/orgs/{org}/events")
    assert (one["organisation"], one["key"], one["method"], one["status"]) == (ORG, reader[:12], "GET", 200)
    dropped = next(line for line in lines if line.get("error") == "UndefinedTableError")
    assert dropped["place"].startswith(("services/", "projections/", "workers/"))


def hostile(key: str) -> list[tuple[str, dict[str, str]]]:
    """Requests with keys and names in every place."""
    right = {"Authorization": f"Bearer {key}"}
    everywhere = ("User-Agent", "Referer", "Cookie", "X-Forwarded-For", "If-None-Match", "Accept", "Last-Event-ID")
    named = right | dict.fromkeys(everywhere, f"{NAME} {key}")
    return [
        (f"/v1/orgs/{ORG}/events?subject={NAME}", right),
        (f"/v1/orgs/{ORG}/audit?actor={NAME}&text={key}", named),
        (f"/v1/orgs/{ORG}/cycles/{NAME}/report?{key}={NAME}", named),
        (f"/v1/orgs/{ORG}/cycles/2026-q1/findings?verdict={key}", right | {"X-Request-Id": key}),
        (f"/v1/orgs/{NAME}/events", right),
        (f"/{key}/{NAME}", named),
        (f"/v1/orgs/{ORG}", {"Authorization": f"Bearer {WRONG}"}),
        (f"/v1/orgs/{ORG}?as_of={NAME}", {"Authorization": f"Basic {NAME}"}),
        ("/", named),
    ]


def nonsense(address: str) -> None:
    """What is no HTTP, with a key in it, has its answer."""
    at = urlsplit(address)
    with socket.create_connection((at.hostname or "", at.port or 0), 10) as connection:
        connection.sendall(f"{WRONG} {NAME}\r\n\r\n".encode())
        said = connection.recv(10_000)
    assert said.startswith(b"HTTP/1.1 400 ")
    assert b"content-security-policy" in said.lower()
    assert b"x-content-type-options" in said.lower()


async def broken(database: Servers, http: httpx.AsyncClient, key: str) -> None:
    """Three requests while connections are cut, and a table and a right are gone."""
    right = {"Authorization": f"Bearer {key}"}
    path = f"/v1/orgs/{ORG}/cycles/2026-q1/plans/growth"
    owner = await asyncpg.connect(database.migrate_url)
    try:
        await owner.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity "
            "where datname = current_database() and pid <> pg_backend_pid()"
        )
        await http.get(path, headers=right)
        await owner.execute("alter table projection.checkpoint rename to gone")
        dropped = await http.get(path + "?min_position=1", headers=right)
        assert dropped.status_code == 503
        await owner.execute("alter table projection.gone rename to checkpoint")
        await owner.execute("revoke select on all tables in schema projection from okr_app")
        refused = await http.get("/v1/orgs/acme/cycles", headers=right)
    finally:
        await owner.close()
    for answer in (dropped, refused):
        assert answer.status_code >= 500
        assert not {"projection", "checkpoint", "select", "okr_app", "relation", "permission"} & set(
            answer.text.replace('"', " ").lower().split()
        )


async def test_a_request_has_its_id_which_may_come_with_it(database: Servers, told: Told) -> None:
    async with httpx.AsyncClient(base_url=told.address) as http:
        mine = await http.get("/v1/orgs/acme", headers={"X-Request-Id": "a-proxys_own-1"})
        others = [
            (await http.get("/v1/orgs/acme", headers={"X-Request-Id": given} if given else {})).headers["okr-request"]
            for given in ("", "a b", "x" * 65, WRONG, "a;b")
        ]
        quiet = await http.head("/healthz")
    assert mine.headers["okr-request"] == "a-proxys_own-1"
    assert len(set(others)) == 5 and not set(others) & {"a b", "x" * 65, WRONG, "a;b"}
    ids = [line["request"] for line in told.end() if line["event"] == "answered"]
    assert ids == ["a-proxys_own-1", *others]
    assert quiet.headers["okr-request"] not in ids


async def test_a_stream_has_the_headers_that_protect(database: Servers, told: Told) -> None:
    right = {"Authorization": f"Bearer {await key_of(database, ORG)}"}
    async with (
        httpx.AsyncClient(base_url=told.address, headers=right) as http,
        http.stream("GET", f"/v1/orgs/{ORG}/events/stream") as answer,
    ):
        assert answer.status_code == 200
        assert answer.headers["content-security-policy"].startswith("default-src 'none'; ")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["okr-request"]
