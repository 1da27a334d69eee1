"""Who may read: nothing opens without a key, and a key opens one organisation."""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest
import pytest_asyncio

from deploy.servers import Servers
from services.access.table import ROLES
from services.http.access import presented
from services.http.app import application
from services.http.keys import BITS, digest, made
from tests.services.http.ledger import Client, key_of, serving

PUBLIC = {"/healthz", "/readyz", "/metrics", "/problems/{name}"}
PAGES = [("GET", "/"), ("GET", "/orgs/{org}/cycles/{cycle}/report")]
DESCRIBED = application("postgresql:///").openapi_schema.to_schema()["paths"]
ROUTES = sorted((method.upper(), path) for path, item in DESCRIBED.items() for method in item)
GUARDED = [(method, path) for method, path in [*ROUTES, *PAGES] if path not in PUBLIC]
OF_ORG = [(method, path) for method, path in GUARDED if "{org}" in path]


def filled(path: str, org: str = "acme") -> str:
    names = {"cycle": "2026-q1", "unit": "growth", "item": "k1", "tile": "0/000", "report": "0" * 32, "person": "dana"}
    return path.format(org=org, name="not-found", request_id="r-1", **names)


@pytest_asyncio.fixture
async def stranger(recorded: Servers) -> AsyncIterator[Client]:
    """A client without a key."""
    async with serving(recorded, None) as client:
        yield client


async def refused(client: Client, method: str, path: str, status: int, **headers: str) -> dict[str, Any]:
    """The problem with which a request is refused."""
    answer = await client.http.request(method, path, headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), answer.text
    problem: dict[str, Any] = json.loads(answer.content)
    return problem


def test_the_walk_covers_the_routes() -> None:
    assert len(OF_ORG) >= 15
    assert {path for _, path in ROUTES} > PUBLIC
    assert ("POST", "/v1/orgs/{org}/commands") in OF_ORG


@pytest.mark.parametrize(("method", "path"), GUARDED)
@pytest.mark.parametrize("sent", ["", "Bearer", "Bearer okr_nobody", "Basic !", "Basic b2Vy", "Digest x=1", "okr_x"])
async def test_without_a_key_there_is_nothing(method: str, path: str, sent: str, stranger: Client) -> None:
    problem = await refused(stranger, method, filled(path), 401, **({"Authorization": sent} if sent else {}))
    assert "key" in problem["detail"]


async def test_a_program_is_told_of_a_token_and_a_browser_of_a_password(stranger: Client) -> None:
    missing = await stranger.get("/v1/orgs/acme", 401)
    assert missing.headers["www-authenticate"] == 'Bearer realm="okr-ledger"'
    wrong = await stranger.get("/v1/orgs/acme", 401, authorization="Bearer okr_wrong")
    assert wrong.headers["www-authenticate"] == 'Bearer realm="okr-ledger", error="invalid_token"'
    browser = await stranger.get("/", 401, accept="text/html,*/*;q=0.8")
    assert browser.headers["www-authenticate"] == 'Basic realm="okr-ledger", charset="UTF-8"'
    assert browser.headers["content-type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize(("method", "path"), OF_ORG)
async def test_another_organisation_is_not_there(method: str, path: str, ledger: Client) -> None:
    foreign = await refused(ledger, method, filled(path, "globex"), 404)
    absent = await refused(ledger, method, filled(path, "nobody-at-all"), 404)
    assert foreign == absent
    # Without a network between, an answer is only there when it has ended, which a stream does not.
    own = await ledger.http.request("HEAD" if path.endswith("/stream") else method, filled(path))
    assert own.status_code == 200 or own.json()["detail"] != foreign["detail"]


@pytest.mark.parametrize("path", [*sorted(PUBLIC), "/schema", "/schema/openapi.json"])
async def test_what_is_public_needs_no_key(path: str, stranger: Client) -> None:
    await stranger.get(filled(path), 200)


@pytest.mark.parametrize("role", ROLES)
async def test_every_role_reads(role: str, recorded: Servers) -> None:
    async with serving(recorded, await key_of(recorded, "acme", role)) as client:
        assert (await client.json("/v1/orgs/acme"))["org"] == "acme"


async def test_a_key_that_is_revoked_or_over_opens_nothing(recorded: Servers) -> None:
    soon = dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)
    keys = [
        await key_of(recorded, "acme", revoked=True),
        await key_of(recorded, "acme", expires=soon),
    ]
    owner = await asyncpg.connect(recorded.migrate_url)
    try:
        past = "update access.key set created_at = now() - interval '2 days', expires_at = now() - interval '1 day'"
        await owner.execute(f"{past} where sha256 = $1", digest(keys[1]))
    finally:
        await owner.close()
    for key in keys:
        async with serving(recorded, key) as client:
            await client.problem("/v1/orgs/acme", 401)


async def test_a_revocation_acts_on_the_next_request(recorded: Servers) -> None:
    key = await key_of(recorded, "acme")
    async with serving(recorded, key) as client:
        assert (await client.json("/v1/orgs/acme"))["org"] == "acme"
        owner = await asyncpg.connect(recorded.migrate_url)
        try:
            await owner.execute("select access.key_revoke(prefix) from access.key where sha256 = $1", digest(key))
        finally:
            await owner.close()
        await client.problem("/v1/orgs/acme", 401)


async def test_a_browser_s_password_is_the_key_whatever_the_name(recorded: Servers, stranger: Client) -> None:
    key = await key_of(recorded, "acme")
    for name in ("", "me", "okr_wrong"):
        basic = base64.b64encode(f"{name}:{key}".encode()).decode()
        await stranger.get("/", 200, authorization=f"Basic {basic}")


def test_a_key_is_256_random_bits_of_which_a_prefix_is_shown() -> None:
    key = made(bytes(range(32)))
    assert key.text == "okr_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
    assert key.text.startswith(key.prefix)
    assert (len(key.prefix), len(key.sha256)) == (12, 32)
    assert key.sha256 == digest(key.text)
    assert made(bytes(32)).text != key.text
    with pytest.raises(ValueError, match="expected 256 random bits"):
        made(bytes(BITS // 8 - 1))


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ("Bearer okr_a", "okr_a"),
        ("bearer  okr_a ", "okr_a"),
        ("Basic " + base64.b64encode(b"me:okr_a").decode(), "okr_a"),
        ("Basic " + base64.b64encode(b":okr:a").decode(), "okr:a"),
        ("Basic " + base64.b64encode(b"okr_a").decode(), None),
        ("Basic " + base64.b64encode(b"me:").decode(), None),
        ("Basic " + base64.b64encode(b"\xff:\xff").decode(), None),
        ("Basic ===", None),
        ("Bearer " + "x" * 5000, None),
        ("Bearer", None),
        ("", None),
    ],
)
def test_a_header_presents_a_key(header: str, key: str | None) -> None:
    assert presented(header) == key
