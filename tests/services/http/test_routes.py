"""Each route's answer, golden; and what every answer says about itself."""

from __future__ import annotations

import json

import pytest

from tests.projections.reports.quarter import events
from tests.services.http import golden
from tests.services.http.ledger import Client, write

ORG = "/v1/orgs/acme"
CYCLE = f"{ORG}/cycles/2026-q1"
LAST = len(events())
THEN = "as_of=2026-03-28&known_at=2026-03-28"
ROUTES = {
    "organisation": ORG,
    "cycles": f"{ORG}/cycles",
    "cycle": CYCLE,
    "plans": f"{CYCLE}/plans",
    "plan": f"{CYCLE}/plans/growth",
    "replay": f"{CYCLE}/plans/growth/replay",
    "shifts": f"{CYCLE}/shifts",
    "findings": f"{CYCLE}/findings",
    "findings_of_a_day": f"{CYCLE}/findings?verdict=open&{THEN}",
    "report": f"{CYCLE}/report",
    "report_of_a_day": f"{CYCLE}/report?{THEN}",
    "report_of_a_unit": f"{CYCLE}/report?unit=platform&{THEN}",
    "events": f"{ORG}/events",
}
MOMENTS = ("as_of", "known_at")


@pytest.mark.parametrize("name", ROUTES)
async def test_a_route_answers_as_it_did(name: str, ledger: Client) -> None:
    body = await ledger.json(ROUTES[name])
    golden.same(name, body, *(() if THEN in ROUTES[name] else MOMENTS))


@pytest.mark.parametrize("path", [*ROUTES.values(), "/orgs/acme/cycles/2026-q1/report"])
async def test_an_answer_says_its_position_and_comes_once(path: str, ledger: Client) -> None:
    first = await ledger.get(path)
    assert first.headers["okr-position"] == str(LAST)
    assert first.headers["cache-control"].startswith("private, no-")
    again = await ledger.get(path, 304, if_none_match=f'"other", {first.headers["etag"]}')
    assert again.content == b""
    assert again.headers["okr-position"] == str(LAST)
    assert (await ledger.get(path, if_none_match='"other"')).content


@pytest.mark.parametrize("path", [*ROUTES.values(), "/", "/healthz", "/nowhere"])
async def test_an_answer_lets_a_browser_do_nothing(path: str, ledger: Client) -> None:
    headers = (await ledger.http.get(path)).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["content-security-policy"].startswith("default-src 'none'; ")


async def test_an_append_changes_the_etag(fresh: Client) -> None:
    told = events()
    await write(fresh.database, told[:-1])
    path = f"{CYCLE}/plans/growth"
    first = (await fresh.get(path)).headers["etag"]
    await write(fresh.database, told[-1:])
    assert (await fresh.get(path, if_none_match=first)).headers["etag"] != first


async def test_head_answers_as_get_without_the_body(ledger: Client) -> None:
    path = f"{CYCLE}/plans/growth"
    get, head = await ledger.get(path), await ledger.http.head(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == get.headers["etag"]
    assert head.headers["content-length"] == str(len(get.content))


async def test_an_objective_has_its_rank_and_what_hangs_on_it(ledger: Client) -> None:
    plan = await ledger.json(f"{CYCLE}/plans/growth")
    assert [(o["objective"], o["rank"]) for o in plan["objectives"]] == [("o2", 1), ("o1", 2)]
    k1 = plan["objectives"][1]["key_results"][0]
    assert (k1["value"], k1["confidence"], k1["points"]) == (6.0, 0.5, 2)
    assert [i["initiative"] for i in k1["initiatives"]] == ["i1"]
    assert plan["lock"] == {"event": "G9", "at": "2026-01-08T09:00:00Z", "revisions": 0}


async def test_plans_are_found_by_whom_they_have_as_an_owner(ledger: Client) -> None:
    found = [(await ledger.json(f"{CYCLE}/plans?owner={owner}"))["items"] for owner in ("kim", "ben", "nobody")]
    assert [[plan["unit"] for plan in plans] for plans in found] == [["platform"], ["growth"], []]


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("verdict=untraded", {"S2", "S3"}),
        ("verdict=traded", {"S1"}),
        ("finding=shift&unit=platform", {"W1"}),
        ("finding=shift&due_before=2026-03-09", {"S1", "W1"}),
        ("finding=silent_drop&unit=platform", {"P2", "P3"}),
        ("finding=nothing", set()),
    ],
)
async def test_findings_are_chosen(query: str, ids: set[str], ledger: Client) -> None:
    body = await ledger.json(f"{CYCLE}/findings?{query}")
    assert {finding["id"] for finding in body["items"]} == ids


async def test_findings_come_by_the_day_they_are_due(ledger: Client) -> None:
    items = (await ledger.json(f"{CYCLE}/findings"))["items"]
    days = [finding.get("due", "9999") for finding in items]
    assert days == sorted(days)


async def test_the_report_comes_as_it_is_accepted(ledger: Client) -> None:
    kinds = {
        "*/*": "application/json",
        "text/html,application/xhtml+xml,*/*;q=0.8": "text/html",
        "text/html;q=0.5, application/json": "application/json",
        "text/*": "text/html",
    }
    for accept, kind in kinds.items():
        answer = await ledger.get(f"{CYCLE}/report", accept=accept)
        assert answer.headers["content-type"].partition(";")[0] == kind
    assert (await ledger.get(f"{CYCLE}/report?format=html")).headers["content-type"].startswith("text/html")
    await ledger.problem(f"{CYCLE}/report", 406, accept="image/png")
    assert json.loads((await ledger.get(f"{CYCLE}/report?format=json", accept="text/html")).content)["organisation"]
