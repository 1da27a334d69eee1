"""Product: the initiative that came from the top in week six, and a target that met its result."""

from __future__ import annotations

from deploy.example.pen import Pen
from deploy.example.plan import Initiative, KeyResult, Objective, Unit
from events.facts import plan as facts
from events.terms import Points

OBJECTIVES = (
    Objective("o1", "Dispatchers plan the whole day in Lindhaven", "finch", outcome="planning-time"),
    Objective("o2", "Carriers answer a tender within the hour", "tern", outcome="net-retention"),
    Objective("o3", "Shippers trust our arrival times", "plover", outcome="net-retention"),
)
KEY_RESULTS = (
    KeyResult("k1", "o1", "Routes planned from start to finish in the planner", "%", 46, 75, "3", "finch", 0.6, 0.6),
    KeyResult("k2", "o1", "Time to plan a day of forty stops, median", "min", 38, 20, "3", "plover", 0.55, 0.72),
    KeyResult("k3", "o1", "Planning sessions that end in a spreadsheet export", "%", 31, 12, "2", "finch", 0.7, 0.8),
    KeyResult("k4", "o2", "Tenders answered within sixty minutes", "%", 52, 80, "3", "tern", 0.6, 0.55),
    KeyResult("k5", "o2", "Carriers who use the app every week", "carriers", 410, 650, "3", "tern", 0.65, 1.1),
    KeyResult("k6", "o2", "Tenders that end in a phone call", "%", 27, 15, "2", "plover", 0.5, 0.5),
    KeyResult(
        "k7", "o3", "Arrivals within fifteen minutes of the last estimate", "%", 71, 86, "3", "plover", 0.55, 0.4
    ),
    KeyResult("k8", "o3", "Tickets about wrong arrival times in a week", "tickets", 64, 30, "2", "finch", 0.6, 0.7),
    KeyResult("k9", "o3", "Shippers who pass our arrival times on", "shippers", 18, 45, "2", "tern", 0.6, 0.6),
)
INITIATIVES = (Initiative("interviews", "Ride along with dispatchers in six depots", "1", "plover", "k2"),)
WEBHOOK = KeyResult("k10", "o3", "Baltic Retail depots fed by webhook", "depots", 0, 22, "2", "tern", 0.6, 0.75)
ANSWERS = KeyResult("k11", "o4", "Copilot answers that dispatchers act on", "%", 0, 70, "2", "finch", 0.45, 0.35)
COPILOT = Initiative("copilot", "AI copilot for dispatchers, a prototype for the board", "3", "finch")
ASSISTANT = Objective("o4", "Dispatchers ask and Lindhaven answers", "finch", outcome="planning-time")

pen = Pen("product")

STORY = (
    pen("07-14 12:05", "interviews-completed", "plover", facts.InitiativeCompleted(initiative="product-interviews")),
    # Baltic Retail signs on condition of a webhook. It is decided first, and what can wait makes room the next day.
    pen("07-16 09:30", "k10-committed", "tern", WEBHOOK.committed("product"), decision="arrival-webhook"),
    pen(
        "07-17 08:10",
        "k9-deferred",
        "tern",
        facts.CommitmentDeferred(item="product-k9", to_cycle="2026-q4", reason="The webhook comes first for shippers"),
    ),
    pen.pays("07-17 08:15", "tern", shift="product-k10-committed", credit="product-k9-deferred"),
    # Week six: the chief executive wants a copilot to show to the board. What product offers for it is refused, twice.
    pen(
        "08-06 14:40",
        "copilot-committed",
        "heron",
        COPILOT.committed("product"),
        asked_by="albatross",
        decision="copilot",
    ),
    pen(
        "08-10 13:00",
        "k7-refused",
        "heron",
        facts.TradeOffRejected(
            shift="product-copilot-committed",
            item="product-k7",
            rejected_by="albatross",
            reason="Arrival times are in the renewal talks",
        ),
    ),
    # What the copilot should bring follows; the set-aside for change pays for it a week later.
    pen("08-11 07:30", "o4-committed", "heron", ASSISTANT.committed("product", "albatross"), asked_by="albatross"),
    pen("08-11 07:35", "k11-committed", "heron", ANSWERS.committed("product"), asked_by="albatross"),
    pen(
        "08-13 15:20",
        "k7-refused-again",
        "heron",
        facts.TradeOffRejected(
            shift="product-copilot-committed",
            item="product-k7",
            rejected_by="albatross",
            reason="Not before the renewal is signed",
        ),
    ),
    pen("08-17 09:00", "k11-drawn", "heron", facts.ChangeBudgetDrawn(shift="product-k11-committed", points=Points(2))),
    # The app grows faster than planned, so the target goes up; the set-aside is nearly empty by then.
    pen(
        "09-02 12:10",
        "k5-raised",
        "tern",
        facts.KeyResultRetargeted(
            key_result="product-k5", target=800, reason="650 carriers are within reach in September"
        ),
        asked_by="heron",
    ),
    pen("09-03 08:30", "k5-drawn", "tern", facts.ChangeBudgetDrawn(shift="product-k5-raised")),
    # The plan is promised anew with the copilot in it, which pays for nothing that came before.
    pen(
        "09-14 10:00",
        "revised",
        "heron",
        facts.BaselineRevised(reason="So that the plan shows the copilot", approved_by="albatross"),
    ),
    # A week before the end the target comes down to what was reached.
    pen(
        "09-23 13:45",
        "k1-lowered",
        "finch",
        facts.KeyResultRetargeted(key_result="product-k1", target=63, reason="What is possible without the new maps"),
    ),
)

UNIT = Unit(
    id="product",
    name="Product",
    sponsor="heron",
    champion="tern",
    capacity="24",
    planned="06-23 08",
    locked="06-30 13:00",
    objectives=OBJECTIVES,
    key_results=KEY_RESULTS,
    initiatives=INITIATIVES,
    later=(WEBHOOK, ANSWERS),
    story=STORY,
    skips=13,
    next_steps=(
        "Watch three dispatchers plan a Monday",
        "Ship the bulk edit to the pilot depots",
        "Compare with the depots in Aarhus",
    ),
    blockers=("Map tiles are rate limited until the contract is signed", "Two of the pilot depots are on holiday"),
)
