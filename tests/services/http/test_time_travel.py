"""As of any day, as it was known on any day; and today's answer is that of the tables."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import quote

import pytest

from tests.projections.reports.quarter import event, events
from tests.services.http.ledger import Client, write

CYCLE = "/v1/orgs/acme/cycles/2026-q1"
NOW = quote(dt.datetime.now(dt.UTC).isoformat())


async def verdicts(ledger: Client, query: str) -> dict[str, str]:
    items = (await ledger.json(f"{CYCLE}/shifts?{query}"))["items"]
    return {shift["id"]: shift["verdict"] for shift in items}


async def test_a_verdict_is_that_of_its_day(ledger: Client) -> None:
    assert await verdicts(ledger, "unit=growth&as_of=2026-02-03&known_at=2026-02-03") == {"S1": "open"}
    assert await verdicts(ledger, "unit=growth&as_of=2026-02-04&known_at=2026-02-04") == {"S1": "traded"}
    assert (await verdicts(ledger, "as_of=2026-03-28&known_at=2026-03-28"))["S3"] == "open"
    assert (await verdicts(ledger, "as_of=2026-04-02&known_at=2026-04-02"))["S3"] == "untraded"


async def test_what_was_written_down_later_was_not_known_before(ledger: Client) -> None:
    on = "unit=platform&as_of=2026-03-15"
    assert await verdicts(ledger, f"{on}&known_at=2026-03-15") == {"W1": "untraded"}
    assert await verdicts(ledger, f"{on}&known_at=2026-03-21") == {"W1": "late"}
    # Without `known_at` it is what is known today of that day.
    assert await verdicts(ledger, on) == {"W1": "late"}


async def test_a_date_means_its_end_in_the_organisation_s_time_zone(ledger: Client) -> None:
    # The lock is noted at 9 o'clock UTC, which is 18 o'clock in Tokyo.
    for when, locked in {
        "2026-01-07": False,
        "2026-01-08": True,
        "2026-01-08T08:59:59Z": False,
        "2026-01-08T18:00:00%2B09:00": True,
        "2026-01-08T18:00:00+09:00": True,
        "2026-01-08T17:59:59+09:00": False,
    }.items():
        plan = await ledger.json(f"{CYCLE}/plans/growth?as_of={when}")
        assert (plan["lock"] is not None) is locked, when
    day = await ledger.json(f"{CYCLE}/shifts?as_of=2026-02-03")
    assert day["as_of"] == "2026-02-03T14:59:59.999999Z"


async def test_a_plan_is_what_it_was(ledger: Client) -> None:
    plan = await ledger.json(f"{CYCLE}/plans/growth?as_of=2026-02-03")
    items = {k["key_result"]: k for o in plan["objectives"] for k in o["key_results"]}
    assert set(items) == {"k1", "k2", "k3", "k4", "n1"}
    assert (items["k1"]["value"], items["k4"]["status"]) == (3.0, "open")
    assert [o["objective"] for o in plan["objectives"]] == ["o1", "o2"]


async def test_the_organisation_and_its_cycles_are_what_they_were(ledger: Client) -> None:
    before = await ledger.json("/v1/orgs/acme?as_of=2026-01-05")
    assert [cycle["cycle"] for cycle in before["cycles"]] == ["2026-q1"]
    assert [plan["unit"] for plan in before["plans"]] == ["growth"]
    cycle = await ledger.json(f"{CYCLE}?as_of=2026-02-01")
    assert {review["review"]: review["status"] for review in cycle["reviews"]} == {
        "mid": "scheduled",
        "end": "scheduled",
    }


@pytest.mark.parametrize(
    "path",
    [
        "/v1/orgs/acme",
        "/v1/orgs/acme/cycles",
        CYCLE,
        f"{CYCLE}/plans",
        f"{CYCLE}/plans/platform",
        f"{CYCLE}/findings",
        f"{CYCLE}/findings?unit=growth",
        f"{CYCLE}/shifts",
        f"{CYCLE}/report",
        f"{CYCLE}/report?unit=growth",
    ],
)
async def test_the_tables_say_what_the_log_says(path: str, ledger: Client) -> None:
    joint = "&" if "?" in path else "?"
    tables = await ledger.json(path)
    log = await ledger.json(f"{path}{joint}as_of={NOW}&known_at={NOW}")
    assert timeless(tables) == timeless(log)


def timeless(body: dict[str, Any]) -> dict[str, Any]:
    moments = ("as_of", "known_at")
    told = {name: value for name, value in body.items() if name not in moments}
    return told | ({"inputs": timeless(told["inputs"])} if "inputs" in told else {})


async def test_a_question_about_the_past_has_one_answer(fresh: Client) -> None:
    told = events()
    await write(fresh.database, told[:-2])
    query = f"{CYCLE}/report?as_of=2026-03-10&known_at=2026-03-10"
    first = await fresh.json(query)
    await write(fresh.database, told[-2:])
    again = await fresh.json(query)
    # The draw was noted on 20 March, so that nothing which came since was known on the 10th.
    assert (first.pop("position"), first.pop("judged_position")) == (len(told) - 2,) * 2
    assert (again.pop("position"), again.pop("judged_position")) == (len(told),) * 2
    assert (first.pop("tree_head")["position"], again.pop("tree_head")["position"]) == (len(told) - 2, len(told))
    assert (first["inputs"].pop("position"), again["inputs"].pop("position")) == (len(told) - 2, len(told))
    assert first == again


async def test_a_trade_off_in_the_wrong_plans_books_is_told_by_tables_and_log_alike(fresh: Client) -> None:
    data = {"trade_off": "x", "shift": "S1", "credit": "W1"}
    await write(fresh.database, [*events(), event("X1", "trade_off.recorded", "plan/2026-q1/platform", "03-27", data)])
    path = f"{CYCLE}/findings?unit=platform"
    for query in (path, f"{path}&as_of={NOW}&known_at={NOW}"):
        found = {each["id"]: each["finding"] for each in (await fresh.json(query))["items"]}
        assert found["X1"] == "pool_mismatch"
