"""Statuses that say nothing yet, and scores beside what was measured: neither is taken for words or for a measure."""

from __future__ import annotations

import pytest

from events.facts.check_in import CheckInRecorded
from events.facts.plan import KeyResultGraded
from tests.services.histories.styles_met import left, told
from tests.services.histories.told import told as events_of

HARBOUR = """# Q1 2026

## O1. Ferries leave on time (Owner: @ana)

- **KR1** Repair all 4 ramps. **Status:** ⚪ Not started (0%)
  - plan: [Ramps](https://example.org)
- **KR2** Open the second pier. **Status:** 🟢 On track (40%)
"""
ORCHARD = """# Q2 2026

| # | Objective | Key Result | DRI | Target | Actual | Score |
|---|-----------|------------|-----|--------|--------|-------|
| 1.1 | Apples reach town | Crates sold | Ana | 1,200 | 900 | — |
| 1.2 |  | Crates spoiled | Ben | 5% | 8% | — |
"""


@pytest.mark.parametrize("words", ["⚪ Not started", "Not started", "TBD"])
def test_a_status_that_says_nothing_yet_is_no_part_of_the_title(words: str) -> None:
    page = HARBOUR.replace("⚪ Not started", words)
    assert told(page)[1].startswith("- Repair all 4 ramps.")
    assert "Status" not in told(page)[1]


def test_a_key_result_that_gets_under_way_is_not_reworded() -> None:
    later = HARBOUR.replace("⚪ Not started (0%)", "🟢 On track (25%)")
    assert [type(fact).__name__ for fact in events_of(HARBOUR, later)] == ["CheckInRecorded"]


@pytest.mark.parametrize("actual_first", [True, False])
def test_a_score_beside_an_amount_and_its_target_is_a_grade(actual_first: bool) -> None:
    later = ORCHARD.replace("900 | —", "1,100 | 0.9").replace("8% | —", "5% | 1.0")
    pages = [ORCHARD, later] if actual_first else [_swapped(ORCHARD), _swapped(later)]
    graded = [fact for fact in events_of(*pages) if isinstance(fact, KeyResultGraded)]
    assert [(fact.key_result, fact.grade) for fact in graded] == [("crates-sold", 0.9), ("crates-spoiled", 1.0)]
    assert "a cell" not in left(pages[1])


def test_scores_that_are_all_zero_are_no_grades() -> None:
    waiting = ORCHARD.replace("900 | —", "900 | 0").replace("8% | —", "8% | 0.0")
    assert not [fact for fact in events_of(ORCHARD, waiting) if isinstance(fact, KeyResultGraded)]


def test_an_amount_that_is_not_applicable_is_noted_and_is_no_score() -> None:
    [checked] = events_of(ORCHARD, ORCHARD.replace("| 900 |", "| N/A |"))
    assert isinstance(checked, CheckInRecorded)
    assert (checked.value, checked.note) == (None, "n/a")


def _swapped(page: str) -> str:
    """The page with its last two columns in the other order."""
    rows = [line.split("|") for line in page.splitlines()]
    return "\n".join(
        "|".join([*row[:-3], row[-2], row[-3], row[-1]]) if len(row) > 3 else "|".join(row) for row in rows
    )
