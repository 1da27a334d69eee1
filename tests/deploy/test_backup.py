"""Backups: what is in one, that it comes back whole into an empty database, and what is refused or found instead."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import asyncpg
import pytest

from deploy import backups, postgres_programs
from deploy.backups import Manifest
from deploy.commands import Failure
from deploy.commands import __main__ as command_line
from deploy.commands.key_create import created
from deploy.servers import Servers
from events.log import sealed
from events.log.append import append
from events.proof import keys
from tests.databases import fresh, settings_of
from tests.deploy.archiving import asked, pointed, recorded, rows
from tests.deploy.conftest import Run
from tests.deploy.test_persons import look, reading
from tests.events.log.acts import ORG, act, check_in
from tests.workers.sealing import KEYS, sealer, tampering
from workers.seal import level

OTHER = "globex"
KEPT = (
    *("access.key", "access.reading", "person.known", "person.login", "person.secret"),
    *("log.migration", "log.request", "proof.checkpoint", "proof.tile", "proof.tree"),
)


@pytest.fixture(scope="module")
def source(servers: Servers, template: str) -> Iterator[Servers]:
    """A database with two organisations and everything that is kept beside their logs, for the whole module."""
    with within(fresh(servers, template)) as found:
        filled(found)
        yield found


@pytest.fixture(scope="module")
def made_once(source: Servers, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its backup."""
    place = tmp_path_factory.mktemp("backups") / "backup"
    backed_up(source, place)
    return place


@pytest.fixture
def backup(made_once: Path, tmp_path: Path) -> Path:
    """The backup, a copy of the test's own."""
    return shutil.copytree(made_once, tmp_path / "backup")


@pytest.fixture
def empty(servers: Servers) -> Iterator[Servers]:
    """An empty database."""
    with within(fresh(servers)) as found:
        yield found


