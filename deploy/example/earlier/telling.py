"""The events of an earlier cycle, as they follow from its rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from deploy.example.earlier.rows import Aim, Late, Quarter, Share
from deploy.example.pen import written
from events.catalogue import Event
from events.facts import check_in as spoken
from events.facts import cycle as cycles
from events.facts import plan as facts
from events.terms import Fact, Points, When

DAY = dt.timedelta(days=1)
LEAD = "owl"
EVERY_DAYS = 14


def told(quarter: Quarter) -> Iterator[Event]:
    """All events of a cycle."""
    yield from _cycle(quarter)
    for share in quarter.shares:
        yield from _plan(quarter, share)


def at(quarter: Quarter, week: int, hour: int = 9, minute: int = 0) -> dt.datetime:
    """An hour of the Tuesday of a week of the cycle; week 0 is the one before it starts."""
    day = quarter.start + DAY * (7 * (week - 1) + (1 - quarter.start.weekday()) % 7)
    return dt.datetime.combine(day, dt.time(hour, minute), dt.UTC)


def _cycle(quarter: Quarter) -> Iterator[Event]:
    def write(name: str, noted: dt.datetime, fact: Fact) -> Event:
        return written(f"cycle/{quarter.id}", f"{quarter.id}-{name}", noted, LEAD, fact)

    opened = cycles.CycleOpened(
        name=quarter.name, start=quarter.start, end=quarter.end, kind=quarter.kind, check_in_every_days=EVERY_DAYS
    )
    yield write("opened", at(quarter, -1), opened)
    for number in range(1, quarter.reviews + 1):
        yield from _review(quarter, number)
    yield write("closed", dt.datetime.combine(quarter.end + DAY * 7, dt.time(12), dt.UTC), cycles.CycleClosed())


def _review(quarter: Quarter, number: int) -> Iterator[Event]:
    """A review, one of those spread evenly over the cycle, and what became of it."""
    name = f"review-{number}"
    kind: cycles.ReviewKind = "priorities" if quarter.priorities and number == 3 else "check_in"
    weeks = ((quarter.end - quarter.start).days + 1) // 7
    when = at(quarter, weeks * number // quarter.reviews)
    required = tuple(dict.fromkeys([*(share.team.sponsor for share in quarter.shares), LEAD]))

    def write(what: str, noted: dt.datetime, fact: Fact) -> Event:
        return written(f"cycle/{quarter.id}", f"{quarter.id}-{name}-{what}", noted, LEAD, fact)

    scheduled = cycles.ReviewScheduled(review=name, kind=kind, at=_when(when), required=required)
    yield write("scheduled", at(quarter, -1, 10, number), scheduled)
    if number in quarter.missed:
        yield write("missed", when + DAY * 6, cycles.ReviewMissed(review=name))
    elif number in quarter.cancelled:
        reason = "Half of the company is in bed with the flu"
        yield write("cancelled", when - DAY, cycles.ReviewCancelled(review=name, reason=reason))
    else:
        teams = [share.team for share in quarter.shares] if number in quarter.sent else []
        away = {team.sponsor: team.champion for team in teams}
        came = tuple(person for person in required if person not in away)
        held = cycles.ReviewHeld(review=name, at=_when(when), attendees=came, delegates=away)
        yield write("held", when + dt.timedelta(hours=1), held)


def _plan(quarter: Quarter, share: Share) -> Iterator[Event]:
    stem, minutes = f"{share.team.unit}-{quarter.id}", iter(range(60))

    def write(name: str, noted: dt.datetime, fact: Fact) -> Event:
        return written(f"plan/{quarter.id}/{share.team.unit}", f"{stem}-{name}", noted, share.team.champion, fact)

    def planned(name: str, fact: Fact) -> Event:
        return write(name, at(quarter, 0, 9, next(minutes)), fact)

    yield planned("capacity", facts.CapacityDeclared(points=Points(share.capacity)))
    aim = facts.ObjectiveCommitted(
        objective=f"{stem}-o", title=share.objective, sponsor=share.team.sponsor, outcome=share.outcome
    )
    yield planned("o", aim)
    for each in share.aims:
        yield planned(each.key, _committed(stem, each, share))
        if each.carried:
            source = f"{each.carried}/{share.team.unit}/{share.team.unit}-{each.carried}-{each.key}"
            over = facts.KeyResultCarriedOver(key_result=f"{stem}-{each.key}", from_=source)
            yield planned(f"{each.key}-carried", over)
    for number, initiative in enumerate(share.initiatives):
        yield planned(f"initiative-{number}", initiative)
    if share.lock:
        yield planned("locked", facts.BaselineLocked(approved_by=share.team.sponsor))
    for late in share.late:
        yield from _came_late(quarter, share, late)
    for number, (week, fact) in enumerate(share.story):
        yield write(f"story-{number}", at(quarter, week, 11, number), fact)
    dropped = {late.dropped for late in share.late}
    rows = [(each, 1) for each in share.aims] + [(late.aim, late.week) for late in share.late]
    for place, (each, since) in enumerate(rows):
        yield from _spoken(quarter, share, each, since, place)
        grade = None if each.key in dropped else _grade(each)
        if grade is not None:
            graded = facts.KeyResultGraded(key_result=f"{stem}-{each.key}", grade=grade)
            day = dt.datetime.combine(quarter.end + DAY * 2, dt.time(9, place), dt.UTC)
            yield write(f"{each.key}-graded", day, graded)


def _grade(aim: Aim) -> float | None:
    """The share of the way that it had gone by its last reading; None where there is no way to go."""
    last = next((reading for reading in reversed(aim.readings) if reading is not None), None)
    if aim.start is None or aim.target is None or aim.start == aim.target or last is None:
        return None
    return round(min(max((last - aim.start) / (aim.target - aim.start), 0.0), 1.0), 2)


def _committed(stem: str, aim: Aim, share: Share) -> facts.KeyResultCommitted:
    return facts.KeyResultCommitted(
        key_result=f"{stem}-{aim.key}",
        objective=f"{stem}-o",
        title=aim.title,
        measured_in=aim.measured_in,
        start=aim.start,
        target=aim.target,
        points=Points(aim.points),
        kind=aim.kind,
        owner=share.team.champion,
        initial_confidence=aim.sure[0] if aim.sure else None,
    )


def _came_late(quarter: Quarter, share: Share, late: Late) -> Iterator[Event]:
    """It was added, asked for by the sponsor; where something was dropped for it, that is linked to it."""
    stem, subject = f"{share.team.unit}-{quarter.id}", f"plan/{quarter.id}/{share.team.unit}"
    added = f"{stem}-{late.aim.key}"
    fact = _committed(stem, late.aim, share)
    team, noted = share.team, at(quarter, late.week)
    yield written(subject, added, noted, team.champion, fact, asked_by=team.sponsor, decision=late.decision)
    if late.dropped:
        drop = facts.CommitmentDropped(item=f"{stem}-{late.dropped}", reason="The same people work on both")
        link = facts.TradeOffRecorded(trade_off=f"{added}-paid", shift=added, credit=f"{added}-dropped")
        yield written(subject, f"{added}-dropped", at(quarter, late.week, 10), team.champion, drop)
        yield written(subject, f"{added}-paid", at(quarter, late.week, 10, 5), team.champion, link)


def _spoken(quarter: Quarter, share: Share, aim: Aim, since: int, place: int) -> Iterator[Event]:
    """A check-in for each fortnight that has a reading, on the day that it is due."""
    item = f"{share.team.unit}-{quarter.id}-{aim.key}"
    dropped = next((late.week for late in share.late if late.dropped == aim.key), 99)
    for number, reading in enumerate(aim.readings, 1):
        day = quarter.start + DAY * (EVERY_DAYS * number)
        if reading is None or not since < 2 * number + 1 <= dropped or day > quarter.end:
            continue
        sure = None
        if aim.sure and not aim.bare:
            first, last = aim.sure
            sure = round(first + (last - first) * number / len(aim.readings), 2)
        steps = share.team.next_steps
        fact = spoken.CheckInRecorded(
            value=None if aim.target is None else reading,
            confidence=sure,
            next_step=None if aim.bare else steps[(number + place) % len(steps)],
            slot=day,
        )
        noted = dt.datetime.combine(day, dt.time(7, place), dt.UTC)
        subject = f"check-ins/{quarter.id}/{share.team.unit}/{item}"
        yield written(subject, f"{item}-{number}", noted, share.team.champion, fact)


def _when(moment: dt.datetime) -> When:
    return When(f"{moment:%Y-%m-%dT%H:%M:%SZ}")
