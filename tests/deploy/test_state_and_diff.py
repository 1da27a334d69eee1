"""`state` and `diff` over a real database: what they print for people, that JSON is HTTP's, and how they say no."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest

from deploy.commands import __main__ as command_line
from deploy.servers import Servers
from projections.standings import then
from tests.projections.reports.quarter import ORG, event, events
from tests.services.http.ledger import key_of, prepared, serving, write

Run = Callable[..., tuple[int, str, str]]
CYCLE, GROWTH = (ORG, "2026-q1"), (ORG, "2026-q1", "growth")
DAY = ("--as-of", "2026-02-20", "--known-at", "2026-02-20")
THEN = ("--to", "2026-03-28", "--known-at", "2026-03-28")
HTTP = f"/v1/orgs/{ORG}/cycles/2026-q1"


@pytest.fixture
def run(database: Servers, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Runs a command on a database with the quarter in its log, not folded; its exit code and what it said."""
    urls = {name: getattr(database, f"{name}_url") for name in ("worker", "sealer", "migrate")}
    for name, url in urls.items():
        monkeypatch.setenv(f"{name.upper()}_DATABASE_URL", url)
    monkeypatch.setenv("DATABASE_URL", database.app_url)
    monkeypatch.setenv("REDIS_URL", database.redis_url)
    monkeypatch.setenv("COLUMNS", "80")
    asyncio.run(_recorded(database))

    def ran(*arguments: str) -> tuple[int, str, str]:
        code = command_line.main(list(arguments))
        return code, *capfd.readouterr()

    return ran


async def _recorded(database: Servers) -> None:
    await prepared(database)
    await write(database, [*events(), _said("\x1b[31mred")], fold=False)


def _said(note: str) -> Any:
    return event("I3", "check_in.recorded", "check-ins/2026-q1/growth/k1", "03-12", {"note": note, "confidence": 0.4})


def printed(run: Run, *arguments: str) -> list[str]:
    """The lines that a command prints, without the blanks that fill them up."""
    code, out, err = run(*arguments)
    assert code == 0, err
    assert "\x1b" not in out
    lines = [line.rstrip() for line in out.splitlines()]
    assert max(map(len, lines)) <= 80
    return lines


def test_a_cycle_is_shown_with_its_reviews_and_plans(run: Run) -> None:
    lines = printed(run, "state", *CYCLE)
    assert lines[0] == "First quarter of Acme & Söhne"
    assert lines[1] == "2026-01-01 to 2026-03-31; check-ins every 7 days"
    rows = [line.split() for line in lines]
    assert ["mid", "priorities", "2026-02-16", "09:00", "UTC", "held"] in rows
    assert ["growth", "2", "7", "13.7", "12", "2026-01-08"] in rows
    assert ["platform", "1", "2", "22", "–", "assumed"] in rows


def test_a_plan_is_shown_by_rank_with_how_its_key_results_stand(run: Run) -> None:
    lines = printed(run, "state", *GROWTH)
    assert lines[:4] == [
        "Growth, First quarter",
        "2026-01-01 to 2026-03-31; check-ins every 7 days",
        "load 13.7 of 12 points of capacity",
        "locked 2026-01-08 09:00 UTC",
    ]
    assert [line for line in lines if line[:2] in ("1.", "2.")] == ["1. Nobody waits", "2. Customers stay"]
    [k1] = [line.split() for line in lines if line.startswith("Measure k1 ")]
    assert k1[-8:] == ["0", "→", "10", "6", "0.4", "60", "%", "2"]
    assert "dropped, k4, owned by nobody" in lines
    assert lines.index("1. Nobody waits") < lines.index("2. Customers stay")


