"""A report that was kept is made again from what it names, and compared: the same, or where it differs."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import os
from pathlib import Path

import asyncpg
import pytest

from deploy.servers import Servers
from events.log.append import Act, append
from tests.deploy.conftest import Run
from tests.projections.reports.quarter import CYCLE, GROWTH, ORG, event, key_result
from tests.tampering import unprotected

pytestmark = pytest.mark.usefixtures("recorded")
LATER = [
    key_result("Z1", GROWTH, "03-26", "n8", 4),
    event("Z2", "policy.set", "org", "03-26", {"parameters": {"grace_wd": 1}, "reason": "stricter"}),
]
EDITED = (
    "update log.event set body = convert_to(replace(convert_from(body, 'UTF8'), $1, $2), 'UTF8') where org = $3"
    " and convert_from(body, 'UTF8') like '%' || $1 || '%'"
)


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "kept.json"


@pytest.fixture
def strict(tmp_path: Path) -> str:
    file = tmp_path / "strict.json"
    file.write_text('{"grace_wd": 0, "enough": 1.0, "minimum_shift": 0.1}')
    return str(file)


def keep(run: Run, file: Path, *arguments: str) -> None:
    """The report is in the file."""
    code, _, said = run("report", ORG, CYCLE, *arguments, "--format", "json", "--output", str(file))
    assert (code, said) == (0, f"{file}: {file.stat().st_size:,} bytes\n")


def later(database: Servers) -> None:
    """More was said after the report."""

    async def say() -> None:
        connection = await asyncpg.connect(database.worker_url)
        try:
            await append(connection, Act(org=ORG, events=tuple(LATER)))
        finally:
            await connection.close()

    asyncio.run(say())


def rewritten(database: Servers, before: str, after: str) -> None:
    """Whoever may do anything has put other words into the log."""

    async def rewrite() -> None:
        superuser = await asyncpg.connect(database.migrate_url)
        try:
            async with unprotected(superuser):
                assert (await superuser.execute(EDITED, before, after, ORG)) == "UPDATE 1"
        finally:
            await superuser.close()

    asyncio.run(rewrite())


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("growth",),
        ("--as-of", "2026-03-10"),
        ("--as-of", "2026-03-28", "--known-at", "2026-03-10"),
        ("growth", "--policy"),
        ("--policy", "--as-of", "2026-03-28"),
    ],
    ids=" ".join,
)
def test_a_kept_report_is_made_again_whatever_came_later(
    arguments: tuple[str, ...], run: Run, database: Servers, kept: Path, strict: str
) -> None:
    given = [part for each in arguments for part in ((each, strict) if each == "--policy" else (each,))]
    keep(run, kept, *given)
    assert (json.loads(kept.read_bytes())["what_if"] is not None) == ("--policy" in arguments)
    says = f"{kept}: the same, byte for byte, made again from acme 2026-q1 at position 33\n"
    assert run("report", "--from", str(kept)) == (0, says, "")
    later(database)
    other = kept.with_name("other.json")
    keep(run, other)
    assert json.loads(other.read_bytes())["position"] == 35
    assert run("report", "--from", str(kept)) == (0, says, "")


def test_a_figure_that_was_changed_in_the_file_is_named(run: Run, kept: Path) -> None:
    keep(run, kept)
    report = json.loads(kept.read_bytes())
    uncovered, report["figures"]["uncovered"] = report["figures"]["uncovered"], 0.25
    report["shifts"][0]["verdict"] = "traded, they say"
    kept.write_text(json.dumps(report))
    code, out, _ = run("report", "--from", str(kept))
    assert code == 1
    assert out.splitlines()[0] == f"{kept}: not the same as what acme 2026-q1 at position 33 gives"
    assert f"  /figures/uncovered: 0.25 in the file, {uncovered} now" in out
    assert '  /shifts/0/verdict: "traded, they say" in the file, ' in out
    assert len(out.splitlines()) == 3
    assert "the log" not in out


def test_the_same_in_other_bytes_is_not_the_same(run: Run, kept: Path) -> None:
    keep(run, kept)
    kept.write_text(json.dumps(json.loads(kept.read_bytes()), indent=1))
    code, out, _ = run("report", "--from", str(kept))
    assert (code, out.splitlines()[1:]) == (1, ["  it says the same, but is written otherwise"])


@pytest.mark.parametrize(
    ("before", "after", "place"),
    [
        ('"title":"Call every customer"', '"title":"Call no customer"', "/tree_head/root: "),
        ('"points":1.5', '"points":0.5', "churn/of: 11.7 in the file, 10.7 now"),
    ],
    ids=["what no figure depends on", "points"],
)
def test_a_log_that_was_rewritten_gives_another_report(
    before: str, after: str, place: str, run: Run, database: Servers, kept: Path
) -> None:
    keep(run, kept)
    rewritten(database, before, after)
    code, out, _ = run("report", "--from", str(kept))
    assert code == 1
    assert "the log up to there is not the one that the file was made from" in out
    assert place in out


def test_a_log_that_was_cut_off_gives_none(run: Run, database: Servers, kept: Path) -> None:
    keep(run, kept)
    kept.write_text(kept.read_text().replace('"position":33', '"position":99'))
    code, out, err = run("report", "--from", str(kept))
    assert (code, out) == (2, "")
    assert err == "okr-ledger: these inputs give no report here: the log of acme does not go to position 99\n"


INPUTS = {
    "organisation": ORG,
    "cycle": CYCLE,
    "unit": None,
    "as_of": "2026-03-28T00:00:00Z",
    "known_at": "2026-03-28T00:00:00Z",
    "position": 33,
    "policy": None,
}


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("", "Expecting value"),
        ("finding,verdict,unit\n", "Expecting value"),
        ("[1, 2]", "it names no inputs"),
        ("[" * 100_000, "maximum recursion depth"),
        ('{"inputs": 3}', "it names no inputs"),
        (json.dumps({"inputs": INPUTS | {"position": "33"}}), "these inputs give no report here"),
        (json.dumps({"inputs": INPUTS | {"as_of": "yesterday"}}), "these inputs give no report here"),
        (json.dumps({"inputs": INPUTS | {"as_of": "2026-03-28T00:00:00"}}), "these inputs give no report here"),
        (json.dumps({"inputs": INPUTS | {"policy": {"grace": 3}}}), "unknown policy parameter 'grace'"),
        (json.dumps({"inputs": INPUTS | {"policy": [3]}}), "these inputs give no report here"),
        (json.dumps({"inputs": INPUTS | {"organisation": "globex"}}), "these inputs give no report here"),
        (json.dumps({"inputs": INPUTS | {"cycle": 3}}), "these inputs give no report here"),
        (json.dumps({"inputs": INPUTS | {"cycle": "\0"}}), "these inputs give no report here"),
        (json.dumps({"inputs": INPUTS | {"organisation": ["acme"]}}), "these inputs give no report here"),
        (json.dumps({"inputs": INPUTS | {"organisation": "../acme"}}), "these inputs give no report here"),
        (json.dumps({"inputs": INPUTS | {"position": 10**30}}), "these inputs give no report here"),
        (json.dumps({"inputs": INPUTS | {"as_of": "9999-12-31T23:59:59-14:00"}}), "these inputs give no report here"),
    ],
)
def test_what_is_no_report_is_refused_in_one_line(body: str, says: str, run: Run, kept: Path) -> None:
    kept.write_text(body)
    code, out, err = run("report", "--from", str(kept))
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert says in err


def test_a_file_that_is_not_there_is_named(run: Run, kept: Path) -> None:
    code, _, err = run("report", "--from", str(kept))
    assert (code, err.count("\n")) == (2, 1)
    assert err.startswith(f"okr-ledger: cannot read {kept}: No such file or directory; expected a report")


def test_from_stands_alone(run: Run, kept: Path) -> None:
    keep(run, kept)
    for more in ((ORG, CYCLE), ("--as-of", "2026-03-10"), ("--format", "pdf"), ("--output", "x")):
        code, out, err = run("report", *more, "--from", str(kept))
        assert (code, out) == (2, "")
        assert "--from FILE stands alone" in err


def test_another_policy_is_printed_beside_the_one_noted(run: Run, strict: str) -> None:
    code, out, _ = run("report", ORG, CYCLE, "--policy", strict, "--as-of", "2026-03-28")
    assert code == 0
    noted = json.loads(run("report", ORG, CYCLE, "--as-of", "2026-03-28", "--format", "json")[1])
    tried = json.loads(run("report", ORG, CYCLE, "--as-of", "2026-03-28", "--policy", strict, "--format", "json")[1])
    text = " ".join(out.split())
    assert " ".join(noted["verdict"].split()) in text
    assert " ".join(tried["verdict"].split()) in text
    assert noted["verdict"] != tried["verdict"]
    assert tried["what_if"]["verdict"] == noted["verdict"]


def test_a_policy_that_is_none_is_refused_before_anything_is_read(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "policy.json"
    file.write_text('{"grace": 3}')
    code, out, err = run("report", ORG, CYCLE, "--policy", str(file))
    assert (code, out) == (2, "")
    assert "unknown policy parameter 'grace'" in err


@pytest.mark.parametrize("format", ["pdf", "xlsx"])
def test_what_no_terminal_can_show_wants_a_file(
    format: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = os.openpty()
    file = tmp_path / f"q1.{format}"
    with os.fdopen(theirs, "w") as terminal:
        monkeypatch.setattr("sys.stdout", terminal)
        code, _, err = run("report", ORG, CYCLE, "--format", format)
        assert code == 2
        assert f"{format} is nothing for a terminal: name a file with --output" in err
        assert run("report", ORG, CYCLE, "--format", format, "--output", str(file))[0] == 0
    os.close(ours)
    assert file.read_bytes()[:2] == {"pdf": b"%P", "xlsx": b"PK"}[format]


def test_a_file_of_no_format_is_not_written(run: Run, tmp_path: Path) -> None:
    code, out, err = run("report", ORG, CYCLE, "--output", str(tmp_path / "q1"))
    assert (code, out) == (2, "")
    assert "--output wants a --format: json, html, pdf, xlsx, csv" in err
    assert not (tmp_path / "q1").exists()


def test_a_report_of_now_names_the_moment_it_was_made_at(run: Run, kept: Path) -> None:
    before = dt.datetime.now(dt.UTC)
    keep(run, kept)
    inputs = json.loads(kept.read_bytes())["inputs"]
    assert before <= dt.datetime.fromisoformat(inputs["as_of"]) <= dt.datetime.now(dt.UTC)
    assert inputs["as_of"] == inputs["known_at"]
