"""Persons over HTTP: names for who may see them, in nothing that is kept; and who looked at what."""

from __future__ import annotations

import datetime as dt
import gzip
from typing import Any

import asyncpg
import pytest
import pytest_asyncio

from deploy.servers import Servers
from projections import kept_reports
from projections.kept_reports import Asked
from services import persons, readings
from services.access.rights import EVERYWHERE, Scope
from services.http.recorded import RECORDED, resource
from tests.projections.reports.quarter import events
from tests.services.http.ledger import Client, key_of, prepared, serving, write

NAME = "Dana <Okoye> & Söhne"
PERSONS = "/v1/orgs/acme/persons"
READINGS = "/v1/orgs/acme/readings"
CYCLE = "/v1/orgs/acme/cycles/2026-q1"


@pytest_asyncio.fixture
async def named(database: Servers) -> Servers:
    """The quarter, of whose persons one has a name."""
    await prepared(database)
    await write(database, events("acme"))
    await write(database, events("globex"))
    async with asyncpg.create_pool(database.app_url, min_size=0, max_size=1) as pool:
        await persons.note(pool, "acme", "dana", NAME, "dana@example.org")
        await persons.note(pool, "globex", "dana", "Somebody Else", None)
    return database


async def of(client: Client, role: str, scope: Scope = EVERYWHERE) -> str:
    """A header with a key of that role."""
    return f"Bearer {await key_of(client.database, 'acme', role, actor=f'a-{role}', scope=scope)}"


async def test_a_name_is_said_corrected_and_listed(named: Servers) -> None:
    async with serving(named, await key_of(named, "acme", "admin")) as client:
        wish = {"name": "Dana Okoye", "email": ""}
        answer = await client.http.put(f"{PERSONS}/dana", json=wish)
        assert (answer.status_code, answer.json()["name"], answer.json()["email"]) == (200, "Dana Okoye", None)
        await client.http.put(f"{PERSONS}/ben", json={"name": "Ben"})
        first = await client.json(f"{PERSONS}?limit=1")
        assert [each["name"] for each in first["items"]] == ["Ben"]
        assert [each["name"] for each in (await client.json(first["next"]))["items"]] == ["Dana Okoye"]
        assert len((await client.json(PERSONS))["items"]) == 2


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{}", 400),
        (b"[]", 400),
        (b'{"name":"a\\nb"}', 400),
        (b'{"name":"\\u0000"}', 400),
        (b'{"nam":"x"}', 400),
        (b'{"name":1}', 400),
        (b'{"email":"a b"}', 400),
        (b'{"name":"' + b"x" * 201 + b'"}', 400),
    ],
)
async def test_what_is_no_name_is_refused(body: bytes, status: int, fresh: Client) -> None:
    headers = {"Authorization": await of(fresh, "admin"), "Content-Type": "application/json"}
    answer = await fresh.http.put(f"{PERSONS}/dana", content=body, headers=headers)
    assert answer.status_code == status, answer.text
    assert (await fresh.json(PERSONS, Authorization=await of(fresh, "admin")))["items"] == []


async def test_who_was_erased_is_not_noted_again_by_a_request(named: Servers) -> None:
    owner = await asyncpg.connect(named.migrate_url)
    await persons.erase(owner, "acme", "dana")
    await owner.close()
    async with serving(named, await key_of(named, "acme", "admin")) as client:
        answer = await client.http.put(f"{PERSONS}/dana", json={"name": "Dana"})
        assert (answer.status_code, answer.json()["type"]) == (410, "/problems/erased")
        [item] = (await client.json(PERSONS))["items"]
        assert (item["person"], item["name"], item["erased_at"] is None) == ("dana", None, False)
        assert (await client.json("/v1/orgs/acme/audit"))["names"] == {}


async def test_names_are_shown_to_who_may_see_them_and_to_nobody_else(named: Servers) -> None:
    async with serving(named, None) as client:
        for role, sees in (("admin", True), ("sponsor", True), ("owner", False), ("consultant", False)):
            trail = await client.json("/v1/orgs/acme/audit", Authorization=await of(client, role))
            assert trail["names"] == ({"dana": NAME} if sees else {})
        growth = await of(client, "sponsor", Scope(None, "growth"))
        sales = await of(client, "sponsor", Scope(None, "sales"))
        assert (await client.json("/v1/orgs/acme/audit?unit=growth", Authorization=growth))["names"]
        await client.get("/v1/orgs/acme/audit?unit=growth", 403, Authorization=sales)


@pytest.mark.parametrize("path", [f"{CYCLE}/report?format=html", "/orgs/acme/cycles/2026-q1/report"])
async def test_a_page_has_names_where_they_may_be_seen_and_is_told_apart(path: str, named: Servers) -> None:
    async with serving(named, None) as client:
        lead, reader = await of(client, "governance_lead"), await of(client, "reader")
        seen = await client.get(path, Authorization=lead)
        assert '<data class="person" value="dana" title="dana">Dana &lt;Okoye&gt; &amp; Söhne</data>' in seen.text
        unseen = await client.get(path, Authorization=reader)
        assert "Okoye" not in unseen.text and '<data class="person" value="dana">dana</data>' in unseen.text
        assert seen.headers["etag"] != unseen.headers["etag"]
        assert (await client.get(path, 304, Authorization=lead, if_none_match=seen.headers["etag"])).content == b""
        await client.get(path, 200, Authorization=reader, if_none_match=seen.headers["etag"])


