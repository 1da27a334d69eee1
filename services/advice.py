"""Advice on an act, at the moment it helps: a better wording, what could pay for a shift, what an event lacks.

It is drawn from what the log has by then, and so is the same whenever it is drawn again; and it refuses nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from msgspec import Struct

from events.catalogue import Event
from events.facts import plan as facts
from projections.books import classes, links, remedies
from projections.books.findings import Finding, number
from projections.books.journal import keep
from projections.books.judgement import decided, judge_plan
from projections.books.ledger import Books
from projections.books.remedies import Means, Remedies
from projections.books.timeline import Timeline, seen
from projections.folds.decision import Decision
from projections.rules import activity_key_result as rule

UNPAID = ("open", "partial", "untraded")


class Payment(Struct, frozen=True, kw_only=True):
    """An open item of the plan, the command that gives it up, and the points that this would bring."""

    item: str
    title: str
    kind: str
    points: float
    command: str = "commitment.drop"


class Unclaimed(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An event that gave something up already, and the points that a `trade_off.record` may claim of it."""

    event: str
    item: str | None = None
    points: float


class Advice(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is to be said about one event of an act.

    `about`: `wording`, `decision`, or the name of a finding, as `shift`. Points are JSON numbers, `due` is the last day
    of the grace. `score`, `reasons` and `better` are a wording's; `could_pay` to `overload_room` a shift's.
    """

    event: str
    about: str
    plan: str | None = None
    item: str | None = None
    kind: str | None = None
    verdict: str | None = None
    demand: float | None = None
    uncovered: float | None = None
    due: dt.date | None = None
    says: str
    clears: str = ""
    score: int | None = None
    reasons: tuple[str, ...] = ()
    better: str | None = None
    could_pay: tuple[Payment, ...] = ()
    credits: tuple[Unclaimed, ...] = ()
    change_budget: float | None = None
    overload_room: float | None = None


class _Plan(Struct, frozen=True):
    """A plan that the act wrote to, as it stands after the act, and the findings that each event caused."""

    books: Books
    findings: Mapping[str, Sequence[Finding]]
    means: Means
    initiatives: tuple[str, ...]


def advise(
    events: Sequence[Event], histories: Mapping[str, Sequence[Event]], moment: dt.datetime
) -> tuple[Advice, ...]:
    """What is to be said about an act, in the order of its events: first a wording, then findings, then a decision.

    `histories` has, for each plan that the act wrote to, what it is judged from as of the act, the act included: the
    organisation, the cycle, the plan, its check-ins and the decisions. It may have the same of a plan whose credit a
    link of the act names; without it that credit is told as an empty one. `moment` is the instant of the judgement:
    when the act was noted, and not before any of its events took effect.
    """
    timelines = {plan: seen(history, moment, moment) for plan, history in histories.items()}
    books = {plan: keep(timeline, plan.split("/")[1], plan) for plan, timeline in timelines.items()}
    decisions = {name: state for timeline in timelines.values() for name, state in decided(timeline).items()}
    plans = {
        plan: _judged(books[plan], timelines[plan], decisions, [books[name] for name in sorted(books) if name != plan])
        for plan in {event.subject for event in events} & books.keys()
    }
    # Of several wordings of an item in an act the last one stands.
    last = {(event.subject, _worded(event)): event.id for event in events}
    found = []
    for event in events:
        if (plan := plans.get(event.subject)) is not None:
            if last[event.subject, _worded(event)] == event.id:
                found += _wording(event, plan)
            found += [_told(finding, plan) for finding in plan.findings.get(event.id, ())]
        if event.decision and histories and _is_missing(decisions.get(event.decision)):
            found.append(_undecided(event, event.decision))
    return tuple(found)


def _judged(books: Books, timeline: Timeline, decisions: dict[str, Decision], others: list[Books]) -> _Plan:
    judgement = judge_plan(books, timeline, decisions, others if links.elsewhere(books) else ())
    findings: dict[str, list[Finding]] = {}
    for finding in judgement.findings:
        if finding.finding == rule.RULE.name:
            continue  # the wording's own advice says it better
        findings.setdefault(finding.id, []).append(finding)
    open_items = (item for item in books.plan.items.values() if item.status == "open")
    titles = tuple(item.title for item in open_items if item.kind == "initiative")
    return _Plan(books, findings, remedies.means(books, timeline.as_of), titles)


def _worded(event: Event) -> str | None:
    """The item that an event gives its wording to."""
    match event.data:
        case facts.KeyResultCommitted(key_result=item) | facts.CommitmentReworded(item=item):
            return item
    return None


def _wording(event: Event, plan: _Plan) -> list[Advice]:
    """What the wording rule makes of a key result, in one word where it is fine."""
    item = plan.books.plan.items.get(_worded(event) or "")
    if item is None or item.kind != "key_result" or item.status != "open":
        return []
    score = rule.score(item, plan.initiatives)
    much = score.points >= plan.books.policy_at_start.activity_key_result_score
    reads = "reads as an activity" if much else "could say more plainly what changes by it"
    why = f"{reads}: {'; '.join(score.reasons)}" if score.points else "reads as an outcome"
    return [
        Advice(
            event=event.id,
            about="wording",
            plan=event.subject,
            item=item.id,
            says=f"“{item.title}” {why}.",
            score=score.points,
            reasons=score.reasons,
            better=rule.better(item, plan.books.cycle.end) if score.points else None,
        )
    ]


def _told(finding: Finding, plan: _Plan) -> Advice:
    """A finding, and where it is a shift that is not paid for, what could pay."""
    unpaid = finding.finding == "shift" and finding.verdict in UNPAID
    left = remedies.for_shift(plan.means, plan.books.shifts[finding.id]) if unpaid else Remedies()
    return Advice(
        event=finding.id,
        about=finding.finding,
        plan=finding.plan,
        item=finding.item,
        kind=finding.kind,
        verdict=finding.verdict,
        demand=finding.demand,
        uncovered=finding.uncovered,
        due=finding.due,
        says=finding.says,
        clears=finding.clears,
        could_pay=tuple(_payment(offer) for offer in left.offers),
        credits=tuple(_unclaimed(each) for each in left.credits),
        change_budget=number(left.change_budget) or None,
        overload_room=number(left.overload_room) or None,
    )


def _payment(offer: remedies.Offer) -> Payment:
    item = offer.item
    return Payment(item=item.id, title=item.title, kind=item.kind, points=number(offer.points))


def _unclaimed(left: remedies.Unclaimed) -> Unclaimed:
    event = left.credit.event
    return Unclaimed(event=event.id, item=classes.item_of(event), points=number(left.points))


def _is_missing(decision: Decision | None) -> bool:
    return decision is None or decision.at is None


def _undecided(event: Event, decision: str) -> Advice:
    return Advice(
        event=event.id,
        about="decision",
        says=f"The decision {decision} that is named for this is not recorded yet.",
        clears=f"Record it with decision.record on decision/{decision}, its `time` being when it was taken.",
    )
