"""Annual outcomes, to which objectives are linked: set, worded anew, and retired."""

from __future__ import annotations

from events.facts.organisation import OutcomeRetired, OutcomeSet
from services.decisions.case import Case, Refused, Stated, among
from services.decisions.command import Decision


def set_(case: Case, wish: OutcomeSet) -> Stated:
    """The outcome is there, in these words and for this year."""
    organisation = case.organisation
    same = organisation.outcomes.get(wish.outcome) == wish.text
    if same and organisation.outcome_years.get(wish.outcome) == wish.year:
        says = f"the outcome {wish.outcome} says {wish.text!r} for {wish.year} already"
        raise Refused(f"{says}; expected other words or another year", "text")
    return case.states(wish)


def retire(case: Case, wish: OutcomeRetired) -> Stated:
    """The outcome is pursued no longer; what was linked to it stays so."""
    outcomes = case.organisation.outcomes
    if wish.outcome not in outcomes:
        raise Refused(f"there is no annual outcome {wish.outcome!r}{among(wish.outcome, outcomes)}", "outcome")
    return case.states(wish)


COMMANDS = {
    "outcome.set": Decision(OutcomeSet, set_),
    "outcome.retire": Decision(OutcomeRetired, retire),
}
