"""Customer success: an escalation brings a date forward; an addition is justified in three ways, and none counts."""

from __future__ import annotations

import datetime as dt

from deploy.example.pen import Pen
from deploy.example.plan import Initiative, KeyResult, Objective, Unit
from events.facts import plan as facts
from events.terms import Points

OBJECTIVES = (
    Objective("o1", "Customers renew before we ask", "robin", outcome="net-retention"),
    Objective(
        "o2", "A new customer is live in four weeks", "thrush", outcome="net-retention", supports="sales/sales-o1"
    ),
    Objective("o3", "The first answer is the right one", "eider", outcome="net-retention"),
)
KEY_RESULTS = (
    KeyResult("k1", "o1", "Gross revenue retention", "%", 91, 95, "3", "robin", 0.6, 0.6),
    KeyResult("k2", "o1", "Renewals signed thirty days before they end", "%", 38, 65, "2", "robin", 0.6, 0.7),
    KeyResult("k3", "o1", "Accounts in red health", "accounts", 41, 20, "2", "thrush", 0.7, 0.4),
    KeyResult("k4", "o2", "Days from signature to live, median", "days", 47, 28, "3", "thrush", 0.55, 0.7),
    KeyResult("k5", "o2", "Customers live without a consultant on site", "%", 25, 60, "2", "eider", 0.6, 0.5),
    KeyResult("k6", "o2", "Baltic Retail depots live", "depots", 4, 22, "4", "eider", 0.6, 0.9),
    KeyResult("k7", "o3", "Questions solved at the first contact", "%", 58, 74, "3", "thrush", 0.8, 0.3),
    KeyResult("k8", "o3", "Time to the first response, median", "min", 190, 60, "1", "eider", 0.7, 2.0),
    KeyResult("k9", "o3", "Customers satisfied with an answer", "%", 84, 91, "2", "robin", 0.5, 0.5),
)
INITIATIVES = (Initiative("playbook", "One page for every renewal", "1", "robin", "k2"),)
MANAGERS = KeyResult("k10", "o2", "Store managers trained at Baltic Retail", "people", 0, 140, "3", "eider", 0.6, 0.65)
HYPERCARE = Initiative("hypercare", "Weekend desk for Baltic Retail", "1.5", "eider", "k6")
WIN_BACK = Initiative("win-back", "Win back the accounts lost in spring", "1.5", "robin", "k1")

pen = Pen("customer-success")

STORY = (
    # Baltic Retail escalates: its depots must be live four weeks earlier. Two key results make most of the room for it.
    pen(
        "07-29 09:00",
        "k6-earlier",
        "eider",
        facts.KeyResultRescheduled(
            key_result="customer-success-k6", due=dt.date(2026, 8, 31), reason="Escalated by Baltic Retail's board"
        ),
        asked_by="pelican",
        decision="baltic-escalation",
    ),
    pen(
        "07-30 08:00",
        "k9-deferred",
        "robin",
        facts.CommitmentDeferred(
            item="customer-success-k9", to_cycle="2026-q4", reason="The survey waits until Baltic Retail is live"
        ),
    ),
    pen(
        "07-30 08:05",
        "k3-lowered",
        "thrush",
        facts.KeyResultRetargeted(
            key_result="customer-success-k3", target=26, reason="Half of the calls go to Baltic Retail"
        ),
    ),
    pen.pays("07-31 08:00", "eider", shift="customer-success-k6-earlier", credit="customer-success-k9-deferred"),
    pen.pays("07-31 08:05", "eider", shift="customer-success-k6-earlier", credit="customer-success-k3-lowered"),
    # Somebody must be there at weekends; the sponsor takes it on top until the roll-out is over. Nobody renews it.
    pen("08-04 08:00", "hypercare-committed", "eider", HYPERCARE.committed("customer-success")),
    pen.accepts(
        "08-06 08:00",
        "pelican",
        "customer-success-hypercare-committed",
        "1.5",
        "For the weeks of the roll-out",
        "2026-09-04",
    ),
    # The store managers need training too. What is given up is nearly enough, once more; together too much is missing.
    pen("08-25 08:00", "k10-committed", "eider", MANAGERS.committed("customer-success"), asked_by="pelican"),
    pen(
        "08-26 08:00",
        "k7-lowered",
        "thrush",
        facts.KeyResultRetargeted(
            key_result="customer-success-k7", target=61, reason="The trainers are the same people"
        ),
    ),
    pen.pays("08-26 08:05", "eider", shift="customer-success-k10-committed", credit="customer-success-k7-lowered"),
    # Reached early, and closed as such: what is done cannot be given up any more.
    pen(
        "08-31 08:00",
        "k8-dropped",
        "eider",
        facts.CommitmentDropped(item="customer-success-k8", reason="Reached in August; it is watched on the dashboard"),
    ),
    # Lost accounts are to be won back. A colleague accepts it, then the finished key result is named, then help that
    # nobody approved. None of it counts.
    pen("09-03 08:00", "win-back-committed", "robin", WIN_BACK.committed("customer-success")),
    pen.accepts("09-04 08:00", "thrush", "customer-success-win-back-committed", "1.5", "We can carry that for a month"),
    pen.pays("09-07 08:00", "robin", shift="customer-success-win-back-committed", credit="customer-success-k8-dropped"),
    pen(
        "09-08 08:00",
        "capacity-added",
        "robin",
        facts.CapacityAdded(points=Points("1.5"), reason="Two students on the phones"),
    ),
    pen.pays(
        "09-08 08:05", "robin", shift="customer-success-win-back-committed", credit="customer-success-capacity-added"
    ),
    pen(
        "09-15 08:00", "playbook-completed", "robin", facts.InitiativeCompleted(initiative="customer-success-playbook")
    ),
)

UNIT = Unit(
    id="customer-success",
    name="Customer Success",
    parent="sales",
    sponsor="pelican",
    champion="robin",
    capacity="23",
    planned="06-29 08",
    locked="07-01 14:00",
    objectives=OBJECTIVES,
    key_results=KEY_RESULTS,
    initiatives=INITIATIVES,
    later=(MANAGERS,),
    story=STORY,
    skips=9,
    next_steps=(
        "Call every account that went from green to red",
        "Sit in on two go-lives",
        "Agree the next wave of depots",
    ),
    blockers=("Baltic Retail has one project lead for all depots", "Health scores are a week behind"),
)
