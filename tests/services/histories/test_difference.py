"""Given two versions of a page, the facts that explain the difference."""

from __future__ import annotations

import datetime as dt

import pytest

from events.facts import plan
from events.facts.check_in import CheckInRecorded
from services.histories.reconstruct import Options
from tests.services.histories.told import OPTIONS, brief, history, told, unread

BASE = """
## Customers stay

- [ ] Ship the new onboarding
- [ ] Answer every ticket within a day
- [ ] Interview the lost accounts

## Revenue grows

- [ ] Launch the yearly plan
- [ ] Sign partners in two regions
"""


def edited(before: str, after: str, page: str = BASE) -> str:
    assert before in page
    return page.replace(before, after)


def test_an_unchanged_version_tells_nothing() -> None:
    assert told(BASE, BASE) == []


def test_the_first_version_commits_all_that_stands_in_it() -> None:
    facts = brief(told(BASE))
    assert facts == [
        "organisation.registered",
        "unit.registered",
        "cycle.opened",
        "objective.committed customers-stay",
        "objective.committed revenue-grows",
        "key_result.committed ship-the-new-onboarding",
        "key_result.committed answer-every-ticket-within-a-day",
        "key_result.committed interview-the-lost-accounts",
        "key_result.committed launch-the-yearly-plan",
        "key_result.committed sign-partners-in-two-regions",
    ]


def test_a_yes_or_no_key_result_goes_from_0_to_1_done() -> None:
    committed = told(BASE)[5]
    assert committed == plan.KeyResultCommitted(
        key_result="ship-the-new-onboarding",
        objective="customers-stay",
        title="Ship the new onboarding",
        measured_in="done",
        start=0.0,
        target=1.0,
    )


def test_a_new_line_is_committed_and_a_removed_one_dropped() -> None:
    after = edited("- [ ] Interview the lost accounts", "- [ ] Open a help centre in the product")
    assert brief(told(BASE, after)) == [
        "key_result.committed open-a-help-centre-in-the-product",
        "commitment.dropped interview-the-lost-accounts",
    ]


def test_a_removed_section_is_dropped_as_one() -> None:
    assert brief(told(BASE, BASE.split("## Revenue")[0])) == ["commitment.dropped revenue-grows"]


def test_a_heading_that_lost_its_lines_is_still_promised() -> None:
    after = BASE.split("- [ ] Launch")[0]
    assert brief(told(BASE, after)) == [
        "commitment.dropped launch-the-yearly-plan",
        "commitment.dropped sign-partners-in-two-regions",
    ]


@pytest.mark.parametrize("strike", ["~~{}~~", "~{}~", "**~~{}~~**", "[~~{}~~](https://example.org)"])
def test_a_struck_line_is_deferred(strike: str) -> None:
    title = "Interview the lost accounts"
    assert told(BASE, edited(title, strike.format(title))) == [
        plan.CommitmentDeferred(item="interview-the-lost-accounts")
    ]


def test_what_stands_beside_a_struck_line_is_its_reason() -> None:
    after = edited("Interview the lost accounts", "~~Interview the lost accounts~~ (no budget for it)")
    assert told(BASE, after) == [plan.CommitmentDeferred(item="interview-the-lost-accounts", reason="no budget for it")]


def test_a_line_that_says_dropped_is_dropped() -> None:
    after = edited("Interview the lost accounts", "Interview the lost accounts (dropped)")
    assert brief(told(BASE, after)) == ["commitment.dropped interview-the-lost-accounts"]


def test_a_struck_heading_puts_off_its_whole_section_once() -> None:
    after = edited("## Revenue grows", "## ~~Revenue grows~~")
    assert brief(told(BASE, after)) == ["commitment.deferred revenue-grows"]
    both = edited("- [ ] Launch the yearly plan", "- [ ] ~~Launch the yearly plan~~", after)
    assert brief(told(BASE, both)) == ["commitment.deferred revenue-grows"]


def test_what_is_no_longer_struck_is_reinstated() -> None:
    struck = edited("Launch the yearly plan", "~~Launch the yearly plan~~")
    assert brief(told(BASE, struck, BASE)) == ["commitment.reinstated launch-the-yearly-plan"]


