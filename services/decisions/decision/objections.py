"""Objections to a decision: raised about an item or an event, and answered."""

from __future__ import annotations

from events.facts.decision import ObjectionAnswered, ObjectionRaised
from services.decisions.case import Case, Refused, Stated, listed
from services.decisions.command import Decision
from services.decisions.decision.decisions import in_its_plan, taken


def raise_(case: Case, wish: ObjectionRaised) -> Stated:
    """The objection is open until it is answered."""
    taken(case)
    known, id_ = case.decision, wish.objection
    if id_ in known.open_objections | known.answered_objections:
        was = "answered" if id_ in known.answered_objections else "raised"
        raise Refused(f"the objection {id_} was {was} already; expected an id that none has", "objection")
    if "/" in wish.about:
        in_its_plan(case, wish.about, "about")
    elif wish.about not in case.known.events:
        says = f"there is no event {wish.about!r} in the organisation's record"
        raise Refused(f"{says}; expected the id of one, or an item as cycle/unit/item", "about")
    return case.states(wish)


def answer(case: Case, wish: ObjectionAnswered) -> Stated:
    """The objection has its answer."""
    known, id_ = case.decision, wish.objection
    if id_ in known.open_objections:
        return case.states(wish)
    waiting = f"expected one that is open: {listed(sorted(known.open_objections))}"
    if id_ in known.answered_objections:
        raise Refused(f"the objection {id_} was answered already; {waiting}", "objection")
    raise Refused(f"the decision has no objection {id_!r}; {waiting}", "objection")


COMMANDS = {
    "objection.raise": Decision(ObjectionRaised, raise_),
    "objection.answer": Decision(ObjectionAnswered, answer),
}