@pytest.fixture
def run(empty: Servers, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Runs a command, on the empty database unless it is pointed elsewhere; its exit code and what it said."""
    pointed(empty, monkeypatch)
    monkeypatch.setenv("REDIS_URL", empty.redis_url)
    monkeypatch.setenv("SEALING_KEY", keys.text(KEYS.signers))

    def ran(*arguments: str) -> tuple[int, str, str]:
        code = command_line.main(list(arguments))
        return code, *capfd.readouterr()

    return ran


@contextmanager
def within(database: AbstractAsyncContextManager[Servers]) -> Iterator[Servers]:
    """The database until the block is left, for code that runs loops of its own."""
    with asyncio.Runner() as runner:
        yield runner.run(database.__aenter__())
        runner.run(database.__aexit__(None, None, None))


def filled(database: Servers) -> None:
    """Two organisations, and something in all that is kept beside their logs."""
    recorded(database)

    async def beside(owner: Any) -> None:
        await append(owner, act(check_in(org=OTHER), org=OTHER))
        await owner.execute("select person.note($1, 'sofia', 'Sofia M.', null)", ORG)
        await owner.execute("select person.link($1, 'sofia', 'https://id.example.org', '4711')", ORG)
        await owner.execute("select person.pseudonyms($1, array['sofia@example.org'])", ORG)

    asked(database.migrate_url, beside)
    asyncio.run(created(settings_of(database), ORG, "admin", "Sofia's", None))
    look(database, reading(1), reading(2))


def backed_up(database: Servers, place: Path) -> Manifest:
    """A backup of the database is made there."""
    return asked(database.migrate_url, lambda owner: backups.made(owner, database.migrate_url, place))


def kept(database: Servers) -> dict[str, list[tuple[object, ...]]]:
    """Every row of what is kept beside the events."""

    async def found(connection: Any) -> dict[str, list[tuple[object, ...]]]:
        there = [name for name in KEPT if await connection.fetchval("select to_regclass($1) is not null", name)]
        return {
            name: sorted((tuple(row) for row in await connection.fetch(f"select * from {name}")), key=repr)
            for name in there
        }

    return asked(database.migrate_url, found)


def nothing(database: Servers) -> bool:
    """Whether nothing was written."""
    return bool(asked(database.migrate_url, lambda it: it.fetchval("select to_regnamespace('log') is null")))


def test_all_that_is_kept_comes_back_row_by_row(run: Run, source: Servers, backup: Path, empty: Servers) -> None:
    code, out, err = run("restore", str(backup), "--format", "json")
    assert code == 0, err + out
    told = json.loads(out)
    assert told["well"] and told["missing_protections"] == [] and told["signatures_checked"]
    logs = [(each["org"], each["position"], each["agree"]) for each in told["logs"]]
    assert logs == [(ORG, 20, [17]), (OTHER, 1, [])]
    assert [rows(empty, org) for org in (ORG, OTHER)] == [rows(source, org) for org in (ORG, OTHER)]
    before = kept(source)
    assert kept(empty) == before
    assert [name for name, found in before.items() if not found] == []


def test_a_restored_log_goes_on_and_is_guarded(run: Run, backup: Path, empty: Servers) -> None:
    code, out, _ = run("restore", str(backup))
    assert code == 0 and f"{ORG}: 20 events are back, 17 as they were sealed" in out

    async def go_on(connection: Any) -> int:
        async with sealer(empty) as sealing:
            await append(connection, act(check_in()))
            return await level(sealing, ORG)

    async def forbidden(owner: Any) -> None:
        for each in ("delete from log.event", "alter table log.event disable trigger all", "truncate access.reading"):
            with pytest.raises(asyncpg.PostgresError, match="is refused"):
                await owner.execute(each)

    assert asked(empty.app_url, go_on) == 21
    assert run("verify", ORG, "--head", str(backup / "heads.txt"))[0] == 0
    asked(empty.migrate_url, forbidden)


def test_a_backup_is_for_its_owner_alone_and_has_no_sealing_key(backup: Path, source: Servers) -> None:
    assert sorted(each.name for each in backup.iterdir()) == ["heads.txt", "ledger.dump", "manifest.json"]
    assert backup.stat().st_mode & 0o777 == 0o700
    secret = keys.text(KEYS.signers).split()[-1].encode()
    assert all(secret not in each.read_bytes() for each in backup.iterdir())
    assert (backup / "heads.txt").read_text() == asked(source.app_url, lambda app: sealed.checkpoint(app, ORG))


def test_a_backup_that_was_changed_is_refused_before_anything_is_written(
    run: Run, backup: Path, empty: Servers
) -> None:
    for name in ("ledger.dump", "heads.txt", "manifest.json"):
        before = (backup / name).read_bytes()
        middle = len(before) // 2
        (backup / name).write_bytes(before[:middle] + bytes([before[middle] ^ 1]) + before[middle + 1 :])
        code, out, err = run("restore", str(backup))
        assert (code, out) == (2, "") and str(backup / name) in err and err.count("\n") == 1
        (backup / name).write_bytes(before)
    assert nothing(empty)


def test_a_backup_of_a_later_version_is_refused(run: Run, backup: Path, empty: Servers) -> None:
    manifest = json.loads((backup / "manifest.json").read_text())
    (backup / "manifest.json").write_text(json.dumps(manifest | {"migration": 9999}))
    code, _, err = run("restore", str(backup))
    assert code == 2 and "made by a later version" in err
    assert nothing(empty)


def test_a_role_that_the_server_lacks_is_made_and_cannot_log_in(run: Run, backup: Path, empty: Servers) -> None:
    manifest = json.loads((backup / "manifest.json").read_text())
    assert {"migrator", "okr_app", "okr_append"} <= set(manifest["roles"])
    (backup / "manifest.json").write_text(json.dumps(manifest | {"roles": [*manifest["roles"], 'Nobody "here']}))
    assert run("restore", str(backup))[0] == 0

    async def found(owner: Any) -> list[bool]:
        query = "select rolcanlogin from pg_roles where rolname = 'Nobody \"here'"
        rows = [can for (can,) in await owner.fetch(query)]
        await owner.execute('drop role "Nobody ""here"')
        return rows

    assert asked(empty.migrate_url, found) == [False]


def test_a_database_that_is_not_empty_is_refused_and_stays_as_it_is(run: Run, backup: Path, empty: Servers) -> None:
    for there, leave in (
        ("create schema log", "drop schema log"),
        ("create table one (one int)", "drop table one"),
        ("create function one() returns int return 1", "drop function one"),
    ):
        asked(empty.migrate_url, lambda owner, there=there: owner.execute(there))  # type: ignore[misc]
        code, _, err = run("restore", str(backup))
        assert code == 2 and "the database is not empty" in err
        asked(empty.migrate_url, lambda owner, leave=leave: owner.execute(leave))  # type: ignore[misc]
    assert nothing(empty)


def test_heads_kept_outside_find_a_backup_of_another_history(
    run: Run, database: Servers, made_once: Path, tmp_path: Path
) -> None:
    async def other() -> None:
        async with asyncpg.create_pool(database.app_url, min_size=0, max_size=2) as app, sealer(database) as sealing:
            await append(app, act(*(check_in(note="of another history") for _ in range(18))))
            await level(sealing, ORG)

    asyncio.run(other())
    backed_up(database, tmp_path / "forged")
    code, out, _ = run("restore", str(tmp_path / "forged"), "--heads", str(made_once / "heads.txt"))
    assert code == 1
    assert "the kept head at 17 is that of another history" in out


def test_what_is_wrong_in_the_log_itself_is_found_after_a_restore(run: Run, database: Servers, tmp_path: Path) -> None:
    async def rewritten() -> None:
        async with tampering(database, ORG) as owner:
            await owner.execute(
                "update log.event set body = convert_to(replace(convert_from(body, 'UTF8'), 'its way', 'no way'), "
                "'UTF8') where position = 3"
            )

    recorded(database)
    asyncio.run(rewritten())
    backed_up(database, tmp_path / "backup")
    code, out, _ = run("restore", str(tmp_path / "backup"))
    assert code == 1
    assert f"{ORG}: position" in out
    # The triggers of the tables were off when the backup was made, and that is told; the guard is put up anew.
    assert "the trigger unchangeable of log.event is off" in out and "event trigger" not in out


def test_later_heads_tell_how_much_is_lost_and_a_lost_log_is_a_fault(
    run: Run, database: Servers, tmp_path: Path
) -> None:
    async def later(connection: Any) -> str:
        async with sealer(database) as sealing:
            await append(connection, act(check_in(), check_in()))
            await append(connection, act(check_in(org="initech"), org="initech"))
            await level(sealing, ORG)
            await level(sealing, "initech")
        return "".join([await sealed.checkpoint(connection, org) or "" for org in (ORG, "initech")])

    recorded(database)
    backed_up(database, tmp_path / "backup")
    (tmp_path / "heads").write_text(asked(database.app_url, later))
    code, out, _ = run("restore", str(tmp_path / "backup"), "--heads", str(tmp_path / "heads"))
    assert f"{ORG}: a head of 22 was kept: 2 events came after the backup" in out
    assert "initech: a head of its log was kept, and the backup has no such log" in out
    assert code == 1


def test_what_is_appended_while_a_backup_is_made_is_whole_in_it_or_not_at_all(
    run: Run, database: Servers, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    recorded(database)

    async def appended_after_the_snapshot(program: Path, url: str, snapshot: str, target: Path) -> None:
        async with asyncpg.create_pool(database.app_url, min_size=0, max_size=1) as app:
            await append(app, act(check_in()))
        await dumped(program, url, snapshot, target)

    dumped = backups.dumped
    monkeypatch.setattr(backups, "dumped", appended_after_the_snapshot)
    assert backed_up(database, tmp_path / "backup").logs[0].position == 20
    code, out, _ = run("restore", str(tmp_path / "backup"))
    assert code == 0 and f"{ORG}: 20 events are back" in out


def test_a_backup_is_made_in_a_new_place_and_nothing_is_left_of_one_that_failed(
    run: Run, source: Servers, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pointed(source, monkeypatch)
    assert "is there already" in run("backup", "--output", str(backup))[2]
    monkeypatch.setattr(postgres_programs, "fitting", lambda *asked: Path("/bin/false"))
    code, _, err = run("backup", "--output", str(backup.with_name("next")))
    assert code == 2 and "ended with 1" in err
    assert [each.name for each in backup.parent.iterdir()] == ["backup"]
    monkeypatch.undo()


def test_the_command_says_how_far_each_log_goes(
    run: Run, source: Servers, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pointed(source, monkeypatch)
    code, out, _ = run("backup", "--output", str(tmp_path / "backup"))
    assert code == 0
    assert f"{ORG}: 20 events, 17 of them sealed" in out and f"{OTHER}: 1 events, 0 of them sealed" in out


def test_a_login_that_does_not_see_every_row_makes_no_backup(
    run: Run, source: Servers, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("MIGRATE_DATABASE_URL", source.worker_url)
    code, _, err = run("backup", "--output", str(tmp_path / "backup"))
    assert code == 2 and "BYPASSRLS" in err
    assert list(tmp_path.iterdir()) == []


def test_the_programs_of_the_servers_own_version_are_taken_before_later_ones_that_fit() -> None:
    at = {version: Path(f"/{version}/pg_dump") for version in (15, 17, 18)}
    assert [postgres_programs.fitting("pg_dump", server, at) for server in (15, 17, 18)] == list(at.values())
    # From 17 on they set what earlier servers refuse: such a backup could not go back to the server that it is of.
    for server, found in ((16, {15, 17, 18}), (19, {15, 18}), (18, set[int]())):
        with pytest.raises(Failure, match=rf"no pg_dump for Postgres {server}.*postgresql-client-{server}"):
            postgres_programs.fitting("pg_dump", server, {each: at[each] for each in found})


def test_the_wheels_programs_are_found_first_and_say_their_version() -> None:
    first = next(postgres_programs.places("pg_restore", 18))
    assert first.parts[-3:] == ("pginstall", "bin", "pg_restore")
    assert postgres_programs.major(first) == 18
    assert postgres_programs.major(Path("/bin/true")) == postgres_programs.major(Path("/nowhere")) == 0


@pytest.mark.parametrize(
    ("url", "shown", "secret"),
    [
        ("postgresql://u:{}h:1/d?sslmode=require", "postgresql://u@h:1/d?sslmode=require", "p@w"),
        ("postgresql://u:{}/d?host=%2Frun&port=5432", "postgresql://u@/d?host=%2Frun&port=5432", "pw"),
        ("postgresql://h/d?user=u&password=p+w", "postgresql://h/d?user=u", "p w"),
    ],
)
def test_no_password_is_among_a_programs_arguments(url: str, shown: str, secret: str) -> None:
    # Written apart, so that no file of the repository has what looks like a password.
    given = url.format(f"{quote(secret)}@")
    assert postgres_programs.without_password(given) == (shown, {"PGPASSWORD": secret})
