"""The judgement of a plan: its findings, its figures, and until when time alone leaves them as they are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from msgspec import Struct
from msgspec.structs import replace

from events.catalogue import Event
from projections.books import links, overloads, patterns, silence, statements, verdicts
from projections.books.figures import Figures, count
from projections.books.findings import Asked, Finding
from projections.books.journal import keep
from projections.books.ledger import Books, Step, close_of
from projections.books.rulings import Suppressed, of_rules
from projections.books.timeline import Timeline, place
from projections.books.verdicts import Verdict
from projections.calendar import DAY, TICK
from projections.folds import decision, organisation
from projections.folds.decision import Decision
from projections.folds.organisation import Organisation, grants_of, roles_of
from projections.measures.measures import Measures
from projections.measures.row import Row
from projections.measures.taking import measure
from projections.policy import Policy


class Judgement(Struct, frozen=True, kw_only=True):
    """What the books of a plan say, and the rules. `until`: the next instant at which time alone changes that, or None.

    `suppressed` names the rules that have too little to say anything. `measures` is None where only the findings were
    asked for.
    """

    plan: str
    findings: tuple[Finding, ...]
    figures: Figures
    until: dt.datetime | None
    suppressed: tuple[Suppressed, ...] = ()
    measures: Measures | None = None

    @property
    def row(self) -> Row:
        """What is read of the plan when many are looked at together."""
        assert self.measures is not None
        return Row(figures=self.figures, measures=self.measures, found=_found(self.findings))


def judge_cycle(timeline: Timeline, cycle: str, given: Policy | None = None) -> list[Judgement]:
    """The judgement of every plan of a cycle."""
    kept = {subject: keep(timeline, cycle, subject, given) for subject in timeline.plans(cycle)}
    decisions, plans = decided(timeline), list(kept.values())
    return [judge_plan(books, timeline, decisions, _cited(books, timeline, kept, given)) for books in plans]


def _cited(books: Books, timeline: Timeline, kept: dict[str, Books], given: Policy | None) -> list[Books]:
    """The books, kept when needed, of the other plans, of any cycle, whose events a plan's links cite."""
    ids = links.elsewhere(books)
    names = {timeline.plan_of[id_] for id_ in ids if id_ in timeline.plan_of} - {books.subject}
    for name in sorted(names - kept.keys()):
        kept[name] = keep(timeline, name.split("/")[1], name, given)
    return [kept[name] for name in sorted(names)]


def judge_plan(
    books: Books, timeline: Timeline, decisions: dict[str, Decision], others: Collection[Books] = ()
) -> Judgement:
    """The judgement of one plan. `others` are the books of the plans whose events its links cite."""
    served = overloads.serve(books, timeline.as_of)
    judged = verdicts.judge(books, timeline, served)
    pairs = patterns.likely_pairs(books, judged)
    steps = {step.event.id: step for step in (*books.commitments.values(), *books.steps)}
    ruled, suppressed = of_rules(books, timeline, decisions)
    found = (
        *statements.of_shifts(books, timeline, judged, served),
        *statements.of_links(books, served, others),
        *statements.of_patterns(books, timeline, judged, pairs),
        *statements.of_marks(books),
        *statements.of_targets(books),
        *statements.of_silence(books, timeline),
        *ruled,
    )
    findings = tuple(
        _told(books, timeline, steps[event.id] if event else None, decisions, finding) for finding, event in found
    )
    return Judgement(
        plan=books.subject,
        findings=findings,
        figures=count(books, judged, pairs, served),
        until=_until(books, timeline, judged),
        suppressed=suppressed,
        measures=measure(books, timeline, decisions, findings),
    )


def _found(findings: tuple[Finding, ...]) -> dict[str, tuple[str, ...]]:
    """The ids of the findings by kind, without what is waived or was undone."""
    found: dict[str, tuple[str, ...]] = {}
    for finding in findings:
        if {"waived", "reversed_late"}.isdisjoint(finding.flags or ()):
            kind = f"shift.{finding.verdict}" if finding.finding == "shift" else finding.finding
            found[kind] = (*found.get(kind, ()), finding.id)
    return found


def decided(timeline: Timeline) -> dict[str, Decision]:
    """The decisions seen, by id."""
    states: dict[str, Decision] = {}
    for event in timeline.of("decision/"):
        name = event.subject.removeprefix("decision/")
        states[name] = decision.evolve(states.get(name, Decision()), event)
    return states


def _told(
    books: Books, timeline: Timeline, step: Step | None, decisions: dict[str, Decision], finding: Finding
) -> Finding:
    """The finding with who asked, when, and whether a decision authorised it before it took effect. Nobody asked for
    what is found of a whole plan."""
    flags = finding.flags or ()
    if books.lock and books.lock.event is None and "assumed_baseline" not in flags:
        flags = ("assumed_baseline", *flags)
    if step is None:
        return replace(finding, flags=flags)
    event = step.event
    authorised = event.decision and decision.authorises(decisions.get(event.decision), event.effective)
    return replace(
        finding,
        flags=flags,
        at=event.effective,
        noted=event.noted,
        asked_by=_asked(books, timeline, step, event),
        decision=event.decision,
        authorised=bool(authorised),
        reason=getattr(event.data, "reason", None),
    )


def _asked(books: Books, timeline: Timeline, step: Step, event: Event) -> Asked:
    """The roles that the requester held when it was noted: what was given or taken later changes nothing."""
    roles = roles_of(step.organisation, event.requester, books.cycle_id, books.unit, event.effective)
    items = step.after.items.values()
    roles += ("sponsor",) if any(item.sponsor == event.requester for item in items) else ()
    roles += ("owner",) if any(item.owner == event.requester for item in items) else ()
    if roles:
        return Asked(roles=tuple(dict.fromkeys(roles)), unit=books.unit)
    # Where somebody of another unit asked, that is told, rather than that nobody here did.
    state = Organisation(policy=step.organisation.policy)
    for granting in timeline.roles(event.requester):
        state = organisation.evolve(state, granting) if place(granting) < place(event) else state
    held = grants_of(state, event.requester, books.cycle_id, event.effective)
    unit = next((grant.unit for grant in held if grant.unit), books.unit)
    return Asked(roles=tuple(dict.fromkeys(grant.role for grant in held if grant.unit == unit)), unit=unit)


def _until(books: Books, timeline: Timeline, judged: list[Verdict]) -> dt.datetime | None:
    """The next instant after `as_of` at which a grace, an overload, a slot, the cycle or the wait for a lock ends."""
    calendar = books.calendar
    moments = [verdict.shift.grace_end for verdict in judged]
    moments += [calendar.moment(e) for o in books.overloads if (e := getattr(o.event.data, "expires", None))]
    moments += [calendar.moment(e) for w in books.waivers if (e := getattr(w.data, "expires", None))]
    moments += [calendar.end_of(slot) for slot in silence.slots(books)]
    waits = books.policy_at_start.sponsor_bypass_days_before * DAY
    moments += [step.event.effective + waits for step in books.steps if step.event.decision]
    grace = dt.timedelta(days=books.policy_at_start.check_ins_lapsed_grace_days)
    moments += [calendar.end_of(slot + grace) for slot in silence.slots(books)]
    moments += [moment for moment in (close_of(books),) if moment is not None]
    if books.lock is None and books.assumed is not None:
        moments.append(books.assumed - TICK)
    return min((moment + TICK for moment in moments if moment >= timeline.as_of), default=None)
