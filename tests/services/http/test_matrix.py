"""Every route × every role × every scope, of one's own organisation and of another: what the table says, and no more.

Which route is which action stands here once more, so that a route that names the wrong one is found.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from deploy.servers import Servers
from services.access.rights import EVERYWHERE, Scope
from services.access.table import REACH, ROLES
from services.http.app import application
from tests.services.http.ledger import Client, key_of, serving

V1 = "/v1/orgs/{org}"
CYCLE = f"{V1}/cycles/{{cycle}}"
LATER = "later"  # what it is done to is only known when the route itself asks
ROUTES: dict[tuple[str, str], tuple[str, Scope | str]] = {
    ("GET", "/"): ("organisation.read", EVERYWHERE),
    ("GET", "/orgs/{org}/cycles/{cycle}/report"): ("report.read", Scope("2026-q1")),
    ("GET", V1): ("organisation.read", EVERYWHERE),
    ("GET", f"{V1}/cycles"): ("organisation.read", EVERYWHERE),
    ("GET", CYCLE): ("state.read", Scope("2026-q1")),
    ("GET", f"{CYCLE}/plans"): ("state.read", Scope("2026-q1")),
    ("GET", f"{CYCLE}/plans/{{unit}}"): ("state.read", Scope("2026-q1", "growth")),
    ("GET", f"{CYCLE}/plans/{{unit}}/replay"): ("state.read", Scope("2026-q1", "growth")),
    ("GET", f"{CYCLE}/plans/{{unit}}/items/{{item}}"): ("state.read", Scope("2026-q1", "growth")),
    ("GET", f"{CYCLE}/diff"): ("state.read", Scope("2026-q1")),
    ("GET", f"{CYCLE}/timeline"): ("audit.read", Scope("2026-q1")),
    ("GET", f"{CYCLE}/shifts"): ("findings.read", Scope("2026-q1")),
    ("GET", f"{CYCLE}/findings"): ("findings.read", Scope("2026-q1")),
    ("GET", f"{CYCLE}/report"): ("report.read", Scope("2026-q1")),
    ("POST", f"{CYCLE}/reports"): ("report.make", LATER),
    ("GET", f"{V1}/reports"): ("report.read", LATER),
    ("GET", f"{V1}/reports/{{report}}"): ("report.read", LATER),
    ("GET", f"{V1}/reports/{{report}}/file"): ("report.read", LATER),
    ("GET", f"{V1}/audit"): ("audit.read", EVERYWHERE),
    ("GET", f"{V1}/events"): ("log.read", EVERYWHERE),
    ("GET", f"{V1}/events/stream"): ("log.read", EVERYWHERE),
    ("GET", f"{V1}/log/checkpoint"): ("log.prove", EVERYWHERE),
    ("GET", f"{V1}/log/tile/{{tile}}"): ("log.prove", EVERYWHERE),
    ("GET", f"{V1}/persons"): ("person.read", EVERYWHERE),
    ("PUT", f"{V1}/persons/{{person}}"): ("person.write", EVERYWHERE),
    ("GET", f"{V1}/readings"): ("reading.read", EVERYWHERE),
    ("POST", f"{V1}/commands"): ("request.send", LATER),
    ("GET", f"{V1}/commands/{{request_id}}"): ("request.send", LATER),
}
# What the query narrows, and what is in a tile.
NARROWED: dict[str, tuple[str, Scope]] = {
    f"{CYCLE}/plans?unit=growth": ("state.read", Scope("2026-q1", "growth")),
    f"{CYCLE}/findings?unit=growth": ("findings.read", Scope("2026-q1", "growth")),
    f"{CYCLE}/shifts?unit=sales": ("findings.read", Scope("2026-q1", "sales")),
    f"{CYCLE}/report?unit=growth": ("report.read", Scope("2026-q1", "growth")),
    f"{CYCLE}/timeline?unit=growth": ("audit.read", Scope("2026-q1", "growth")),
    f"{V1}/audit?unit=growth": ("audit.read", Scope(None, "growth")),
    f"{V1}/audit?cycle=2026-q1": ("audit.read", Scope("2026-q1")),
    f"{V1}/events?subject=plan/2026-q1/growth": ("log.read", Scope("2026-q1", "growth")),
    f"{V1}/events?subject=plan": ("log.read", EVERYWHERE),
    f"{V1}/log/tile/entries/000.p/3": ("log.read", EVERYWHERE),
}
PUBLIC = {"/healthz", "/readyz", "/metrics", "/problems/{name}"}
SCOPES = [EVERYWHERE, Scope("2026-q1"), Scope("2025-q4"), Scope(None, "growth"), Scope("2026-q1", "growth")]


def filled(path: str, org: str = "acme") -> str:
    names = {"cycle": "2026-q1", "unit": "growth", "item": "k1", "tile": "0/000", "report": "0" * 32, "person": "dana"}
    return path.format(org=org, request_id="r-1", **names)


def test_every_route_stands_here() -> None:
    paths = application("postgresql:///").openapi_schema.to_schema()["paths"]
    described = {(method.upper(), path) for path, item in paths.items() for method in item if path not in PUBLIC}
    assert described | {("GET", "/"), ("GET", "/orgs/{org}/cycles/{cycle}/report")} == set(ROUTES)


def allowed(role: str, scope: Scope, action: str, on: Scope | str) -> bool:
    """What the table says: written once more, from its words."""
    match REACH[action][role]:
        case "all":
            return True
        case "scope":
            wider = (scope.cycle, scope.unit)
            return on == LATER or (
                isinstance(on, Scope)
                and all(own in (None, other) for own, other in zip(wider, (on.cycle, on.unit), strict=True))
            )
    return False


async def asked(client: Client, method: str, path: str) -> tuple[int, dict[str, Any]]:
    # Without a network between, an answer is only there when it has ended, which a stream does not.
    answer = await client.http.request("HEAD" if path.partition("?")[0].endswith("/stream") else method, path)
    problem = "problem+json" in answer.headers.get("content-type", "") and answer.content
    return answer.status_code, json.loads(answer.content) if problem else {}


@pytest.mark.parametrize("role", ROLES)
async def test_a_role_may_what_the_table_says(role: str, recorded: Servers) -> None:
    tried = {(method, path): what for (method, path), what in ROUTES.items()}
    tried |= {("GET", path): what for path, what in NARROWED.items()}
    for scope in SCOPES if any(REACH[action][role] == "scope" for action in REACH) else SCOPES[:1]:
        async with serving(recorded, await key_of(recorded, "acme", role, scope=scope)) as client:
            for (method, path), (action, on) in tried.items():
                status, problem = await asked(client, method, filled(path))
                where = f"{role} of {scope}: {method} {path} is {action}: {status} {problem}"
                assert (status != 403) == allowed(role, scope, action, on), where
                assert status < 500 and status not in (401, 429), where
                assert status != 404 or "no such organisation" not in problem["detail"], where


@pytest.mark.parametrize("role", ROLES)
async def test_another_organisation_is_not_there_for_any_role(role: str, recorded: Servers) -> None:
    async with serving(recorded, await key_of(recorded, "acme", role)) as client:
        for method, path in ROUTES:
            if "{org}" in path:
                foreign = await asked(client, method, filled(path, "globex"))
                absent = await asked(client, method, filled(path, "nobody-at-all"))
                assert foreign == absent and foreign[0] == 404, f"{method} {path}: {foreign} {absent}"


COMMANDS: dict[str, tuple[str, Scope]] = {
    '{"command":"outcome.set","subject":"org","data":{"outcome":"o","year":2026,"text":"O"}}': (
        "organisation.write",
        EVERYWHERE,
    ),
    '{"command":"policy.set","subject":"org","data":{"parameters":{"grace_wd":9},"reason":"r"}}': (
        "organisation.write",
        EVERYWHERE,
    ),
    '{"command":"role.grant","subject":"org","data":{"person":"eve","role":"admin"}}': ("role.write", EVERYWHERE),
    '{"command":"role.revoke","subject":"org","data":{"person":"eve","role":"admin"}}': ("role.write", EVERYWHERE),
    '{"command":"person.register","subject":"org","data":{"person":"eve"}}': ("role.write", EVERYWHERE),
    '{"command":"review.cancel","subject":"cycle/2026-q1","data":{"review":"none","reason":"r"}}': (
        "cycle.write",
        Scope("2026-q1"),
    ),
    '{"command":"commitment.drop","subject":"plan/2026-q1/growth","data":{"item":"none","reason":"r"}}': (
        "plan.write",
        Scope("2026-q1", "growth"),
    ),
    '{"command":"waiver.grant","subject":"plan/2026-q1/growth",'
    '"data":{"rule":"no_rule","subject":"plan/2026-q1/growth","reason":"r","approved_by":"ana"}}': (
        "waiver.write",
        Scope("2026-q1", "growth"),
    ),
    '{"command":"check_in.record","subject":"check-ins/2026-q1/growth/none","data":{"value":1}}': (
        "check_in.write",
        Scope("2026-q1", "growth"),
    ),
    '{"command":"objection.raise","subject":"decision/none","data":{"objection":"o","about":"x","text":"t"}}': (
        "decision.write",
        EVERYWHERE,
    ),
    '{"command":"support.end","subject":"support/none","data":{}}': ("support.write", EVERYWHERE),
}


@pytest.mark.parametrize("role", ROLES)
async def test_a_role_sends_the_commands_that_the_table_says(role: str, fresh: Client) -> None:
    for scope in SCOPES:
        async with serving(fresh.database, await key_of(fresh.database, "acme", role, scope=scope)) as client:
            for command, (action, on) in COMMANDS.items():
                body = f'{{"commands":[{command}]}}'
                headers = {"Content-Type": "application/json"}
                answer = await client.http.post("/v1/orgs/acme/commands", content=body, headers=headers)
                where = f"{role} of {scope}: {command} is {action}: {answer.status_code} {answer.text[:200]}"
                may = REACH["request.send"][role] == "all" and allowed(role, scope, action, on)
                assert answer.status_code in ((201, 422) if may else (403,)), where


async def test_a_reset_is_an_act_on_the_plan_before_too(fresh: Client) -> None:
    reset = {"command": "plan.reset", "subject": "plan/2026-q2/growth", "data": {"from": "2026-q1"}}
    for scope, status in ((Scope("2026-q2"), 403), (Scope("2026-q1"), 403), (Scope(None, "growth"), 422)):
        async with serving(fresh.database, await key_of(fresh.database, "acme", "owner", scope=scope)) as client:
            await client.act(reset, status=status)


async def test_what_is_expected_of_a_stream_is_a_look_at_it(fresh: Client) -> None:
    data = {"question": "q", "options": ["a"], "choice": "a", "cites": [], "decided_by": ["ana"]}
    wish = {"command": "decision.record", "subject": "decision/d", "data": data}
    key = await key_of(fresh.database, "acme", "consultant", scope=Scope(None, "growth"))
    async with serving(fresh.database, key) as client:
        await client.act(wish, expected={"plan/2026-q1/sales": 7}, status=403)
        await client.act(wish, expected={"plan/2026-q1/growth": 7}, status=409)
        await client.act(wish, expected={"decision/d": 7}, status=409)


async def test_one_command_that_is_not_allowed_stops_all(fresh: Client) -> None:
    async with serving(fresh.database, await key_of(fresh.database, "acme", "champion")) as client:
        granting = {"command": "role.grant", "subject": "org", "data": {"person": "eve", "role": "admin"}}
        opening = {
            "command": "cycle.open",
            "subject": "cycle/q1",
            "data": {"name": "Q1", "start": "2026-01-01", "end": "2026-03-31", "kind": "quarter"},
        }
        problem = await client.act(opening, granting, status=403)
        assert "role.write" in problem["detail"] and "champion of the organisation" in problem["detail"]
        await client.json("/v1/orgs/acme/cycles", 404)
