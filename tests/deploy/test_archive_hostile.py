"""Archives that somebody has been at: a line says why, nothing is written, and `verify` names the position."""

from __future__ import annotations

import json
import zipfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from deploy.servers import Servers
from events.proof import archive, keys
from tests.databases import fresh
from tests.deploy.archiving import Change, forged, members, pointed, recorded, rewritten, tampered
from tests.deploy.conftest import Run
from tests.events.log.acts import ORG
from tests.workers.sealing import KEYS

EVENTS, MANIFEST = archive.EVENTS, archive.MANIFEST


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEALING_KEY", keys.text(KEYS.signers))


@pytest.fixture
def made(database: Servers, run: Run, tmp_path: Path) -> Path:
    """The archive of the log."""
    recorded(database)
    path = tmp_path / "acme.zip"
    assert run("export", "--org", ORG, "--output", str(path))[0] == 0
    return path


@pytest_asyncio.fixture
async def empty(
    servers: Servers, template: str, run: Run, made: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Run]:
    """Runs commands on another database, which has had every migration and no event."""
    async with fresh(servers, template) as other:
        pointed(other, monkeypatch)
        yield run


def lines(work: Callable[[list[bytes]], object]) -> Change:
    """The events' lines are worked upon."""

    def change(found: dict[str, bytes]) -> None:
        left = found[EVENTS].split(b"\n")[:-1]
        work(left)
        found[EVENTS] = b"".join(line + b"\n" for line in left)

    return change


def line(position: int, old: str, new: str) -> Change:
    """One event's bytes say something else."""

    def work(left: list[bytes]) -> None:
        changed = left[position - 1].replace(old.encode(), new.encode())
        assert changed != left[position - 1]
        left[position - 1] = changed

    return lines(work)


def manifest(**new: object) -> Change:
    def change(found: dict[str, bytes]) -> None:
        found[MANIFEST] = json.dumps(json.loads(found[MANIFEST]) | new).encode()

    return change


def member(name: str, data: bytes) -> Change:
    return lambda found: found.update({name: data})


def gone(name: str) -> Change:
    return lambda found: [found.pop(name)].clear()


# What somebody did who made the manifest agree with it, the position that `verify` names, and what it says of it.
FORGED: dict[str, tuple[Change, int, str]] = {
    "edited": (line(3, "way", "WAY"), 1, "own head at 12 is that of another history"),
    "edited between two heads": (line(14, "way", "WAY"), 13, "the one at 12 is this log's"),
    "another recorded time": (line(3, '"recordedat":"20', '"recordedat":"19'), 3, "recorded"),
    "another position": (line(3, '"position":3', '"position":30'), 3, "not there"),
    "another version": (line(4, '"streamversion":2', '"streamversion":7'), 4, "version is 7"),
    "another organisation's event": (line(5, "/orgs/acme", "/orgs/evil"), 5, "this is the log of /orgs/acme"),
    "deleted": (lines(lambda left: left.pop(6)), 7, "not there"),
    "inserted": (lines(lambda left: left.insert(6, left[3])), 7, "not there; what follows 6 is at 4"),
    "reordered": (lines(lambda left: left.insert(4, left.pop(9))), 5, "not there"),
    "truncated behind the head": (lines(lambda left: left.pop()), 0, ""),
    "truncated before the head": (lines(lambda left: left.__delitem__(slice(15, None))), 16, "17 events"),
    "too large": (line(8, '"ada"', f'"{"a" * 65_535}"'), 0, "more than 65535 bytes"),
    "no event": (lines(lambda left: left.__setitem__(8, b"[]")), 9, "no event of a log"),
    "no JSON": (lines(lambda left: left.__setitem__(8, b"\xff{")), 9, "no event of a log"),
}


@pytest.mark.parametrize("what", FORGED)
def test_what_was_forged_is_found_by_itself_with_its_position(what: str, made: Path, run: Run) -> None:
    change, position, why = FORGED[what]
    forged(made, change)
    code, said, _ = run("verify", str(made))
    if what == "truncated behind the head":  # nothing was signed of it: only who kept an archive can know
        assert code == 0
        return
    assert code == 1 and why in said
    assert not position or said.startswith(f"position {position}: ")


@pytest.mark.parametrize("what", FORGED)
def test_a_kept_archive_names_the_exact_position(what: str, made: Path, run: Run, tmp_path: Path) -> None:
    kept = tmp_path / "kept.zip"
    kept.write_bytes(made.read_bytes())
    forged(made, FORGED[what][0])
    code, said, _ = run("verify", str(made), "--head", str(kept))
    position = {"edited": 3, "edited between two heads": 14, "truncated behind the head": 20}.get(what, FORGED[what][1])
    assert code == 1
    assert not position or said.startswith(f"position {position}: ")


