"""A plan's events in a planner's words."""

from __future__ import annotations

import pytest

from events.catalogue import Event
from tests.projections import words
from tests.projections.changes.telling import last
from tests.projections.story import a_locked_plan, on
from tests.projections.words import Fact

PLAN = [
    *a_locked_plan(20, k1=3, k2=2),
    on("01-13", "O2", words.objective("hire", title="Hiring")),
    on("01-13", "O3", words.objective("portal", title="Partner portal")),
    on("01-13", "K3", words.key_result("k3", 4, of="hire", title="Offers", due="2026-03-10")),
    on("01-13", "N1", words.initiative("n1", 1, key_result="k3", title="Job fair", owner="ben")),
]


def event(type: str, **data: object) -> Event:
    return on("02-03", "E", Fact(type, data))


def after(*events: Event) -> str:
    return last(PLAN, *events).says


@pytest.mark.parametrize(
    ("fact", "says"),
    [
        (words.declared(12, change_budget=1.5), "Capacity declared anew: 20 → 12 points, 1.5 of them for change"),
        (words.capacity_added(1, approved_by="sofia"), "1 point of capacity added: 20 → 21, approved by sofia"),
        (words.withdrawn(3), "3 points of capacity withdrawn: 20 → 17"),
        (words.withdrawn(23.5), "23.5 points of capacity withdrawn: 20 → −3.5"),
        (
            words.objective("o4", title="Fewer bugs", rank=1, displaced=["hire"], points=5),
            "Objective “Fewer bugs” added as first of 4, displacing “Hiring”, 5 points",
        ),
        (
            words.key_result("k4", 3, of="aim", title="Paying customers", target=60, start=0, measured_in="customers"),
            "Key result “Paying customers” added under “aim”: 0 → 60 customers, 3 points",
        ),
        (
            words.key_result("k4", of="aim", start=0, target=1, measured_in="done", kind="guardrail", due="2026-03-10"),
            "Guardrail “k4” added under “aim”: done or not, due 2026-03-10",
        ),
        (words.initiative("n2", 0.5, key_result="k1"), "Initiative “n2” added for “k1”, 0.5 points"),
        (words.completed("n1"), "Initiative “Job fair” completed"),
        (words.retargeted("k1", 60), "Target of “k1” 10 → 60"),
        (words.retargeted("k1", 10), "Target of “k1” stays 10"),
        (words.rescheduled("k3", "04-10"), "Due date of “Offers” 2026-03-10 → 2026-04-10"),
        (words.rescheduled("k1", "03-01"), "Due date of “k1” set to 2026-03-01"),
        (
            words.remeasured("k1", metric="trials", target=5, start=0),
            "“k1” measured anew: metric set to “trials”, target 10 → 5",
        ),
        (words.replaced("k1", "k2"), "“k1” replaced by “k2”"),
        (words.moved("k1", "hire"), "“k1” moved from “aim” to “Hiring”"),
        (words.reweighted("k1", 1), "Weight of “k1” 3 → 1 point"),
        (words.dropped("hire"), "“Hiring” dropped, with its key result “Offers”, its initiative “Job fair”"),
        (words.dropped("aim"), "“aim” dropped, with its key results “k1” and “k2”"),
        (words.deferred("k1"), "“k1” deferred"),
        (words.ranked("portal", 1, "hire"), "“Partner portal” moved from third to first, displacing “Hiring”"),
        (words.ranked("aim", 1), "“aim” stays first"),
        (words.relabelled("k1", "p0"), "Priority of “k1” set to p0"),
        (words.revised(), "Baseline revised, approved by sofia"),
        (words.traded("O3", "K3"), "Trade-off: “Offers” given up for “Partner portal”"),
        (words.traded("O3", "unseen", 2), "Trade-off: unseen given up for “Partner portal”, 2 points"),
        (words.drawn("O3"), "Change budget drawn for “Partner portal”"),
        (
            words.accepted("O3", 4, expires="2026-03-31T17:00:00+01:00"),
            "Overload of 4 points for “Partner portal” accepted by sofia, until 2026-03-31 16:00 UTC",
        ),
    ],
)
def test_a_plan_s_event_is_a_sentence(fact: Fact, says: str) -> None:
    assert after(on("02-03", "E", fact)) == says


