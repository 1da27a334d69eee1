"""The embedded servers: who may log in, and what a start makes of what it finds."""

from __future__ import annotations

import os
import pwd
from pathlib import Path

import asyncpg
import pytest
from redis.asyncio import Redis

from deploy.commands import Failure
from deploy.servers import Servers, embedded, state_directory


async def test_each_login_is_what_its_url_says(servers: Servers) -> None:
    found = {}
    for url in (servers.migrate_url, servers.app_url, servers.worker_url, servers.sealer_url):
        connection = await asyncpg.connect(url)
        found[await connection.fetchval("select current_user")] = await connection.fetchval(
            "select case when rolsuper then 'superuser' else (select string_agg(roleid::regrole::text, ' ')"
            " from pg_auth_members where member = r.oid) end from pg_roles r where rolname = current_user"
        )
        await connection.close()
    assert found == {"migrator": "superuser", "app": "okr_app", "worker": "okr_worker", "sealer": "okr_sealer"}


async def test_a_wrong_password_is_refused(servers: Servers) -> None:
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(servers.app_url, password="wrong")


async def test_redis_answers(servers: Servers) -> None:
    async with Redis.from_url(servers.redis_url) as redis:
        assert await redis.ping()


def test_a_cluster_that_was_not_finished_is_made_again(state: Path) -> None:
    (state / "cluster.new" / "data").mkdir(parents=True)
    (state / "cluster.new" / "data" / "PG_VERSION").write_text("18\n")
    with embedded(state, durable=False):
        assert not (state / "cluster.new").exists()


def test_the_pid_file_of_a_crash_does_not_prevent_a_start(state: Path) -> None:
    with embedded(state, durable=False):
        pass
    (state / "cluster" / "data" / "postmaster.pid").write_text(f"{os.getpid()}\n{state}\n")
    with embedded(state, durable=False):
        pass


def test_a_cluster_of_another_version_is_named(state: Path) -> None:
    with embedded(state, durable=False):
        pass
    (state / "cluster" / "data" / "PG_VERSION").write_text("15\n")
    with pytest.raises(Failure, match="made by Postgres 15 and this is Postgres 18"), embedded(state, durable=False):
        pass


def test_a_long_path_gets_its_sockets_elsewhere(state: Path) -> None:
    with embedded(state / ("long" * 30), durable=False) as servers:
        assert "long" not in servers.redis_url
        sockets = Path(servers.redis_url.removeprefix("unix://").partition("?")[0]).parent
        assert sockets.stat().st_mode & 0o777 == 0o700
    assert not sockets.exists()


def test_secrets_are_readable_by_their_owner_only(state: Path) -> None:
    with embedded(state, durable=False):
        for secret in (state / "servers.json", state / "cluster" / "passwords.json"):
            assert (secret.stat().st_mode & 0o777, secret.stat().st_uid) == (0o600, os.geteuid())
        # What they log quotes what they were asked.
        assert [file.stat().st_mode & 0o777 for file in sorted(state.glob("*.log"))] == [0o600, 0o600]


def test_a_user_without_an_account_is_told_the_way_out(monkeypatch: pytest.MonkeyPatch, state: Path) -> None:
    def nobody(uid: int) -> pwd.struct_passwd:
        raise KeyError(uid)

    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    monkeypatch.setattr(pwd, "getpwuid", nobody)
    with pytest.raises(Failure, match=r"12345.*/etc/passwd.*DATABASE_URL and REDIS_URL"), embedded(state):
        pass


def test_an_existing_directory_keeps_its_mode(state: Path) -> None:
    state.chmod(0o755)
    with embedded(state, durable=False):
        assert state.stat().st_mode & 0o777 == 0o755


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's servers run as another user")
def test_a_directory_that_keeps_the_servers_out_is_named(state: Path) -> None:
    state.chmod(0o700)
    with pytest.raises(Failure, match=f"{state} keeps it out"), embedded(state / "below"):
        pass


def test_the_state_directory_needs_no_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OKR_STATE", raising=False)
    monkeypatch.setenv("HOME", "")
    assert state_directory().is_absolute()
    monkeypatch.setenv("OKR_STATE", "/some/where")
    assert state_directory() == Path("/some/where")
