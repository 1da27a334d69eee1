"""What stands around the earlier plans: the support that was taken, who could have given it, and how units felt."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from deploy.example.pen import written
from events.catalogue import Event
from events.facts import support as facts
from events.facts.support import Answer
from events.terms import Fact

LEAD = "owl"
ANSWERS: dict[str, tuple[tuple[Answer, str | None], ...]] = {
    # A course of two days, with a certificate at the end.
    "harbour-academy": (
        ("no", "Two days of slides, a case from another trade"),
        ("partial", "Trainers, some of whom have led a unit"),
        ("no", "It ends before anybody has checked in once"),
        ("no", "Thirty questions to tick"),
        ("no", None),
        ("partial", "An hour on the second day"),
        ("partial", None),
        ("no", None),
        ("no", None),
    ),
    "north-shore-coaching": (
        ("yes", "Works on our own plans"),
        ("yes", "Two who have run such quarters themselves"),
        ("yes", "Two quarters, from planning to grading"),
        ("yes", "A plan is written and defended"),
        ("yes", "A visit each quarter"),
        ("yes", "Half of each meeting"),
        ("yes", "Nine firms, four of them called"),
        ("partial", "With the sponsors only"),
        ("yes", "By two who were not there"),
    ),
}
QUESTIONS = (
    *("application", "delivery", "whole_cycle", "assessment", "afterwards"),
    *("live_writing", "implementation", "change_management", "judgement"),
)
QUESTION = "Our priorities hold when something new comes up"
PULSES = (("growth", 3.6, 13), ("platform", 3.3, 25))


def supports() -> Iterator[Event]:
    """Coaching from the winter on, after two providers were looked at; consulting since the summer, too short a time;
    how two units felt in between; and a wish for those who are to lead next."""

    def write(stream: str, name: str, day: str, fact: Fact) -> Event:
        moment = dt.datetime.fromisoformat(f"{day}T09:00:00+00:00")
        return written(f"support/{stream}", f"{stream}-{name}", moment, LEAD, fact)

    problem = "Plans are written as lists of work, and check-ins repeat the numbers"
    yield write("coaching", "needed", "2025-12-02", facts.SupportNeeded(problem=problem))
    for place, (provider, answers) in enumerate(ANSWERS.items()):
        assessed = facts.ProviderAssessed(
            provider=provider,
            answers={question: answer for question, (answer, _) in zip(QUESTIONS, answers, strict=True)},
            evidence={q: text for q, (_, text) in zip(QUESTIONS, answers, strict=True) if text},
        )
        yield write("coaching", provider, f"2025-12-{10 + place}", assessed)
    began = facts.SupportStarted(kind="coaching", problem=problem, provider="north-shore-coaching")
    yield write("coaching", "started", "2026-01-12", began)
    consulting = facts.SupportStarted(
        kind="consulting", problem="Sponsors add work without naming what gives way", units=("sales", "product")
    )
    yield write("consulting", "started", "2026-07-06", consulting)
    for unit, mean, responses in PULSES:
        pulse = facts.PulseRecorded(unit=unit, question=QUESTION, mean=mean, responses=responses)
        yield write("pulse-march", unit, "2026-03-11", pulse)
    leads = facts.SupportNeeded(problem="A path for the future leads of two units", units=("platform", "growth"))
    yield write("next-leads", "needed", "2026-09-02", leads)
