"""Plans as a team keeps them by hand in a page or a sheet, in invented words: what a careful reader sees in them."""

from __future__ import annotations

from events.facts.plan import CommitmentDeferred, OwnerChanged
from services.histories.pages.weights import WEIGHTS
from services.histories.readers.markdown import read
from tests.services.histories import pages
from tests.services.histories.styles_met import left, told
from tests.services.histories.told import told as events_of

GOALS = """# Q2 2026

## Objective A: The lab answers the same day

| KR | Baseline | Goal | As of today | Who |
|----|----------|------|-------------|-----|
| Hours until a sample is read | 30 h | 8 h [^1] | 21 h | Ana |
| Samples labelled right | 80% | 99% | 91% | Ben |
"""
WEIGHED = """# Q1 2026

- **Objective 1: Trams are on time**
  - KR 1.1 (60%) Delays of line 4 fall from 12 to 5 – @ana
    - map: [Lines](https://example.org)
    - 9 Feb: 9 :yellow_circle: works at the bridge
    - 2 Feb: 11
  - KR 1.1.a (40%) Drivers see the next stop – @ben
- **Objective 2: Nobody waits in the rain**
  - KR 2.1 (100%) Every stop has a roof – @ben
"""
PUT_OFF = """# Q1 2026

- Objective 1: Trams are on time
  - KR 1.1: Delays are halved

## Next quarter

- Objective 2: Nobody waits in the rain
  - KR 2.1: Every stop has a roof
"""
SHEET = """Objective;Key Result;Start;Target;Current;Confidence
Bread is fresh;Hours from oven to shelf;9,5;3;8,2;7
;Loaves thrown away;120;60;110;4
Total;2 key results;;;;5,5
"""


def test_a_column_of_goals_that_holds_figures_holds_targets() -> None:
    assert told(GOALS) == [
        "The lab answers the same day",
        "- Hours until a sample is read @ana 21 of 8",
        "- Samples labelled right @ben 91 of 99",
    ]


def test_a_row_struck_with_all_its_cells_keeps_its_owner() -> None:
    row = "| Samples labelled right | 80% | 99% | 91% | Ben |"
    struck = GOALS.replace(row, "| ~~Samples labelled right~~ | ~~80%~~ | ~~99%~~ | ~~91%~~ | ~~Ben~~ |")
    found = events_of(GOALS, struck)
    assert any(isinstance(fact, CommitmentDeferred) for fact in found)
    assert not any(isinstance(fact, OwnerChanged) for fact in found)


def test_a_dated_remark_says_how_the_key_result_above_it_stood_and_the_newest_counts() -> None:
    assert "- Delays of line 4 fall from 12 to 5 @ana 9 (🟡; works at the bridge)" in told(WEIGHED)
    turned = WEIGHED.replace("    - 2 Feb: 11\n", "").replace("    - map:", "    - 2 Feb: 11\n    - map:")
    assert told(turned) == told(WEIGHED)
    assert left(WEIGHED)["a remark below a key result"] == 1


def test_dated_words_below_a_plain_item_may_be_a_milestone_and_stay_an_item() -> None:
    page = "# Q1 2026\n\n## Trams\n\n- Line 4 is renewed\n  - 9 Feb: open the bridge\n- Noise falls\n  - 9 Feb: 30%\n"
    assert told(page) == ["Trams", "- Line 4 is renewed", "- 9 Feb: open the bridge", "- Noise falls 30%"]


def test_percentages_behind_labels_that_share_out_an_objective_are_weights() -> None:
    three = WEIGHED.replace("KR 1.1.a (40%)", "KR 1.2.a (30%) Doors close at once\n  - KR 1.2.b (10%)")
    assert "- Drivers see the next stop @ben" in told(three)
    assert read(three).remarks == (WEIGHTS,)


def test_percentages_behind_labels_that_come_to_no_whole_are_progress() -> None:
    page = WEIGHED.replace("(60%)", "(20%)")
    assert "- Drivers see the next stop @ben 40%" in told(page)
    assert read(page).remarks == ()


def test_what_stands_under_next_quarter_is_deferred() -> None:
    assert told(PUT_OFF) == [
        "Trams are on time",
        "- Delays are halved",
        "Nobody waits in the rain deferred",
        "- Every stop has a roof deferred",
    ]


def test_a_row_that_totals_the_others_is_no_key_result() -> None:
    page = pages.page(SHEET)
    assert pages.outline(page) == ["Bread is fresh: Hours from oven to shelf, Loaves thrown away"]
    assert pages.left(page) == [(4, "a row of totals")]


def test_confidence_beyond_5_of_10_is_counted_to_10() -> None:
    assert pages.said(pages.page(SHEET), "Loaves thrown away")["confidence"] == 0.4
    of_five = pages.page(SHEET.replace(";7\n", ";5\n").replace("5,5", "4,5"))
    assert "confidence" not in pages.said(of_five, "Loaves thrown away")
