"""A plan's replay as JSON: each change as a patch of the plan's answer, so that all of them fit into a page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

import jsonpatch
import msgspec
from msgspec import Struct

from projections.folds.plan import Plan
from projections.standings.replay import Change
from projections.standings.standing import Moment, Standing
from services.http.answers import encoded
from services.http.nesting import plan_body


class StepBody(Struct, frozen=True, kw_only=True):
    """One change: its event, when it took effect and was noted, what it says, and what it makes of the plan.

    `patch` is a JSON Patch (RFC 6902) of the plan after the step before; it is empty where nothing shown changed.
    """

    position: int
    event: str
    type: str
    time: dt.datetime
    notedat: dt.datetime
    actor: str
    says: str
    patch: list[dict[str, Any]]


class ReplayAnswer(Struct, frozen=True, kw_only=True):
    """A plan's history. `plan` is the plan before anything was said of it, in the form of the plan's own answer;
    applying the patches one after the other gives the plan as it was known after each change, and at last as it is.
    """

    cycle: str
    unit: str
    as_of: dt.datetime
    known_at: dt.datetime
    plan: dict[str, Any]
    steps: tuple[StepBody, ...]
    position: int


def replay_answer(
    org: str, cycle: str, unit: str, changes: Iterable[Change], when: Moment, position: int
) -> ReplayAnswer:
    """The answer about a plan's changes."""
    subject = f"plan/{cycle}/{unit}"
    first = last = _shown(org, cycle, unit, {subject: Plan()})
    steps: list[StepBody] = []
    for change in changes:
        following = _shown(org, cycle, unit, {subject: Plan(), **change.states})
        steps.append(_step(change, jsonpatch.make_patch(last, following).patch))
        last = following
    return ReplayAnswer(
        cycle=cycle,
        unit=unit,
        as_of=when.as_of,
        known_at=when.known_at,
        plan=first,
        steps=tuple(steps),
        position=position,
    )


def _step(change: Change, patch: list[dict[str, Any]]) -> StepBody:
    event = change.event
    return StepBody(
        position=event.position or 0,
        event=event.id,
        type=event.type,
        time=event.effective,
        notedat=event.noted,
        actor=event.actor,
        says=change.says,
        patch=patch,
    )


def _shown(org: str, cycle: str, unit: str, states: dict[str, Any]) -> Any:
    """The plan as its own answer shows it, as a JSON value."""
    standing = Standing(position=0, judged_position=0, states=states)
    return msgspec.json.decode(encoded(plan_body(org, cycle, unit, standing)))
