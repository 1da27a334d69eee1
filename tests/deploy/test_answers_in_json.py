"""`--format json`: one object to standard output, whatever the command; all else goes to standard error."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from deploy.servers import Servers
from deploy.system import opened
from events.log.append import Act, append
from projections import engine
from projections.tables import governance
from tests.databases import settings_of
from tests.deploy.conftest import Run
from tests.projections.reports.quarter import ORG, events
from tests.workers.recorded import recorded
from tests.workers.sealing import KEYS

ROOT = Path(__file__).resolve().parent.parent.parent
QUARTER, OKRS = str(ROOT / "tests/examples/quarter.jsonl"), str(ROOT / "tests/examples/okrs")


def told(run: Run, *arguments: str, code: int = 0) -> dict[str, Any]:
    """The one object that a command prints."""
    ended, out, _ = run(*arguments, "--format", "json")
    assert (ended, out.count("\n")) == (code, 1)
    found: dict[str, Any] = json.loads(out)
    return found


def test_keys_as_objects(run: Run) -> None:
    made = told(run, "key", "create", "--org", ORG, "--role", "sponsor", "--label", "dana", "--expires", "2999-01-01")
    assert made["key"].startswith(made["prefix"]) and len(made["key"]) == 47
    assert (made["org"], made["role"], made["label"]) == (ORG, "sponsor", "dana")
    assert made["expires_at"].startswith("2999-01-01T23:59:59")
    listed = told(run, "key", "list", "--org", ORG)
    assert [(key["prefix"], key["opens"], key["revoked_at"]) for key in listed["keys"]] == [
        (made["prefix"], True, None)
    ]
    revoked = told(run, "key", "revoke", made["prefix"])
    assert revoked == {"org": ORG, "role": "sponsor", "label": "dana", "prefix": made["prefix"], "revoked": True}
    assert [key["opens"] for key in told(run, "key", "list", "--org", ORG)["keys"]] == [False]
    assert told(run, "key", "list", "--org", "globex") == {"org": "globex", "keys": []}


@pytest.mark.usefixtures("recorded")
def test_status_as_an_object_with_the_same_exit_code(
    run: Run, database: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert any("SEALING_KEY" in line for line in told(run, "status", code=1)["missing_protections"])
    monkeypatch.setenv("SEALING_KEY", KEYS.signers[0].text)
    answer = told(run, "status")
    assert answer["missing_protections"] == []
    row = next(each for each in answer["projections"] if each["projection"] == "current_state")
    assert (row["org"], row["head"], row["position"], row["stuck"]) == (ORG, 33, 0, False)
    monkeypatch.setenv("DATABASE_URL", database.migrate_url)
    assert any("one login" in line for line in told(run, "status", code=1)["missing_protections"])


@pytest.mark.usefixtures("recorded")
def test_status_counts_the_plans_that_are_still_to_be_judged(run: Run, database: Servers) -> None:
    async def folded() -> None:
        async with opened(settings_of(database)) as system:
            await engine.advance(system.worker, governance.PROJECTION, ORG)

    def to_judge() -> dict[str, int]:
        answer = told(run, "status", code=run("status")[0])
        return {row["projection"]: row["to_judge"] for row in answer["projections"]}

    asyncio.run(folded())
    assert to_judge()["governance"] == 2
    run("report", ORG, "2026-q1")
    assert set(to_judge().values()) == {0}


def test_what_was_never_folded_is_stuck_however_young_the_last_event_is(run: Run, database: Servers) -> None:
    async def told_long_ago_and_now() -> None:
        first, *later = events()
        await recorded(database, ORG, [first])
        async with opened(settings_of(database)) as system:
            await append(system.app, Act(org=ORG, events=tuple(replace(event, notedat=None) for event in later)))
            await engine.advance(system.worker, governance.PROJECTION, ORG)

    asyncio.run(told_long_ago_and_now())
    rows = {row["projection"]: row for row in told(run, "status", code=1)["projections"]}
    assert rows["current_state"]["stuck"] and rows["current_state"]["behind_seconds"] > 3600
    assert (rows["governance"]["stuck"], rows["governance"]["behind_seconds"]) == (False, 0)


def test_migrate_as_an_object(run: Run) -> None:
    assert told(run, "migrate") == {"applied": []}


def test_imported_events_as_an_object(run: Run, tmp_path: Path) -> None:
    assert told(run, "import", "events", QUARTER, "--org", ORG) == {"org": ORG, "written": 7, "known": 0, "refused": []}
    assert told(run, "import", "events", QUARTER, "--org", ORG)["known"] == 7
    bad = tmp_path / "bad.jsonl"
    bad.write_text("{\n" * 60)
    answer = told(run, "import", "events", str(bad), "--org", ORG, code=2)
    assert [problem["line"] for problem in answer["refused"]] == list(range(1, 61))
    assert "broken JSON" in answer["refused"][0]["why"]


def test_an_imported_history_as_an_object_with_its_events_before_they_are_written(run: Run, tmp_path: Path) -> None:
    history = ("import", "history", OKRS, "--org", "example")
    shown = told(run, *history, "--dry-run")
    assert (shown["written"], shown["dry_run"], len(shown["events"])) == (0, True, 14)
    assert [version["events"] for version in shown["versions"]] == [10, 4]
    written = told(run, *history)
    assert (written["written"], written["known"], written["dry_run"]) == (14, 0, False)
    # What was shown is what was written.
    lines = tmp_path / "shown.jsonl"
    lines.write_text("\n".join(json.dumps(event) for event in shown["events"]))
    assert told(run, "import", "events", str(lines), "--org", "example")["known"] == 14
