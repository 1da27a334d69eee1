"""Takes the figures of a plan from its books and what was found of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from events.facts.plan import TradeOffRejected, WaiverGranted
from projections.books.findings import Finding, number
from projections.books.goalposts import grade
from projections.books.ledger import Books, close_of
from projections.books.load import ZERO, exactly, weight
from projections.books.timeline import Timeline
from projections.calendar import DAY
from projections.folds.decision import Decision
from projections.folds.organisation import grants_of
from projections.folds.plan import Item, Plan
from projections.measures.measures import Initiative, KeyResult, Loaded, Measures, Ranked, Shifted, Waived
from projections.measures.rhythm import slots_of
from projections.measures.trend import trend
from projections.rules import activity_key_result


def measure(
    books: Books, timeline: Timeline, decisions: Mapping[str, Decision], findings: Iterable[Finding]
) -> Measures:
    """The figures of a plan at a timeline's instant; `findings` are those of its books, which say who asked."""
    slots = slots_of(books, timeline.as_of)
    promised = books.locked_items if books.locked else tuple(_open(books.plan))
    weights = {item.id: weight(item, books.policy.default_points) for item in promised}
    return Measures(
        plan=books.subject,
        locked_at=books.lock.moment if books.lock else None,
        lock_assumed=books.lock is not None and books.lock.event is None,
        weight=number(sum(weights.values(), ZERO)),
        linked=number(sum((weights[item.id] for item in promised if _serves(books.plan, item)), ZERO)),
        capacity=number(books.capacity),
        sponsors=_sponsors(books, timeline.as_of),
        slots=slots,
        due=sum(slot.due for slot in slots),
        in_time=sum(slot.in_time for slot in slots),
        key_results=tuple(_key_results(books)),
        unlinked=tuple(_unlinked(books)),
        shifts=tuple(_shifted(books, findings)),
        premature=tuple(_premature(books, timeline.as_of, decisions)),
        rejected=_rejected(books, timeline),
        waivers=tuple(_waived(books, timeline.as_of)),
        ranks=tuple(_ranks(books)),
        loads=tuple(Loaded(at=at, load=number(load), capacity=number(on)) for at, load, on in books.loads),
        objectives={item.id: item.title for item in books.plan.items.values() if item.kind == "objective"},
    )


def _open(plan: Plan) -> Iterator[Item]:
    return (item for item in plan.items.values() if item.status == "open")


def _objective(plan: Plan, item: Item | None) -> Item | None:
    """The objective that an item is, or stands below."""
    while item is not None and item.kind != "objective":
        item = plan.items.get(item.parent or "")
    return item


def _serves(plan: Plan, item: Item) -> bool:
    objective = _objective(plan, item)
    return objective is not None and bool(objective.outcome or objective.supports)


def _sponsors(books: Books, as_of: dt.datetime) -> tuple[str, ...]:
    """Those who hold the role for the unit, or did when the cycle was closed, or sponsor an item of the plan."""
    people = sorted({grant.person for grant in books.organisation.grants if grant.role == "sponsor"})
    held = [
        person
        for person in people
        for grant in grants_of(books.organisation, person, books.cycle_id, min(as_of, close_of(books) or as_of))
        if grant.role == "sponsor" and grant.unit in (None, books.unit)
    ]
    return tuple(dict.fromkeys([*held, *(item.sponsor for item in books.plan.items.values() if item.sponsor)]))


