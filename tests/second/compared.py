"""The main program's report on the same events, in the shape of the second program's page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from msgspec import to_builtins
from msgspec.structs import replace

from events.catalogue import Event, encode
from projections.books.timeline import seen
from projections.diagnosis import whole
from projections.policy import DEFAULT, with_parameters
from projections.reports.composition import compose
from projections.reports.content import Known, Report
from projections.standings.standing import Standing
from projections.standings.then import folded
from tests.second.page import page

FIGURES = ("figures", "shares", "verdicts", "classes", "largest_uncovered", "plans", "shifts", "reviews")
RHYTHM = ("reviews_held", "check_ins", "attendance", "grades")


def reported(
    events: Sequence[Event],
    cycle: str,
    as_of: dt.datetime,
    known_at: dt.datetime,
    parameters: dict[str, Any] | None = None,
) -> Report:
    """The main program's report, without a database."""
    timeline = seen(events, as_of, known_at)
    standing = Standing(position=len(events), judged_position=len(events), states=folded(timeline))
    given = None if parameters is None else with_parameters(DEFAULT, parameters)
    judgements, of_cycle = whole.judge(timeline, cycle, given)
    known = Known(
        organisation_id="second",
        organisation=standing.organisation,
        cycle_id=cycle,
        cycle=standing.cycle(cycle),
        plans=standing.plans(cycle),
        judgements=tuple(judgements),
        whole=of_cycle,
        position=len(events),
        judged_position=len(events),
        as_of=as_of,
        known_at=known_at,
        policy=given or standing.organisation.policy,
        cited={event.id: event for event in events},
    )
    return compose(known)


def differences(
    events: Sequence[Event],
    cycle: str,
    as_of: dt.datetime,
    known_at: dt.datetime | None = None,
    parameters: dict[str, Any] | None = None,
    *,
    of: Sequence[str] = FIGURES,
    position: int | None = None,
    within: float = 0.0,
) -> list[str]:
    """Where the two programs' figures differ, by more than `within` where they are numbers, a line each."""
    placed = [replace(event, position=place) for place, event in enumerate(events, 1)]
    first = figures(reported(placed[:position], cycle, as_of, known_at or as_of, parameters))
    second = page(map(encode, placed), cycle, as_of, known_at or as_of, position, parameters)
    return [line for name in of for line in told(name, first[name], second[name], within)]


def figures(report: Report) -> dict[str, Any]:
    """What a report shows, in the shape of the page."""
    shown = to_builtins(report)
    return {
        "figures": shown["figures"],
        "shares": shown["shares"],
        "verdicts": shown["verdicts"],
        "reviews": shown["reviews"],
        "classes": shown["classes"],
        "reviews_held": shown["reviews_held"],
        "check_ins": shown["check_ins"],
        "attendance": shown["attendance"],
        "grades": {name: value for name, value in shown["grades"].items() if name != "moved"},
        "largest_uncovered": [
            {name: each[name] for name in ("id", "plan", "verdict", "demand", "covered", "uncovered")}
            for each in shown["largest_uncovered"]
        ],
        "plans": {row["plan"]: {name: row[name] for name in ("figures", "verdicts")} for row in shown["plans"]},
        "shifts": {
            each["id"]: {name: each[name] for name in ("kind", "verdict", "demand", "covered", "uncovered", "due")}
            for each in shown["shifts"]
        },
    }


def told(path: str, first: Any, second: Any, within: float) -> list[str]:
    """Where two values differ."""
    if isinstance(first, dict) and isinstance(second, dict):
        names = [*first, *(name for name in second if name not in first)]
        return [line for name in names for line in told(f"{path}/{name}", first.get(name), second.get(name), within)]
    if isinstance(first, list) and isinstance(second, list) and len(first) == len(second):
        pairs = enumerate(zip(first, second, strict=True))
        return [line for place, pair in pairs for line in told(f"{path}/{place}", *pair, within)]
    near = isinstance(first, float) and isinstance(second, float) and abs(first - second) <= within
    if near or first == second:
        return []
    return [f"{path}: the report has {first!r}, the second program {second!r}"]