def test_what_is_handed_on_names_both() -> None:
    assert after(event("owner.changed", item="n1", to="kim")) == "Owner of “Job fair” ben → kim"
    assert after(event("owner.changed", item="n1")) == "Owner of “Job fair” ben → nobody"
    assert after(event("sponsor.changed", item="hire", to="sofia")) == "Sponsor of “Hiring” nobody → sofia"


def test_a_grade_is_given_once_and_then_anew() -> None:
    first = event("key_result.graded", key_result="k3", grade=0.6)
    assert after(first) == "Key result “Offers” graded 0.6"
    assert after(first, event("key_result.graded", key_result="k3", grade=0.7)).endswith("graded anew: 0.6 → 0.7")
    assert after(event("objective.graded", objective="aim", grade=1)) == "Objective “aim” graded 1"


def test_what_comes_back_names_what_it_brings() -> None:
    back = after(on("02-03", "D", words.dropped("hire")), on("02-04", "R", words.reinstated("hire")))
    assert back == "“Hiring” taken up again, with its key result “Offers”, its initiative “Job fair”"


def test_a_link_names_what_its_credit_closed() -> None:
    dropped, link = on("02-03", "D", words.dropped("hire")), on("02-04", "T", words.traded("O3", "D"))
    told = last(PLAN, dropped, link)
    assert told.says == "Trade-off: “Hiring” given up for “Partner portal”"
    assert told.items == ("portal", "hire")


def test_what_closed_with_an_objective_is_among_its_items() -> None:
    told = last(PLAN, on("02-03", "D", words.dropped("hire")))
    assert told.items == ("hire", "k3", "n1")
    assert [(change.item, change.field, change.before, change.after) for change in told.changes] == [
        ("hire", "status", "open", "dropped"),
        ("k3", "status", "open", "dropped"),
        ("n1", "status", "open", "dropped"),
        ("hire", "rank", 2, None),
    ]


def test_a_new_rank_shows_those_displaced() -> None:
    told = last(PLAN, on("02-03", "E", words.ranked("portal", 1, "hire")))
    assert [(change.item, change.field, change.before, change.after) for change in told.changes] == [
        ("portal", "rank", 3, 1),
        ("hire", "rank", 2, 3),
    ]


@pytest.mark.parametrize(
    ("fact", "ends"),
    [
        (words.locked(), "Plan locked (changed nothing: the plan was locked before)"),
        (words.dropped("k9"), "“k9” dropped (changed nothing: there is no such item)"),
        (words.objective("aim"), "Objective “aim” added (changed nothing: the plan has an item of that id)"),
        (words.key_result("k4", 1, of="k1"), "(changed nothing: there is no such objective)"),
        (words.initiative("n2", key_result="aim"), "(changed nothing: there is no such key result)"),
        (words.reinstated("k1"), "(changed nothing: it is open)"),
        (words.ranked("k1", 1), "“k1” ranked first (changed nothing: it is no open objective)"),
        (words.replaced("aim", "k1"), "(changed nothing: it is no key result)"),
        (words.retargeted("aim", 5), "(changed nothing: it is no key result)"),
        (words.moved("k1", "k2"), "(changed nothing: there is no such objective)"),
        (words.completed("k1"), "(changed nothing: it is no initiative)"),
    ],
)
def test_what_the_fold_took_no_notice_of_is_told_with_the_reason(fact: Fact, ends: str) -> None:
    told = last(PLAN, on("02-03", "E", fact))
    assert told.says.endswith(ends)
    assert told.changes == ()


def test_closing_twice_says_what_closed_it_first() -> None:
    again = on("02-04", "E", words.deferred("k1"))
    assert after(on("02-03", "D", words.dropped("k1")), again).endswith("(changed nothing: it was dropped before)")


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ([words.withdrawn(3)], "3 points of capacity withdrawn"),
        ([words.capacity_added(1)], "1 point of capacity added"),
        ([words.withdrawn(3), words.declared(12)], "Capacity declared: 12 points"),
    ],
)
def test_a_pool_that_nobody_declared_has_no_size_to_tell(facts: list[Fact], says: str) -> None:
    events = [on("01-13", f"C{n}", fact) for n, fact in enumerate(facts)]
    assert last(events[:-1], events[-1]).says == says