def _key_results(books: Books) -> Iterator[KeyResult]:
    items = books.plan.items.values()
    titles = [item.title for item in items if item.kind == "initiative" and item.status == "open"]
    locked = {item.id for item in books.locked_items}
    waived = {getattr(event.data, "subject", "") for event in books.waivers if _rule(event.data) == WORDING}
    for item in items:
        if item.kind != "key_result":
            continue
        reference, of = books.references.get(item.id), books.check_ins.get(item.id)
        value, start = exactly(books.value(item.id)), exactly(item.start) or ZERO
        original = reference.target if reference else exactly(item.target)
        yield KeyResult(
            id=item.id,
            title=item.title,
            committed_by=item.committed_by,
            status=item.status,
            weight=number(weight(item, books.policy.default_points)),
            outcome=bool(waived & {books.subject, f"{books.subject}/{item.id}"})
            or activity_key_result.score(item, titles).points < books.policy_at_start.activity_key_result_score,
            metric=item.metric,
            measured_in=item.measured_in,
            direction=item.direction,
            start=item.start,
            original=None if original is None else float(original),
            target=item.target,
            value=books.value(item.id),
            guardrail=item.guardrail,
            carried_from=item.carried_from,
            locked=item.id in locked,
            taken_up=books.open_since.get(item.id),
            trend=trend(books, item) if item.id in locked else None,
            initial_confidence=item.initial_confidence,
            confidence=of.confidence if of and of.confidence is not None else item.initial_confidence,
            grade=item.grade,
            grade_original=_grade(value, start, original),
            grade_current=_grade(value, start, exactly(item.target)),
            first_check_in=min((books.calendar.day(entry.at) for entry in of.entries), default=None) if of else None,
        )


WORDING = activity_key_result.RULE.name


def _rule(fact: object) -> str | None:
    return fact.rule if isinstance(fact, WaiverGranted) else None


def _grade(value: Decimal | None, start: Decimal, target: Decimal | None) -> float | None:
    reached = None if target is None else grade(value, start, target)
    return None if reached is None else number(reached)


def _unlinked(books: Books) -> Iterator[Initiative]:
    for item in _open(books.plan):
        if item.kind == "initiative" and item.parent is None and not item.business_as_usual:
            points = number(weight(item, books.policy.default_points))
            yield Initiative(id=item.id, title=item.title, committed_by=item.committed_by, weight=points)


def _shifted(books: Books, findings: Iterable[Finding]) -> Iterator[Shifted]:
    for finding in findings:
        if finding.finding != "shift" or finding.verdict == "reversed" or "reversed_late" in (finding.flags or ()):
            continue
        item = books.plan.items.get(finding.item or "")
        objective = _objective(books.plan, item)
        yield Shifted(
            id=finding.id,
            at=books.shifts[finding.id].t0,
            verdict=finding.verdict or "",
            item=finding.item,
            objective=objective.id if objective else None,
            uncovered=finding.uncovered or 0.0,
            by_sponsor=finding.asked_by is not None and "sponsor" in finding.asked_by.roles,
            authorised=bool(finding.authorised),
        )


def _premature(books: Books, as_of: dt.datetime, decisions: Mapping[str, Decision]) -> Iterator[str]:
    """The changes after the lock that were in force too long before their decision, or still wait for it."""
    allowed = books.policy_at_start.sponsor_bypass_days_before * DAY
    for step in books.steps:
        if step.event.decision is not None and step.event.subject == books.subject:
            decided = decisions.get(step.event.decision)
            at = decided.at if decided and decided.at else as_of
            if step.event.effective + allowed < at:
                yield step.event.id


def _rejected(books: Books, timeline: Timeline) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for event in timeline.streams.get(books.subject, ()):
        if isinstance(event.data, TradeOffRejected):
            found[event.data.item] = (*found.get(event.data.item, ()), event.id)
    return found


def _waived(books: Books, as_of: dt.datetime) -> Iterator[Waived]:
    for event in books.waivers:
        fact = event.data
        assert isinstance(fact, WaiverGranted)
        if fact.expires is None or as_of <= books.calendar.moment(fact.expires):
            yield Waived(id=event.id, rule=fact.rule, subject=fact.subject)


def _ranks(books: Books) -> Iterator[Ranked]:
    if not books.locked or books.lock is None:
        return
    order = books.steps[0].before.order if books.steps else books.plan.order
    yield Ranked(at=books.lock.moment, order=order)
    for step in books.steps:
        if step.after.order != order:
            order = step.after.order
            yield Ranked(at=step.event.noted, order=order)