REFUSED: dict[str, tuple[Change, str]] = {
    "an event was edited": (line(14, "way", "WAY"), "events.ndjson has the SHA-256"),
    "a request's digest was edited": (
        lambda found: found.update({archive.REQUESTS: found[archive.REQUESTS].replace(b'":6', b'":5')}),
        "requests.ndjson has the SHA-256",
    ),
    "a member is of another size": (member(archive.POLICY, b"{}"), "policy.json has 2 bytes, and the manifest says"),
    "a member is gone": (gone(archive.REQUESTS), "0 members requests.ndjson"),
    "the manifest is gone": (gone(MANIFEST), "0 members manifest.json"),
    "the manifest is none": (member(MANIFEST, b"[]"), "manifest.json: Expected `object`"),
    "another version": (manifest(version=2), "it is of version 2, and this okr-ledger reads 1: use a later one"),
    "another format": (manifest(format="zip"), "that of 'zip', not of okr-ledger-archive"),
    "another organisation": (manifest(organisation="globex"), "and this is the log of /orgs/globex"),
    "a path as an organisation": (manifest(organisation="../acme"), "manifest.json: Expected `str` matching"),
    "more events than there are": (manifest(events=21), "position 21: it is not there, and its manifest tells of 21"),
    "less events than there are": (manifest(events=19), "position 20: its manifest tells of 19 events only"),
    "another root": (manifest(root="00" * 32), "the root of the events is not that of the manifest"),
    "a manifest that is too long": (member(MANIFEST, b" " * (archive.MIB + 1)), "at most 1048576 are read"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_an_archive_that_is_not_sound_is_refused_in_a_line_and_nothing_is_started(
    what: str, made: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    change, why = REFUSED[what]
    tampered(made, change)
    refused(made, why, run, monkeypatch)


def refused(path: Path, why: str, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(
        "DATABASE_URL", "postgresql://nobody@localhost:1/nothing"
    )  # what is reached for too early, fails
    code, said, told = run("import", "archive", str(path))
    assert (code, said) == (2, "")
    assert why in told and len(told.splitlines()) == 1 and "Postgres" not in told


def requests(data: bytes) -> Change:
    return lambda found: found.update({archive.REQUESTS: data})


NO_DIGEST = b'{"position":1,"events":1,"sha256":"zz"}\n'
TOO_FAR = b'{"position":19,"events":9,"sha256":"' + b"0" * 64 + b'"}\n'
UNTAKEN: dict[str, tuple[Change, str]] = {
    "a type that is not known": (line(2, "check_in.recorded", "check_in.dreamt"), "unknown type 'check_in.dreamt'"),
    "an id that is none": (line(2, '"live-1"', '"live\\u0000"'), "Expected `str` matching"),
    "a time to come": (line(20, '"recordedat":"20', '"recordedat":"29'), "has not come yet"),
    "a request behind the end": (requests(TOO_FAR), "a request goes to position 27"),
    "a request without a digest": (requests(NO_DIGEST), "requests.ndjson: "),
    "a request that is too long": (requests(b"{" * 300 + b"\n"), "requests.ndjson, line 1: more than 256"),
    "two events of one id": (line(5, "live-4", "live-3"), "Postgres does not take its events"),
}


@pytest.mark.parametrize("what", UNTAKEN)
def test_what_no_log_should_take_is_refused_however_it_was_forged(what: str, made: Path, empty: Run) -> None:
    change, why = UNTAKEN[what]
    forged(made, lambda found: found.update({archive.HEADS: b""}))
    forged(made, change)
    code, said, told = empty("import", "archive", str(made))
    assert (code, said) == (2, "")
    assert why in told and len(told.splitlines()) == 1
    assert "there is no organisation 'acme'" in empty("export", "--org", ORG)[2]


def test_a_file_that_is_no_archive_is_refused(
    tmp_path: Path, made: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = made.read_bytes()
    broken = {
        "empty": b"",
        "text": b"hello\n" * 100,
        "cut": whole[: len(whole) // 2],
        "cut at the end": whole[:-1],
        "flipped": whole[:200] + bytes([whole[200] ^ 0xFF]) + whole[201:],
    }
    for name, data in broken.items():
        (tmp_path / name).write_bytes(data)
        refused(tmp_path / name, f"{name}: ", run, monkeypatch)
    refused(tmp_path / "absent.zip", "expected an archive", run, monkeypatch)
    refused(tmp_path, "Is a directory", run, monkeypatch)


def test_what_else_is_in_the_zip_is_never_looked_at(made: Path, run: Run) -> None:
    tampered(made, lambda found: found.update({"../../etc/passwd": b"x", "/absolute": b"y", "events.ndjson/": b""}))
    assert run("verify", str(made))[0] == 0


def test_a_member_that_is_there_twice_is_refused(made: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(made, "a") as opened:
        opened.writestr(EVENTS, b"")
    refused(made, "2 members events.ndjson", run, monkeypatch)


def test_a_bomb_is_read_no_further_than_its_first_line(made: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = members(made)
    forged(made, lambda found: found.update({EVENTS: b"x" * 50_000_000 + b"\n"}))
    refused(made, "more than 65535 bytes", run, monkeypatch)
    rewritten(made, bomb)
    data = bytearray(made.read_bytes())
    at = data.rindex(EVENTS.encode()) - 46  # its entry in the directory, whose sizes lie
    data[at + 24 : at + 28] = (10).to_bytes(4, "little")
    made.write_bytes(data)
    refused(made, "events.ndjson has 10 bytes", run, monkeypatch)


def test_another_compression_is_refused(made: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    found = members(made)
    with zipfile.ZipFile(made, "w", zipfile.ZIP_LZMA) as again:
        for name, data in found.items():
            again.writestr(name, data)
    refused(made, "compressed in another way", run, monkeypatch)


def test_a_directory_that_is_endless_is_not_read(made: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with zipfile.ZipFile(made, "w") as many:
        for n in range(25_000):
            many.writestr(f"{n:060}", b"")
    refused(made, "cannot be read", run, monkeypatch)
