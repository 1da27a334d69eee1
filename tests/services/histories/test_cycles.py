"""Which cycle a text speaks of, and which the parts of a version are about."""

from __future__ import annotations

import datetime as dt

import pytest

from events.facts.cycle import CycleOpened
from services.histories.cycles import cycle_in, names_only_a_cycle
from services.histories.reconstruct import Options, reconstruct
from services.histories.sources.versions import HistoryRefused
from tests.services.histories.told import brief, told, versions

DAY = dt.date(2026, 1, 20)


@pytest.mark.parametrize(
    ("text", "cycle"),
    [
        ("OKRs 2018 Q3", "2018-q3"),
        ("Q3 2018 OKRs", "2018-q3"),
        ("2018Q3", "2018-q3"),
        ("Q3 OKRs 2018", "2018-q3"),
        ("OKRs 2018 for Q3", "2018-q3"),
        ("okrs/2019-q1.md", "2019-q1"),
        ("plans/2019/Q1/okrs.md", "2019-q1"),
        ("Q4'18", "2018-q4"),
        ("FY26 Q2", "2026-q2"),
        ("First quarter of 2026", "2026-q1"),
        ("2026 H2", "2026-h2"),
        ("T2 2026", "2026-t2"),
        ("OKRs 2026", "2026"),
        ("Our Q1 goals", "2026-q1"),
        ("Our Q4 goals", "2025-q4"),
    ],
)
def test_the_cycle_of_a_text(text: str, cycle: str) -> None:
    found = cycle_in(text, DAY)
    assert found is not None
    assert found.id == cycle


def test_a_cycle_has_its_days() -> None:
    days = {text: cycle_in(text, DAY) for text in ("2026 Q1", "2026 Q4", "2026 H2", "2026 T2", "2026")}
    assert {text: (str(found.start), str(found.end), found.kind) for text, found in days.items() if found} == {
        "2026 Q1": ("2026-01-01", "2026-03-31", "quarter"),
        "2026 Q4": ("2026-10-01", "2026-12-31", "quarter"),
        "2026 H2": ("2026-07-01", "2026-12-31", "half"),
        "2026 T2": ("2026-05-01", "2026-08-31", "trimester"),
        "2026": ("2026-01-01", "2026-12-31", "year"),
    }


@pytest.mark.parametrize(
    "text", ["Grow 5% by 2018-07-06", "2018-07-06T151051Z_01d9661.md", "H5 works", "Equip 3 teams"]
)
def test_no_cycle(text: str) -> None:
    assert cycle_in(text, DAY) is None


def test_a_heading_that_is_only_a_cycle() -> None:
    assert names_only_a_cycle("2026 Q1 OKRs")
    assert names_only_a_cycle("Sales team OKRs 2026 Q1")
    assert not names_only_a_cycle("Prepare the launch in 2026 Q2")
    assert not names_only_a_cycle("Roll OKRs out to all of sales in 2026 Q2")


def test_one_page_may_hold_several_cycles() -> None:
    page = "# 2026 Q2\n\n## Grow\n\n- Sell abroad\n\n# 2026 Q1\n\n## Grow\n\n- Sell at home\n"
    opened = [fact.name for fact in told(page) if isinstance(fact, CycleOpened)]
    assert opened == ["2026 Q2", "2026 Q1"]
    assert told(page, page) == []
    done = page.replace("- Sell at home", "- [x] Sell at home")
    assert brief(told(page, done)) == ["check_in.recorded"]


def test_the_path_names_the_cycle_where_the_page_does_not() -> None:
    found = reconstruct(versions("## Grow\n- Sell\n", path="okrs/2019-q1/x.md"), Options(org="acme"))
    assert [event.subject for event in found.events if event.type == "cycle.opened"] == ["cycle/2019-q1"]


def test_a_page_that_stops_naming_its_cycle_goes_on_in_it() -> None:
    assert told("# OKRs 2026 Q1\n\n## Grow\n- [ ] Sell\n", "# Our goals\n\n## Grow\n- [x] Sell\n") != []


def test_what_is_taken_for_granted_is_remarked() -> None:
    late = reconstruct(versions("# Q3 OKRs 2025\n## Grow\n- Sell\n"), Options(org="acme")).readings[0]
    assert late.remarks == (
        "2025-q3: first seen 195 days after its start; what comes after a baseline counts as added later",
    )
    guessed = reconstruct(versions("# OKRs for Q1\n## Grow\n- Sell\n"), Options(org="acme")).readings[0]
    assert guessed.remarks == ("2026-q1: the text names no year; 2026 is nearest to the landing",)


def test_without_any_cycle_it_says_what_would_do() -> None:
    with pytest.raises(HistoryRefused, match="--cycle 2019-q1"):
        reconstruct(versions("## Grow\n- Sell\n"), Options(org="acme"))
    with pytest.raises(HistoryRefused, match="no version holds a plan"):
        reconstruct(versions("# OKRs 2026 Q1\n"), Options(org="acme"))
    with pytest.raises(HistoryRefused, match="no version holds a plan"):
        reconstruct([], Options(org="acme"))


def test_what_the_importer_says_goes_before_what_titles_say() -> None:
    pages = versions("# OKRs 2026 Q1\n## Grow\n- Sell\n", "# OKRs 2026 Q2\n## Grow\n- Sell\n")

    def opened(options: Options) -> list[tuple[str, str, str]]:
        found = reconstruct(pages, options).events
        return [(e.subject, str(e.data.start), str(e.data.end)) for e in found if isinstance(e.data, CycleOpened)]

    start, end = dt.date(2026, 2, 1), dt.date(2026, 4, 30)
    assert opened(Options(org="acme", cycle="pilot", start=start, end=end)) == [
        ("cycle/pilot", "2026-02-01", "2026-04-30")
    ]
    assert opened(Options(org="acme", start=start)) == [
        ("cycle/2026-q1", "2026-02-01", "2026-03-31"),
        ("cycle/2026-q2", "2026-04-01", "2026-06-30"),
    ]
    with pytest.raises(HistoryRefused, match="--start and --end"):
        opened(Options(org="acme", cycle="pilot"))
    with pytest.raises(HistoryRefused, match="before it starts"):
        opened(Options(org="acme", cycle="pilot", start=end, end=start))
    with pytest.raises(HistoryRefused, match="unit 'Growth' is no id"):
        opened(Options(org="acme", unit="Growth"))
