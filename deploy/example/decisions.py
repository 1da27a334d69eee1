"""What was decided, objected and felt: some shifts were authorised before, one a week after, most of them never."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from deploy.example.organisation import CHIEF_EXECUTIVE, GOVERNANCE_LEAD
from deploy.example.pen import CYCLE, moment, written
from events.catalogue import Event
from events.facts import decision as facts
from events.facts.support import PulseRecorded, SupportNeeded


class Row(Struct, frozen=True):
    """One decision: when, what about, what was chosen instead of what, why, and who decided."""

    when: str
    id: str
    question: str
    choice: str
    instead: str
    rationale: str
    cites: tuple[str, ...]
    decided_by: tuple[str, ...]
    review: str | None = None


DECISIONS = (
    Row(
        "07-15 13:00",
        "arrival-webhook",
        "Do we build the webhook that Baltic Retail asks for?",
        "Build it, and defer arrival times for shippers",
        "Offer the export we have",
        "22 depots and a three-year contract hang on it",
        ("product/product-k9", "product/product-o3"),
        ("heron", "kestrel"),
    ),
    Row(
        "07-20 12:00",
        "weighbridge",
        "Who applies for the weighbridge permits?",
        "The planners",
        "An agency",
        "The agency has no appointment before October",
        ("operations/operations-k5",),
        ("ibis",),
    ),
    Row(
        "07-21 15:00",
        "july-outage",
        "How many people work on the causes of the outage?",
        "Two engineers until the end of August",
        "One engineer, part of the time",
        "Two outages in a month, and the peak begins in September",
        ("platform/platform-k8", "platform/platform-k6"),
        ("falcon", "albatross"),
        "week-02",
    ),
    Row(
        "07-24 12:00",
        "pricing-engine",
        "Is the pricing engine rewritten now?",
        "Rewrite it this quarter",
        "Patch it once more",
        "Every new tariff takes a week",
        (),
        ("falcon",),
    ),
    Row(
        "07-28 14:00",
        "baltic-escalation",
        "Do the Baltic Retail depots go live four weeks earlier?",
        "Yes, and the survey waits",
        "Keep the end of September",
        "Their board has made it a condition of the renewal",
        ("customer-success/customer-success-k6", "customer-success/customer-success-k9"),
        ("pelican", "heron"),
        "priorities-july",
    ),
    Row(
        "07-29 15:00",
        "revenue-target",
        "Does the revenue target follow the board's new outlook?",
        "Raise it to EUR 1.6 million",
        "Keep EUR 1.2 million",
        "The half-year closed a fifth over plan",
        ("sales/sales-k1",),
        ("condor", "albatross"),
    ),
    Row(
        "08-13 16:00",
        "copilot",
        "Do we show a copilot to the board in September?",
        "Yes, as a prototype",
        "Show the planner as it is",
        "Two competitors have announced one",
        (),
        ("albatross",),
    ),
    Row(
        "08-31 14:00",
        "second-region",
        "Does tracking get its second region this year?",
        "Yes, with a slower tracking page",
        "Next year",
        "The auditor asks for it before the winter",
        ("platform/platform-k8", "platform/platform-k2"),
        ("falcon", "ibis"),
    ),
)
PULSES = (
    ("product", 2.9, 31),
    ("platform", 3.4, 27),
    ("growth", 3.8, 14),
    ("sales", 3.1, 22),
    ("customer-success", 3.6, 25),
)


def decided() -> Iterator[Event]:
    """The decisions, the one that was taken back, and the objection to the copilot."""
    for row in DECISIONS:
        fact = facts.DecisionRecorded(
            question=row.question,
            options=(row.choice, row.instead),
            choice=row.choice,
            rationale=row.rationale,
            cites=tuple(f"{CYCLE}/{item}" for item in row.cites),
            decided_by=row.decided_by,
            review=row.review,
        )
        yield written(f"decision/{row.id}", f"{row.id}-decided", moment(row.when), row.decided_by[0], fact)
    raised = facts.ObjectionRaised(
        objection="copilot-capacity",
        about=f"{CYCLE}/product/product-copilot",
        text="Nothing was taken off the plan for this, and the two who build it own four key results.",
    )
    answered = facts.ObjectionAnswered(
        objection="copilot-capacity", answer="Seen; the next plan will have room for it."
    )
    taken_back = facts.DecisionReversed(reason="The present engine holds for another year")
    yield written("decision/copilot", "copilot-objection-raised", moment("08-14 07:00"), "plover", raised)
    yield written("decision/pricing-engine", "pricing-engine-taken-back", moment("08-31 13:00"), "falcon", taken_back)
    yield written("decision/copilot", "copilot-objection-answered", moment("08-27 14:00"), CHIEF_EXECUTIVE, answered)


def felt() -> Iterator[Event]:
    """How the units answered one question in September, and the help that is asked for once the quarter is over."""
    for unit, mean, responses in PULSES:
        pulse = PulseRecorded(
            unit=unit, question="Our priorities hold when something new comes up", mean=mean, responses=responses
        )
        yield written("support/pulse-september", f"{unit}-pulse", moment("09-16 12:00"), GOVERNANCE_LEAD, pulse)
    few = PulseRecorded(
        unit="operations", question="Our priorities hold when something new comes up", mean=3.5, responses=4
    )
    yield written("support/pulse-september", "operations-pulse", moment("09-16 12:00"), GOVERNANCE_LEAD, few)
    needed = SupportNeeded(
        problem="New work comes in from the top without anything going out", units=("product", "sales")
    )
    yield written("support/trade-offs", "trade-offs-help-needed", moment("10-08 09:00"), GOVERNANCE_LEAD, needed)
