"""`shifts`: what HTTP answers, as JSON or as a table that fits the terminal."""

from __future__ import annotations

import asyncio
import json

import pytest

from deploy.servers import Servers
from tests.deploy.conftest import Run
from tests.projections.reports.quarter import ORG
from tests.services.http.ledger import key_of, serving

SHIFTS = ("shifts", ORG, "2026-q1")
DAY = ("--as-of", "2026-03-28", "--known-at", "2026-03-28")

pytestmark = pytest.mark.usefixtures("recorded")


def over_http(database: Servers, query: str) -> str:
    """The body of `GET …/shifts`."""

    async def asked() -> str:
        async with serving(database, await key_of(database, ORG)) as client:
            return (await client.get(f"/v1/orgs/{ORG}/cycles/2026-q1/shifts?{query}")).text

    return asyncio.run(asked())


@pytest.mark.parametrize(
    ("arguments", "query", "count"),
    [
        ((), "", 5),
        (("growth",), "unit=growth", 4),
        (("--verdict", "untraded"), "verdict=untraded", 2),
        (DAY, "as_of=2026-03-28&known_at=2026-03-28", 5),
        (("growth", "--verdict", "open", *DAY), "unit=growth&verdict=open&as_of=2026-03-28&known_at=2026-03-28", 1),
    ],
)
def test_json_is_what_http_answers_byte_for_byte(
    run: Run, database: Servers, arguments: tuple[str, ...], query: str, count: int
) -> None:
    code, out, err = run(*SHIFTS, *arguments, "--format", "json")
    assert (code, err) == (0, "")
    assert out == over_http(database, query) + "\n"
    assert len(json.loads(out)["items"]) == count


@pytest.mark.parametrize("columns", [44, 60, 80, 120])
def test_the_table_fits_the_terminal_and_cuts_no_figure(
    run: Run, columns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    lines = run(*SHIFTS, *DAY)[1].splitlines()
    assert max(map(len, lines)) <= columns
    cells = [line.split()[:4] for line in lines]
    assert ["due", "verdict", "asked", "covered"] in cells
    assert ["2026-02-09", "traded", "3", "3"] in cells
    assert ["2026-04-01", "open", "1.5", "0"] in cells


def test_what_would_clear_a_shift_is_told(run: Run) -> None:
    text = " ".join(run(*SHIFTS, "--verdict", "open", *DAY)[1].split())
    assert " → " in text.partition("clears it")[2]


def test_no_shifts_are_told(run: Run) -> None:
    assert run(*SHIFTS, "--verdict", "reversed")[:2] == (0, "No shifts.\n")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((ORG, "2026-q9"), "there is no cycle 2026-q9; there is 2026-q1, 2026-q2"),
        ((ORG, "2026-q1", "legal"), "the cycle 2026-q1 has no plan of legal; there is growth, platform"),
        ((ORG, "2026-q1", "--as-of", "march"), "'march' is no moment; expected a date"),
        ((ORG, "2026-q1", "--verdict", "paid"), "--verdict: invalid choice: 'paid'"),
        (("nobody", "2026-q1"), "there is no organisation 'nobody'"),
    ],
)
def test_what_is_not_there_is_said_with_what_is(run: Run, arguments: tuple[str, ...], says: str) -> None:
    code, out, err = run("shifts", *arguments)
    assert (code, out) == (2, "")
    assert says in err.splitlines()[-1]


@pytest.mark.parametrize("columns", [60, 80])
def test_the_report_s_plans_keep_their_figures_on_a_narrow_terminal(
    run: Run, columns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    lines = run("report", ORG, "2026-q1")[1].splitlines()
    assert max(map(len, lines)) <= columns
    growth = next(line.split() for line in lines if line.startswith(" Growth"))
    assert growth[1:3] == ["6.5", "3.5"] and growth[-1] == "2026-01-08"
