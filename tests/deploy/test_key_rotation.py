"""Changing keys: what was kept before verifies afterwards, and a key of a program is changed without a gap."""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path
from typing import Any

import pytest

from deploy import restoring, sealing_keys
from deploy.servers import Servers
from events.log.append import append
from events.proof.keys import Keys
from tests.deploy.archiving import asked
from tests.deploy.conftest import Run
from tests.events.log.acts import ORG, act, check_in
from tests.events.log.conftest import connected
from tests.workers.sealing import sealer
from workers.seal import level


def sealed_on(database: Servers, keys: Keys) -> None:
    """Another event is in the log, which is sealed with the keys."""

    async def work() -> None:
        async with connected(database.app_url) as app, sealer(database, keys) as sealing:
            await append(app, act(check_in()))
            await level(sealing, ORG)

    asyncio.run(work())


def test_heads_and_archives_of_before_verify_after_the_sealing_key_was_changed(
    run: Run, database: Servers, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "sealing.key"
    monkeypatch.setenv("SEALING_KEY_FILE", str(path))
    old = sealing_keys.added(path, None)
    sealed_on(database, old)
    (old_key,) = run("head", ORG, "--keys")[1].splitlines()
    (tmp_path / "heads").write_text(run("head", ORG)[1])
    run("export", "--org", ORG, "--output", str(tmp_path / "old.zip"))
    assert run("sealing", "key", "--add")[0] == 0
    sealed_on(database, sealing_keys.read(path))
    new_key, still = run("head", ORG, "--keys")[1].splitlines()
    assert (still == old_key, new_key == old_key) == (True, False)
    with (tmp_path / "heads").open("a") as heads:
        heads.write(run("head", ORG)[1])
    code, out, _ = run("verify", ORG, "--head", str(tmp_path / "heads"))
    assert code == 0
    assert f"kept head at 1: this log's; signed by {old_key}" in out
    assert f"kept head at 2: this log's; signed by {new_key}" in out
    assert run("verify", ORG, "--head", str(tmp_path / "old.zip"))[0] == 0
    assert run("verify", str(tmp_path / "old.zip"))[0] == 0
    # Whoever has only the old public key is not taken in by a head that the old key did not sign.
    assert run("verify", ORG, "--head", str(tmp_path / "heads"), "--key", old_key)[0] == 2


def test_a_backups_heads_are_checked_by_the_key_of_before_too_and_by_no_others(
    run: Run, database: Servers, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "sealing.key"
    monkeypatch.setenv("SEALING_KEY_FILE", str(path))
    sealed_on(database, sealing_keys.added(path, None))
    (old_key,) = run("head", ORG, "--keys")[1].splitlines()
    head = run("head", ORG)[1]
    run("sealing", "key", "--add")
    (found,) = restoring.by_log(head, "heads.txt", sealing_keys.read(path))[ORG]
    assert [each.vkey for each in found.by] == [old_key]
    other = sealing_keys.added(tmp_path / "other.key", None)
    assert restoring.by_log(head, "heads.txt", other)[ORG][0].by == ()


def test_two_keys_of_a_program_open_until_the_old_one_is_revoked(run: Run, database: Servers) -> None:
    old, new = (run("key", "create", "--org", ORG, "--role", "service")[1].strip() for _ in range(2))

    def opening() -> list[bool]:
        digests = [hashlib.sha256(key.encode()).digest() for key in (old, new)]

        async def found(app: Any) -> list[bool]:
            return [bool(await app.fetch("select from access.key_find($1)", digest)) for digest in digests]

        return asked(database.app_url, found)

    assert opening() == [True, True]
    prefix = old[: len("okr_") + 8]
    assert run("key", "revoke", prefix)[0] == 0
    assert opening() == [False, True]
    assert prefix in run("key", "list", "--org", ORG)[1]
