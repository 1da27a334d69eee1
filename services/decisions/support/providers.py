"""Providers of help: assessed by the vetting questions (governance.md §4), again whenever there is more to say."""

from __future__ import annotations

from events.facts.support import ProviderAssessed
from services.decisions.case import Case, Refused, Stated, listed
from services.decisions.command import Decision


def assess(case: Case, wish: ProviderAssessed) -> Stated:
    """The provider has its answers, each with the evidence that was given for it."""
    if not wish.answers:
        raise Refused("no question is answered; expected one at least, with `yes`, `partial` or `no`", "answers")
    if beside := [question for question in wish.evidence if question not in wish.answers]:
        says = f"evidence for what was not answered: {listed(beside)}"
        raise Refused(f"{says}; the answers are to {listed(wish.answers)}", "evidence")
    return case.states(wish)


COMMANDS = {"provider.assess": Decision(ProviderAssessed, assess)}
