"""A plan's replay: patch by patch it is the plan's own answer as it was known after each change."""

from __future__ import annotations

import datetime as dt
import json
from functools import reduce
from itertools import pairwise
from typing import Any
from urllib.parse import quote

import jsonpatch
import msgspec
import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from deploy import example
from events.catalogue import Event
from projections.books.timeline import seen
from projections.folds.registry import evolve
from projections.standings.replay import replayed
from projections.standings.standing import Moment, Standing
from services.http.answers import encoded
from services.http.nesting import plan_body
from services.http.replaying import replay_answer
from services.http.routes import replay
from tests.projections.chaos import anything
from tests.projections.planners import plausible
from tests.services.http.ledger import Client

PLAN = "/v1/orgs/acme/cycles/2026-q1/plans/growth"
FAR = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)


def states(answer: Any) -> list[Any]:
    """The plan after each step."""
    found, plan = [], answer["plan"]
    for step in answer["steps"]:
        plan = jsonpatch.apply_patch(plan, step["patch"])
        found.append(plan)
    return found


def without_position(plan: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in plan.items() if name != "position"}


async def test_each_step_is_the_plan_as_it_was_known_then(ledger: Client) -> None:
    answer = await ledger.json(f"{PLAN}/replay")
    assert len(answer["steps"]) > 10
    plans = states(answer)
    assert plans[-1] == without_position(await ledger.json(PLAN))
    for (step, following), plan in zip(pairwise(answer["steps"]), plans, strict=False):
        if following["notedat"] > step["notedat"] and any(plan["objectives"]):
            was = await ledger.json(f"{PLAN}?known_at={quote(step['notedat'])}")
            assert without_position(was) == plan


async def test_a_replay_ends_where_it_is_asked_to(ledger: Client) -> None:
    query = "as_of=2026-02-03&known_at=2026-03-01"
    answer = await ledger.json(f"{PLAN}/replay?{query}")
    assert states(answer)[-1] == without_position(await ledger.json(f"{PLAN}?{query}"))
    assert all(step["says"] and step["time"] <= "2026-02-04" for step in answer["steps"])


async def test_a_plan_that_is_not_there_has_no_replay(ledger: Client) -> None:
    problem = await ledger.problem("/v1/orgs/acme/cycles/2026-q1/plans/nobody/replay", 404)
    assert "growth" in problem["detail"]
    problem = await ledger.problem(f"{PLAN}/replay?as_of=2025-12-01", 404)
    assert "no plan of growth as of 2025-12-01" in problem["detail"]


async def test_a_replay_has_a_limit(ledger: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replay, "MOST", 10)
    assert "okr-ledger replay" in (await ledger.problem(f"{PLAN}/replay", 422))["detail"]


@for_all(st.one_of(plausible, anything), st.datetimes(timezones=st.just(dt.UTC)))
@settings(max_examples=60, deadline=None)
def test_the_last_step_is_the_fold_of_what_was_seen(events: list[Event], known_at: dt.datetime) -> None:
    mine = [
        e for e in events if e.subject == "plan/2026-q1/growth" or e.subject.startswith("check-ins/2026-q1/growth/")
    ]
    when = Moment(FAR, known_at)
    answer = replay_answer("acme", "2026-q1", "growth", replayed(mine, when), when, 1)
    streams = seen(mine, FAR, known_at).streams
    expected = {name: reduce(evolve, its, None) for name, its in streams.items()}
    plans = states(msgspec.to_builtins(answer))
    assert len(plans) == sum(map(len, streams.values()))
    if "plan/2026-q1/growth" in expected:
        body = plan_body("acme", "2026-q1", "growth", Standing(position=0, judged_position=0, states=expected))
        assert plans[-1] == json.loads(encoded(body))


def test_a_quarter_of_a_plan_fits_into_a_page() -> None:
    units = {event.subject.split("/")[2] for event in example.events() if event.subject.startswith("plan/")}
    for unit in units:
        mine = [
            each
            for each in example.events()
            if each.subject.startswith((f"plan/{example.CYCLE}/{unit}", f"check-ins/{example.CYCLE}/{unit}/"))
        ]
        when = Moment(FAR, FAR)
        answer = replay_answer("lindhaven", example.CYCLE, unit, replayed(mine, when), when, len(mine))
        assert len(encoded(answer)) < 700 * len(mine) + 2000
