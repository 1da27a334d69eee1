"""Every figure of the report's one page comes out of the second program as well."""

from __future__ import annotations

import ast
import datetime as dt
import json
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deploy import event_files, example
from events.catalogue import Event
from projections.calendar import calendar_of
from projections.policy import DEFAULT
from services.histories.reconstruct import Options, reconstruct
from services.histories.sources.versions import read_versions
from tests.projections import planners, words
from tests.projections.story import on
from tests.second import drawn
from tests.second.compared import differences

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
CASES = sorted((SHARED / "cases").glob("*/expected.json"))
HISTORIES = [
    folder for folder in (SHARED / "data" / "srcd-okrs", SHARED / "data" / "ipfs-community") if folder.is_dir()
]
HISTORIES += sorted(path for path in (ROOT / "tests" / "measures" / "invented").iterdir() if path.is_dir())
HISTORIES += [ROOT / "tests" / "examples" / "okrs"]
DEMO, Q1 = "2026-q3", "2026-q1"
OTHER = {"grace_wd": 10, "minimum_shift": 1.0, "enough": 1.0, "change_budget": 0.05, "overload_cap": 0.2}
ELSEWHEN = [("08-15", "09-30"), ("09-15", "12-01"), ("09-30", "08-20"), ("10-30", "07-03")]
FORTNIGHTS = ["06-20", "07-01", "07-15", "07-29", "08-12", "08-26", "09-09", "09-23", "10-07", "10-12", "11-30"]


@cache
def demo() -> list[Event]:
    return list(example.events())


def noon(day: str) -> dt.datetime:
    """Noon of a day; without a year of the demo's."""
    return dt.datetime.fromisoformat(f"{day if len(day) == 10 else f'2026-{day}'}T12:00:00+00:00")


def test_the_second_program_shares_nothing_with_the_project() -> None:
    own = ("compared", "drawn", "test_")
    program = [file for file in Path(__file__).parent.glob("*.py") if not file.name.startswith(own)]
    nodes = [node for file in program for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))]
    named = {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    named |= {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    others = {name.partition(".")[0] for name in named if not name.startswith("tests.second")}
    assert others <= set(sys.stdlib_module_names)


@pytest.mark.parametrize("day", FORTNIGHTS)
def test_the_demo_s_quarter_agrees_every_fortnight_and_after_its_close(day: str) -> None:
    assert differences(demo(), DEMO, noon(day)) == []


@pytest.mark.parametrize(
    ("day", "known"), [("08-15", "09-30"), ("09-15", "12-01"), ("09-30", "08-20"), ("10-30", "07-03")]
)
def test_it_agrees_as_it_was_known_on_another_day(day: str, known: str) -> None:
    assert differences(demo(), DEMO, noon(day), noon(known)) == []


@pytest.mark.parametrize("day", ["07-29", "08-26", "10-12"])
def test_it_agrees_by_another_policy(day: str) -> None:
    assert differences(demo(), DEMO, noon(day), parameters=OTHER) == []


@pytest.mark.parametrize("position", [300, 700])
def test_it_agrees_at_an_earlier_position(position: int) -> None:
    assert differences(demo(), DEMO, noon("10-12"), position=position) == []


@pytest.mark.parametrize("folder", HISTORIES, ids=[folder.name for folder in HISTORIES])
def test_an_imported_history_agrees_whenever_it_changed(folder: Path) -> None:
    events = reconstruct(read_versions(folder), Options(org="elsewhere")).events
    days = sorted({event.noted.date() for event in events})
    days = [*days, days[-1] + dt.timedelta(days=60)]
    for cycle in cycles(events):
        for day in days:
            assert differences(events, cycle, noon(str(day))) == [], (cycle, day)


def test_the_quarter_among_the_examples_agrees() -> None:
    events = event_files.events(str(ROOT / "tests" / "examples" / "quarter.jsonl"))
    for cycle in cycles(events):
        for day in ("01-10", "02-10", "02-20", "03-31", "04-30"):
            assert differences(events, cycle, noon(day)) == [], day


@pytest.mark.skipif(not CASES, reason="the worked timelines are not beside the project")
@pytest.mark.parametrize("file", CASES, ids=[file.parent.name for file in CASES])
def test_a_worked_timeline_agrees(file: Path) -> None:
    case = json.loads(file.read_text(encoding="utf-8"))
    events = event_files.events(str(file.parent / "events.jsonl"))
    moment = calendar_of(DEFAULT).moment
    for cycle in cycles(events):
        assert differences(events, cycle, moment(case["as_of"]), moment(case["known_at"])) == []


def test_links_before_and_after_the_books_close_without_a_closing_agree() -> None:
    events = [
        *planners.PLAN,
        on("03-26", "one", words.key_result("n1", 3)),
        on("03-26", "two-more", words.key_result("n2", 2)),
        on("03-27", "gone", words.dropped("k1")),
        on("03-27", "gone-too", words.dropped("k2")),
        on("04-13", "in-time", words.traded("one", "gone")),
        on("04-16", "too-late", words.traded("two-more", "gone-too")),
    ]
    assert differences(events, Q1, noon("04-30")) == []


@settings(max_examples=40)
@given(planners.plausible, drawn.moments)
def test_a_plan_of_a_planner_in_a_hurry_agrees(events: list[Event], as_of: dt.datetime) -> None:
    assert differences(events, Q1, as_of, within=0.0002) == []


@settings(max_examples=60)
@given(drawn.timelines(), drawn.moments, st.none() | drawn.moments, st.none() | st.just(OTHER))
def test_two_plans_at_random_agree_as_of_any_day_known_on_any_day_by_any_policy(
    events: list[Event], as_of: dt.datetime, known_at: dt.datetime | None, parameters: dict[str, Any] | None
) -> None:
    assert differences(events, Q1, as_of, known_at, parameters, within=0.0002) == []


def cycles(events: Sequence[Event]) -> list[str]:
    """The cycles that some events opened."""
    return sorted({event.subject.split("/")[1] for event in events if event.type == "cycle.opened"})
