"""Every door of the imports × every hostile file: refused in words, within seconds and memory, and nothing written."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from events.proof import note
from tests.deploy.hostile import texts, zips
from tests.deploy.hostile.child import TOO_LONG
from tests.deploy.hostile.making import ANY, Make

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="memory is measured as Linux tells it")

MIB = 300
NOWHERE = "postgresql://nobody@localhost:1/nothing"
VKEY = note.Signer("acme", b"1" * 32).verifier.vkey
PAGES = ("import", "history", "FOLDER", "--org", "acme")
PLAN = ("import", "history", "tests/examples/okrs", "--org", "acme")
QUARTER = "tests/examples/quarter.jsonl"
# A door: the arguments, in which FILE and FOLDER stand for those of the case; the file's name; and what comes.
DOORS: dict[str, tuple[tuple[str, ...], str, Mapping[str, Make]]] = {
    "import events": (("import", "events", "FILE", "--org", "acme"), "events.jsonl", texts.EVENTS),
    "judge": (("judge", "FILE"), "events.jsonl", texts.EVENTS),
    "import archive": (("import", "archive", "FILE"), "acme.zip", zips.ARCHIVES),
    "verify": (("verify", "FILE"), "acme.zip", zips.ARCHIVES),
    "Markdown": (PAGES, "2026-01-05.md", texts.MARKDOWN),
    "CSV": (PAGES, "2026-01-05.csv", texts.CSV),
    "XLSX": (PAGES, "2026-01-05.xlsx", zips.WORKBOOKS),
    "a listing": (PAGES, "history.jsonl", {}),
    "a single file": (("import", "history", "FILE", "--org", "acme"), "okrs.md", {}),
    "check proof": (("check", "proof", "FILE", "--key", VKEY), "event.proof", texts.PROOFS),
    "verify --head": (("verify", "ARCHIVE", "--head", "FILE"), "heads.txt", texts.HEADS),
    "--matches": ((*PLAN, "--matches", "FILE"), "matches.json", texts.JSON),
    "--columns": ((*PLAN, "--columns", "FILE"), "columns.json", texts.JSON),
    "--policy": (("judge", QUARTER, "--policy", "FILE"), "policy.json", texts.JSON),
    "report --from": (("report", "--from", "FILE"), "report.json", texts.JSON),
}
CASES = [f"{door}: {what}" for door, (_, _, files) in DOORS.items() for what in {**ANY, **files}]
# What is odd and holds a plan, or no event at all, is taken: it is ended only where it would be written.
TAKEN = {
    *(f"Markdown: {what}" for what in ("lists line by line", "boxes", "accents upon accents", "figures", "dates")),
    *("Markdown: per cents", "import events: empty", "judge: empty"),
}
WARM = [["judge", QUARTER], [*PLAN, "--dry-run"], ["verify", "nowhere.zip"], ["report", "--from", "nowhere"]]


def asked(folder: Path) -> Iterator[list[str]]:
    """The arguments of each case, its file made."""
    archive = folder / "sound.zip"
    zips.sound(archive)
    made: dict[Make, Path] = {}
    for nth, case in enumerate(CASES):
        door, _, what = case.partition(": ")
        arguments, name, files = DOORS[door]
        place = folder / str(nth)
        place.mkdir()
        make = {**ANY, **files}[what]
        if make in made and made[make].is_file():
            (place / name).hardlink_to(made[make])  # the same file at another door
        else:
            make(place / name)
            made[make] = place / name
        stands_for = {"FILE": str(place / name), "FOLDER": str(place), "ARCHIVE": str(archive)}
        yield [stands_for.get(each, each) for each in arguments]


def results(folder: Path) -> dict[str, dict[str, Any]]:
    """What came of each case. One process takes them all, since starting one takes longer than most of them."""
    urls = {f"{login}DATABASE_URL": NOWHERE for login in ("", "WORKER_", "SEALER_", "MIGRATE_")}
    given = [*WARM, *asked(folder)]
    before = sorted(folder.rglob("*"))
    done = subprocess.run(
        [sys.executable, "-m", "tests.deploy.hostile.child"],
        input=json.dumps(given).encode(),
        stdout=subprocess.PIPE,
        env={**os.environ, **urls, "REDIS_URL": "redis://localhost:1/0"},
        check=True,
    )
    assert sorted(folder.rglob("*")) == before
    return dict(zip(CASES, json.loads(done.stdout)[len(WARM) :], strict=True))


def wrong(case: str, code: int, said: str, grown: int) -> str | None:
    """What is wrong with what came of a case."""
    if code == TOO_LONG:
        return "it took too long"
    if "Traceback" in said:
        return said
    if not said.strip() or len(max(said.splitlines(), key=len)) >= 2_000:
        return f"it says nothing, or too much: {said[:200]}"
    if grown >= MIB:
        return f"it took {grown} MiB"
    reached = "Postgres" in said
    if case in TAKEN:
        return None if code == 0 or reached else f"it was refused: {said}"
    refused = code == 2 or (code == 1 and case.startswith("verify: "))
    return None if refused and not reached else f"it was taken: {said}"


def test_each_hostile_file_is_refused_in_words_at_each_door(tmp_path: Path) -> None:
    told = {
        case: wrong(case, found["code"], found["err"] or found["out"], found["grown"])
        for case, found in results(tmp_path).items()
    }
    assert len(told) > 250
    assert {case: why for case, why in told.items() if why} == {}
