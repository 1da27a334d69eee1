"""Platform: an outage takes people away, a decision is taken back, and another unit's sacrifice is named."""

from __future__ import annotations

from deploy.example.pen import Pen
from deploy.example.plan import Initiative, KeyResult, Objective, Unit
from events.facts import plan as facts
from events.terms import Points

OBJECTIVES = (
    Objective("o1", "Tracking keeps up with the autumn peak", "petrel", outcome="trusted-platform"),
    Objective("o2", "Customer data is safe by default", "siskin", outcome="trusted-platform"),
    Objective("o3", "Customers never notice a release", "dunlin", supports="product/product-o1"),
)
KEY_RESULTS = (
    KeyResult(
        "k1", "o1", "Position messages a second, held for an hour", "messages", 9000, 20000, "3", "petrel", 0.55, 0.85
    ),
    KeyResult("k2", "o1", "Tracking page, 95th percentile", "ms", 1900, 800, "3", "petrel", 0.8, 0.6),
    KeyResult("k3", "o1", "Cost of a million positions", "EUR", 4.1, 2.9, "2", "petrel", 0.7, 0.45),
    KeyResult(
        "k4", "o2", "Internal services behind single sign-on", "%", 55, 100, "2", "siskin", 0.7, 0.6, silent_after=9
    ),
    KeyResult("k5", "o2", "Critical vulnerabilities older than thirty days", "open", 37, 0, "2", "siskin", 0.6, 0.8),
    KeyResult("k6", "o2", "Tenants whose restore was proved in a drill", "%", 10, 60, "2", "dunlin", 0.5, 0.5),
    KeyResult("k7", "o3", "Releases that need a fix within a day", "%", 14, 6, "3", "dunlin", 0.6, 0.6),
    KeyResult("k8", "o3", "Time to restore service, median", "min", 95, 30, "3", "dunlin", 0.5, 0.75),
    KeyResult("k9", "o3", "Tracking is up", "%", 99.95, 99.95, "0", "siskin", 0.8, 1.0, kind="guardrail"),
)
INITIATIVES = (
    Initiative("on-call", "On-call and patching", "1", "dunlin", business_as_usual=True),
    Initiative("ingest", "Split the ingest by region", "1", "petrel", "k1"),
)
PRICING = Initiative("pricing-engine", "Rewrite of the pricing engine", "3", "dunlin")
REGION = Initiative("second-region", "A second region for tracking", "1.5", "petrel", "k8")
SIGN_ON = Initiative("sign-on", "Single sign-on for Baltic Retail", "1.5", "siskin")

pen = Pen("platform")

STORY = (
    # The outage of 20 July: two engineers are on its causes until the end of August. Two key results make room,
    # and the order of the objectives says so too.
    pen(
        "07-22 07:40",
        "capacity-withdrawn",
        "falcon",
        facts.CapacityWithdrawn(points=Points(3), reason="Two engineers on the July outage", approved_by="falcon"),
        decision="july-outage",
    ),
    pen(
        "07-22 07:50",
        "o3-first",
        "falcon",
        facts.PriorityRanked(
            objective="platform-o3", rank=1, displaced=("platform-o2",), reason="Restoring service comes first now"
        ),
        decision="july-outage",
    ),
    pen(
        "07-23 09:00",
        "k6-deferred",
        "dunlin",
        facts.CommitmentDeferred(
            item="platform-k6", to_cycle="2026-q4", reason="Those who run the drills are on the outage"
        ),
    ),
    pen(
        "07-23 09:05",
        "k3-lowered",
        "petrel",
        facts.KeyResultRetargeted(
            key_result="platform-k3", target=3.4, reason="Reserved machines wait until the autumn"
        ),
    ),
    pen.pays("07-23 09:10", "dunlin", shift="platform-capacity-withdrawn", credit="platform-k6-deferred"),
    pen.pays("07-23 09:15", "dunlin", shift="platform-capacity-withdrawn", credit="platform-k3-lowered"),
    # The rewrite of the pricing engine is decided and taken back five weeks later: it was in force all that time.
    pen(
        "07-27 08:00",
        "pricing-engine-committed",
        "dunlin",
        PRICING.committed("platform"),
        asked_by="falcon",
        decision="pricing-engine",
    ),
    # A second region is begun and stopped in the same week, once the offer is in.
    pen("08-03 07:15", "second-region-committed", "petrel", REGION.committed("platform")),
    pen(
        "08-07 11:00",
        "second-region-dropped",
        "petrel",
        facts.CommitmentDropped(item="platform-second-region", reason="The offer is twice what was expected"),
    ),
    pen("08-12 10:20", "ingest-completed", "petrel", facts.InitiativeCompleted(initiative="platform-ingest")),
    # Sales asks for single sign-on. What is named for it, customer success gave up: that frees nobody on platform.
    pen("08-19 08:30", "sign-on-committed", "siskin", SIGN_ON.committed("platform"), asked_by="kestrel"),
    pen.pays("08-20 08:00", "siskin", shift="platform-sign-on-committed", credit="customer-success-k9-deferred"),
    pen(
        "08-31 13:30",
        "pricing-engine-dropped",
        "falcon",
        facts.CommitmentDropped(item="platform-pricing-engine", reason="The present engine holds for another year"),
    ),
    # The auditor wants the second region after all. This time it is decided, and paid for on the same day.
    pen(
        "09-01 09:00",
        "second-region-reinstated",
        "petrel",
        facts.CommitmentReinstated(item="platform-second-region", reason="The auditor asks for it before the winter"),
        asked_by="falcon",
        decision="second-region",
    ),
    pen(
        "09-01 09:10",
        "k2-lowered",
        "petrel",
        facts.KeyResultRetargeted(
            key_result="platform-k2", target=1300, reason="The second region takes the time for it"
        ),
    ),
    pen.pays("09-01 09:15", "petrel", shift="platform-second-region-reinstated", credit="platform-k2-lowered"),
)

UNIT = Unit(
    id="platform",
    name="Platform",
    parent="product",
    sponsor="falcon",
    champion="dunlin",
    capacity="22",
    planned="06-24 08",
    locked="07-01 09:00",
    objectives=OBJECTIVES,
    key_results=KEY_RESULTS,
    initiatives=INITIATIVES,
    later=(),
    story=STORY,
    skips=11,
    next_steps=(
        "Load test with the September schedule",
        "Move the next three services",
        "Drill the restore with a real tenant",
    ),
    blockers=("The outage review takes both database engineers", "The new machines are not delivered"),
)