def test_what_was_removed_and_comes_back_is_reinstated() -> None:
    without = edited("- [ ] Launch the yearly plan\n", "")
    assert brief(told(BASE, without, without, BASE)) == ["commitment.reinstated launch-the-yearly-plan"]


def test_a_section_that_comes_back_without_a_line_drops_that_line_again() -> None:
    without = BASE.split("## Revenue")[0]
    back = edited("- [ ] Sign partners in two regions\n", "")
    assert brief(told(BASE, without, back)) == [
        "commitment.reinstated revenue-grows",
        "commitment.dropped sign-partners-in-two-regions",
    ]


def test_what_was_struck_when_first_seen_was_never_promised() -> None:
    page = edited("Launch the yearly plan", "~~Launch the yearly plan~~")
    assert "key_result.committed launch-the-yearly-plan" not in brief(told(page))
    assert (12, "given up already when first seen") in unread(page)


def test_rewording_keeps_the_identity() -> None:
    after = edited("Answer every ticket within a day", "Answer all tickets within one working day")
    assert told(BASE, after) == [
        plan.CommitmentReworded(
            item="answer-every-ticket-within-a-day", title="Answer all tickets within one working day"
        )
    ]


def test_a_retitled_section_keeps_its_identity_by_what_is_in_it() -> None:
    after = edited("## Revenue grows", "## A healthy business")
    assert told(BASE, after) == [plan.CommitmentReworded(item="revenue-grows", title="A healthy business")]


def test_a_line_under_another_heading_is_moved() -> None:
    line = "- [ ] Interview the lost accounts\n"
    after = edited(line, "") + line
    assert told(BASE, after) == [
        plan.KeyResultMoved(key_result="interview-the-lost-accounts", objective="revenue-grows")
    ]


def test_a_line_that_leaves_a_section_before_it_goes_is_moved_and_not_dropped() -> None:
    after = edited("## Revenue grows\n\n- [ ] Launch the yearly plan\n- [ ] Sign partners in two regions\n", "")
    after = edited("- [ ] Interview", "- [ ] Launch the yearly plan\n- [ ] Interview", after)
    assert brief(told(BASE, after)) == [
        "key_result.moved launch-the-yearly-plan",
        "commitment.dropped revenue-grows",
    ]


def test_reordering_is_no_change() -> None:
    first, second = "- [ ] Ship the new onboarding\n", "- [ ] Answer every ticket within a day\n"
    assert told(BASE, edited(first + second, second + first)) == []


def test_a_list_item_that_became_a_heading_is_a_new_objective_and_the_old_one_says_so() -> None:
    after = edited(
        "- [ ] Interview the lost accounts\n",
        "\n### Interview the lost accounts\n\n- [ ] Find out who left\n- [ ] Write down why\n",
    )
    facts = told(BASE, after)
    assert brief(facts) == [
        "objective.committed interview-the-lost-accounts-2",
        "key_result.committed find-out-who-left",
        "key_result.committed write-down-why",
        "commitment.dropped interview-the-lost-accounts",
    ]
    assert facts[-1] == plan.CommitmentDropped(
        item="interview-the-lost-accounts", reason="became the objective interview-the-lost-accounts-2"
    )


def test_a_line_that_became_two_says_so() -> None:
    before = edited("Launch the yearly plan", "Launch the yearly plan and translate the website")
    after = edited("- [ ] Launch the yearly plan", "- [ ] Launch the yearly plan\n- [ ] Translate the website")
    item = "launch-the-yearly-plan-and-translate-the-website"
    facts = told(before, after)
    assert brief(facts) == ["key_result.committed translate-the-website", f"commitment.reworded {item}"]
    assert facts[1] == plan.CommitmentReworded(
        item=item, title="Launch the yearly plan", reason="split: translate-the-website beside it"
    )


def test_of_two_lines_that_became_one_the_other_is_replaced_by_it() -> None:
    before = edited("- [ ] Launch the yearly plan", "- [ ] Launch the yearly plan\n- [ ] Translate the website")
    after = edited("Launch the yearly plan", "Launch the yearly plan and translate the website")
    assert told(before, after)[1:] == [
        plan.KeyResultReplaced(
            key_result="translate-the-website",
            by="launch-the-yearly-plan",
            reason="merged into launch-the-yearly-plan",
        )
    ]


