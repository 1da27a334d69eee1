"""What a review did with the priorities: each item kept, changed or stopped."""

from __future__ import annotations

from collections import Counter

from events.facts.cycle import PrioritiesReviewed
from services.decisions.case import Case, Refused, Stated, listed
from services.decisions.command import Decision
from services.decisions.cycle.reviews import there


def review(case: Case, wish: PrioritiesReviewed) -> Stated:
    """The review went through these items; whose plan they are of is not said, so they are not looked up."""
    known = there(case, wish.review)
    if known.status == "cancelled":
        raise Refused(f"the review {known.id} was cancelled; expected one that took place", "review")
    named = Counter((*wish.kept, *wish.changed, *wish.stopped))
    if not named:
        raise Refused("no item is named; expected what was `kept`, `changed` or `stopped`", "kept")
    if twice := [item for item, times in named.items() if times > 1]:
        raise Refused(f"named more than once: {listed(twice)}; expected each item once, as kept, changed or stopped")
    return case.states(wish)


COMMANDS = {"priorities.review": Decision(PrioritiesReviewed, review)}
