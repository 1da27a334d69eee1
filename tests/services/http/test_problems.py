"""Bad input is a problem that says what, where and what would be accepted; a dead database is a 503."""

from __future__ import annotations

import asyncio
import string
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote, urlencode

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deploy.logs import fields
from deploy.servers import Servers
from events.strictness import Malformed
from projections.standings import then
from services.http import problems
from services.http.app import application
from services.http.errors import told_of
from tests.databases import within
from tests.services.http.ledger import Client, living, talking

CYCLE = "/v1/orgs/acme/cycles/2026-q1"
EVENTS = "/v1/orgs/acme/events"


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/nowhere", 404, "nothing at /nowhere"),
        ("/v1", 404, "/schema describes"),
        ("/schema/nowhere.yaml", 404, "nothing at"),
        ("/problems/nothing", 404, "known are malformed"),
        (f"/{'x' * 5000}", 404, "nothing at"),
        (f"/v1/orgs/{'x' * 5000}", 404, "no such organisation"),
        ("/v1/orgs/acme/cycles/2026-q9", 404, "there is 2026-q1, 2026-q2"),
        ("/v1/orgs/acme/cycles/Q1", 404, "is the id of no cycle"),
        (f"/v1/orgs/acme/cycles/{'x' * 3000}", 404, "is the id of no cycle"),
        (f"/v1/orgs/acme/cycles/{quote(chr(0))}", 404, "is the id of no cycle"),
        (f"{CYCLE}/plans/legal", 404, "there is growth, platform"),
        (f"{CYCLE}/plans?unit=legal", 404, "there is growth, platform"),
        (f"{CYCLE}/findings?unit=legal", 404, "there is growth, platform"),
        (f"{CYCLE}/report?unit=legal", 404, "there is growth, platform"),
        (f"{CYCLE}/report?unit=legal&as_of=2026-02-01", 404, "no plan of legal as of 2026-02-01T14:59:59Z"),
        (f"{CYCLE}?as_of=2025-01-01", 404, "no cycle 2026-q1 as of 2025-01-01"),
        ("/v1/orgs/acme?as_of=2020-01-01", 404, "nothing is recorded of acme"),
        (f"{CYCLE}/report?format=odt", 400, "format: "),
        (f"{CYCLE}/findings?limit=0", 400, "limit: "),
        (f"{CYCLE}/findings?limit=many", 400, "limit: "),
        (f"{CYCLE}/findings?limit=1&limit=2", 400, "limit: "),
        (f"{CYCLE}/findings?due_before=monday", 400, "due_before: "),
        (f"{CYCLE}/findings?verdict=guilty", 400, "known are traded, late"),
        (f"{CYCLE}/findings?cursor=abc", 400, "no cursor of this list"),
        (f"{CYCLE}/findings?cursor=%F0%9F%92%A9", 400, "no cursor of this list"),
        (f"{CYCLE}/findings?asof=2026-01-01", 400, "did you mean 'as_of'?"),
        (f"{CYCLE}?as_of=yesterday", 400, "expected a date like 2026-03-31"),
        (f"{CYCLE}?as_of=2026-03-31T10:00:00", 400, "expected a date like 2026-03-31"),
        (f"{CYCLE}?as_of=2026-02-30", 400, "as_of: "),
        (f"{CYCLE}?as_of=9999-12-31", 400, "the year 9999 is out of range"),
        (f"{CYCLE}?known_at=2026-13-01", 400, "known_at: "),
        (f"{CYCLE}?min_position=-1", 400, "min_position: "),
        (f"{CYCLE}?min_position=99999999999999999999", 400, "min_position: "),
        (f"{EVENTS}?after=x", 400, "after: "),
        (f"{EVENTS}?after=-1", 400, "after: "),
        (f"{EVENTS}?limit=1001", 400, "limit: "),
        (f"{EVENTS}?type=objective.commited", 400, "no type of the catalogue"),
        (
            f"{EVENTS}?as_of=2026-01-01",
            400,
            "known are after, limit, min_position, recorded_from, recorded_until, subject, type",
        ),
    ],
)
async def test_what_is_wrong_is_said(path: str, status: int, says: str, ledger: Client) -> None:
    problem = await ledger.problem(path, status)
    assert says in problem["detail"]
    assert len(problem["detail"]) < 600


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("path", ["/", "/healthz", "/schema", CYCLE, EVENTS])
async def test_a_wrong_method_is_told_the_right_ones(method: str, path: str, ledger: Client) -> None:
    answer = await ledger.http.request(method, path, content=b"{")
    assert answer.status_code == 405
    assert answer.headers["content-type"] == "application/problem+json"
    assert "GET" in answer.headers["allow"]


async def test_a_problem_s_type_leads_to_what_it_means(ledger: Client) -> None:
    for kind in problems.KINDS:
        found = await ledger.json(f"/problems/{kind.name}")
        assert (found["status"], found["means"]) == (kind.status, kind.means)


