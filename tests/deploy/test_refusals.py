"""What cannot be done: one line, with what would be accepted, and the exit code 2."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from deploy.commands import __main__ as command_line
from deploy.servers import Servers
from tests.deploy.conftest import Run

URLS = ("DATABASE_URL", "WORKER_DATABASE_URL", "SEALER_DATABASE_URL", "MIGRATE_DATABASE_URL", "REDIS_URL")


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The one line in which a command says why it cannot."""
    assert command_line.main(list(arguments)) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    return err


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("nonsense", "its address is none"),
        ("mysql://host/database", "its address is none"),
        ("postgresql://127.0.0.1:99999/database", "its address is none"),
        ("postgresql://127.0.0.1:1/database", "nothing answers there"),
        ("postgresql:///database?host=/nowhere", "nothing answers there"),
    ],
)
def test_a_database_that_is_not_there_is_named_by_its_variable(
    url: str, why: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in URLS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1/0")
    for command in (["status"], ["shifts", "acme", "2026-q1"], ["key", "list", "--org", "acme"]):
        said = refused(capsys, *command)
        assert why in said and "DATABASE_URL" in said and "like postgresql://" in said


def test_a_database_that_only_the_application_cannot_reach_is_told_too(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for url in ("postgresql://127.0.0.1:1/database", "nonsense"):
        monkeypatch.setenv("DATABASE_URL", url)
        code, out, err = run("export", "--org", "acme")
        assert (code, out, err.count("\n")) == (2, "", 1)
        assert "cannot connect to Postgres" in err


def test_an_address_of_redis_that_is_none_is_refused(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", "http://host/")
    code, _, err = run("work")
    assert (code, err.count("\n")) == (2, 1)
    assert "REDIS_URL is no address of a Redis" in err and "expected one like redis://host:6379/0" in err


async def test_who_starts_a_worker_without_redis_is_told(database: Servers) -> None:
    from deploy.settings import Settings
    from deploy.system import opened

    urls = {f"{name}_database_url": getattr(database, f"{name}_url") for name in ("worker", "sealer", "migrate")}
    for redis_url, missing in (("redis://127.0.0.1:1/0", True), (database.redis_url, False)):
        async with opened(Settings(database_url=database.app_url, redis_url=redis_url, **urls)) as system:
            said = await system.queue_missing()
            assert (said is not None) == missing
            assert said is None or "start it, or set REDIS_URL" in said


@pytest.mark.parametrize("command", [("judge",), ("import", "events", "--org", "acme")])
def test_a_file_that_cannot_be_read_is_told_with_what_is_expected(
    command: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for path, why in ((tmp_path, "Is a directory"), (tmp_path / "none.jsonl", "No such file or directory")):
        said = refused(capsys, *command, str(path))
        assert f"cannot read {path}: {why}; expected a file of events" in said


def test_files_beside_the_events_are_told_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = refused(capsys, "judge", "events.jsonl", "--policy", str(tmp_path))
    assert f"{tmp_path}: Is a directory; expected one JSON object" in said
    said = refused(capsys, "import", "history", "tests/examples/okrs", "--org", "acme", "--matches", str(tmp_path))
    assert f"{tmp_path}: Is a directory; expected a JSON array" in said


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("import", "history", "x", "--org", "a", "--start", "soon"), "--start: 'soon' is no date; expected one like"),
        (
            ("import", "history", "x", "--org", "a", "--end", "9999-12-31"),
            "'9999-12-31' is no date",
        ),
        (("serve", "--port", "http"), "--port: 'http' is no port; expected 1 to 65535, or 0 for any"),
        (("serve", "--port", "65536"), "--port: '65536' is no port"),
        (("demo", "--port", "-1"), "--port"),
        (("key", "list"), "the following arguments are required: --org"),
        (("report", "acme", "2026-q1", "--format", "odt"), "invalid choice: 'odt'"),
        (("import", "events", "x", "--org", "A b"), "'A b' is no id of an organisation; expected"),
    ],
)
def test_an_argument_that_is_none_is_told_with_what_is_expected(
    arguments: tuple[str, ...], why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert why in refused(capsys, *arguments)


def test_an_export_that_cannot_be_written_leaves_no_file(run: Run, tmp_path: Path) -> None:
    kept = tmp_path / "kept.jsonl"
    kept.write_text("kept")
    assert run("export", "--org", "nobody", "--output", str(kept))[0] == 2
    assert kept.read_text() == "kept"


@pytest.mark.usefixtures("recorded")
def test_an_export_into_a_directory_is_refused(run: Run, tmp_path: Path) -> None:
    code, _, err = run("export", "--org", "acme", "--output", str(tmp_path))
    assert (code, err) == (2, f"okr-ledger: cannot write {tmp_path}: Is a directory; --output takes a file's path\n")


def test_a_port_in_use_is_told(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        code, _, err = run("serve", "--port", str(taken.getsockname()[1]))
    assert (code, "Address already in use; choose another --port" in err) == (2, True)
