"""Operations: a plan that nobody locked, a sacrifice that came back, and an owner who changed without a word."""

from __future__ import annotations

from deploy.example.pen import Pen
from deploy.example.plan import Initiative, KeyResult, Objective, Unit
from events.facts import plan as facts
from events.terms import Points

OBJECTIVES = (
    Objective("o1", "Paperwork is right the first time", "crake", outcome="net-retention"),
    Objective("o2", "The autumn peak without overtime", "knot"),
    Objective("o3", "The month is closed in five days", "knot"),
)
KEY_RESULTS = (
    KeyResult("k1", "o1", "Customs declarations rejected", "%", 7.5, 3, "3", "crake", 0.5, 0.5),
    KeyResult("k2", "o1", "Delivery notes matched without a person", "%", 62, 85, "3", "knot", 0.6, 0.6),
    KeyResult("k3", "o1", "Invoices disputed", "%", 5.2, 2.5, "2", "knot", 0.55, 0.4),
    KeyResult("k4", "o2", "Overtime in a month", "hours", 940, 450, "2", "crake", 0.5, 0.3),
    KeyResult("k5", "o2", "Depots with a roster six weeks ahead", "depots", 3, 14, "2", "knot", 0.6, 0.5),
    KeyResult("k6", "o2", "Prepare the handbook for the peak", "% complete", 0, 100, "1", "crake", 0.95, 1.2),
    KeyResult("k7", "o3", "Days to close the month", "days", 11, 5, "2", "knot", 0.6, 0.7),
    KeyResult("k8", "o3", "Postings by hand in a month", "postings", 410, 150, "1", "crake", 0.5, 0.4, silent_after=8),
    KeyResult("k9", "o3", "Supplier invoices booked within two days", "%", 48, 80, "1", "knot", 0.6, 0.65),
)
INITIATIVES = (Initiative("payroll", "Payroll and rosters", "1", "knot", business_as_usual=True),)
PERMITS = Initiative("weighbridge", "Weighbridge permits for eleven depots", "1.5", "crake")
WAR_ROOM = Initiative("war-room", "War room for the peak", "0", "knot")

pen = Pen("operations")

STORY = (
    # The regulator wants permits. They are paid for with the rosters, which come back in September: nothing is left.
    # No baseline was locked by then, so one is assumed.
    pen(
        "07-21 07:00",
        "weighbridge-committed",
        "crake",
        PERMITS.committed("operations"),
        asked_by="ibis",
        decision="weighbridge",
    ),
    pen(
        "07-23 07:00",
        "k5-dropped",
        "knot",
        facts.CommitmentDropped(item="operations-k5", reason="The planners apply for the permits"),
    ),
    pen.pays("07-23 07:05", "knot", shift="operations-weighbridge-committed", credit="operations-k5-dropped"),
    pen("08-04 13:00", "locked", "ibis", facts.BaselineLocked(approved_by="ibis")),
    # Customs turn out to be heavier than thought. Some of the room is found at once, the rest in September.
    pen(
        "08-11 07:00",
        "k1-heavier",
        "crake",
        facts.CommitmentReweighted(
            item="operations-k1", points=Points(5), reason="The new customs codes double the work"
        ),
    ),
    pen(
        "08-13 07:00",
        "k4-dropped",
        "crake",
        facts.CommitmentDropped(item="operations-k4", reason="Customs takes the overtime there is"),
    ),
    pen.pays("08-14 07:00", "crake", shift="operations-k1-heavier", credit="operations-k4-dropped", points="0.8"),
    pen("08-18 07:00", "k2-owner", "ibis", facts.OwnerChanged(item="operations-k2", to="crake")),
    pen(
        "09-02 07:00",
        "k1-rest-paid",
        "crake",
        facts.TradeOffRecorded(
            trade_off="operations-k1-rest", shift="operations-k1-heavier", credit="operations-k4-dropped"
        ),
    ),
    pen(
        "09-08 07:00",
        "k5-reinstated",
        "knot",
        facts.CommitmentReinstated(item="operations-k5", reason="Without rosters the peak cannot be staffed"),
    ),
    pen(
        "09-10 07:00",
        "k6-moved",
        "knot",
        facts.KeyResultMoved(key_result="operations-k6", objective="operations-o3", reason="Finance wrote most of it"),
    ),
    # A war room that weighs nothing.
    pen("09-15 07:00", "war-room-committed", "knot", WAR_ROOM.committed("operations"), asked_by="ibis"),
    pen(
        "09-17 07:00",
        "k6-waived",
        "ibis",
        facts.WaiverGranted(
            rule="activity_key_result",
            subject="plan/2026-q3/operations",
            reason="The auditor asks for the handbook itself",
            approved_by="owl",
        ),
    ),
)

UNIT = Unit(
    id="operations",
    name="Operations",
    sponsor="ibis",
    champion="knot",
    capacity="18",
    planned="06-30 08",
    objectives=OBJECTIVES,
    key_results=KEY_RESULTS,
    initiatives=INITIATIVES,
    later=(),
    story=STORY,
    skips=4,
    next_steps=(
        "Sample fifty declarations by hand",
        "Agree the rosters with the works council",
        "Close July on the new chart",
    ),
    blockers=("The customs office changed its form", "Two planners are ill"),
)
