"""What the organisation decided: recorded and reversed."""

from __future__ import annotations

from collections import Counter

from events.facts.decision import DecisionRecorded, DecisionReversed
from projections.folds.plan import Plan
from services.decisions.case import Case, Refused, Stated, among, listed
from services.decisions.command import Decision


def record(case: Case, wish: DecisionRecorded) -> Stated:
    """The question is decided, and what cites the decision is authorised by it."""
    known = case.decision
    if known.at is not None:
        raise Refused(f"it was decided already: {known.choice!r}; expected another decision's stream", "subject")
    if twice := [option for option, times in Counter(wish.options).items() if times > 1]:
        raise Refused(f"named more than once: {listed(map(repr, twice))}; expected each option once", "options")
    if not wish.choice.strip():
        raise Refused("nothing was chosen; expected the choice in words, or one of the options", "choice")
    if wish.options and wish.choice not in wish.options:
        says = f"{wish.choice!r} is none of the options"
        raise Refused(f"{says}; expected one of {listed(map(repr, wish.options))}", "choice")
    if not wish.decided_by:
        raise Refused("nobody decided it; expected one person at least", "decided_by")
    for path in wish.cites:
        in_its_plan(case, path, "cites")
    return case.states(wish)


def reverse(case: Case, wish: DecisionReversed) -> Stated:
    """The decision no longer stands."""
    taken(case)
    if case.decision.reversed_at is not None:
        raise Refused("the decision was reversed already; expected one that stands", "subject")
    return case.states(wish)


def taken(case: Case) -> None:
    """Nothing, where the decision was recorded, also one that was reversed since."""
    if case.decision.at is None:
        name = case.subject.split("/")[1]
        raise Refused(f"the decision {name} was not recorded; `decision.record` on {case.subject} does so", "subject")


def in_its_plan(case: Case, path: str, field: str) -> None:
    """Nothing, where `cycle/unit/item` is an item of its plan, whatever became of it."""
    place, _, item = path.rpartition("/")
    plan: Plan = case.known.state(f"plan/{place}")
    if item not in plan.items:
        raise Refused(f"plan/{place} has no item {item!r}{among(item, plan.items)}", field)


COMMANDS = {
    "decision.record": Decision(DecisionRecorded, record),
    "decision.reverse": Decision(DecisionReversed, reverse),
}