def test_a_section_whose_lines_all_went_under_another_was_merged_into_it() -> None:
    after = edited("\n## Revenue grows\n\n", "")
    assert told(BASE, after)[-1] == plan.CommitmentDropped(item="revenue-grows", reason="merged into customers-stay")


def test_a_line_beside_one_that_changed_is_dropped_and_no_part_of_it() -> None:
    after = edited("- [ ] Interview the lost accounts\n", "", edited("within a day", "within one working day"))
    assert brief(told(BASE, after)) == [
        "commitment.reworded answer-every-ticket-within-a-day",
        "commitment.dropped interview-the-lost-accounts",
    ]


SECTIONS = ["## Ship\n\n- [ ] Build\n", "## Sell\n\n- [ ] Call\n", "## Hire\n\n- [ ] Ask\n", "## Rest\n\n- [ ] Sleep\n"]


def ordered(*order: int, extra: str = "") -> str:
    return "\n".join([*(SECTIONS[at] for at in order), extra])


def test_a_section_that_goes_up_is_ranked_anew_and_the_others_are_not() -> None:
    ranked = plan.PriorityRanked(objective="rest", rank=1)
    assert told(ordered(0, 1, 2, 3), ordered(3, 0, 1, 2)) == [ranked]
    down = plan.PriorityRanked(objective="ship", rank=4)
    assert told(ordered(0, 1, 2, 3), ordered(1, 2, 3, 0)) == [down]
    assert told(ordered(0, 1), ordered(1, 0)) == [plan.PriorityRanked(objective="sell", rank=1)]


def test_ranks_are_those_of_all_that_is_open() -> None:
    """A newcomer at the head of the page stands last in the plan; a dropped one leaves it."""
    inserted = "## Earn\n\n- [ ] Count\n\n" + ordered(0, 1, 2)
    assert brief(told(ordered(0, 1, 2), inserted)) == ["objective.committed earn", "key_result.committed count"]
    assert told(ordered(0, 1, 2), inserted, inserted.replace("## Ship\n\n- [ ] Build\n", "")) == [
        plan.CommitmentDropped(item="ship")
    ]
    assert told(ordered(0, 1, 2, 3), ordered(1, 2, 3), ordered(3, 1, 2)) == [
        plan.PriorityRanked(objective="rest", rank=1)
    ]


def test_new_numbers_and_newcomers_rank_nothing() -> None:
    before = ordered(0, 1, 2).replace("## S", "## O1: S").replace("## H", "## O2: H")
    assert told(before, ordered(0, 1, 2)) == []
    assert "priority.ranked" not in " ".join(brief(told(ordered(0, 2), ordered(0, 1, 2))))


def test_a_table_sorted_another_way_ranks_nothing() -> None:
    head, rows = (
        "| Objective | Key result | Owner |\n|---|---|---|\n",
        ["| Ship | Build | ana |\n", "| Sell | Call | ben |\n"],
    )
    before, after = head + "".join(rows), head + "".join(reversed(rows))
    assert brief(told(before))[3:] == [
        "objective.committed ship",
        "objective.committed sell",
        "key_result.committed build",
        "key_result.committed call",
    ]
    assert told(before, after) == []


def test_a_day_in_the_words_is_a_due_date() -> None:
    before, after = edited("yearly plan", "yearly plan by 20 March"), edited("yearly plan", "yearly plan by 31 March")
    assert told(before, after) == [
        plan.CommitmentReworded(item="launch-the-yearly-plan-by-20-march", title="Launch the yearly plan by 31 March"),
        plan.KeyResultRescheduled(key_result="launch-the-yearly-plan-by-20-march", due=dt.date(2026, 3, 31)),
    ]


def test_a_first_target_in_a_column_is_what_it_is_measured_by_from_then_on() -> None:
    table = "## Grow\n\n| Key result | Owner |{}\n|---|---|{}\n| Readers | Ana |{}\n"
    before, after = table.format("", "", ""), table.format(" Target |", "---|", " 300 |")
    assert told(before, after) == [
        plan.KeyResultRemeasured(
            key_result="readers", measured_in="count", target=300.0, reason="the page gives it a target"
        )
    ]
    assert told(before, after, after) == []


