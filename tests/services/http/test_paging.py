"""Lists: every item once, whatever the size of a page."""

from __future__ import annotations

from typing import Any

import pytest

from projections.books.figures import Figures
from projections.books.findings import Finding
from projections.books.judgement import Judgement
from projections.standings.standing import Standing
from services.http.cursors import behind, cursor
from services.http.finding_bodies import Wanted, page
from tests.projections.reports.quarter import event, key_result
from tests.services.http.ledger import Client, write

CYCLE = "/v1/orgs/acme/cycles/2026-q1"


async def pages(ledger: Client, path: str) -> list[Any]:
    found: list[Any] = []
    following: str | None = path
    while following:
        body = await ledger.json(following)
        found += body["items"]
        following = body["next"]
        assert len(found) < 1000
    return found


@pytest.mark.parametrize("limit", [1, 2, 3, 500])
@pytest.mark.parametrize(
    "path",
    [
        f"{CYCLE}/findings?",
        f"{CYCLE}/findings?finding=silent_drop&",
        f"{CYCLE}/findings?as_of=2026-03-28&known_at=2026-03-28&",
        f"{CYCLE}/shifts?unit=growth&",
        f"{CYCLE}/plans?",
        f"{CYCLE}/plans?owner=kim&",
        f"{CYCLE}/plans?as_of=2026-03-28&",
        "/v1/orgs/acme/cycles?",
    ],
)
async def test_a_list_is_whole_and_has_nothing_twice(path: str, limit: int, ledger: Client) -> None:
    whole = (await ledger.json(f"{path}limit=500"))["items"]
    assert whole
    assert await pages(ledger, f"{path}limit={limit}") == whole


@pytest.mark.parametrize("limit", [1, 7, 1000])
async def test_the_feed_is_whole_and_has_nothing_twice(limit: int, ledger: Client) -> None:
    found: list[int] = []
    following: str | None = f"/v1/orgs/acme/events?limit={limit}"
    while following:
        answer = await ledger.get(following)
        found += [event["position"] for event in answer.json()]
        assert answer.headers["okr-after"] == str(found[-1])
        link = answer.headers.get("link")
        following = link and link.partition(">")[0].removeprefix("<")
    assert found == list(range(1, len(found) + 1))


def test_a_cursor_is_read_as_it_was_given() -> None:
    key = ["9999-12-31", "plan/2026-q1/growth", "", "shift", "Ω"]
    assert behind(cursor(key), list[str]) == key
    assert behind(None, list[str]) is None


@pytest.mark.parametrize("limit", [1, 2, 5])
async def test_a_unit_whose_name_begins_with_another_s_has_its_check_ins(limit: int, fresh: Client) -> None:
    told = []
    for n, unit in enumerate(("a", "a-b", "a.b", "ab"), 1):
        plan, check_ins = f"plan/2026-q1/{unit}", f"check-ins/2026-q1/{unit}/k"
        told += [
            event(f"o{n}", "objective.committed", plan, "01-05", {"objective": "o1", "title": "Customers stay"}),
            key_result(f"k{n}", plan, "01-05", "k", 1),
            event(f"c{n}", "check_in.recorded", check_ins, "01-15", {"value": n}),
        ]
    await write(fresh.database, told)
    found = await pages(fresh, f"{CYCLE}/plans?limit={limit}")
    values = {plan["unit"]: plan["objectives"][0]["key_results"][0]["value"] for plan in found}
    assert values == {"a": 1, "a-b": 2, "a.b": 3, "ab": 4}


def test_findings_that_are_alike_are_each_listed_once() -> None:
    alike = Finding(id="e1", finding="unexplained", plan="plan/q/u", evidence=("e1",), says="a", clears="b")
    judgement = Judgement(plan="plan/q/u", findings=(alike, alike, alike), figures=Figures(), until=None)
    standing = Standing(position=1, judged_position=1, states={}, judgements=(judgement,))
    seen, last = 0, None
    while True:
        items, last = page(standing, Wanted(), last, 1)
        seen += len(items)
        if last is None:
            break
    assert seen == 3
