"""`audit` and `timeline` over a real database: for people, as files, that JSON is HTTP's, and how they say no."""

from __future__ import annotations

import asyncio
import csv
import io
import json

import pytest

from deploy.servers import Servers
from projections.standings import trails
from tests.deploy.conftest import Run
from tests.projections.reports.quarter import GROWTH, ORG, event, events
from tests.services.http.ledger import key_of, serving, write

HTTP = f"/v1/orgs/{ORG}"
LAST = len(events())


def printed(run: Run, *arguments: str) -> list[str]:
    """The lines that a command prints in a terminal of 80 columns."""
    code, out, err = run(*arguments)
    assert code == 0, err
    lines = [line.rstrip() for line in out.splitlines()]
    assert max(map(len, lines)) <= 80
    return lines


@pytest.fixture(autouse=True)
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Standard output is 80 columns wide."""
    monkeypatch.setenv("COLUMNS", "80")


@pytest.mark.usefixtures("recorded")
def test_the_trail_is_a_table_with_who_why_and_when_it_was_noted(run: Run) -> None:
    text = " ".join(" ".join(printed(run, "audit", ORG, "--from", "2026-02-02", "--to", "2026-02-20")).split())
    assert text.startswith("# effective who what")
    assert "2026-02-04 09:00 dana “Measure k4 moves from 0 to 10” dropped" in text
    assert "(2026-q1/growth; because: to make room)" in text
    assert "2026-02-02 09:00 dana for sofia Key result" in text
    assert "(2026-q1/platform; noted 2026-03-20)" in text
    assert text.endswith(f"7 events, from the log up to position {LAST}; times are UTC")


@pytest.mark.usefixtures("recorded")
def test_a_timeline_goes_day_by_day_and_the_other_way_round(run: Run) -> None:
    lines = printed(run, "timeline", ORG, "2026-q1", "growth", "--item", "k4")
    assert [line for line in lines if line.startswith(("Mon", "Wed"))] == ["Mon 2026-01-05", "Wed 2026-02-04"]
    newest = printed(run, "timeline", ORG, "2026-q1", "growth", "--item", "k4", "--newest")
    assert newest[0] == "Wed 2026-02-04"
    early = printed(run, "timeline", ORG, "2026-q1", "growth", "--item", "k4", "--as-of", "2026-02-03")
    assert early[-1].startswith("1 event,")


@pytest.mark.usefixtures("recorded")
def test_json_is_what_http_answers(run: Run, database: Servers) -> None:
    asked = {
        ("audit", ORG, "--requester", "sofia"): f"{HTTP}/audit?requester=sofia",
        ("audit", ORG, "--newest", "--unit", "growth"): f"{HTTP}/audit?unit=growth&order=newest&limit=500",
        ("timeline", ORG, "2026-q1", "platform"): f"{HTTP}/cycles/2026-q1/timeline?unit=platform",
    }
    answers = [json.loads(run(*command, "--format", "json")[1]) for command in asked]
    assert answers == asyncio.run(_answers(database, list(asked.values())))


async def _answers(database: Servers, paths: list[str]) -> list[object]:
    async with serving(database, await key_of(database, ORG)) as client:
        return [await client.json(path) for path in paths]


@pytest.mark.usefixtures("recorded")
def test_a_file_has_every_entry_however_many_pages_it_takes(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trails, "PAGE", 5)
    lines = run("audit", ORG, "--format", "ndjson")[1].splitlines()
    assert [json.loads(line)["id"] for line in lines] == [each.id for each in events()]
    rows = list(csv.DictReader(io.StringIO(run("audit", ORG, "--newest", "--format", "csv")[1])))
    assert [row["id"] for row in rows] == [each.id for each in reversed(events())]
    assert run("audit", ORG, "--text", "nobody said this", "--format", "ndjson")[1] == ""
    assert "no such event" in run("audit", ORG, "--text", "nobody said this")[1]


@pytest.mark.usefixtures("recorded")
def test_a_text_commands_no_terminal(run: Run, database: Servers) -> None:
    odd = event("X", "commitment.reworded", GROWTH, "03-26", {"item": "k1", "title": "\x1b[31mred", "reason": "\x07"})
    asyncio.run(write(database, [odd]))
    for command in (("audit", ORG), ("timeline", ORG, "2026-q1")):
        assert not {"\x1b", "\x07"} & set("".join(printed(run, *command)))


@pytest.mark.usefixtures("recorded")
@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("audit", "nobody"), "there is no organisation 'nobody' in this log"),
        (
            ("audit", ORG, "--type", "priority.rank"),
            "'priority.rank' is no type of event; did you mean 'priority.ranked'?",
        ),
        (("audit", ORG, "--from", "march"), "'march' is no moment; expected a date"),
        (("audit", ORG, "--as-of", "march"), "'march' is no moment; expected a date"),
        (("timeline", ORG, "2026-q9"), "there is no cycle 2026-q9; there is 2026-q1, 2026-q2"),
        (("timeline", ORG, "2026-q1", "legal"), "the cycle 2026-q1 has no plan of legal; there is growth, platform"),
    ],
)
def test_what_cannot_be_told_is_said_in_one_line(run: Run, arguments: tuple[str, ...], says: str) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert says in err.splitlines()[-1]
