"""The difference between two moments, and one item, over HTTP: golden answers, and what each says when it cannot."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from projections.standings import then
from tests.projections.reports.quarter import event, events
from tests.services.http import golden
from tests.services.http.ledger import Client, write

CYCLE = "/v1/orgs/acme/cycles/2026-q1"
DIFF = f"{CYCLE}/diff"
ITEM = f"{CYCLE}/plans/growth/items"
KNOWN = "to=2026-03-28&known_at=2026-03-28"


def told(body: Any) -> dict[str, list[tuple[str, str | None]]]:
    """Each plan's differences, by kind and item."""
    return {plan["unit"]: [(each["kind"], each["item"]) for each in plan["differences"]] for plan in body["plans"]}


def did(body: Any) -> dict[tuple[str, str | None, str], list[str]]:
    """The events that did it, by plan, item and field."""
    plans = body["plans"]
    return {(p["unit"], d["item"], d["field"]): d["events"] for p in plans for d in p["differences"]}


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("diff_since_the_baseline", f"{DIFF}?{KNOWN}"),
        ("diff_of_a_day", f"{DIFF}?from=2026-02-03&{KNOWN}"),
        ("diff_of_a_unit", f"{DIFF}?from=2026-01-31&unit=growth&{KNOWN}"),
        ("item_objective", f"{ITEM}/o1"),
        ("item_key_result", f"{ITEM}/k1"),
        ("item_initiative", f"{ITEM}/i1"),
    ],
)
async def test_a_route_answers_as_it_did(name: str, path: str, ledger: Client) -> None:
    body = await ledger.json(path)
    golden.same(name, body)
    assert (await ledger.get(path)).headers["okr-position"] == str(len(events()))


async def test_since_the_lock_and_since_an_assumed_one(ledger: Client) -> None:
    body = await ledger.json(f"{DIFF}?from=baseline&{KNOWN}")
    assert body["from"] == "baseline"
    assert [(plan["unit"], plan["begins"], plan["from"]) for plan in body["plans"]] == [
        ("growth", "locked", "2026-01-08T09:00:00Z"),
        # Ten working days after the first of January, as Tokyo ends them.
        ("platform", "assumed", "2026-01-15T14:59:59.999999Z"),
    ]
    assert told(body)["platform"] == [("reweighted", "k1")]
    assert did(body)[("growth", "k4", "status")] == ["D1"]
    assert did(body)[("growth", "o2", "rank")] == ["R1"]
    assert [each["kind"] for each in body["differences"]] == ["review_held"]


async def test_a_check_in_is_a_difference_of_its_key_result(ledger: Client) -> None:
    body = await ledger.json(f"{DIFF}?from=2026-01-31&item=k1&{KNOWN}")
    assert told(body) == {"growth": [("checked_in", "k1")] * 2, "platform": [("reweighted", "k1")]}
    value, confidence = body["plans"][0]["differences"]
    assert (value["before"], value["after"], value["events"]) == (3, 6, ["I2"])
    assert (confidence["before"], confidence["after"]) == (0.7, 0.5)
    assert body["differences"] == []


async def test_before_all_there_was_nothing_and_from_to_itself_there_is_none(ledger: Client) -> None:
    begun = await ledger.json(f"{DIFF}?from=2020-01-01&{KNOWN}")
    assert begun["differences"][0]["kind"] == "opened"
    assert ("added", "k1") in told(begun)["growth"]
    same = await ledger.json(f"{DIFF}?from=2026-03-28&{KNOWN}")
    assert (same["differences"], told(same)) == ([], {"growth": [], "platform": []})


async def test_what_was_noted_later_was_no_difference_yet(fresh: Client) -> None:
    late = event("L1", "commitment.dropped", "plan/2026-q1/growth", "02-10", {"item": "k3"}, noted="03-29")
    await write(fresh.database, [*events(), late])
    span = "from=2026-02-04&to=2026-02-20&unit=growth&item=k3"
    assert told(await fresh.json(f"{DIFF}?{span}&known_at=2026-02-20")) == {"growth": []}
    assert did(await fresh.json(f"{DIFF}?{span}")) == {("growth", "k3", "status"): ["L1"]}
    # As is known today, it was dropped before the 20th, and is no difference since.
    assert told(await fresh.json(f"{DIFF}?from=2026-02-20&unit=growth&item=k3")) == {"growth": []}