def test_a_slip_of_the_pen_that_changes_a_number_or_a_negation_is_told() -> None:
    for said in ("Do not ship the new onboarding", "Ship no new onboarding", "Ship 2 new onboarding"):
        assert told(BASE, edited("Ship the new onboarding", said)) != []


def test_several_causes_in_one_version_give_several_facts() -> None:
    before = edited("Launch the yearly plan", "Win 20 partners by 1 March @ana [P1]")
    after = edited("- [ ] Launch the yearly plan", "- [ ] Win 30 partners by 9 March @ben [P0] (50%)")
    assert [line.split()[0] for line in brief(told(before, after))] == [
        "commitment.reworded",
        "key_result.retargeted",
        "key_result.rescheduled",
        "priority.relabelled",
        "owner.changed",
        "check_in.recorded",
    ]


def test_a_line_that_only_held_a_place_gets_its_words() -> None:
    before = edited("Interview the lost accounts", "**Key results to be defined with sales**")
    after = edited("Interview the lost accounts", "Win back ten lost accounts")
    assert told(before, after) == [
        plan.CommitmentReworded(item="key-results-to-be-defined-with-sales", title="Win back ten lost accounts")
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Ship the new onboarding", "**Ship** the _new_ `onboarding`"),
        ("Ship the new onboarding", "[Ship the new onboarding](https://example.org/42)"),
        ("Ship the new onboarding", "Ship the new on-boarding."),
        ("Ship the new onboarding", "ship the New Onboarding"),
        ("Ship the new onboarding", "Ship the new onbording"),
        ("- [ ] Ship the new onboarding", "* [ ]   Ship the new onboarding"),
        ("## Revenue grows", "## O2: Revenue grows"),
        ("- [ ] Launch the yearly plan", "- [ ] KR 2.1: Launch the yearly plan"),
        ("## Revenue grows", "Revenue grows\n-------------"),
    ],
)
def test_formatting_links_numbering_and_slips_of_spelling_are_no_change(before: str, after: str) -> None:
    assert told(BASE, edited(before, after)) == []
    assert told(edited(before, after), BASE) == []


def test_a_first_label_and_another_label_are_told_and_a_missing_one_is_not() -> None:
    first = edited("- [ ] Launch", "- [ ] [P2] Launch")
    second = edited("- [ ] Launch", "- [ ] [P0] Launch")
    label = plan.PriorityRelabelled(item="launch-the-yearly-plan", priority="p2")
    assert told(BASE, first) == [label]
    assert told(BASE, first, second) == [plan.PriorityRelabelled(item="launch-the-yearly-plan", priority="p0")]
    assert told(BASE, first, BASE) == []


def test_owners_come_change_and_go() -> None:
    ana, ben = edited("yearly plan", "yearly plan @ana"), edited("yearly plan", "yearly plan [BEN]")
    assert told(BASE, ana) == [plan.OwnerChanged(item="launch-the-yearly-plan", to="ana")]
    assert told(ana, ben) == [plan.OwnerChanged(item="launch-the-yearly-plan", to="ben")]
    assert told(ana, BASE) == [plan.OwnerChanged(item="launch-the-yearly-plan")]


def test_a_second_owner_is_listed_and_the_first_stays() -> None:
    both, other = edited("yearly plan", "yearly plan [ANA][BEN]"), edited("yearly plan", "yearly plan [BEN][ANA]")
    assert (12, "owners after the first (ben): an item has one") in unread(both)
    assert told(both, other) == []


def test_a_changed_number_is_another_target_however_small_the_edit() -> None:
    before, after = (
        edited("Launch the yearly plan", "Win 20 new partners"),
        edited("Launch the yearly plan", "Win 10 new partners"),
    )
    assert told(before, after) == [
        plan.CommitmentReworded(item="win-20-new-partners", title="Win 10 new partners"),
        plan.KeyResultRetargeted(key_result="win-20-new-partners", target=10.0),
    ]