async def test_a_report_that_is_kept_holds_no_name_and_shows_it(named: Servers) -> None:
    async with serving(named, None) as client, asyncpg.create_pool(named.worker_url, min_size=0) as pool:
        lead, reader = await of(client, "governance_lead"), await of(client, "reader")
        page = (await client.get(f"{CYCLE}/report?format=html", Authorization=reader)).content
        kept = await kept_reports.ask(pool, "acme", Asked(cycle="2026-q1", format="html"), 33)
        owner = await asyncpg.connect(named.migrate_url)
        made = "update projection.kept_report set status = 'made', body = $2, position = 33 where id = $1"
        await owner.execute(made, kept.id, gzip.compress(page))
        await owner.close()
        path = f"/v1/orgs/acme/reports/{kept.id}/file"
        for encoding in ("gzip", "identity"):
            assert "Okoye" in (await client.get(path, Authorization=lead, Accept_Encoding=encoding)).text
            assert (await client.get(path, Authorization=reader, Accept_Encoding=encoding)).content == page


async def test_a_title_that_reads_as_a_person_stays_a_text(named: Servers) -> None:
    async with asyncpg.create_pool(named.app_url, min_size=0, max_size=1) as pool:
        await persons.note(pool, "acme", "evil", "Evil", None)
    async with serving(named, await key_of(named, "acme", "admin")) as client:
        mark = '<data class="person" value="evil">evil</data>'
        data = {"objective": "x", "title": mark, "reason": mark}
        await client.act({"command": "objective.commit", "subject": "plan/2026-q1/growth", "data": data}, status=400)
        data = {"objective": "x", "title": mark}
        await client.act({"command": "objective.commit", "subject": "plan/2026-q1/growth", "data": data})
        assert ">Evil<" not in (await client.get(f"{CYCLE}/report?format=html")).text


LOOKED = {
    f"{CYCLE}/findings": ("findings.read", "cycles/2026-q1/findings"),
    f"{CYCLE}/shifts?unit=growth": ("findings.read", "cycles/2026-q1/shifts:growth"),
    f"{CYCLE}/report?format=csv": ("report.read", "cycles/2026-q1/report"),
    "/orgs/acme/cycles/2026-q1/report": ("report.read", "cycles/2026-q1/report"),
    f"{CYCLE}/timeline": ("audit.read", "cycles/2026-q1/timeline"),
    "/v1/orgs/acme/audit?format=csv": ("audit.read", "audit"),
    PERSONS: ("person.read", "persons"),
    READINGS: ("reading.read", "readings"),
}


async def test_who_looked_at_what_is_noted_and_what_programs_follow_is_not(named: Servers) -> None:
    async with serving(named, await key_of(named, "acme", "admin", actor="ana")) as client:
        for path in (CYCLE, "/v1/orgs/acme", "/v1/orgs/acme/events", f"{CYCLE}/plans/growth", "/healthz"):
            await client.get(path)
        for path in LOOKED:
            await client.get(path)
        await client.get(f"{CYCLE}/findings?as_of=2026-02-01")
        found = (await client.json(READINGS))["items"][1:]  # but for this very look
        assert [(each["action"], each["resource"]) for each in found[::-1]] == [*LOOKED.values(), found_at(found[0])]
        assert {(each["person"], each["role"]) for each in found} == {("ana", "admin")}
        assert found[0]["as_of"] == "2026-02-01T14:59:59.999999Z" and found[1]["as_of"] is None
        newest = await client.json(f"{READINGS}?limit=2&person=ana")
        assert len((await client.json(newest["next"]))["items"]) == 2
        assert (await client.json(f"{READINGS}?person=nobody"))["items"] == []
        tomorrow = (dt.datetime.now(dt.UTC) + dt.timedelta(days=1)).date()
        assert (await client.json(f"{READINGS}?since={tomorrow}"))["items"] == []
    async with serving(named, await key_of(named, "globex", "admin")) as other:
        assert len((await other.json("/v1/orgs/globex/readings"))["items"]) == 1


def found_at(reading: dict[str, Any]) -> tuple[str, str]:
    return reading["action"], reading["resource"]


async def test_what_cannot_be_noted_is_not_answered(named: Servers) -> None:
    owner = await asyncpg.connect(named.migrate_url)
    await owner.execute("revoke execute on function access.note_readings from okr_app")
    await owner.close()
    async with serving(named, await key_of(named, "acme", "admin")) as client:
        answer = await client.http.get(f"{CYCLE}/findings")
        assert answer.status_code >= 500 and b"finding" not in answer.content
        await client.get(CYCLE)


async def test_a_look_that_was_not_allowed_is_none(named: Servers) -> None:
    async with serving(named, await key_of(named, "acme", "member")) as client:
        await client.get("/v1/orgs/acme/audit", 403)
    async with asyncpg.create_pool(named.app_url, min_size=0, max_size=1) as pool:
        assert await readings.page(pool, "acme") == []


def test_nothing_strange_is_kept_of_a_path() -> None:
    assert resource("/v1/orgs/acme/cycles/Dana Okoye\r\n<x>/findings", None) == "cycles/Dana-Okoye---x-/findings"
    assert resource("/v1/orgs/acme/audit", "' or 1=1") == "audit"
    assert resource("/", None) == resource("/v1/orgs/acme", None) == "-"
    assert len(resource("/v1/orgs/acme/" + "x" * 5000, "growth")) < 300
    assert {"findings.read", "report.read", "audit.read"} <= RECORDED
