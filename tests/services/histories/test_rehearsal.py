"""A rehearsed history: what each version would write, in words, how surely, and the verdicts that follow."""

from __future__ import annotations

import datetime as dt

from services.histories.reconstruct import Options, reconstruct
from services.histories.telling.rehearsal import Rehearsal, Rehearsed, rehearse
from tests.services.histories.told import history, versions

LATER = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
PLAN = """## Grow

- [ ] Win 30 customers
- [ ] Hire a team for the north
- [x] Open an office
- [~] Translate the handbook @ana

## Stay

- [ ] Answer within a day
"""


def rehearsed(*texts: str) -> Rehearsal:
    return rehearse(history(*texts), LATER)


def last(*texts: str) -> Rehearsed:
    return rehearsed(*texts).versions[-1]


def says(version: Rehearsed) -> list[str]:
    return [f"{said.way}: {said.says}" for said in version.changes]


def test_the_plan_as_first_seen_is_counted_and_not_told_line_by_line() -> None:
    version = last(PLAN)
    (first,) = version.first
    assert (first.cycle, first.unit) == ("2026-q1", "growth")
    assert (first.objectives, first.key_results, first.measured, first.owned) == (2, 5, 1, 1)
    assert (first.checked_in, first.done) == (2, 1)
    assert version.changes == ()
    assert len(version.says) == 12  # with the organisation, its unit and the cycle


def test_each_change_is_told_in_a_planners_words() -> None:
    changed = (
        PLAN.replace("- [ ] Hire a team for the north\n", "")
        .replace("30 customers", "50 customers")
        .replace("[ ] Answer within a day", "[x] Answer within a day")
        .replace("## Stay", "- [ ] Rent a hall\n\n## Stay")
    )
    assert sorted(says(last(PLAN, changed))) == [
        "changes: Target of “Win 50 customers” 30 → 50",
        "changes: “Win 30 customers” reworded to “Win 50 customers”",
        "comes: Key result “Rent a hall” added under “Grow”: done or not",
        "goes: “Hire a team for the north” dropped",
        "stands: “Answer within a day”: done",
    ]


def test_what_rests_on_a_match_says_how_sure_that_is_and_what_is_new_rests_on_none() -> None:
    changed = PLAN.replace("Hire a team for the north", "Hire a team for the north and the south").replace(
        "## Stay", "- [ ] Rent a hall\n\n## Stay"
    )
    told = {said.type: said for said in last(PLAN, changed).changes}
    reworded, added = told["commitment.reworded"], told["key_result.committed"]
    assert reworded.sure is not None and 0.5 < reworded.sure <= 1
    assert reworded.why is not None and "under the same objective" in reworded.why
    assert (added.title, added.under, added.promises, added.sure) == ("Rent a hall", "Grow", None, None)


def test_other_words_for_the_same_promise_are_listed_and_change_nothing() -> None:
    version = last(PLAN, PLAN.replace("Answer within a day", "**Answer** within a day."))
    assert version.changes == ()
    assert [(match.before, match.title) for match in version.same] == [("Answer within a day", "Answer within a day.")]


def test_a_line_left_unread_is_told_once_and_then_counted() -> None:
    page = f"{PLAN}\nA word in between.\n"
    found = rehearsed(page, page, f"{page}\nAnother.\n").versions
    assert [len(version.unread) for version in found] == [1, 0, 1]
    assert [version.not_new for version in found] == [0, 1, 1]


def test_a_second_cycle_is_first_seen_in_the_version_that_turns_to_it() -> None:
    version = last(f"# OKRs 2026 Q1\n\n{PLAN}", f"# OKRs 2026 Q2\n\n{PLAN}")
    assert [first.cycle for first in version.first] == ["2026-q2"]
    assert version.changes == ()


def test_the_verdicts_follow_as_a_report_would_give_them() -> None:
    grown = PLAN.replace("## Stay", "- [ ] Rent a hall\n- [ ] Buy a van\n\n## Stay")
    less = grown.replace("- [ ] Hire a team for the north\n", "")
    (outlook,) = rehearsed(PLAN, PLAN, PLAN, less).cycles
    judged = outlook.judged
    assert judged.baseline is not None and judged.baseline.date() == dt.date(2026, 1, 15)
    assert (judged.figures.demand, judged.figures.covered, judged.figures.uncovered) == (2.0, 0.0, 2.0)
    assert (judged.figures.untraded_rate, judged.figures.untraded_rate_implied) == (1.0, 0.5)
    (shifts,) = judged.shifts
    assert (shifts.kind, shifts.shifts, shifts.asked, shifts.uncovered) == ("added", 2, 2.0, 2.0)
    assert outlook.from_first_seen is None


def test_a_plan_first_seen_after_its_assumed_baseline_is_judged_from_there_too() -> None:
    grown = PLAN.replace("- [ ] Answer", "- [ ] Help\n- [ ] Answer")
    found = rehearsed(f"# OKRs 2025 Q4\n\n{PLAN}", f"# OKRs 2025 Q4\n\n{grown}")
    (outlook,) = found.cycles
    assert outlook.judged.figures.demand == 6.0
    first = outlook.from_first_seen
    assert first is not None
    assert first.figures.demand == 1.0
    assert first.baseline is not None and first.baseline >= outlook.first_seen
    assert first.assumed_lock_wd > outlook.judged.assumed_lock_wd


def test_before_the_baseline_nothing_is_judged() -> None:
    found = rehearse(history(PLAN), dt.datetime(2026, 1, 13, tzinfo=dt.UTC))
    assert found.cycles[0].judged.baseline is None
    assert found.cycles[0].judged.figures.demand is None


def test_the_same_versions_are_rehearsed_alike() -> None:
    assert rehearse(reconstruct(versions(PLAN), Options(org="acme", cycle="2026-q1")), LATER) == rehearse(
        reconstruct(versions(PLAN), Options(org="acme", cycle="2026-q1")), LATER
    )
