"""What was decided before the third quarter of 2026: ahead of a change, by what was promised, over objections."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from msgspec import Struct

from deploy.example.pen import written
from events.catalogue import Event
from events.facts import decision as facts
from events.terms import Fact

INCIDENTS = "2026-q2/platform/platform-2026-q2-incidents"
DECISIONS = (
    (
        # In the winter it comes on top of the plan: the law asked for it, and nobody went around the plan.
        ("customs", "2025-12-11", "falcon"),
        facts.DecisionRecorded(
            question="Do we declare to customs without paper as soon as the office asks for it?",
            options=("Yes, whatever else is in the plan", "Leave it to the hauliers"),
            choice="Yes, whatever else is in the plan",
            rationale="From April on no lorry crosses the border without it",
            decided_by=("falcon", "albatross"),
        ),
    ),
    (
        ("incidents", "2026-04-02", "falcon"),
        facts.DecisionRecorded(
            question="Do the incidents stay in the plan once more?",
            options=("They stay", "Say that we live with seven a month"),
            choice="They stay",
            rationale="The board was promised two",
            cites=(INCIDENTS,),
            decided_by=("falcon",),
        ),
    ),
    (
        ("trial-length", "2026-05-12", "swift"),
        facts.DecisionRecorded(
            question="Is the free trial cut from thirty days to fourteen?",
            options=("Keep thirty days", "Cut it to fourteen"),
            choice="Keep thirty days",
            rationale="More of them pay in the fourth week than in the second",
            cites=("2026-q2/growth/growth-2026-q2-trials",),
            decided_by=("swift",),
        ),
    ),
)
CUSTOMS = "2026-q1/platform/platform-2026-q1-customs"


class Objection(Struct, frozen=True):
    """One row: to which decision and item, by whom and when, what it says, and the answer, if there ever was one."""

    decision: str
    name: str
    about: str
    day: str
    text: str
    answered: str | None = None
    answer: str = ""


OBJECTIONS = (
    Objection(
        *("customs", "date", CUSTOMS, "2026-02-04", "The office has moved its date twice already"),
        *("2026-02-06", "It is in the law gazette now"),
    ),
    Objection(
        *("customs", "people", CUSTOMS, "2026-02-05", "Nobody of us has ever seen a customs form"),
        *("2026-02-10", "Two of operations sit with you until March"),
    ),
    # These two are open to this day.
    Objection("incidents", "belief", INCIDENTS, "2026-04-20", "Nobody who works on it believes in the two"),
    Objection("incidents", "cost", INCIDENTS, "2026-04-20", "It takes the people that the audit needs"),
)


def events() -> Iterator[Event]:
    """The decisions, the objections to them, and the answers."""

    def write(decision: str, name: str, day: str, by: str, fact: Fact) -> Event:
        moment = dt.datetime.fromisoformat(f"{day}T13:00:00+00:00")
        return written(f"decision/{decision}", f"{decision}-{name}", moment, by, fact)

    for (decision, day, by), fact in DECISIONS:
        yield write(decision, "decided", day, by, fact)
    for row in OBJECTIONS:
        raised = facts.ObjectionRaised(objection=row.name, about=row.about, text=row.text)
        yield write(row.decision, f"{row.name}-raised", row.day, "siskin", raised)
        if row.answered:
            answer = facts.ObjectionAnswered(objection=row.name, answer=row.answer)
            yield write(row.decision, f"{row.name}-answered", row.answered, "falcon", answer)
