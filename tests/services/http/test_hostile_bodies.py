"""Whatever is sent as an act gets a problem with the place, never a 500, and leaves nothing behind."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deploy.servers import Servers
from deploy.serving import serving as served
from deploy.system import opened
from services.http import receiving
from tests.databases import settings_of
from tests.services.http.ledger import Client, key_of, prepared, serving

PATH = "/v1/orgs/acme/commands"
JSON = {"Content-Type": "application/json"}


def sent(data: str, name: str = "objective.commit", subject: str = "plan/2026-q1/growth", rest: str = "") -> bytes:
    return f'{{"commands":[{{"command":"{name}","subject":"{subject}","data":{data}{rest}}}]}}'.encode()


GOOD = '{"objective":"a","title":"A"}'
DEEP = "[" * 100_000 + "]" * 100_000
KR = "key_result.commit"
ONE = b'{"command":"x","subject":"org"}'
CORPUS: list[tuple[str, bytes, str, str]] = [
    ("nothing", b"", "", "broken JSON"),
    ("half", b'{"commands":[', "", "broken JSON"),
    ("no object", b"[]", "", "expected an object"),
    ("null", b"null", "", "expected an object"),
    ("text", b'"commands"', "", "expected an object"),
    ("not UTF-8", b'{"commands":[\xff]}', "", "not UTF-8"),
    ("UTF-16", '{"commands":[]}'.encode("utf-16"), "", "not UTF-8"),
    ("no commands", b"{}", "", "`commands`"),
    ("no command", b'{"commands":[]}', "/commands", "length >= 1"),
    ("commands of another kind", b'{"commands":{"a":1}}', "/commands", "array"),
    ("a command of another kind", b'{"commands":[1]}', "/commands/0", "expected an object"),
    (
        "too many commands",
        b'{"commands":[' + b",".join([b'{"command":"x","subject":"org"}'] * 501) + b"]}",
        "/commands",
        "500",
    ),
    ("deep", DEEP.encode(), "", "deeper than 16"),
    (
        "deep below",
        sent(f'{{"objective":"a","title":{"[" * 20}{"]" * 20}}}'),
        "/commands/0/data/title",
        "deeper than 16",
    ),
    (
        "a word that is none of those",
        sent('{"person":"ana","role":"boss"}', "role.grant", "org"),
        "/commands/0/data/role",
        "expected admin, champion",
    ),
    (
        "a word that is none of those, in an object",
        sent('{"provider":"p","answers":{"application":"maybe"}}', "provider.assess", "support/s"),
        "/commands/0/data/answers",
        "expected no, partial, yes",
    ),
    ("a subject without end", sent(GOOD, subject="a" * 50_000), "/commands/0/subject", "does not fit"),
    ("a key twice", sent('{"objective":"a","objective":"b","title":"A"}'), "", "stands twice"),
    ("NUL", sent('{"objective":"a","title":"A\\u0000"}'), "/commands/0/data/title", "NUL"),
    ("half a pair", sent('{"objective":"a","title":"\\ud800"}'), "/commands/0/data/title", "surrogate"),
    ("NaN", sent('{"objective":"a","title":"A","points":NaN}'), "", "NaN"),
    ("a huge integer", sent('{"objective":"a","title":"A","rank":123456789012345678901234567890}'), "", "2^53"),
    (
        "a huge exponent",
        sent('{"objective":"a","title":"A","points":1e999999999}'),
        "/commands/0/data/points",
        "points",
    ),
    ("a number as text", sent('{"objective":"a","title":"A","rank":"1"}'), "/commands/0/data/rank", "int"),
    ("a text as number", sent('{"objective":"a","title":7}'), "/commands/0/data/title", "str"),
    ("a title too long", sent(f'{{"objective":"a","title":"{"x" * 2001}"}}'), "/commands/0/data/title", "2000"),
    ("an id with a slash", sent('{"objective":"a/b","title":"A"}'), "/commands/0/data/objective", "lower-case letters"),
    (
        "an id in a list",
        sent('{"objective":"a","title":"A","displaced":["b","C"]}'),
        "/commands/0/data/displaced/1",
        "lower",
    ),
    ("a missing field", sent('{"objective":"a"}'), "/commands/0/data", "`title`"),
    (
        "an unknown field",
        sent('{"objective":"a","title":"A","ownr":"x"}'),
        "/commands/0/data/ownr",
        "did you mean 'owner'?",
    ),
    ("data of another kind", sent("[1]"), "/commands/0/data", "expected an object"),
    ("an unknown command", sent(GOOD, "objective.comit"), "/commands/0/command", "did you mean 'objective.commit'?"),
    ("an event's type", sent(GOOD, "objective.committed"), "/commands/0/command", "did you mean"),
    ("a worker's event", sent('{"slot":"2026-01-08"}', "check_in.miss"), "/commands/0/command", "unknown command"),
    (
        "a stream of another kind",
        sent(GOOD, subject="cycle/2026-q1"),
        "/commands/0/subject",
        "expected plan/{cycle}/{unit}",
    ),
    ("a stream that is none", sent(GOOD, subject="../../etc"), "/commands/0/subject", "a stream"),
    ("a naive time", sent(GOOD, rest=',"time":"2026-01-08T10:00:00"'), "/commands/0/time", "timezone"),
    ("a far time", sent(GOOD, rest=',"time":"0001-01-01T00:00:00Z"'), "/commands/0/time", "1900"),
    ("a time that is none", sent(GOOD, rest=',"time":"yesterday"'), "/commands/0/time", "datetime"),
    ("an actor", sent(GOOD, rest=',"actor":"boss"'), "/commands/0/actor", "unknown field 'actor'"),
    ("an id of its own", sent(GOOD, rest=',"id":"x"'), "/commands/0/id", "unknown field 'id'"),
    ("an unknown part", b'{"commands":[],"dry_run":true}', "/dry_run", "unknown field 'dry_run'"),
    ("a version below 0", b'{"commands":[{"command":"x","subject":"org"}],"expected":{"org":-1}}', "/expected", ">= 0"),
    ("a version as text", b'{"commands":[{"command":"x","subject":"org"}],"expected":{"org":"1"}}', "/expected", "int"),
    ("data too large", sent(f'{{"objective":"a","title":"A","owner":"{"x" * 62_000}"}}'), "/commands/0/data", "61440"),
    (
        "a far date",
        sent('{"key_result":"k","objective":"a","title":"A","due":"9999-12-31"}', "key_result.commit"),
        "/commands/0/data/due",
        "2999",
    ),
]


@pytest_asyncio.fixture
async def live(database: Servers) -> AsyncIterator[Client]:
    """A client that may do everything, to an empty database of its own."""
    await prepared(database)
    async with serving(database, await key_of(database, "acme", "admin")) as client:
        yield client


async def post(client: Client, body: bytes, status: int, **headers: str) -> dict[str, Any]:
    """The problem that a body gets, after which the log is as empty as before."""
    answer = await client.http.post(PATH, content=body, headers={**JSON, **headers})
    assert answer.status_code == status, f"{answer.status_code} {answer.text[:500]}"
    assert answer.headers["content-type"] == "application/problem+json"
    assert len(answer.content) < 3000
    assert await client.json("/v1/orgs/acme/events") == []
    problem: dict[str, Any] = json.loads(answer.content)
    return problem


@pytest.mark.parametrize(("body", "pointer", "says"), [row[1:] for row in CORPUS], ids=[row[0] for row in CORPUS])
async def test_a_malformed_body_is_told_the_place(body: bytes, pointer: str, says: str, live: Client) -> None:
    problem = await post(live, body, 400)
    assert says in problem["detail"]
    assert problem["errors"][0]["pointer"].startswith(pointer)
    assert pointer or problem["errors"][0]["pointer"] == ""


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": "multipart/form-data"}, 415),
        ({"Content-Encoding": "gzip"}, 415),
        ({"Idempotency-Key": "a b"}, 400),
        ({"Idempotency-Key": "x" * 49}, 400),
        ({"Idempotency-Key": ""}, 400),
        ({"Content-Type": "application/json; charset=utf-8"}, 422),
    ],
)
async def test_a_header_that_is_not_accepted_is_told(headers: dict[str, str], status: int, live: Client) -> None:
    body = sent(GOOD)
    await post(live, gzip.compress(body) if "Content-Encoding" in headers else body, status, **headers)


async def test_a_body_of_ten_megabytes_is_too_large(live: Client) -> None:
    await post(live, b" " * 10_000_000, 413)

    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(160):
            yield b" " * 65536

    answer = await live.http.post(PATH, content=chunks(), headers=JSON)
    assert (answer.status_code, answer.json()["type"]) == (413, "/problems/too-large")


async def test_a_query_parameter_is_none_of_an_act(live: Client) -> None:
    answer = await live.http.post(f"{PATH}?dry_run=1", content=sent(GOOD), headers=JSON)
    assert answer.status_code == 400


@pytest.mark.parametrize("length", [0, 20])
async def test_over_a_socket_a_body_that_trickles_or_never_ends_is_ended(
    length: int, database: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "SECONDS", 0.3)
    await prepared(database)
    key = await key_of(database, "acme", "admin")
    async with opened(settings_of(database)) as system, served(system) as address:
        host, port = address.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        head = f"POST {PATH} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\n"
        framing = f"Content-Length: {length}0\r\n\r\n" if length else "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n"
        writer.write((head + framing).encode())
        await writer.drain()
        assert (await asyncio.wait_for(reader.readline(), 5)).startswith(b"HTTP/1.1 408")
        writer.close()


async def test_a_client_that_goes_away_is_no_fault_of_the_server(
    database: Servers, caplog: pytest.LogCaptureFixture
) -> None:
    await prepared(database)
    key = await key_of(database, "acme", "admin")
    head = f"POST {PATH} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\n"
    async with opened(settings_of(database)) as system, served(system) as address:
        host, port = address.removeprefix("http://").split(":")
        _, writer = await asyncio.open_connection(host, int(port))
        writer.write(f"{head}Content-Length: 100\r\n\r\n{{".encode())
        await writer.drain()
        writer.close()
        await writer.wait_closed()
    # The server has ended, and with it all that it was asked.
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


async def test_over_a_socket_ten_megabytes_are_refused_before_they_are_read(database: Servers) -> None:
    await prepared(database)
    key = await key_of(database, "acme", "admin")
    async with opened(settings_of(database)) as system, served(system) as address:
        host, port = address.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        head = f"POST {PATH} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\n"
        writer.write(f"{head}Content-Length: 10000000\r\n\r\n".encode() + b" " * 100_000)
        with contextlib.suppress(ConnectionError):
            await writer.drain()
        assert (await asyncio.wait_for(reader.readline(), 5)).startswith(b"HTTP/1.1 413")
        writer.close()


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["a", "2026-01-08"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["objective", "title", "x"]), inner),
    max_leaves=8,
)


@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=st.one_of(
        st.binary(max_size=200),
        st.builds(json.dumps, VALUES).map(str.encode),
        st.builds(lambda data: json.dumps({"commands": [data]}).encode(), VALUES),
        st.builds(
            lambda name, subject, data: json.dumps(
                {"commands": [{"command": name, "subject": subject, "data": data}]}
            ).encode(),
            st.sampled_from(["objective.commit", "unit.move", "check_in.record", "policy.set", "plan.reset", "x"]),
            st.sampled_from(["plan/2026-q1/growth", "org", "check-ins/a/b/c", "plan//", ""]),
            VALUES,
        ),
    )
)
async def test_no_body_breaks_the_server(body: bytes, live: Client) -> None:
    answer = await live.http.post(PATH, content=body, headers=JSON)
    assert answer.status_code in (400, 422), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
