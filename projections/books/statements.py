"""What the books say, finding by finding; who asked is told by `judgement`, which reads these."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from decimal import Decimal

from msgspec.structs import replace

from events.catalogue import Event
from projections.books import classes, goalposts, overloads, patterns, sentences, silence
from projections.books.accounts import Link, Shift
from projections.books.findings import Finding, number, used
from projections.books.ledger import Books, close_of
from projections.books.load import ZERO
from projections.books.timeline import Timeline, place
from projections.books.verdicts import Verdict

Found = tuple[Finding, Event]


def of_shifts(books: Books, timeline: Timeline, judged: list[Verdict], served: overloads.Served) -> Iterator[Found]:
    """Every shift with its verdict."""
    close = close_of(books)
    closed = close is not None and timeline.as_of > close
    room = overloads.cap(books) - sum((amount for amount, _ in served.values()), ZERO)
    for verdict in judged:
        shift, item = verdict.shift, classes.item_of(verdict.shift.event)
        days = _days_in_force(books, verdict)
        brought = {"traded": verdict.traded, "change_budget": verdict.budget, "overload": verdict.overload}
        finding = Finding(
            id=shift.event.id,
            finding="shift",
            plan=books.subject,
            kind=shift.kind,
            verdict=verdict.verdict,
            item=item,
            demand=number(shift.demand),
            covered=number(verdict.covered),
            uncovered=number(verdict.uncovered),
            covered_by={name: number(amount) for name, amount in brought.items() if amount},
            due=shift.due,
            flags=verdict.flags,
            days_in_force=days,
            evidence=_evidence(books, verdict),
            policy=used(books.policy, "shift"),
            says=sentences.of_shift(books, verdict, item, days),
            clears=sentences.clearing(verdict, closed=closed, room=room),
        )
        yield finding, shift.event


def _days_in_force(books: Books, verdict: Verdict) -> int | None:
    shift = verdict.shift
    if shift.undone_at is None or "reversed_late" not in shift.flags:
        return None
    return (books.calendar.day(shift.undone_at) - books.calendar.day(shift.t0)).days


def _evidence(books: Books, verdict: Verdict) -> tuple[str, ...]:
    shift = verdict.shift
    links = [link.event.id for link in shift.links]
    credits = [link.credit.event.id for link in shift.links if link.credit]
    accepted = [overload.event.id for overload in books.overloads if overload.shift is shift]
    return tuple(dict.fromkeys([shift.event.id, *links, *credits, *shift.undone_by, *accepted]))


def of_links(books: Books, served: overloads.Served, others: Collection[Books]) -> Iterator[Found]:
    """What is wrong with a link, a draw on the change budget or an accepted overload."""
    foreign = {name: credit.event for other in others for name, credit in other.credits.items()}
    others_shifts = {name: shift for other in others for name, shift in other.shifts.items()}
    for link in books.links:
        finding, elsewhere = link.finding, foreign.get(link.cited or "")
        if link.shift is None and _noted_before(others_shifts.get(link.names or ""), link):
            # One plan's books cannot pay for another's shift, whatever they name for it.
            finding = "pool_mismatch"
        if finding == "empty_credit" and elsewhere is not None and place(elsewhere) < place(link.event):
            finding = "pool_mismatch"
        if finding:
            cited = (link.cited,) if link.cited else ()
            item = _asked_for(link.shift)
            yield _simple(books, link.event, finding, item=item, covered=link.served, evidence=(link.event.id, *cited))
    for overload in books.overloads:
        amount, finding = served[overload.event.id]
        if finding:
            yield _simple(books, overload.event, finding, item=_asked_for(overload.shift), covered=amount)


def _noted_before(shift: Shift | None, link: Link) -> bool:
    return shift is not None and place(shift.event) < place(link.event)


def _asked_for(shift: Shift | None) -> str | None:
    return None if shift is None else classes.item_of(shift.event)


def of_patterns(books: Books, timeline: Timeline, judged: list[Verdict], pairs: list[patterns.Pair]) -> Iterator[Found]:
    """What several shifts show together, and what was probably given up for one though nobody said so."""
    for split in patterns.splits(books, timeline, judged):
        says = f"{len(split)} shifts, each too small to count, reach the minimum together."
        yield _together(books, "split_shift", "+".join(verdict.shift.event.id for verdict in split), split, says)
    if eroding := patterns.eroded(books, judged):
        says = "The remainders that the traded shifts left uncovered add up."
        yield _together(books, "eroded", books.subject, eroding, says)
    for pair in pairs:
        shift = pair.verdict.shift.event
        credits = tuple(credit.event.id for credit, _ in pair.brought)
        covered = sum((points for _, points in pair.brought), ZERO)
        item, evidence = classes.item_of(shift), (shift.id, *credits)
        yield _simple(books, shift, "implied_trade", item=item, covered=covered, evidence=evidence)


def _together(books: Books, name: str, id_: str, judged: list[Verdict], says: str) -> Found:
    demand = sum((verdict.shift.demand for verdict in judged), ZERO)
    uncovered = sum((verdict.uncovered for verdict in judged), ZERO)
    finding = Finding(
        id=id_,
        finding=name,
        plan=books.subject,
        demand=number(demand),
        covered=number(demand - uncovered),
        uncovered=number(uncovered),
        evidence=tuple(verdict.shift.event.id for verdict in judged),
        policy=used(books.policy, name),
        says=says,
        clears="Record what is given up for them together.",
    )
    return finding, judged[-1].shift.event


def of_marks(books: Books) -> Iterator[Found]:
    """What single events lack: a displaced item, a reason, an approver, a weight; and a lock that came late."""
    for mark in classes.marks(books):
        yield _simple(books, mark.event, mark.finding, item=mark.item)
    if books.lock and books.lock.late:
        yield _simple(books, books.lock.late, "late_lock")


def of_targets(books: Books) -> Iterator[Found]:
    """The moved goalposts, each with the grade against the promised and the new target."""
    for goalpost in goalposts.moved(books):
        finding, event = _simple(books, goalpost.event, "moved_goalpost", item=goalpost.item)
        grades = [None if g is None else number(g) for g in (goalpost.grade_original, goalpost.grade_current)]
        says = f"The target of {sentences.named(books, goalpost.item)} was brought nearer {' and '.join(goalpost.why)}."
        yield replace(finding, grade_original=grades[0], grade_current=grades[1], says=says), event


def of_silence(books: Books, timeline: Timeline) -> Iterator[Found]:
    """The key results that nobody speaks of any more."""
    for silent in silence.silent(books, timeline.as_of):
        finding, event = _simple(books, books.commitments[silent.item.id].event, "silent_drop", item=silent.item.id)
        says = f"{sentences.named(books, silent.item.id)} had no check-in in {len(silent.slots)} slots in a row"
        yield replace(finding, says=sentences.sentence(f"{says}, since {silent.slots[0]}.")), event


def _simple(
    books: Books,
    event: Event,
    name: str,
    *,
    item: str | None = None,
    covered: Decimal | None = None,
    evidence: tuple[str, ...] = (),
) -> Found:
    finding = Finding(
        id=event.id,
        finding=name,
        plan=books.subject,
        item=item,
        covered=None if covered is None else number(covered),
        evidence=evidence or (event.id,),
        policy=used(books.policy, name),
        says=sentences.sentence(sentences.SAYS.get(name, "").format(item=sentences.named(books, item))),
        clears=sentences.WAYS_OUT.get(name, ""),
    )
    return finding, event
