"""Plans kept as tables: columns that come later, are missing, or hold what another heading announces."""

from __future__ import annotations

import datetime as dt

import pytest

from events.facts import plan
from events.facts.check_in import CheckInRecorded
from services.histories.pages.columns import columns_of
from tests.services.histories.told import brief, told, unread

OBJECTIVE = "## Objective: People find answers\n\n"
HEADER = OBJECTIVE + "| Key Result | Assignee | Mid-Q Score | Projected Score | Final Score |\n"
RULE = "| --- | --- | --- | --- | --- |\n"
ROWS = "| The guide is complete | @ana | | | |\n| Search finds the guide | @ben | | | |\n"
TABLE = HEADER + RULE + ROWS


def rows(first: str, second: str = "| Search finds the guide | @ben | | | |\n") -> str:
    return HEADER + RULE + first + "\n" + second


def test_a_row_is_a_key_result_on_the_scale_of_its_scores() -> None:
    committed = told(TABLE)[4]
    assert committed == plan.KeyResultCommitted(
        key_result="the-guide-is-complete",
        objective="people-find-answers",
        title="The guide is complete",
        measured_in="score",
        start=0.0,
        target=1.0,
        owner="ana",
    )


def test_a_score_is_a_check_in_a_projected_one_its_confidence_and_a_final_one_a_grade() -> None:
    assert told(TABLE, rows("| The guide is complete | @ana | 0.3 | .8 | |")) == [
        CheckInRecorded(value=0.3, confidence=0.8)
    ]
    assert told(TABLE, rows("| The guide is complete | @ana | | | 0.7")) == [
        plan.KeyResultGraded(key_result="the-guide-is-complete", grade=0.7)
    ]


def test_empty_not_applicable_and_0_are_three_things() -> None:
    assert told(TABLE, rows("| The guide is complete | @ana |  |  |  |")) == []
    assert told(TABLE, rows("| The guide is complete | @ana | n/a |  |  |")) == [CheckInRecorded(note="score: n/a")]
    assert told(TABLE, rows("| The guide is complete | @ana | 0 |  |  |")) == [CheckInRecorded(value=0.0)]


def test_a_score_that_stays_tells_nothing_and_one_that_is_gone_neither() -> None:
    scored = rows("| The guide is complete | @ana | 0.3 | 0.8 | |")
    assert told(TABLE, scored, scored) == []
    assert told(TABLE, scored, TABLE) == []


def test_a_column_that_comes_later_shifts_nothing() -> None:
    wider = (
        "## Objective: People find answers\n\n"
        "| Key Result | Assignee | Priority | Mid-Q Score | Projected Score | Final Score |\n"
        "| --- | --- | --- | --- | --- | --- |\n"
        "| The guide is complete | @ana | ![p1](https://example.org/p1.svg) | | | |\n"
        "| Search finds the guide | @ben | P0 | | | |\n"
    )
    assert told(TABLE, wider) == [
        plan.PriorityRelabelled(item="the-guide-is-complete", priority="p1"),
        plan.PriorityRelabelled(item="search-finds-the-guide", priority="p0"),
    ]


def test_a_badge_under_the_heading_of_a_score_is_a_priority_and_no_score() -> None:
    assert told(TABLE, rows("| The guide is complete | @ana | ![p0](https://example.org/p0.svg) | | |")) == [
        plan.PriorityRelabelled(item="the-guide-is-complete", priority="p0")
    ]


def test_text_for_a_badge_and_a_link_for_a_title_are_no_change() -> None:
    text = rows("| The guide is complete | @ana | P0 | | |")
    badge = rows("| [The guide is complete](https://example.org/1) | @ana | ![p0](https://example.org/p0.svg) | | |")
    assert told(text, badge) == []


@pytest.mark.parametrize(
    "title", ["~[The guide is complete](https://x.org)~", "[~~The guide is complete~~](https://x.org)"]
)
def test_a_struck_row_is_deferred_after_its_last_score(title: str) -> None:
    assert brief(told(TABLE, rows(f"| {title} | @ana | 0.2 | | |"))) == [
        "check_in.recorded",
        "commitment.deferred the-guide-is-complete",
    ]


def test_an_owner_cell_that_is_emptied_says_nobody_and_a_missing_column_says_nothing() -> None:
    assert told(TABLE, rows("| The guide is complete | | | | |")) == [plan.OwnerChanged(item="the-guide-is-complete")]
    narrow = OBJECTIVE + "| Key Result |\n| --- |\n| The guide is complete |\n| Search finds the guide |\n"
    assert told(TABLE, narrow) == []


def test_targets_and_dates_have_columns_of_their_own() -> None:
    def table(target: str, current: str, due: str) -> str:
        head = "## O\n\n| KR | Target | Current | Due |\n|---|---|---|---|\n"
        return f"{head}| Paying customers | {target} | {current} | {due} |\n"

    assert told(table("400", "", "2026-03-01"), table("300", "120", "2026-03-15")) == [
        plan.KeyResultRetargeted(key_result="paying-customers", target=300.0),
        plan.KeyResultRescheduled(key_result="paying-customers", due=dt.date(2026, 3, 15)),
        CheckInRecorded(value=120.0),
    ]


def test_a_column_of_objectives_groups_the_rows() -> None:
    head = "# OKRs 2026 Q1\n\n| Objective | Key result | Owner |\n|---|---|---|\n"
    table = head + "| Grow | Win a | @ana |\n| | Win b | @ben |\n| Stay | Keep c | |\n"
    assert brief(told(table))[3:] == [
        "objective.committed grow",
        "objective.committed stay",
        "key_result.committed win-a",
        "key_result.committed win-b",
        "key_result.committed keep-c",
    ]


def test_a_status_column_is_read_like_marks() -> None:
    def table(status: str) -> str:
        return f"## O\n\n| Key result | Status |\n|---|---|\n| Ship it | {status} |\n"

    assert told(table(""), table("Done")) == [CheckInRecorded(value=1.0)]
    assert told(table(""), table("40%")) == [CheckInRecorded(value=0.4)]
    assert told(table(""), table("at risk")) == [CheckInRecorded(note="at risk")]
    assert brief(told(table(""), table("Dropped"))) == ["commitment.dropped ship-it"]


def test_what_a_table_has_no_use_for_is_listed() -> None:
    assert (7, "a cell") in unread(rows("| The guide is complete | @ana | soon | | |"))
    assert (7, "cells beyond the table's columns") in unread(rows("| The guide is complete | @ana | | | | | more |"))
    team = "## Team\n\n| Name | Phone |\n| --- | --- |\n| Ana | 1 |\n\n"
    assert (7, "a row of a table without key results") in unread(team + TABLE)
    assert columns_of(("Name", "Phone")) is None
