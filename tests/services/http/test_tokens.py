"""Tokens of an identity provider: only those that it made, for us, now; and only for who is linked to a person."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import json
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import asyncpg
import httpx
import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from deploy.commands import Failure
from deploy.identity import BYTES, fetched
from deploy.servers import Servers
from deploy.settings import provider
from services.http import tokens as subject
from services.http.app import application
from services.http.problems import NoKey, NoProvider
from services.http.tokens import Login, Provider, Tokens
from tests.services.http.ledger import living, talking

ISSUER = "https://id.example.org/realm"
OURS = Provider(issuer=ISSUER, audience="okr-ledger")
RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
EC = ec.generate_private_key(ec.SECP256R1())
STRANGER = rsa.generate_private_key(public_exponent=65537, key_size=2048)
NOW = dt.datetime.now(dt.UTC)


def published(kid: str, key: RSAPrivateKey | EllipticCurvePrivateKey, **more: str) -> dict[str, Any]:
    of: Any = jwt.algorithms.RSAAlgorithm if isinstance(key, RSAPrivateKey) else jwt.algorithms.ECAlgorithm
    return {**of.to_jwk(key.public_key(), as_dict=True), "kid": kid, "use": "sig", **more}


class Publisher:
    """What the provider answers, and how often it was asked."""

    def __init__(self, *keys: dict[str, Any], issuer: str = ISSUER) -> None:
        self.keys, self.issuer, self.asked, self.away = list(keys), issuer, 0, False

    async def __call__(self, address: str) -> bytes:
        self.asked += 1
        if self.away:
            raise OSError("away")
        if address == f"{ISSUER}{subject.DISCOVERY}":
            return json.dumps({"issuer": self.issuer, "jwks_uri": f"{ISSUER}/keys"}).encode()
        assert address == f"{ISSUER}/keys"
        return json.dumps({"keys": self.keys}).encode()


def token(key: Any = RSA, algorithm: str = "RS256", kid: str | None = "r1", without: str = "", /, **claims: Any) -> str:
    told = {"iss": ISSUER, "aud": "okr-ledger", "sub": "u-17", "iat": NOW, "exp": NOW + dt.timedelta(hours=2)}
    told = {name: value for name, value in {**told, **claims}.items() if name != without}
    return jwt.encode(told, key, algorithm=algorithm, headers={"kid": kid} if kid else {})


def checking(*keys: dict[str, Any]) -> Tokens:
    return Tokens(OURS, Publisher(*(keys or (published("r1", RSA), published("e1", EC)))))


@pytest.mark.parametrize("given", [token(), token(EC, "ES256", "e1"), token(aud=["other", "okr-ledger"])])
async def test_a_token_of_the_provider_is_a_login(given: str) -> None:
    assert await checking().login(given) == Login(ISSUER, "u-17")


def forged_with_the_public_key() -> str:
    """Signed as by a secret, with the published key as the secret."""
    pem = RSA.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    head, body = (encoded(json.dumps(part)) for part in ({"alg": "HS256", "kid": "r1"}, claims_of(token())))
    mac = hmac.new(pem, f"{head}.{body}".encode(), hashlib.sha256).digest()
    return f"{head}.{body}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"


def unsigned() -> str:
    return f"{encoded(json.dumps({'alg': 'none', 'kid': 'r1'}))}.{encoded(json.dumps(claims_of(token())))}."


def changed() -> str:
    head, _, signature = token().split(".")
    return f"{head}.{encoded(json.dumps({**claims_of(token()), 'sub': 'u-1'}))}.{signature}"


def encoded(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def claims_of(given: str) -> dict[str, Any]:
    found: dict[str, Any] = jwt.decode(given, options={"verify_signature": False})
    return found


HOURS = dt.timedelta(hours=2)  # longer than the tests of a day may take
WRONG = {
    "over": token(exp=NOW - HOURS),
    "not yet": token(nbf=NOW + HOURS),
    "made in the future": token(iat=NOW + HOURS),
    "another audience": token(aud="other"),
    "no audience": token(RSA, "RS256", "r1", "aud"),
    "another issuer": token(iss="https://evil.example.org"),
    "no issuer": token(RSA, "RS256", "r1", "iss"),
    "no end": token(RSA, "RS256", "r1", "exp"),
    "no beginning": token(RSA, "RS256", "r1", "iat"),
    "no subject": token(RSA, "RS256", "r1", "sub"),
    "an empty subject": token(sub=""),
    "a subject without end": token(sub="x" * 300),
    "NUL in the subject": token(sub="u\0"),
    "a number as the subject": token(sub=17),
    "another's key under a known name": token(STRANGER),
    "a key of another kind under a known name": token(EC, "ES256", "r1"),
    "an unknown key": token(STRANGER, "RS256", "x9"),
    "no name of a key": token(RSA, "RS256", None),
    "an algorithm that is not pinned": token(RSA, "RS512"),
    "unsigned": unsigned(),
    "signed with the public key as a secret": forged_with_the_public_key(),
    "changed": changed(),
    "cut": token()[:-4],
    "nothing": "..",
    "no token": "okr-ledger",
    "no text": "\udcff.\udcff.\udcff",
    "a header that is a list": f"{encoded('[]')}.{encoded('{}')}.x",
    "a name of a key that is an object": f"{encoded(json.dumps({'alg': 'RS256', 'kid': {'a': 1}}))}.{encoded('{}')}.x",
    "critical extensions": f"{encoded(json.dumps({'alg': 'RS256', 'kid': 'r1', 'crit': ['x']}))}.{encoded('{}')}.x",
}


@pytest.mark.parametrize("name", WRONG)
async def test_any_other_opens_nothing(name: str) -> None:
    with pytest.raises(NoKey):
        await checking().login(WRONG[name])


async def test_clocks_may_differ_by_half_a_minute() -> None:
    now, skew = dt.datetime.now(dt.UTC), dt.timedelta(seconds=20)
    late, early = token(exp=now - skew), token(nbf=now + skew, iat=now + skew, exp=now + HOURS)
    assert await checking().login(late) == await checking().login(early)


@pytest.mark.parametrize("key", [published("r1", RSA, use="enc"), {"kty": "oct", "kid": "r1", "k": "c2VjcmV0"}, {}])
async def test_a_key_that_does_not_sign_is_none(key: dict[str, Any]) -> None:
    with pytest.raises(NoKey):
        await checking(key, published("e1", EC)).login(token())


async def test_keys_are_fetched_once_and_an_unknown_one_again_but_not_for_each_token(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    publisher = Publisher(published("r1", RSA))
    tokens = Tokens(OURS, publisher)
    for _ in range(3):
        await tokens.login(token())
    assert publisher.asked == 2  # the description and the keys
    for _ in range(20):
        with pytest.raises(NoKey):
            await tokens.login(token(EC, "ES256", "e1"))
    assert publisher.asked == 2
    monkeypatch.setattr(subject, "AGAIN_SECONDS", 0.0)
    publisher.keys = [published("e1", EC)]
    await tokens.login(token(EC, "ES256", "e1"))
    with pytest.raises(NoKey):  # the provider has withdrawn it
        await tokens.login(token())


async def test_a_provider_that_is_away_is_no_reason_to_forget_its_keys_for_a_while(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    publisher = Publisher(published("r1", RSA))
    tokens = Tokens(OURS, publisher)
    await tokens.login(token())
    publisher.away = True
    monkeypatch.setattr(subject, "AGAIN_SECONDS", 0.0)
    monkeypatch.setattr(subject, "FRESH_SECONDS", 0.3)
    await tokens.login(token())
    monkeypatch.setattr(subject, "FRESH_SECONDS", 0.0)
    with pytest.raises(NoProvider):
        await tokens.login(token())


@pytest.mark.parametrize("told", [{"issuer": "https://evil.example.org"}, {"issuer": ISSUER, "keys": 3}, {"keys": [3]}])
async def test_what_the_provider_tells_of_itself_is_checked(told: dict[str, Any]) -> None:
    publisher = Publisher(published("r1", RSA), issuer=told.get("issuer", ISSUER))
    publisher.keys = told.get("keys", publisher.keys)
    with pytest.raises(NoProvider):
        await Tokens(OURS, publisher).login(token())


@asynccontextmanager
async def asking(database: Servers) -> AsyncIterator[httpx.AsyncClient]:
    app = application(database.app_url, tokens=checking())
    async with living(app), talking(app, {"Authorization": f"Bearer {token()}"}) as http:
        yield http


async def test_a_login_is_the_person_that_it_is_linked_to_with_what_is_granted(recorded: Servers) -> None:
    owner = await asyncpg.connect(recorded.migrate_url)
    try:
        async with asking(recorded) as http:
            assert (await http.get("/v1/orgs/acme")).status_code == 401
            await owner.execute("select person.link('acme', 'sam', $1, 'u-17')", ISSUER)
            assert (await http.get("/v1/orgs/acme")).status_code == 403
            assert (await http.get("/v1/orgs/globex")).status_code == 404
            assert (await http.get("/")).status_code == 403
            await owner.execute("select person.link('globex', 'sam', $1, 'u-17')", ISSUER)
            assert (await http.get("/")).status_code == 404  # which of the two?
            await owner.execute("select person.unlink('globex', 'sam', $1, 'u-17')", ISSUER)
            await owner.execute("select person.unlink('acme', 'sam', $1, 'u-17')", ISSUER)
            assert (await http.get("/v1/orgs/acme")).status_code == 401
    finally:
        await owner.close()


@contextmanager
def answering(status: int, body: bytes) -> Iterator[str]:
    """A real server that gives this answer, and sends whoever asks for `/away` elsewhere."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("Location", "http://127.0.0.1:1/")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


