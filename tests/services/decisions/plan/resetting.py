"""A plan with something of each kind, and the words for its reset into the next cycle."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from events.catalogue import Event
from tests.projections.words import Fact, elsewhere, initiative, key_result, objective, opened
from tests.services.decisions.grammar import Given, Wish, given, wish

NEW, OLD = "plan/2026-q2/growth", "2026-q1/growth"
# `aim` with `k1` and its initiative `i1`, and `k2`; `two` with `k3` and its initiative `i3`; `i0` by itself.
PLAN = [
    objective("aim", sponsor="sofia", owner="dana", priority="p1", points=2),
    objective("two", outcome="growth"),
    key_result("k1", 3, metric="MRR", measured_in="EUR", direction="increase", owner="dana", priority="p0"),
    key_result("k2", of="aim", kind="guardrail", start=5, target=1, due="2026-03-01"),
    key_result("k3", 2, of="two"),
    initiative("i1", 1, key_result="k1", owner="dana"),
    initiative("i3", key_result="k3"),
    initiative("i0", 0.5, business_as_usual=True),
]
# What is said of that plan when nothing of it is given up.
ON = {"kept": ["aim", "two", "i0", "i1", "i3"], "carried_over": ["k1", "k2", "k3"]}


def planned(*more: Fact | Event) -> Given:
    return given(opened(), new_cycle(), *PLAN, *more)


def reset(from_: str = "2026-q1", /, **said: Any) -> Wish:
    given_up = {name: [_given_up(each) for each in said.pop(name, [])] for name in ("dropped", "deferred")}
    return wish("plan.reset", NEW, from_=from_, **said, **{name: each for name, each in given_up.items() if each})


def _given_up(said: str | dict[str, Any]) -> dict[str, Any]:
    return {"item": said, "reason": "no longer"} if isinstance(said, str) else said


def without(*items: str) -> dict[str, list[str]]:
    return {name: [each for each in ids if each not in items] for name, ids in ON.items()}


def new(fact: Fact) -> Fact:
    return elsewhere("growth", fact, "2026-q2")


def new_cycle() -> Fact:
    return opened("2026-04-01", "2026-06-30", cycle="2026-q2")


def said_by(events: Iterable[Event], type_: str) -> list[Any]:
    return [event.data for event in events if event.type == type_]


def carried(name: str) -> Fact:
    return new(Fact("key_result.carried_over", {"key_result": name, "from": f"{OLD}/{name}"}))
