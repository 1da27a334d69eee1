"""A text is a text: kept, searched and given back as it is, whatever a query would make of it."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote, urlencode

import asyncpg
import pytest
import pytest_asyncio
from msgspec.structs import replace

from deploy.servers import Servers
from events.catalogue import Event, recall
from events.log import read
from events.log.append import Act, append
from tests.databases import fresh
from tests.fence import hostile
from tests.fence.hostile import TEXTS
from tests.projections.reports.quarter import GROWTH, event, events
from tests.services.http.ledger import Client, key_of, serving, write
from tests.services.http.test_access import DESCRIBED, filled

AUDIT = "/v1/orgs/acme/audit"
READS = sorted(path for path, item in DESCRIBED.items() if "get" in item and "{org}" in path)
ASKED = [
    (path, parameter["name"])
    for path in READS
    for parameter in DESCRIBED[path]["get"].get("parameters", [])
    if parameter["in"] == "query"
]
HEADERS = ["Idempotency-Key", "Last-Event-ID", "If-None-Match", "Accept", "Authorization", "Accept-Encoding", "Host"]
ACCEPTED = {"GET": b"text/html, application/json", "HEAD": b"*/*", "POST": b"*/*"}
UNHARMED = "select (select count(*) from log.event), (select count(*) from pg_class), (select count(*) from log.head)"


def told(org: str) -> list[Event]:
    """A quarter, and in it an objective for each of the texts, which is its title."""
    more = [
        event(f"H{number}", "objective.committed", GROWTH, "03-26", {"objective": f"h{number}", "title": text})
        for number, text in enumerate(TEXTS)
    ]
    return [*events(org), *(replace(each, source=f"/orgs/{org}", id=f"{each.id}-{org}") for each in more)]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def injected(servers: Servers, template: str) -> AsyncIterator[Servers]:
    """A database with that quarter of two organisations."""
    async with fresh(servers, template) as database:
        for org in ("acme", "globex"):
            await write(database, told(org))
        yield database


@pytest_asyncio.fixture(loop_scope="module")
async def ledger(injected: Servers) -> AsyncIterator[Client]:
    """A client of the one, which finds the database as it left it."""
    owner = await asyncpg.connect(injected.migrate_url)
    before = await owner.fetchrow(UNHARMED)
    async with serving(injected, await key_of(injected, "acme", "admin", actor="ana")) as client:
        yield client
    assert await owner.fetchrow(UNHARMED) == before
    await owner.close()


async def test_every_text_of_every_fact_is_kept_as_it_is(database: Servers) -> None:
    sent = [each for number, text in enumerate(TEXTS) for each in hostile.events(text, number)]
    assert len({each.type for each in sent}) >= 45
    async with asyncpg.create_pool(database.worker_url, min_size=1, max_size=1) as pool:
        for begin in range(0, len(sent), 500):
            await append(pool, Act(org="acme", events=tuple(sent[begin : begin + 500])))
        kept = [recall(body) async for page in read.whole(pool, "acme") for _, body in page]
    assert [each.data for each in kept] == [each.data for each in sent]


@pytest.mark.asyncio(loop_scope="module")
async def test_a_title_is_given_back_as_it_is(ledger: Client) -> None:
    plan = await ledger.json("/v1/orgs/acme/cycles/2026-q1/plans/growth")
    titles = {each["objective"]: each["title"] for each in plan["objectives"]}
    assert [titles[f"h{number}"] for number in range(len(TEXTS))] == TEXTS
    feed = await ledger.json("/v1/orgs/acme/events?limit=1000&type=objective.committed")
    assert [each["data"]["title"] for each in feed if each["id"].startswith("H")] == TEXTS


@pytest.mark.asyncio(loop_scope="module")
async def test_a_search_finds_what_has_the_text_in_it_and_nothing_else(ledger: Client) -> None:
    whole = (await ledger.json(f"{AUDIT}?limit=500"))["items"]
    assert not any(each["id"].endswith("-globex") for each in whole)
    for text in TEXTS:
        found = (await ledger.json(f"{AUDIT}?limit=500&{urlencode({'text': text})}"))["items"]
        expected = [each["id"] for each in whole if text.casefold() in words(each)]
        assert [each["id"] for each in found] == expected, text
        assert expected or "\n" in text  # a sentence is one line


def words(entry: dict[str, Any]) -> str:
    """What of an entry is searched."""
    return "\n".join([entry["says"], entry.get("reason") or "", entry["id"], *entry.get("items", [])]).casefold()


@pytest.mark.asyncio(loop_scope="module")
async def test_no_parameter_is_more_than_a_text(ledger: Client) -> None:
    assert len(ASKED) >= 60
    for number, (path, name) in enumerate(ASKED):
        if not path.endswith("/stream"):
            for text in TEXTS[number % 5 :: 5]:
                await asked(ledger, f"{filled(path)}?{urlencode({name: text})}")


@pytest.mark.asyncio(loop_scope="module")
async def test_no_part_of_a_path_is_more_than_a_text(ledger: Client) -> None:
    for path in READS:
        for name in re.findall(r"\{(\w+)\}", path):
            for text in TEXTS:
                url = filled(path.replace("{" + name + "}", "@")).replace("@", quote(text, safe=""))
                answer = await asked(ledger, url)
                assert answer.status_code in (400, 401, 404), url


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("name", HEADERS)
async def test_no_header_is_more_than_a_text(name: str, ledger: Client) -> None:
    for text in TEXTS:
        for method, path in (
            ("GET", f"{AUDIT}?limit=1"),
            ("GET", "/v1/nowhere"),
            ("HEAD", "/v1/orgs/acme/stream"),
            ("POST", ""),
        ):
            answer = await ledger.http.request(
                method,
                path or "/v1/orgs/acme/commands",
                headers=[
                    (b"Content-Type", b"application/json"),
                    (b"Accept", ACCEPTED[method]),
                    (name.encode(), text.encode()),
                ],
                content=b'{"commands":[]}' if method == "POST" else None,
            )
            harmless(answer)


@pytest.mark.asyncio(loop_scope="module")
async def test_no_cursor_is_more_than_a_text(ledger: Client) -> None:
    paged = [path for path, name in ASKED if name == "cursor"]
    assert len(paged) >= 3
    for number, path in enumerate(paged):
        for text in TEXTS[number % 3 :: 3]:
            for key in (text, [text], [text, text], {"key": text}, [1, text]):
                made = base64.urlsafe_b64encode(json.dumps(key).encode()).rstrip(b"=").decode()
                await asked(ledger, f"{filled(path)}?cursor={made}")


async def asked(ledger: Client, url: str) -> Any:
    """The answer, which does no harm."""
    return harmless(await ledger.http.get(url))


def harmless(answer: Any) -> Any:
    """The answer, which says nothing of the other organisation, and of which nothing broke."""
    assert answer.status_code < 500 or answer.status_code == 503, f"{answer.request.url}: {answer.text}"
    assert b"-globex" not in answer.content and b"/orgs/globex" not in answer.content
    assert b"syntax error" not in answer.content
    return answer