def test_a_number_that_is_no_target_beyond_doubt_is_a_rewording() -> None:
    before, after = (
        edited("Launch the yearly plan", "Reduce churn to 5%"),
        edited("Launch the yearly plan", "Reduce churn to 8%"),
    )
    assert brief(told(before, after)) == ["commitment.reworded reduce-churn-to-5"]


def test_a_tick_is_all_of_the_target_and_a_tick_taken_back_the_start() -> None:
    done = edited("- [ ] Launch", "- [x] Launch")
    assert told(BASE, done) == [CheckInRecorded(value=1.0)]
    assert told(BASE, done, BASE) == [CheckInRecorded(value=0.0)]
    counted = edited("Launch the yearly plan", "Win 20 new partners")
    assert told(counted, edited("- [ ] Win", "- [x] Win", counted)) == [CheckInRecorded(value=20.0)]


def test_a_share_is_a_part_of_the_target_and_in_progress_a_note() -> None:
    counted = edited("Launch the yearly plan", "Move 10 customers from 10 to 30 seats")
    assert told(BASE, edited("yearly plan", "yearly plan _(50%)_")) == [CheckInRecorded(value=0.5)]
    assert told(BASE, edited("yearly plan", "yearly plan (WIP: _texts done_)")) == [
        CheckInRecorded(note="WIP: texts done")
    ]
    assert told(counted, edited("seats", "seats (50%)", counted)) == [CheckInRecorded(value=20.0)]
    assert told(BASE, edited("- [ ] Launch", "- [~] Launch")) == [CheckInRecorded(note="in progress")]


def test_not_done_is_a_grade_of_0_and_an_empty_box_is_nothing() -> None:
    assert told(BASE, edited("yearly plan", "yearly plan NOT DONE")) == [
        plan.KeyResultGraded(key_result="launch-the-yearly-plan", grade=0.0)
    ]
    assert told(edited("- [ ] Launch", "- Launch"), BASE) == []


def test_a_check_in_on_what_was_given_up_is_listed_and_a_grade_is_told() -> None:
    struck = edited("Launch the yearly plan", "~~Launch the yearly plan~~")
    ticked = edited("- [ ] ~~Launch", "- [x] ~~Launch", struck)
    assert told(BASE, struck, ticked) == []
    assert (12, "a check-in on what was given up before") in unread(BASE, struck, ticked)
    assert brief(told(BASE, struck, edited("plan~~", "plan~~ NOT DONE", struck))) == [
        "key_result.graded launch-the-yearly-plan"
    ]


def test_a_version_of_another_quarter_opens_it_and_drops_nothing() -> None:
    other = "# OKRs 2026 Q2\n" + edited("Launch the yearly plan", "Sell the yearly plan")
    facts = brief(told(BASE, other))
    assert facts[0] == "cycle.opened"
    assert len(facts) == 8
    assert all(fact.split()[0].endswith(("opened", "committed")) for fact in facts)


def test_a_quarter_that_is_taken_up_again_goes_on_where_it_stood() -> None:
    other = "# OKRs 2026 Q2\n" + BASE
    done = edited("- [ ] Launch", "- [x] Launch")
    assert told(BASE, other, done) == [CheckInRecorded(value=1.0)]


def test_a_version_without_a_plan_changes_nothing() -> None:
    for empty in ("", "# Moved", "# OKRs 2026 Q1\n\nSee the other page.\n", "```\n- [ ] code\n```\n"):
        assert told(BASE, empty) == []
        assert told(BASE, empty, BASE) == []


def test_an_importer_may_say_which_item_a_line_is() -> None:
    after = edited("Interview the lost accounts", "Know why customers leave us for others")
    names = [version.version.name for version in history(BASE, after).readings]
    pinned = Options(org="acme", unit="growth", matches={(names[1], 8): "interview-the-lost-accounts"})
    assert brief(told(BASE, after)) != brief(told(BASE, after, options=pinned))
    assert brief(told(BASE, after, options=pinned)) == ["commitment.reworded interview-the-lost-accounts"]
    newcomer = Options(org="acme", unit="growth", matches={(names[1], 6): None})
    assert brief(told(BASE, BASE, options=newcomer)) == [
        "key_result.committed ship-the-new-onboarding-2",
        "commitment.dropped ship-the-new-onboarding",
    ]
    assert OPTIONS.matches == {}
