"""The example quarter is what a reader takes it for: an organisation, and every verdict of governance.md §2."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from functools import cache
from itertools import pairwise

from deploy.example import AS_OF, CYCLE, MID_QUARTER, ORGANISATION, events
from events import catalogue
from events.catalogue import Event
from events.facts.check_in import CheckInRecorded
from events.facts.plan import (
    ChangeBudgetDrawn,
    KeyResultCommitted,
    OverloadAccepted,
    TradeOffRecorded,
    TradeOffRejected,
)
from projections.books.figures import VERDICTS, total
from projections.books.findings import Finding
from projections.books.judgement import Judgement, judge_cycle
from projections.books.timeline import seen
from projections.folds import check_in, cycle, plan

LINKS = {
    "pool_mismatch",
    "empty_credit",
    "self_approved",
    "double_claim",
    "change_budget_spent",
    "overload_capped",
    "self_accepted",
    "not_a_sponsor",
    "overload_expired",
}
PATTERNS = {"split_shift", "eroded", "weightless", "moved_goalpost", "silent_drop", "implied_trade"}
MARKS = {"rank_without_displacement", "unexplained", "unapproved", "late_lock"}
FLAGS = {"waived", "assumed_baseline", "credit_revoked", "reversed_late", "backdated", "rebaselined_after"}
KINDS = {"added", "reweighted", "retargeted", "reinstated", "brought_forward", "capacity_withdrawn"}
RULES = {"activity_key_result", "check_ins_lapsed", "too_many_priorities"}


@cache
def judged(day: dt.date) -> list[Judgement]:
    at = dt.datetime.combine(day, dt.time.max, dt.UTC)
    return judge_cycle(seen(events(), at, at), CYCLE)


def of_the_quarter() -> list[Event]:
    """The events without those of the cycles before."""
    opened = {event.subject.split("/")[1] for event in events() if event.type == "cycle.opened"} - {CYCLE}
    return [event for event in events() if opened.isdisjoint(event.subject.split("/"))]


def findings(day: dt.date) -> list[Finding]:
    return [finding for judgement in judged(day) for finding in judgement.findings]


def verdicts(day: dt.date) -> Counter[str]:
    return Counter(finding.verdict for finding in findings(day) if finding.verdict)


def streams(given: Iterable[Event]) -> dict[str, list[Event]]:
    found: dict[str, list[Event]] = {}
    for event in given:
        found.setdefault(event.subject, []).append(event)
    return found


def test_it_has_six_units_twenty_objectives_and_sixty_key_results() -> None:
    count = Counter(event.type for event in of_the_quarter())
    assert (count["unit.registered"], count["objective.committed"], count["key_result.committed"]) == (6, 20, 60)
    assert len(judged(AS_OF)) == 6
    assert 900 < len(of_the_quarter()) < 1200 < len(events()) < 1500


def test_at_the_close_every_verdict_but_open_is_there() -> None:
    assert verdicts(AS_OF).keys() == set(VERDICTS) - {"open"}
    assert 24 <= verdicts(AS_OF).total() <= 28


def test_in_the_middle_of_the_quarter_some_shifts_are_open() -> None:
    assert verdicts(MID_QUARTER)["open"] == 3


def test_every_finding_every_flag_and_every_kind_of_shift_is_there() -> None:
    found = findings(AS_OF)
    assert {finding.finding for finding in found} == {"shift"} | LINKS | PATTERNS | MARKS | RULES
    assert {flag for finding in found for flag in finding.flags or ()} == FLAGS
    assert {finding.kind for finding in found if finding.kind} == KINDS


def test_a_goalpost_moves_for_each_of_the_three_reasons() -> None:
    says = " ".join(finding.says for finding in findings(AS_OF) if finding.finding == "moved_goalpost")
    assert all(why in says for why in ("without a reason", "late in the cycle", "at a low confidence"))


def test_the_totals_are_plausible() -> None:
    figures = total(judgement.figures for judgement in judged(AS_OF))
    assert figures.untraded_rate is not None
    assert 0.1 < figures.untraded_rate < 0.6
    assert figures.traded and figures.late and figures.change_budget and figures.overload and figures.implied
    assert figures.assumed_baselines == 1


def test_every_event_is_as_strict_as_one_from_outside() -> None:
    assert [event.id for event in events() if catalogue.decode(catalogue.encode(event)) != event] == []
    assert {(event.source, event.origin) for event in events()} == {(f"/orgs/{ORGANISATION}", "api")}


def test_ids_are_unique() -> None:
    assert [id_ for id_, times in Counter(event.id for event in events()).items() if times > 1] == []


def test_events_come_in_the_order_noted_and_none_before_it_took_effect() -> None:
    found = events()
    assert [later.id for earlier, later in pairwise(found) if later.noted < earlier.noted] == []
    assert [event.id for event in found if event.effective > event.noted] == []


def test_the_cycle_is_opened_before_anything_is_promised_in_it() -> None:
    opened = next(event.noted for event in of_the_quarter() if event.type == "cycle.opened")
    in_cycle = [event for event in events() if CYCLE in event.subject]
    assert min(event.effective for event in in_cycle) == opened


def test_nothing_is_ignored_by_the_folds() -> None:
    ignored: list[str] = []
    for subject, found in streams(events()).items():
        match subject.split("/")[0]:
            case "plan":
                state: plan.Plan | cycle.Cycle | check_in.CheckIns = fold_plan(found)
            case "cycle":
                state = cycle.Cycle()
                for event in found:
                    state = cycle.evolve(state, event)
            case "check-ins":
                state = check_in.CheckIns()
                for event in found:
                    state = check_in.evolve(state, event)
            case _:
                continue
        ignored += state.ignored
    assert ignored == []


def fold_plan(found: Iterable[Event]) -> plan.Plan:
    state = plan.Plan()
    for event in found:
        state = plan.evolve(state, event)
    return state


def test_every_link_names_a_shift_of_its_own_plan() -> None:
    shifts = {(finding.plan, finding.id) for finding in findings(AS_OF) if finding.finding == "shift"}
    links = TradeOffRecorded | TradeOffRejected | ChangeBudgetDrawn | OverloadAccepted
    named = [(event.subject, event.data.shift) for event in of_the_quarter() if isinstance(event.data, links)]
    assert len(named) > 20
    assert set(named) <= shifts


def test_check_ins_are_on_key_results_that_are_open() -> None:
    plans = {subject: found for subject, found in streams(of_the_quarter()).items() if subject.startswith("plan/")}
    wrong = []
    for event in of_the_quarter():
        if isinstance(event.data, CheckInRecorded):
            _, cycle_id, unit, key_result = event.subject.split("/")
            so_far = [other for other in plans[f"plan/{cycle_id}/{unit}"] if other.noted <= event.noted]
            item = fold_plan(so_far).items.get(key_result)
            wrong += [] if item and item.status == "open" else [event.id]
    assert wrong == []


def test_every_key_result_has_an_owner_who_holds_that_role() -> None:
    roles = {(e.data.person, e.data.unit) for e in events() if e.type == "role.granted"}  # type: ignore[attr-defined]
    committed = [event for event in events() if isinstance(event.data, KeyResultCommitted)]
    owners = {(event.data.owner, event.subject.rsplit("/", 1)[1]) for event in committed}  # type: ignore[attr-defined]
    assert owners <= roles


def test_a_day_leaves_out_what_was_noted_later() -> None:
    by_then = events(MID_QUARTER)
    assert by_then == [event for event in events() if event.noted.date() <= MID_QUARTER]
    assert 0 < len(by_then) < len(events())


def test_it_is_the_same_whenever_it_runs() -> None:
    assert events() == events()
