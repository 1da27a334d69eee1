"""Sales: a target raised by the board, overload up to the cap, a credit claimed twice, and a pair nobody named."""

from __future__ import annotations

from deploy.example.pen import Pen
from deploy.example.plan import Initiative, KeyResult, Objective, Unit
from events.facts import plan as facts

OBJECTIVES = (
    Objective("o1", "Win the Nordic mid-market", "grebe", outcome="recurring-revenue"),
    Objective("o2", "From demo to signature in two months", "shrike", outcome="recurring-revenue"),
    Objective("o3", "Open the Benelux", "shrike", outcome="recurring-revenue"),
)
KEY_RESULTS = (
    KeyResult("k1", "o1", "New annual contract value", "kEUR", 0, 1200, "4", "grebe", 0.55, 1.15),
    KeyResult("k2", "o1", "Win rate on qualified deals", "%", 21, 28, "2", "grebe", 0.5, 0.45),
    KeyResult("k3", "o1", "Pipeline against the next quarter's target", "times", 2.1, 3.5, "2", "shrike", 0.6, 0.5),
    KeyResult("k4", "o2", "Days from demo to signature, median", "days", 94, 65, "3", "shrike", 0.5, 0.35),
    KeyResult("k5", "o2", "Proposals sent within two days of the demo", "%", 34, 80, "2", "avocet", 0.7, 0.85),
    KeyResult("k6", "o2", "Deals that need a legal exception", "%", 45, 20, "2", "avocet", 0.5, 0.2),
    KeyResult(
        "k7", "o3", "Customers signed in Belgium and the Netherlands", "customers", 0, 8, "4", "shrike", 0.5, 0.4
    ),
    KeyResult(
        "k8", "o3", "Launch the Benelux partner programme", "milestones", 0, 5, "2", "avocet", 0.95, 0.6, silent_after=9
    ),
)
INITIATIVES = (Initiative("price-list", "Launch the Benelux partner programme", "1", "avocet", "k8"),)
INCREASES = KeyResult("k9", "o1", "Renewals signed with a price increase", "%", 15, 40, "1.5", "grebe", 0.5, 0.5)
SECURITY = KeyResult("k10", "o2", "Security questions answered within a week", "%", 20, 85, "2", "avocet", 0.6, 0.7)
HAMBURG = KeyResult("k11", "o1", "Lighthouse customers signed in Hamburg", "customers", 0, 2, "2", "grebe", 0.5, 0.5)
FRAMEWORK = Initiative("framework", "Framework contract with the forwarders' association", "2", "avocet")

pen = Pen("sales")

STORY = (
    pen("07-16 09:00", "price-list-completed", "avocet", facts.InitiativeCompleted(initiative="sales-price-list")),
    # Price increases come in and the pipeline goes out in the same week. A likely pair, which nobody names in time.
    pen("07-21 08:00", "k9-committed", "grebe", INCREASES.committed("sales"), asked_by="kestrel"),
    pen(
        "07-24 10:00",
        "k3-dropped",
        "shrike",
        facts.CommitmentDropped(item="sales-k3", reason="Renewals keep us from prospecting until September"),
    ),
    # The board raises the revenue target by a third, and the sponsor takes it on top.
    pen(
        "07-30 13:00",
        "k1-raised",
        "grebe",
        facts.KeyResultRetargeted(key_result="sales-k1", target=1600, reason="The board's new outlook for the year"),
        asked_by="albatross",
        decision="revenue-target",
    ),
    pen.accepts(
        "08-03 08:00", "kestrel", "sales-k1-raised", "1.34", "The team has two good quarters behind it", "2026-12-31"
    ),
    # Questions about security hold up deals; the work on legal exceptions is given up for them.
    pen("08-11 08:15", "k10-committed", "avocet", SECURITY.committed("sales"), asked_by="kestrel"),
    pen(
        "08-13 08:40",
        "k6-dropped",
        "avocet",
        facts.CommitmentDropped(item="sales-k6", reason="Exceptions fall anyway once the questions are answered"),
    ),
    pen.pays("08-17 07:30", "avocet", shift="sales-k10-committed", credit="sales-k6-dropped"),
    # A framework contract is paid for with what was spent already, and then with more overload than the cap allows.
    pen("08-20 12:00", "framework-committed", "avocet", FRAMEWORK.committed("sales")),
    pen.pays("08-21 09:00", "avocet", shift="sales-framework-committed", credit="sales-k6-dropped"),
    pen.accepts("08-25 15:00", "kestrel", "sales-framework-committed", "2", "It opens forty accounts at once"),
    # Deals take as long as ever, and at a confidence under a half the target moves towards them.
    pen(
        "09-03 13:00",
        "k4-lowered",
        "shrike",
        facts.KeyResultRetargeted(key_result="sales-k4", target=82, reason="Buyers were away all of August"),
    ),
    # Begun in Hamburg on 24 August, written down in September, and accepted by the one who had asked for it.
    pen("09-10 09:20", "k11-committed", "kestrel", HAMBURG.committed("sales"), since="08-24 08:00"),
    pen.accepts("09-11 07:00", "kestrel", "sales-k11-committed", "2", "Hamburg is worth it"),
    pen("09-28 12:00", "revised", "avocet", facts.BaselineRevised(reason="", approved_by="kestrel")),
    # The pair of July is named after the close: it is shown, and covers nothing any more.
    pen.pays("10-13 08:00", "shrike", shift="sales-k9-committed", credit="sales-k3-dropped"),
)

UNIT = Unit(
    id="sales",
    name="Sales",
    sponsor="kestrel",
    champion="avocet",
    capacity="20",
    planned="06-26 08",
    locked="07-08 15:00",
    objectives=OBJECTIVES,
    key_results=KEY_RESULTS,
    initiatives=INITIATIVES,
    later=(INCREASES, SECURITY, HAMBURG),
    story=STORY,
    skips=2,
    next_steps=(
        "Call the three largest open deals",
        "Go through the lost deals with product",
        "Bring legal into the first call",
    ),
    blockers=("Buyers are away until mid August", "Legal needs two weeks for a contract"),
)
