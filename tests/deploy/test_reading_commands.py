"""The commands that read and give keys, over a real database: their output, and how they say no."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from deploy.servers import Servers
from tests.deploy.conftest import Run
from tests.projections.reports.quarter import ORG


@pytest.mark.usefixtures("recorded")
def test_a_report_folds_first_what_no_worker_has(run: Run) -> None:
    code, out, err = run("report", ORG, "2026-q1")
    assert code == 0
    assert "3.5 of the 8.5 points asked for after the lock (41 %)" in " ".join(out.split())
    # Whoever waits at no terminal is told nothing of the way there.
    assert err == ""


@pytest.mark.usefixtures("recorded")
def test_a_report_of_a_day_in_each_format(run: Run) -> None:
    day = ("report", ORG, "2026-q1", "--as-of", "2026-03-28", "--known-at", "2026-03-28")
    first, second = run(*day, "--format", "json"), run(*day, "--format", "json")
    assert first == second
    assert json.loads(first[1])["verdicts"]["open"] == 1
    assert run(*day, "--format", "html")[1].startswith("<!doctype html>")
    assert json.loads(run(*day[:3], "growth", *day[3:], "--format", "json")[1])["unit"] == "growth"


@pytest.mark.usefixtures("recorded")
def test_a_report_by_another_policy(run: Run, tmp_path: Path) -> None:
    strict = tmp_path / "strict.json"
    strict.write_text('{"minimum_shift": 0.1}')
    verdicts = json.loads(run("report", ORG, "2026-q1", "--policy", str(strict), "--format", "json")[1])["verdicts"]
    assert (verdicts["below_minimum"], verdicts["untraded"]) == (0, 3)


@pytest.mark.usefixtures("recorded")
@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("report", "nobody", "2026-q1"), "there is no organisation 'nobody' in this log"),
        (("report", "nobody", "2026-q1", "--as-of", "2026-03-01"), "there is no organisation 'nobody'"),
        (("export", "--org", "nobody"), "there is no organisation 'nobody'"),
        (("report", ORG, "2026-q9"), "there is no cycle 2026-q9; there is 2026-q1, 2026-q2"),
        (("report", ORG, "2026-q1", "legal"), "the cycle 2026-q1 has no plan of legal; there is growth, platform"),
        (("report", ORG, "2026-q1", "--as-of", "march"), "'march' is no moment; expected a date"),
        (("key", "create", "--org", "A b"), "is no id"),
        (("key", "create", "--org", ORG, "--expires", "soon"), "expected a date"),
        (("key", "create", "--org", ORG, "--expires", "2020-01-01"), "is over"),
        (("key", "revoke", "okr_nothing0"), "there is no key okr_nothing0"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(run: Run, arguments: tuple[str, ...], says: str) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert says in err.splitlines()[-1]


def test_a_key_is_shown_once_listed_and_revoked(run: Run) -> None:
    code, key, said = run(
        *("key", "create", "--org", ORG, "--role", "service", "--person", "robot"),
        *("--label", "the import", "--expires", "2999-01-01"),
    )
    assert (code, len(key.strip())) == (0, 47)
    until = "until 2999-01-01 23:59 UTC; keep it, it is not shown again:"
    assert said == f"acme: service of the organisation, acting as robot, {until}\n"
    prefix = key[:12]
    listed = run("key", "list", "--org", ORG)[1]
    assert prefix in listed
    assert key.strip() not in listed
    assert "yes, until 2999-01-01 23:59 UTC" in " ".join(listed.split())
    assert run("key", "revoke", prefix)[1] == "revoked: service of acme, the import\n"
    assert "no, revoked" in run("key", "list", "--org", ORG)[1]
    assert "globex has no key" in run("key", "list", "--org", "globex")[1]


def behind(status: str) -> str:
    """How many events the organisation's projections are behind at most, by the table."""
    told = re.search(rf"^ *{ORG} +33 +\d+ \w+ +(\d+)", status, re.MULTILINE)
    assert told, status
    return told[1]


@pytest.mark.usefixtures("recorded")
def test_status_tells_how_far_all_is_and_what_protection_is_missing(
    run: Run, database: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert behind(run("status")[1]) == "33"
    run("report", ORG, "2026-q1")
    _, after, _ = run("status")
    assert behind(after) == "0"
    assert "login" not in after
    for name in ("DATABASE_URL", "WORKER_DATABASE_URL", "SEALER_DATABASE_URL"):
        monkeypatch.setenv(name, database.migrate_url)
    code, one, _ = run("status")
    text = " ".join(one.split())
    assert code == 1
    assert "are one login, migrator" in text
    assert "above row-level security" in text
    assert "may change the log" in text
