"""The audit trail over HTTP: chosen, page by page, and as a file."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from services.http import asking
from tests.projections.reports.quarter import GROWTH, event, events
from tests.services.http import golden
from tests.services.http.ledger import Client, write
from tests.services.http.test_paging import pages

AUDIT = "/v1/orgs/acme/audit"
TIMELINE = "/v1/orgs/acme/cycles/2026-q1/timeline"
LAST = len(events())


async def ids(ledger: Client, path: str) -> list[str]:
    return [entry["id"] for entry in (await ledger.json(path))["items"]]


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("audit", f"{AUDIT}?requester=sofia"),
        ("timeline", f"{TIMELINE}?unit=growth&item=k1"),
        ("timeline_of_a_day", f"{TIMELINE}?as_of=2026-01-06&known_at=2026-01-06"),
    ],
)
async def test_the_trail_answers_as_it_did(name: str, path: str, ledger: Client) -> None:
    golden.same(name, await ledger.json(path))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("item=k1", ["G4", "G8", "I1", "I2", "P2", "W1"]),
        ("item=k1&cycle=2026-q1&unit=growth", ["G4", "G8", "I1", "I2"]),
        ("requester=sofia", ["S1", "S2"]),
        ("requester=sofia&order=newest", ["S2", "S1"]),
        ("actor=sofia", []),
        ("type=policy.set", ["O5"]),
        ("text=MAKE+room", ["D1"]),
        ("text=%25", []),
        ("unit=platform&from=2026-02-17&to=2026-02-20", ["W1", "B1"]),
        ("unit=platform&from=2026-02-17&to=2026-02-20&known_at=2026-03-01", ["W1"]),
        ("unit=platform&from=2026-02-17T09:00:01Z", ["B1"]),
        ("unit=platform&to=2026-02-17T09:00:00Z", ["O3", "P1", "P2", "P3", "W1"]),
        ("cycle=2026-q9", []),
        ("decision=nothing", []),
    ],
)
async def test_entries_are_chosen(query: str, found: list[str], ledger: Client) -> None:
    assert await ids(ledger, f"{AUDIT}?{query}") == found


async def test_a_day_begins_and_ends_in_the_organisation_s_zone(fresh: Client) -> None:
    """In Tokyo, nine hours ahead, 15:00 UTC is the next day."""
    late = [
        event(f"L{hour}", "baseline.revised", GROWTH, "03-26", {"reason": "x", "approved_by": "y"}) for hour in (14, 15)
    ]
    at = [replace(each, time=each.effective.replace(hour=hour)) for each, hour in zip(late, (14, 15), strict=True)]
    noted = at[-1].effective
    await write(fresh.database, [*events(), *(replace(each, notedat=noted) for each in at)])
    assert await ids(fresh, f"{AUDIT}?type=baseline.revised&to=2026-03-26") == ["L14"]
    assert await ids(fresh, f"{AUDIT}?type=baseline.revised&from=2026-03-27") == ["L15"]


@pytest.mark.parametrize(
    ("query", "parameter", "says"),
    [
        ("type=objective.comitted", "type", "no type of the catalogue"),
        ("item=No%20id", "item", "is no id"),
        ("actor=%00", "actor", "is no id"),
        ("text=a%00b", "text", "without NUL"),
        ("from=march", "from", "'march' is no moment; expected a date like 2026-03-31, which means its beginning"),
        ("to=march", "to", "'march' is no moment; expected a date like 2026-03-31, which means its end"),
        ("to=1200-01-01", "to", "out of range"),
        ("as_of=soon", "as_of", "is no moment"),
        ("cursor=99", "cursor", "no cursor of this list"),
        ("cursor=OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk", "cursor", "no cursor of this list"),
        ("order=random", "order", ""),
        ("format=xml", "format", ""),
        ("limit=0", "limit", ""),
    ],
)
async def test_what_cannot_be_asked_is_said(query: str, parameter: str, says: str, ledger: Client) -> None:
    problem = await ledger.problem(f"{AUDIT}?{query}", 400)
    assert problem["parameter"] == parameter
    assert says in problem["detail"]


@pytest.mark.parametrize("limit", [1, 7, 500])
@pytest.mark.parametrize(
    "path", [f"{AUDIT}?", f"{AUDIT}?unit=growth&order=newest&", f"{TIMELINE}?", f"{TIMELINE}?unit=growth&order=newest&"]
)
async def test_the_trail_is_whole_and_has_nothing_twice(path: str, limit: int, ledger: Client) -> None:
    whole = (await ledger.json(f"{path}limit=500"))["items"]
    assert await pages(ledger, f"{path}limit={limit}") == whole
    positions = [entry["position"] for entry in whole]
    assert positions == sorted(set(positions), reverse="newest" in path)


async def test_the_trail_of_all_is_the_log(ledger: Client) -> None:
    body = await ledger.json(f"{AUDIT}?limit=500")
    assert (body["position"], body["next"]) == (LAST, None)
    assert [entry["id"] for entry in body["items"]] == [each.id for each in events()]


async def test_a_timeline_is_of_a_cycle_a_plan_or_an_item(ledger: Client) -> None:
    told = events()
    of_cycle = [each.id for each in told if each.subject != "org" and "2026-q1" in each.subject]
    assert await ids(ledger, TIMELINE) == of_cycle
    assert await ids(ledger, f"{TIMELINE}?unit=platform") == ["P1", "P2", "P3", "W1", "B1"]
    assert await ids(ledger, f"{TIMELINE}?unit=growth&item=k4") == ["G7", "D1", "T1"]
    assert await ids(ledger, f"{TIMELINE}?unit=platform&as_of=2026-02-20&known_at=2026-03-01&order=newest") == [
        "W1",
        "P3",
        "P2",
        "P1",
    ]


async def test_a_timeline_of_what_is_not_there_is_not_found(ledger: Client) -> None:
    problem = await ledger.problem("/v1/orgs/acme/cycles/2026-q9/timeline", 404)
    assert "there is 2026-q1, 2026-q2" in problem["detail"]
    assert "no plan of legal" in (await ledger.problem(f"{TIMELINE}?unit=legal", 404))["detail"]
    assert await ids(ledger, f"{TIMELINE}?item=nothing") == []


@pytest.mark.parametrize("path", [AUDIT, f"{AUDIT}?format=csv", TIMELINE])
async def test_the_trail_is_waited_for(path: str, ledger: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "WAIT_SECONDS", 0.05)
    joint = "&" if "?" in path else "?"
    assert (await ledger.get(f"{path}{joint}min_position={LAST}")).headers["okr-position"] == str(LAST)
    assert (await ledger.problem(f"{path}{joint}min_position={LAST + 1}", 503))["position"] == LAST


async def test_an_organisation_without_events_has_an_empty_trail(fresh: Client) -> None:
    assert await fresh.json(AUDIT) == {"items": [], "names": {}, "next": None, "position": 0}
    assert len((await fresh.get(f"{AUDIT}?format=csv")).text.splitlines()) == 1
    await fresh.problem(TIMELINE, 404)