def test_a_plan_before_its_lock_and_on_a_narrow_terminal(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    lines = printed(run, "state", *GROWTH, "--as-of", "2026-01-06")
    assert "load 10 of 12 points of capacity" in lines
    assert "not locked" in lines
    text = " ".join(" ".join(lines).split())
    assert "k1, owned by nobody, start → target 0 → 10, done 0 %, points 2" in text
    assert max(map(len, lines)) <= 40


def test_an_item_is_shown_with_all_that_was_said_of_it(run: Run) -> None:
    lines = printed(run, "state", *GROWTH, "--item", "k1")
    assert lines[0] == "Key result of Growth, First quarter"
    rows = [line.split() for line in lines]
    assert ["2026-02-12", "6", "0.5"] in rows
    # What a note says commands no terminal.
    assert ["2026-03-12", "–", "0.4", "�[31mred"] in rows
    assert "2. Customers stay" in printed(run, "state", *GROWTH, "--item", "o1")
    assert "i1, ben" in printed(run, "state", *GROWTH, "--item", "i1")


def test_a_diff_is_grouped_by_plan_a_line_each_with_its_events(run: Run) -> None:
    text = " ".join(" ".join(printed(run, "diff", *CYCLE, *THEN)).split())
    assert "cycle 2026-q1 + Review “mid” (priorities) held C4" in text
    assert "growth, from its lock, 2026-01-08 09:00 UTC to 2026-03-28 14:59 UTC" in text
    assert "~ “Nobody waits” moved from second to first R1" in text
    k1 = "“Measure k1 moves from 0 to 10”"
    assert f"~ Value of {k1} set to 6, confidence set to 0.4 I1 … I3, 3 events" in text
    assert "− “Measure k4 moves from 0 to 10” dropped D1" in text
    added = "+ Key result “Measure n3 moves from 0 to 10” added under “Customers stay”: 0 → 10, 1.5 points S3"
    assert added in text
    assert f"platform, from an assumed lock, 2026-01-15 14:59 UTC to 2026-03-28 14:59 UTC ~ Weight of {k1}" in text


def test_a_diff_of_two_days_of_one_item(run: Run) -> None:
    days = ("--from", "2026-02-01", "--to", "2026-02-20")
    text = " ".join(" ".join(printed(run, "diff", *GROWTH, "--item", "k1", *days)).split())
    assert "growth, 2026-02-01 14:59 UTC to 2026-02-20 14:59 UTC" in text
    assert "3 → 6, confidence 0.7 → 0.5 I2" in text
    assert "no difference" in " ".join(printed(run, "diff", *GROWTH, "--item", "k2", *days))


def test_a_plan_that_is_not_locked_is_left_out_and_said_to_be(run: Run) -> None:
    lines = printed(run, "diff", *CYCLE, "--to", "2026-01-10", "--known-at", "2026-01-10")
    assert "platform is left out: it is not locked as of 2026-01-10T14:59:59Z" in " ".join(lines)


@pytest.mark.parametrize(
    ("arguments", "path"),
    [
        (("state", *CYCLE), HTTP),
        (("state", *CYCLE, *DAY), f"{HTTP}?as_of=2026-02-20&known_at=2026-02-20"),
        (("state", *GROWTH), f"{HTTP}/plans/growth"),
        (("state", *GROWTH, *DAY), f"{HTTP}/plans/growth?as_of=2026-02-20&known_at=2026-02-20"),
        (("state", *GROWTH, "--item", "k1"), f"{HTTP}/plans/growth/items/k1"),
        (("diff", *CYCLE, *THEN), f"{HTTP}/diff?to=2026-03-28&known_at=2026-03-28"),
        (
            ("diff", *GROWTH, "--item", "k1", "--from", "2026-01-31", *THEN),
            f"{HTTP}/diff?unit=growth&item=k1&from=2026-01-31&to=2026-03-28&known_at=2026-03-28",
        ),
    ],
)
def test_json_is_what_http_answers(arguments: tuple[str, ...], path: str, run: Run, database: Servers) -> None:
    code, out, _ = run(*arguments, "--format", "json")
    assert code == 0

    async def asked() -> str:
        async with serving(database, await key_of(database, ORG)) as client:
            return (await client.get(path)).text

    run("state", *CYCLE)  # which folds what no worker has
    assert out.rstrip("\n") == asyncio.run(asked())
    assert json.loads(out)["position"] == len(events()) + 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("state", "nobody", "2026-q1"), "there is no organisation 'nobody'"),
        (("diff", "nobody", "2026-q1"), "there is no organisation 'nobody'"),
        (("state", ORG, "2026-q9"), "there is no cycle 2026-q9; there is 2026-q1, 2026-q2"),
        (("diff", ORG, "2026-q9"), "there is no cycle 2026-q9"),
        (("state", *CYCLE, "legal"), "no plan of legal; there is growth, platform"),
        (("state", *CYCLE, "--item", "k1"), "--item k1 is an item of a plan: name its UNIT too"),
        (("state", *GROWTH, "--item", "k9"), "has no item k9; there is i1, k1"),
        (("diff", *CYCLE, "--item", "k9"), "there is no item k9"),
        (("state", *GROWTH, "--as-of", "march"), "'march' is no moment; expected a date"),
        (("diff", *GROWTH, "--from", "lock"), "--from: 'lock' is no moment; expected a date"),
        (("diff", *GROWTH, "--from", "2026-03-01", "--to", "2026-02-01"), "is after to (2026-02-01T14:59:59Z)"),
        (("diff", *CYCLE, "platform", "--to", "2026-01-10"), "expected a day as from, or a later to"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(run: Run, arguments: tuple[str, ...], says: str) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert says in err.splitlines()[-1]


def test_the_command_line_compares_what_is_too_much_for_a_request(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(then, "MOST", 10)
    assert run("diff", *CYCLE)[0] == 0
