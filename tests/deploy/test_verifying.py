"""What a reader who keeps heads and keys can check at the command line, and what is said where something is wrong."""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from deploy import sealing_keys
from deploy.commands import Failure
from deploy.servers import Servers
from events.log.append import append
from events.proof import keys
from events.proof.note import Signer
from tests.deploy.conftest import Run
from tests.events.log.acts import act, check_in
from tests.events.log.conftest import connected
from tests.projections.reports.quarter import ORG
from tests.workers.sealing import KEYS, sealer, tampering
from workers import seal

VKEY = KEYS.verifiers(ORG)[0].vkey
HEAD = 33
ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def sealed_log(run: Run, recorded: None, database: Servers, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The quarter, sealed; the key is in the environment."""
    monkeypatch.setenv("SEALING_KEY", keys.text(KEYS.signers))
    sealing_at_once(database)
    return run


def sealing_at_once(database: Servers, more: int = 0) -> None:
    async def work() -> None:
        async with connected(database.app_url) as app, sealer(database) as sealing:
            if more:
                await append(app, act(*(check_in() for _ in range(more))))
            await seal.level(sealing, ORG)

    asyncio.run(work())


def tampered(database: Servers, statement: str) -> None:
    async def work() -> None:
        async with tampering(database, ORG) as owner:
            await owner.execute(statement)

    asyncio.run(work())


def test_a_log_is_well_and_says_who_signed_it(sealed_log: Run) -> None:
    code, out, _ = sealed_log("verify", ORG)
    assert code == 0
    assert out.splitlines()[0] == f"{ORG}: {HEAD} events are as they were sealed, signed by {VKEY}"
    told = json.loads(sealed_log("verify", ORG, "--format", "json")[1])
    assert (told["well"], told["position"], told["unsealed"], told["differs"]) == (True, HEAD, 0, None)
    assert (told["head"]["size"], told["head"]["signed_by"], told["kept"]) == (HEAD, [VKEY], [])


def test_a_kept_head_is_this_log_s(sealed_log: Run, database: Servers, tmp_path: Path) -> None:
    heads = tmp_path / "heads.txt"
    heads.write_text(sealed_log("head", ORG)[1])
    sealing_at_once(database, more=7)
    heads.write_text(heads.read_text() + sealed_log("head", ORG)[1])
    assert sealed_log("head", ORG, "--size", str(HEAD))[1] in heads.read_text()
    assert sealed_log("head", ORG, "--keys")[1] == f"{VKEY}\n"
    code, out, _ = sealed_log("verify", ORG, "--head", str(heads), "--key", VKEY)
    assert code == 0
    assert out.splitlines()[2:] == [f"kept head at {size}: this log's; signed by {VKEY}" for size in (HEAD, HEAD + 7)]


def test_what_was_done_to_a_log_is_told_by_its_position(sealed_log: Run, database: Servers, tmp_path: Path) -> None:
    head = tmp_path / "head.txt"
    head.write_text(sealed_log("head", ORG)[1])
    tampered(database, "update log.event set body = body || '\\x20' where position = 12")
    code, out, _ = sealed_log("verify", ORG)
    assert (code, out.partition(":")[0]) == (1, "position 12")
    told = sealed_log("verify", ORG, "--head", str(head), "--format", "json")
    assert (told[0], json.loads(told[1])["differs"]["position"]) == (1, 12)


def test_what_is_not_sealed_yet_is_no_fault(run: Run, recorded: None) -> None:
    code, out, _ = run("verify", ORG)
    assert (code, out) == (0, f"{ORG}: {HEAD} events are in order, and nothing is sealed yet\n")
    code, _, said = run("head", ORG)
    assert code == 2 and "has not a head" in said


def test_a_proof_of_an_event_is_checked_without_the_log(sealed_log: Run, tmp_path: Path) -> None:
    proof, event = tmp_path / "12.tlog-proof", tmp_path / "event.json"
    proof.write_text(sealed_log("prove", ORG, "inclusion", "12")[1])
    event.write_text(sealed_log("export", "--org", ORG)[1].splitlines()[11] + "\n")
    assert proof.read_text().startswith("c2sp.org/tlog-proof@v1\nindex 11\n")
    code, out, _ = sealed_log("check", "proof", str(proof), "--event", str(event), "--key", VKEY)
    assert (code, out) == (0, f"the event at position 12 is in okr-ledger/orgs/{ORG} at {HEAD}, signed by {VKEY}\n")
    event.write_text(event.read_text().replace("2026", "2027"))
    assert sealed_log("check", "proof", str(proof), "--event", str(event), "--key", VKEY)[0] == 1
    other = Signer(KEYS.origin(ORG), b"x" * 32).verifier.vkey
    code, _, said = sealed_log("check", "proof", str(proof), "--event", str(event), "--key", other)
    assert code == 2 and "none of the keys" in said
    assert "give the event" in sealed_log("check", "proof", str(proof), "--key", VKEY)[2]


def test_a_proof_that_one_head_begins_another_is_checked_without_the_log(
    sealed_log: Run, database: Servers, tmp_path: Path
) -> None:
    proof, head = tmp_path / "since.proof", tmp_path / "head.txt"
    head.write_text(sealed_log("head", ORG)[1])
    sealing_at_once(database, more=5)
    proof.write_text(sealed_log("prove", ORG, "consistency", str(HEAD))[1])
    check = ("check", "proof", str(proof), "--head", str(head), "--key", VKEY)
    code, out, _ = sealed_log(*check)
    assert (code, out.partition(",")[0]) == (0, f"the head of {HEAD} events is in okr-ledger/orgs/{ORG} at {HEAD + 5}")
    proof.write_text(sealed_log("prove", ORG, "consistency", "3", str(HEAD))[1])
    assert "begins at the head of 3 events" in sealed_log(*check)[2]
    told = json.loads(sealed_log("prove", ORG, "consistency", "3", "--format", "json")[1])
    assert (told["old"], len(told["hashes"]) > 0) == (3, True)


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("verify", "nobody"), "there is no organisation 'nobody'"),
        (("verify", ORG, "--head", "nowhere.txt"), "cannot read nowhere.txt"),
        (("verify", ORG, "--key", "rubbish"), "--key: expected a key like"),
        (("prove", ORG, "inclusion", "34"), "position 34 is not in the tree of 33 events; 1 to 33 are"),
        (("prove", ORG, "inclusion", "1", "7"), "no checkpoint of 7 events was signed"),
        (("prove", ORG, "consistency", "0"), "those of 1 to 33 do"),
        (("head", ORG, "--size", "7"), "has not a head of 7 events"),
    ],
)
def test_what_cannot_be_done_is_said(arguments: tuple[str, ...], why: str, sealed_log: Run) -> None:
    code, out, said = sealed_log(*arguments)
    assert (code, out) == (2, "")
    assert why in said


def test_a_kept_head_that_was_changed_or_is_of_another_log_is_refused(sealed_log: Run, tmp_path: Path) -> None:
    head = tmp_path / "head.txt"
    text = sealed_log("head", ORG)[1]
    for changed, why in [
        (text.replace(f"\n{HEAD}\n", "\n32\n"), "is wrong"),
        (text.replace(f"/{ORG}", "/globex"), "a head of okr-ledger/orgs/globex"),
        ("rubbish", "okr-ledger head"),
    ]:
        head.write_text(changed)
        code, _, said = sealed_log("verify", ORG, "--head", str(head))
        assert (code, why in said) == (2, True), said
    head.write_text(text)
    other = Signer(KEYS.origin(ORG), b"x" * 32).verifier.vkey
    assert "none of the keys" in sealed_log("verify", ORG, "--head", str(head), "--key", other)[2]


def test_status_says_what_is_not_sealed_and_why(run: Run, recorded: None, monkeypatch: pytest.MonkeyPatch) -> None:
    told = json.loads(run("status", "--format", "json")[1])
    [unsealed] = told["unsealed"]
    assert (unsealed["org"], unsealed["head"], unsealed["sealed"]) == (ORG, HEAD, 0)
    assert any("there is no sealing key" in line for line in told["missing_protections"])
    assert re.search(rf"{ORG} +{HEAD} .* {HEAD}, \d+ s ", run("status")[1])
    monkeypatch.setenv("SEALING_KEY", keys.text(KEYS.signers))
    assert "sealing key" not in run("status")[1]


def test_a_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    told: list[str] = []
    path = tmp_path / "sealing.key"
    made = sealing_keys.kept(path, told.append)
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(told) == 1 and str(path) in told[0]
    assert sealing_keys.kept(path, told.append) == made and len(told) == 1
    assert [file.name for file in tmp_path.iterdir()] == ["sealing.key"]
    assert made.signers[0].text not in repr(made)


def test_a_key_that_is_added_signs_and_those_before_it_verify(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "sealing.key"
    code, out, said = run("sealing", "key", "--add", str(path), "--name", "ledger.example.com")
    assert (code, "signs from now on" in said) == (0, True)
    first = out.split()[0]
    monkeypatch.setenv("SEALING_KEY_FILE", str(path))
    out = run("sealing", "key", "--add")[1]
    assert [line.split()[1] for line in out.splitlines()] == ["signs", "verifies"]
    assert out.splitlines()[1].startswith(first)
    assert run("sealing", "key")[1] == out
    assert path.stat().st_mode & 0o777 == 0o600
    vkeys = run("head", ORG, "--keys")[1].splitlines()
    assert [vkey.partition("+")[0] for vkey in vkeys] == [f"ledger.example.com/orgs/{ORG}"] * 2
    assert "keep it" in run("sealing", "key", "--add", "--name", "other.example.com")[2]
    assert json.loads(run("sealing", "key", "--format", "json")[1])["file"] == str(path)


@pytest.mark.parametrize(
    ("environ", "why"),
    [
        ({"SEALING_KEY": "x", "SEALING_KEY_FILE": "y"}, "both set"),
        ({"SEALING_KEY": "x"}, "SEALING_KEY: a private key begins with"),
        ({"SEALING_KEY": "# nothing"}, "there is no key in it"),
        ({"SEALING_KEY_FILE": "/nowhere/key"}, "cannot read the sealing key /nowhere/key"),
        ({"SEALING_KEY": f"{Signer('a', b'a' * 32).text}\n{Signer('b', b'b' * 32).text}"}, "several names"),
    ],
)
def test_a_key_that_is_none_is_refused(environ: dict[str, str], why: str) -> None:
    with pytest.raises(Failure, match=why):
        sealing_keys.given(environ)


def test_no_key_is_none() -> None:
    assert sealing_keys.given({"SEALING_KEY": "", "SEALING_KEY_FILE": ""}) is None


def test_a_worker_without_a_key_says_so_once(run: Run, database: Servers) -> None:
    command = [sys.executable, "-P", "-m", "deploy.commands", "work"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as worker:
        try:
            assert worker.stderr is not None
            said = [worker.stderr.readline(), worker.stderr.readline()]
        finally:
            worker.terminate()
    assert said[0].startswith("working") and said[1].startswith("nothing is sealed: there is no sealing key")