REQUEST: Any = SimpleNamespace(scope={}, method="GET")
TEXTS = st.one_of(
    st.text(max_size=40),
    st.text(alphabet=string.digits + "-+:.TZ ", max_size=30),
    st.sampled_from(["", "0", "1", "-0", "1e3", "NaN", "null", "true", "[]", "2026-03-31", "\0", "9" * 40, "W10="]),
)
PARAMETERS = ["as_of", "known_at", "unit", "owner", "verdict", "finding", "due_before", "cursor", "limit", "format"]
FUZZED = [f"{CYCLE}{rest}" for rest in ("", "/plans", "/plans/growth", "/shifts", "/findings", "/report")]


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.sampled_from([*FUZZED, "/v1/orgs/acme", "/v1/orgs/acme/cycles"]),
    query=st.lists(st.tuples(st.sampled_from(PARAMETERS), TEXTS), min_size=1, max_size=4),
)
async def test_no_query_breaks_the_server(path: str, query: list[tuple[str, str]], ledger: Client) -> None:
    given = urlencode([(name, value.encode("utf-8", "surrogatepass")) for name, value in query])
    answer = await ledger.http.get(f"{path}?{given}")
    assert answer.status_code in (200, 400, 404, 406), answer.text


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.lists(st.tuples(st.sampled_from(["after", "limit", "type", "subject"]), TEXTS), min_size=1, max_size=3))
async def test_no_query_breaks_the_feed(query: list[tuple[str, str]], ledger: Client) -> None:
    given = urlencode([(name, value.encode("utf-8", "surrogatepass")) for name, value in query])
    assert (await ledger.http.get(f"{EVENTS}?{given}")).status_code in (200, 400)


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(segments=st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=6), raw=st.binary(max_size=20))
async def test_no_path_breaks_the_server(segments: list[str], raw: bytes, ledger: Client) -> None:
    path = "/v1/orgs/acme/" + "/".join(quote(s.encode("utf-8", "surrogatepass"), safe="") for s in segments)
    answer = await ledger.http.get(f"{path}?{quote(raw, safe='=&%')}")
    assert answer.status_code in (200, 400, 404)
    assert answer.status_code == 200 or answer.headers["content-type"] == "application/problem+json"


async def test_a_dead_database_is_no_fault_of_the_request(servers: Servers) -> None:
    gone = within(servers, "no_such_database")
    app = application(gone.app_url, gone.worker_url)
    async with living(app), talking(app, {}) as http:
        assert (await http.get("/healthz")).status_code == 200
        for path in ("/readyz", "/v1/orgs/acme", f"{CYCLE}/report"):
            answer = await http.get(path, headers={"Authorization": "Bearer okr_x"})
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.json()["type"] == "/problems/no-database"


async def test_a_database_that_was_never_migrated_is_not_ready(fresh: Client) -> None:
    owner = await asyncpg.connect(fresh.database.migrate_url)
    try:
        await owner.execute("drop schema projection cascade")
    finally:
        await owner.close()
    problem = await fresh.problem("/readyz", 503)
    assert problem["type"] == "/problems/no-database"


async def test_connections_that_were_cut_are_made_again(fresh: Client) -> None:
    await fresh.get("/readyz")
    owner = await asyncpg.connect(fresh.database.migrate_url)
    try:
        cut = "select pg_terminate_backend(pid) from pg_stat_activity where usename in ('app', 'worker')"
        await owner.execute(f"{cut} and datname = current_database()")
    finally:
        await owner.close()
    assert (await fresh.http.get("/readyz")).status_code in (200, 503)
    async with asyncio.timeout(10):
        while (await fresh.http.get("/readyz")).status_code != 200:
            pass


@pytest.mark.parametrize("path", ["/v1/orgs/acme?", f"{CYCLE}?", f"{CYCLE}/plans?"])
async def test_too_much_for_one_request_is_said(path: str, ledger: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(then, "MOST", 10)
    problem = await ledger.problem(f"{path}as_of=2026-03-28", 422)
    assert "a request folds at most 10 events" in problem["detail"]


@pytest.mark.parametrize(
    "error",
    [
        asyncpg.ConnectionDoesNotExistError("gone"),
        asyncpg.InternalClientError("protocol"),
        asyncpg.InterfaceError("connection is closed"),
        asyncpg.TooManyConnectionsError("full"),
        asyncpg.AdminShutdownError("ending"),
        asyncpg.QueryCanceledError("timeout"),
        asyncpg.TransactionTimeoutError("timeout"),
        asyncpg.CrashShutdownError("another server process exited abnormally"),
        asyncpg.CannotConnectNowError("starting up"),
        asyncpg.DiskFullError("no space left on device"),
        asyncpg.PostgresIOError("input/output error"),
        asyncpg.InternalServerError("could not extend file: file too large"),
        asyncpg.DeadlockDetectedError("deadlock"),
        asyncpg.ReadOnlySQLTransactionError("a standby"),
        ConnectionRefusedError("refused"),
        ConnectionResetError("reset"),
        TimeoutError(),
    ],
)
def test_whatever_way_the_database_is_gone_it_is_a_503(error: Exception, caplog: pytest.LogCaptureFixture) -> None:
    told = told_of(REQUEST, error)
    assert told.status == 503
    assert str(error) not in told.detail or not str(error)
    (line,) = map(fields, caplog.records)
    assert (line["event"], line["error"]) == ("the database does not answer", type(error).__name__)


def test_a_fault_of_ours_tells_nothing(caplog: pytest.LogCaptureFixture) -> None:
    told = told_of(REQUEST, KeyError("secret"))
    assert (told.status, told.type) == (500, "/problems/broken")
    assert "secret" not in told.detail
    (line,) = map(fields, caplog.records)
    assert (line["event"], line["error"]) == ("a request broke", "KeyError")
    assert "secret" not in str(line)


def test_an_event_of_the_log_that_cannot_be_read_is_no_fault_of_the_request() -> None:
    told = told_of(REQUEST, Malformed("unknown type 'objective.sung' at position 7: written by a later version?"))
    assert (told.status, told.type) == (500, "/problems/broken")