async def test_what_the_provider_publishes_is_fetched_and_no_redirection_followed() -> None:
    with answering(200, b"{}") as address:
        assert await fetched(address) == b"{}"
    for status, body in ((302, b""), (404, b""), (200, b"x" * (BYTES + 1))):
        with answering(status, body) as address, pytest.raises(OSError):
            await fetched(address)
    with pytest.raises(OSError, match="does not answer"):
        await fetched("http://127.0.0.1:1/")
    with pytest.raises(OSError, match="does not answer"):
        await fetched("file:///etc/passwd")


def test_a_provider_is_named_whole_or_not_at_all() -> None:
    named = {"OIDC_ISSUER": ISSUER, "OIDC_AUDIENCE": "okr-ledger"}
    assert provider({}) is None
    assert provider(named) == OURS
    assert provider({**named, "OIDC_ALGORITHMS": "EdDSA"}) == Provider(
        issuer=ISSUER, audience="okr-ledger", algorithms=("EdDSA",)
    )
    for wrong in (
        {"OIDC_ISSUER": ISSUER},
        {"OIDC_AUDIENCE": "okr-ledger"},
        {**named, "OIDC_ISSUER": "http://id.example.org"},
        {**named, "OIDC_ISSUER": "id.example.org"},
        {**named, "OIDC_ISSUER": f"{ISSUER}?x=1"},
        {**named, "OIDC_ALGORITHMS": "HS256"},
        {**named, "OIDC_ALGORITHMS": "none"},
        {**named, "OIDC_ALGORITHMS": "RS256,,"},
    ):
        with pytest.raises(Failure, match="OIDC_"):
            provider(wrong)
