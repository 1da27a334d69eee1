"""Growth: five small things that are one large thing, a clean replacement, and a trade-off two weeks too late."""

from __future__ import annotations

from deploy.example.pen import Pen
from deploy.example.plan import Initiative, KeyResult, Objective, Unit
from events.facts import plan as facts

OBJECTIVES = (
    Objective("o1", "Small hauliers get going without a salesperson", "linnet", outcome="recurring-revenue"),
    Objective("o2", "Shippers find us before they find a broker", "dipper", outcome="recurring-revenue"),
    Objective("o3", "Customers bring customers", "linnet", outcome="net-retention"),
)
KEY_RESULTS = (
    KeyResult("k1", "o1", "Trials that become paying customers", "%", 6.5, 11, "3", "linnet", 0.55, 0.5),
    KeyResult(
        "k2", "o1", "Days from sign-up to the first planned route, median", "days", 9, 3, "2", "dipper", 0.6, 0.8
    ),
    KeyResult("k3", "o1", "New monthly revenue from self-service", "kEUR", 28, 55, "3", "linnet", 0.5, 0.55),
    KeyResult("k4", "o2", "Qualified demo requests in a month", "requests", 140, 230, "2", "dipper", 0.6, 0.65),
    KeyResult(
        "k5", "o2", "Visits to the carrier directory in a month", "visits", 18000, 30000, "2", "dipper", 0.6, 0.3
    ),
    KeyResult("k6", "o2", "Cost of a qualified demo request", "EUR", 210, 150, "1", "dipper", 0.6, 0.5),
    KeyResult(
        "k7", "o3", "Carriers who join on an invitation in a month", "carriers", 120, 300, "3", "linnet", 0.5, 0.35
    ),
    KeyResult("k8", "o3", "New accounts that a customer sent", "%", 8, 15, "2", "linnet", 0.55, 0.4, silent_after=8),
)
DIRECTORY = KeyResult("k9", "o2", "Demo requests that begin in the directory", "%", 5, 18, "2", "dipper", 0.55, 0.7)
POLAND = Objective("o4", "Polish hauliers hear of us first", "dipper", outcome="recurring-revenue")
HAULIERS = KeyResult("k10", "o4", "Polish hauliers on a paid plan", "hauliers", 0, 60, "2", "dipper", 0.4, 0.45)
SMALL = (
    ("07-20 08:00", Initiative("fair", "Landing page for the Munich fair", "0.2", "dipper")),
    ("07-22 08:00", Initiative("podcast", "Two episodes of the hauliers' podcast", "0.2", "linnet")),
    ("07-24 08:00", Initiative("badge", "A partner badge for carriers' sites", "0.2", "dipper")),
    ("07-28 08:00", Initiative("fuel-card", "Joint mailing with the fuel card", "0.2", "linnet")),
    ("07-30 08:00", Initiative("webinar", "Webinar on the mobility package", "0.2", "dipper")),
)

pen = Pen("growth")

STORY = (
    pen(
        "07-01 09:00",
        "k1-carried",
        "linnet",
        facts.KeyResultCarriedOver(
            key_result="growth-k1",
            from_="2026-q2/growth/growth-2026-q2-trials",
            reason="The half-year's target was met, and the year's is not",
        ),
    ),
    # Five favours within eleven days, each too small to speak of.
    *(pen(when, f"{row.key}-committed", row.owner, row.committed("growth"), asked_by="swift") for when, row in SMALL),
    # Visits were the wrong measure. One key result takes the place of another, and pays for it by doing so.
    pen("08-04 09:00", "k9-committed", "dipper", DIRECTORY.committed("growth")),
    pen(
        "08-04 09:05",
        "k5-replaced",
        "dipper",
        facts.KeyResultReplaced(
            key_result="growth-k5", by="growth-k9", reason="Visits do not tell who asks for a demo"
        ),
    ),
    pen(
        "08-12 09:40",
        "k6-remeasured",
        "dipper",
        facts.KeyResultRemeasured(
            key_result="growth-k6",
            metric="paid channels only",
            start=205,
            target=145,
            reason="Fairs were counted in before",
        ),
    ),
    # Poland enters as the first priority and nobody says what gives way. What pays for it is named after the grace.
    pen("08-17 12:30", "o4-committed", "linnet", POLAND.committed("growth", "swift", rank=1), asked_by="swift"),
    pen("08-17 12:35", "k10-committed", "linnet", HAULIERS.committed("growth"), asked_by="swift"),
    # Lowered without a word why.
    pen("08-26 11:10", "k3-lowered", "linnet", facts.KeyResultRetargeted(key_result="growth-k3", target=44)),
    pen(
        "09-01 08:20",
        "k7-deferred",
        "linnet",
        facts.CommitmentDeferred(item="growth-k7", to_cycle="2026-q4", reason="Poland takes the same two people"),
    ),
    pen.pays("09-01 08:25", "linnet", shift="growth-k10-committed", credit="growth-k7-deferred"),
    pen(
        "09-10 10:00",
        "k2-reworded",
        "dipper",
        facts.CommitmentReworded(item="growth-k2", title="Days from sign-up to the first route on the road, median"),
    ),
)

UNIT = Unit(
    id="growth",
    name="Growth",
    sponsor="swift",
    champion="linnet",
    capacity="18",
    planned="06-25 08",
    locked="07-02 08:30",
    objectives=OBJECTIVES,
    key_results=KEY_RESULTS,
    initiatives=(),
    later=(DIRECTORY, HAULIERS),
    story=STORY,
    skips=7,
    next_steps=(
        "Try the shorter sign-up with every second trial",
        "Write to last quarter's lost trials",
        "Ask five hauliers in person",
    ),
    blockers=("Consent banner breaks the funnel figures", "The translation is two weeks late"),
)
