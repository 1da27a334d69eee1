"""Whatever goes wrong below, a command says so in a line, and not what Postgres, Redis or Python say of it."""

from __future__ import annotations

import asyncio
import re
from urllib.parse import parse_qs, urlsplit

import asyncpg
import pytest

from deploy.logs import ROOT
from deploy.servers import Servers
from tests.deploy.conftest import Run
from tests.projections.reports.quarter import ORG

PASSWORD = "correct-horse"
URLS = ("DATABASE_URL", "WORKER_DATABASE_URL", "SEALER_DATABASE_URL", "MIGRATE_DATABASE_URL", "REDIS_URL")
COMMANDS = (
    ("shifts", ORG, "2026-q1"),
    ("report", ORG, "2026-q1", "--as-of", "2026-03-01", "--format", "json"),
    ("audit", ORG),
    ("export", "--org", ORG),
    ("verify", ORG),
    ("retry",),
    ("rebuild", "audit_trail"),
    ("key", "list", "--org", ORG),
    ("key", "create", "--org", ORG),
    ("import", "archive", "none.zip"),
    ("migrate",),
)
HARMS = {
    "a table is gone": ["alter table projection.checkpoint rename to gone", "alter table access.key rename to gone"],
    "rights are gone": ["revoke all on all tables in schema projection from okr_app, okr_worker"],
    "a connection is cut": [
        "alter table projection.checkpoint rename to gone",
        "create view projection.checkpoint as select gone.* from projection.gone "
        "right join (select pg_terminate_backend(pg_backend_pid())) cut on true",
        "grant all on projection.checkpoint to public",
    ],
}
WORDS = re.compile(
    r"okr_app|okr_worker|okr_sealer|okr_append|migrator|projection\.|access\.|log\.(?:event|head)|\bselect\b|relation|"
    r"schema|Traceback|File \"|asyncpg|redis\.|site-packages|Errno|127\.0\.0\.1|localhost|\.sock|\.s\.PGSQL",
    re.IGNORECASE,
)


def check(said: str, database: Servers) -> None:
    """Nothing of what is below is in what was said."""
    url = urlsplit(database.app_url)
    inside = [str(ROOT), url.path[1:], url.password or PASSWORD, PASSWORD, *parse_qs(url.query).get("host", [])]
    assert [text for text in inside if text in said] == [], said
    assert WORDS.findall(said) == [], said


@pytest.mark.usefixtures("recorded")
@pytest.mark.parametrize("harm", HARMS)
def test_what_postgres_says_stays_below(harm: str, run: Run, database: Servers) -> None:
    async def harmed() -> None:
        owner = await asyncpg.connect(database.migrate_url)
        try:
            for statement in HARMS[harm]:
                await owner.execute(statement)
        finally:
            await owner.close()

    asyncio.run(harmed())
    failed = 0
    for command in COMMANDS:
        code, out, err = run(*command)
        failed += code == 2
        if code == 2:
            assert err.count("\n") == 1, err
        check(err + (out if code == 2 else ""), database)
    assert failed >= 3


@pytest.mark.parametrize("name", URLS)
@pytest.mark.parametrize(
    "url",
    [
        "postgresql://okr_app:{password}@127.0.0.1:1/database",
        "postgresql://okr_app:{password}@localhost:port/database",
        "postgresql://okr_app:/{password}@localhost/database",
        "postgresql://okr_app:#{password}@[::1/database?{password}=1",
        "redis://:{password}@127.0.0.1:1/0",
        "redis://:{password}@127.0.0.1:{password}/0",
        "redis://:[{password}@x/0",
    ],
)
def test_an_address_with_a_password_is_never_printed(
    name: str, url: str, run: Run, database: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, url.format(password=PASSWORD))
    codes = set()
    for command in ("verify", ORG), ("retry",), ("status",):
        code, out, err = run(*command)
        check(out + err if command != ("status",) else err, database)
        codes.add(code)
    if name in ("DATABASE_URL", "WORKER_DATABASE_URL", "MIGRATE_DATABASE_URL"):
        assert 2 in codes


def test_a_wrong_password_is_told_without_the_login(
    run: Run, database: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, url in (("MIGRATE_DATABASE_URL", database.migrate_url), ("WORKER_DATABASE_URL", database.worker_url)):
        with monkeypatch.context() as changed:
            changed.setenv(name, url.replace(urlsplit(url).password or "?", PASSWORD))
            code, out, err = run("retry")
        assert code == 2
        assert "the login is not known there, or its password is another" in err
        check(out + err, database)
