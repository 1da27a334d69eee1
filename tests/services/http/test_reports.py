"""Reports that a worker makes: asked for, followed, fetched; and what another policy would have said."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest
import pytest_asyncio

from projections import kept_reports
from services.http.routes import report as route
from tests.projections.reports.quarter import ORG, event, events
from tests.services.http.ledger import Client, key_of, serving, write
from workers import report as worker

CYCLE = f"/v1/orgs/{ORG}/cycles/2026-q1"
STRICT = {"grace_wd": 0, "enough": 1.0}


@pytest_asyncio.fixture
async def large(fresh: Client, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Client]:
    """A ledger of which every report is too large for a request."""
    monkeypatch.setattr(route, "LARGE", 1)
    monkeypatch.setattr(route, "MOST_EVENTS", 5)
    await write(fresh.database, events())
    yield fresh


async def made(client: Client) -> int:
    """A worker makes what was asked for; how many."""
    pool, count = await asyncpg.create_pool(client.database.worker_url, min_size=0), 0
    async with pool:
        while (kept := await kept_reports.take(pool, ORG)) is not None:
            await worker.make(pool, ORG, kept)
            count += 1
    return count


async def asked(client: Client, status: int = 202, **wish: Any) -> Any:
    """The answer to a wish for a report, which has that status."""
    answer = await client.http.post(f"{CYCLE}/reports", json=wish)
    assert answer.status_code == status, answer.text
    return answer.json()


async def test_a_large_report_is_accepted_followed_and_fetched(large: Client) -> None:
    accepted = await large.get(f"{CYCLE}/report?format=json", 202)
    assert accepted.headers["retry-after"] == "1"
    at = accepted.headers["location"]
    told = accepted.json()
    assert (told["status"], told["links"]) == ("asked", {"self": at, "file": f"{at}/file"})
    waiting = await large.problem(f"{at}/file", 503)
    assert "is not made yet: waiting for a worker" in waiting["detail"]
    assert (await large.get(f"{CYCLE}/report", 202)).headers["location"] == at, "the same is made once"
    assert await made(large) == 1
    assert (await large.json(at))["status"] == "made"
    file = await large.get(f"{at}/file")
    assert json.loads(file.content)["cycle"]["cycle"] == "2026-q1"
    again = await large.get(f"{at}/file", 304, if_none_match=file.headers["etag"])
    assert again.content == b""
    listed = (await large.json(f"/v1/orgs/{ORG}/reports"))["items"]
    assert [each["report"] for each in listed] == [told["report"]]


async def test_a_report_that_is_made_is_the_answer_until_something_happens(large: Client) -> None:
    at = (await large.get(f"{CYCLE}/report", 202)).headers["location"]
    await made(large)
    file = await large.get(f"{at}/file")
    assert (await large.get(f"{CYCLE}/report")).content == file.content
    assert (await large.get(f"{CYCLE}/report", accept_encoding="identity")).content == file.content
    unit = await large.get(f"{CYCLE}/report?unit=growth")
    assert unit.json()["unit"] == "growth", "one unit's is made at once"
    await write(large.database, [event("Z1", "commitment.reworded", "plan/2026-q1/growth", "03-30", REWORDED)])
    assert (await large.get(f"{CYCLE}/report", 202)).headers["location"] != at
    assert (await large.get(f"{at}/file")).content == file.content, "what was made is kept"


REWORDED = {"item": "k1", "title": "Another wording"}


@pytest.mark.parametrize(
    ("format", "media_type", "begins"),
    [
        ("json", "application/json", b"{"),
        ("html", "text/html; charset=utf-8", b"<!doctype html>"),
        ("pdf", "application/pdf", b"%PDF-"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK"),
        ("csv", "text/csv; charset=utf-8", b"finding,verdict,"),
    ],
)
async def test_every_format_comes_by_name_by_accept_and_from_a_worker(
    format: str, media_type: str, begins: bytes, large: Client
) -> None:
    by_name = await large.get(f"{CYCLE}/report?unit=growth&format={format}")
    by_accept = await large.get(f"{CYCLE}/report?unit=growth", accept=media_type.partition(";")[0])
    for answer in (by_name, by_accept):
        assert answer.headers["content-type"] == media_type
        assert answer.content.startswith(begins)
    told = await asked(large, format=format)
    await made(large)
    file = await large.get(told["links"]["file"])
    assert file.headers["content-type"] == media_type
    assert file.content.startswith(begins)
    if format == "html":
        assert "default-src 'none'" in file.headers["content-security-policy"]
    else:
        assert f'filename="okr-report-acme-2026-q1.{format}"' in file.headers["content-disposition"]


async def test_what_another_policy_says_stands_beside_what_was_noted(large: Client) -> None:
    noted = await large.json(f"{CYCLE}/report?unit=growth")
    told = await asked(large, policy=STRICT, unit="growth")
    assert told["policy"] == STRICT
    await made(large)
    tried = await large.json(told["links"]["file"])
    assert tried["inputs"]["policy"] == STRICT
    assert tried["what_if"]["parameters"] == STRICT
    assert tried["what_if"]["verdicts"] == noted["verdicts"] != tried["verdicts"]
    real = {shift["id"]: shift["verdict"] for shift in noted["shifts"]}
    now = {shift["id"]: shift["verdict"] for shift in tried["shifts"]}
    differ = {each["id"]: (each["real"], each["tried"]) for each in tried["what_if"]["others"]}
    assert differ == {id_: (real[id_], now[id_]) for id_ in real if real[id_] != now[id_]} != {}
    assert noted["what_if"] is None


async def test_a_report_as_of_a_day_is_that_of_the_day_whenever_it_is_made(large: Client) -> None:
    told = await asked(large, as_of="2026-02-03", known_at="2026-02-03")
    await made(large)
    then = await large.json(told["links"]["file"])
    assert then["as_of"] == "2026-02-03T14:59:59.999999Z"
    assert {shift["id"]: shift["verdict"] for shift in then["shifts"]}["S1"] == "open"
    by_get = await large.get(f"{CYCLE}/report?as_of=2026-02-03&known_at=2026-02-03", 202)
    assert by_get.headers["location"] == told["links"]["self"]


@pytest.mark.parametrize(
    ("wish", "pointer", "says"),
    [
        ({"policy": {"grace": 3}}, "/policy", "unknown policy parameter 'grace'"),
        ({"policy": {"grace_wd": -1}}, "/policy", "policy: "),
        ({"format": "odt"}, "/format", "known are json, html, pdf, xlsx, csv"),
        ({"colour": "red"}, "/colour", "colour"),
        ({"unit": 3}, "/unit", "Expected"),
    ],
)
async def test_a_wish_that_makes_no_sense_is_told_where(
    wish: dict[str, Any], pointer: str, says: str, large: Client
) -> None:
    problem = await asked(large, 400, **wish)
    assert problem["errors"][0]["pointer"] == pointer
    assert says in problem["detail"]
    assert (await large.json(f"/v1/orgs/{ORG}/reports"))["items"] == []


async def test_what_is_not_there_is_asked_for_in_vain(large: Client) -> None:
    assert "no plan of legal" in (await asked(large, 404, unit="legal"))["detail"]
    answer = await large.http.post(f"/v1/orgs/{ORG}/cycles/2020/reports", json={})
    assert answer.status_code == 404
    for path in ("", "/file"):
        assert (
            "is the id of no report" in (await large.problem(f"/v1/orgs/{ORG}/reports/{'0' * 32}{path}", 404))["detail"]
        )
    bad = await large.http.post(f"{CYCLE}/reports", content=b"{", headers={"content-type": "application/json"})
    assert bad.status_code == 400
    assert (await large.http.post(f"{CYCLE}/reports", content=b"{}")).status_code == 415


async def test_another_organisation_s_reports_are_not_there(large: Client) -> None:
    told = await asked(large)
    await made(large)
    async with serving(large.database, await key_of(large.database, "globex")) as other:
        for path in (told["links"]["self"], told["links"]["file"], f"/v1/orgs/{ORG}/reports"):
            await other.problem(path, 404)
        path = told["links"]["self"].replace(ORG, "globex")
        await other.problem(path, 404)
        assert (await other.json("/v1/orgs/globex/reports"))["items"] == []


async def test_a_person_waits_on_a_page_until_the_report_is_made(large: Client) -> None:
    path = f"/orgs/{ORG}/cycles/2026-q1/report"
    waiting = await large.get(path, 202, accept="text/html")
    assert waiting.headers["refresh"] == "3"
    assert "The report is being made" in waiting.text
    await made(large)
    assert "<h1>" in (await large.get(path, accept="text/html")).text