async def test_a_plan_without_a_baseline_is_left_out_or_refused(ledger: Client) -> None:
    early = "to=2026-01-10&known_at=2026-01-10"
    body = await ledger.json(f"{DIFF}?{early}")
    assert [plan["unit"] for plan in body["plans"]] == ["growth"]
    [left] = body["left_out"]
    assert left["unit"] == "platform"
    assert "assumed only at 2026-01-15T14:59:59Z" in left["why"]
    problem = await ledger.problem(f"{DIFF}?{early}&unit=platform", 400)
    assert problem["parameter"] == "from"
    assert "expected a day as from, or a later to" in problem["detail"]


async def test_today_s_answer_lasts_as_long_as_nothing_happens(fresh: Client) -> None:
    told = events()
    await write(fresh.database, told[:-1])
    first = (await fresh.get(DIFF)).headers["etag"]
    assert (await fresh.get(DIFF, 304, if_none_match=first)).content == b""
    await write(fresh.database, told[-1:])
    assert (await fresh.get(DIFF, if_none_match=first)).headers["etag"] != first


async def test_an_item_is_what_it_was(ledger: Client) -> None:
    day = "as_of=2026-01-31&known_at=2026-01-31"
    key_result = await ledger.json(f"{ITEM}/k1?{day}")
    assert [(each["event"], each["value"]) for each in key_result["check_ins"]] == [("I1", 3)]
    assert (await ledger.json(f"{ITEM}/k4?{day}"))["key_result"]["status"] == "open"
    assert (await ledger.json(f"{ITEM}/k4"))["key_result"]["status"] == "dropped"
    objective = await ledger.json(f"{ITEM}/o1?{day}")
    assert [each["key_result"] for each in objective["objective"]["key_results"]] == ["k1", "k2", "k3", "k4"]


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/v1/orgs/acme/cycles/2026-q9/diff", 404, "there is no cycle 2026-q9"),
        (f"{DIFF}?unit=legal", 404, "there is growth, platform"),
        (f"{DIFF}?item=k9", 404, "there is no item k9"),
        (f"{DIFF}?unit=growth&item=w1", 404, "i1, k1, k2"),
        (f"{DIFF}?item=K%201", 404, "is the id of no item"),
        (f"{DIFF}?from=monday", 400, "or 'baseline'"),
        (f"{DIFF}?to=baseline", 400, "to: 'baseline' is no moment"),
        (f"{DIFF}?known_at=2026-13-01", 400, "known_at: "),
        (
            f"{DIFF}?from=2026-03-01&to=2026-02-01",
            400,
            "from (2026-03-01T14:59:59Z) is after to (2026-02-01T14:59:59Z)",
        ),
        (f"{DIFF}?from_=2026-03-01", 400, "did you mean 'from'?"),
        (f"{DIFF}?as_of=2026-03-01", 400, "unknown parameter 'as_of'"),
        (f"{ITEM}/k9", 404, "the plan of growth in 2026-q1 has no item k9; there is i1, k1"),
        (f"{ITEM}/n1?as_of=2026-01-31", 404, "no item n1 as of 2026-01-31T14:59:59Z"),
        (f"{CYCLE}/plans/legal/items/k1", 404, "there is growth, platform"),
        (f"{ITEM}/{quote('ä')}", 404, "is the id of no item"),
    ],
)
async def test_what_is_wrong_is_said(path: str, status: int, says: str, ledger: Client) -> None:
    assert says in (await ledger.problem(path, status))["detail"]


async def test_too_much_for_one_request_is_said(ledger: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(then, "MOST", 10)
    assert "on the command line: okr-ledger diff" in (await ledger.problem(DIFF, 422))["detail"]
    await ledger.get(f"{DIFF}?unit=growth")
