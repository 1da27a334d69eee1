"""What the rules find in a plan: each breach as a finding, waived where somebody has waived the rule for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from events.catalogue import Event
from events.facts.plan import WaiverGranted
from projections.books.findings import Finding
from projections.books.ledger import Books
from projections.books.timeline import Timeline
from projections.folds.decision import Decision
from projections.rules.registry import registered
from projections.rules.rule import Breach, Matter, Rule, TooFew


class Suppressed(Struct, frozen=True, kw_only=True):
    """A rule that says nothing of a plan, or of a cycle, because there is too little: `n` of what it counts, fewer than
    `min_n`. `plan` is the subject, as in a finding."""

    rule: str
    plan: str
    n: int
    min_n: int


def of_rules(
    books: Books, timeline: Timeline, decisions: Mapping[str, Decision]
) -> tuple[list[tuple[Finding, Event | None]], tuple[Suppressed, ...]]:
    """The findings of the rules that the policy wants, and what was suppressed. A finding about an item comes with the
    event by which it was committed, one about the whole plan with none."""
    matter = Matter(books, timeline, decisions)
    findings: list[tuple[Finding, Event | None]] = []
    suppressed: list[Suppressed] = []
    rules = [rule for rule in registered() if rule.scope == "plan" and rule.switched_on(matter.policy)]
    for rule in rules if books.commitments else ():
        for found in rule.judge(matter):
            if isinstance(found, TooFew):
                suppressed.append(Suppressed(rule=rule.name, plan=books.subject, n=found.n, min_n=matter.policy.min_n))
            else:
                findings.append(_finding(matter, rule, found))
    return findings, tuple(suppressed)


def _finding(matter: Matter, rule: Rule, breach: Breach) -> tuple[Finding, Event | None]:
    books = matter.books
    about = books.commitments[breach.item].event if breach.item else None
    waiver = next((each for each in _waivers(matter, rule.name) if _covers(each, books, breach.item)), None)
    finding = Finding(
        id=about.id if about else books.subject,
        finding=rule.name,
        plan=books.subject,
        item=breach.item,
        flags=("waived",) if waiver else (),
        evidence=(*breach.evidence, *((waiver.id,) if waiver else ())),
        policy=rule.values(matter.policy) or None,
        says=breach.says,
        clears=breach.clears,
    )
    return finding, about


def _waivers(matter: Matter, rule: str) -> Iterator[Event]:
    """The waivers of a rule that have not expired."""
    calendar = matter.books.calendar
    for event in matter.books.waivers:
        fact = event.data
        assert isinstance(fact, WaiverGranted)
        if fact.rule == rule and (fact.expires is None or matter.as_of <= calendar.moment(fact.expires)):
            yield event


def _covers(waiver: Event, books: Books, item: str | None) -> bool:
    """Whether a waiver's subject is the plan, or the item."""
    fact = waiver.data
    assert isinstance(fact, WaiverGranted)
    return fact.subject in (books.subject, f"{books.subject}/{item}")
