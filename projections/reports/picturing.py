"""What the pictures show, drawn from the measures of the plans: no more than a page can hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from projections.books.figures import Figures
from projections.books.findings import number
from projections.calendar import Calendar
from projections.measures.measures import KeyResult, Measures
from projections.reports.pictures.figures import CheckedIn, Confidence, Load, Paid, Pictures, Rank, Target

UNITS = 4  # whose ranks are drawn
OBJECTIVES = 8  # of each of them
BARS = 12  # units beside each other
ROWS = 30  # of the heat map
LINES = 6  # of confidence
TARGETS = 20

Judged = Sequence[tuple[Measures, Figures]]


def pictures(plans: Judged, calendar: Calendar, until: dt.date) -> Pictures:
    """What the pictures of these plans, by unit, show until a day; those that were never locked are left out."""
    locked = [(measures, figures) for measures, figures in plans if measures.locked_at is not None]
    ranked = sorted((m for m, _ in locked if len(m.ranks) > 1), key=lambda m: (-len(m.ranks), m.unit))
    paid = sorted((each for each in locked if each[1].demand), key=lambda each: (-each[1].demand, each[0].unit))
    checked = sorted((m for m, _ in locked if m.due), key=lambda m: (m.in_time / m.due, m.unit))
    spoken = sorted((m for m, _ in locked if _last(m) is not None), key=lambda m: (_last(m) or 0.0, m.unit))
    moved = sorted(_targets(locked), key=lambda target: (-abs(target.way_current - 1), target.unit, target.item))
    beyond = {
        "ranks": len(ranked) - UNITS,
        "paid": len(paid) - BARS,
        "check_ins": len(checked) - ROWS,
        "confidences": len(spoken) - LINES,
        "targets": len(moved) - TARGETS,
    }
    return Pictures(
        ranks=tuple(rank for measures in ranked[:UNITS] for rank in _ranks(measures, calendar, until)),
        loads=tuple(_loads(locked, calendar, until)),
        paid=tuple(part for measures, figures in paid[:BARS] for part in _paid(measures, figures)),
        check_ins=tuple(
            CheckedIn(unit=measures.unit, day=slot.day, due=slot.due, in_time=slot.in_time)
            for measures in sorted(checked[:ROWS], key=lambda m: m.unit)
            for slot in measures.slots
        ),
        confidences=tuple(each for m in sorted(spoken[:LINES], key=lambda m: m.unit) for each in _confidences(m)),
        targets=tuple(moved[:TARGETS]),
        left_out={name: count for name, count in beyond.items() if count > 0},
    )


def _last(measures: Measures) -> float | None:
    return next((slot.confidence for slot in reversed(measures.slots) if slot.confidence is not None), None)


def _ranks(measures: Measures, calendar: Calendar, until: dt.date) -> Iterator[Rank]:
    """The ranks of a plan's objectives at the end of each day on which they changed, and what shifted on that day."""
    orders = {calendar.day(ranked.at): ranked.order for ranked in measures.ranks}
    shifts = {(calendar.day(shift.at), shift.objective): shift.verdict for shift in measures.shifts if shift.objective}
    first, last = min(orders), max(until, *orders)
    days = sorted({*orders, last, *(day for day, _ in shifts if first <= day <= last)})
    objectives = list(dict.fromkeys(objective for order in orders.values() for objective in order))[:OBJECTIVES]
    order: tuple[str, ...] = ()
    listed: set[str] = set()
    for day in days:
        order = orders.get(day, order)
        for objective in objectives:
            rank = order.index(objective) + 1 if objective in order else None
            if rank is None and objective not in listed:
                continue
            (listed.add if rank is not None else listed.discard)(objective)
            yield Rank(
                unit=measures.unit,
                objective=objective,
                title=measures.objectives.get(objective, objective),
                day=day,
                rank=rank,
                verdict=shifts.get((day, objective)),
            )


def _loads(locked: Judged, calendar: Calendar, until: dt.date) -> Iterator[Load]:
    """Load and capacity of all plans at the end of each day on which one of them changed. What was promised at a lock
    counts from the first of the locks on: else the plans that are locked later would seem to be added."""
    first = min((calendar.day(loaded.at) for measures, _ in locked for loaded in measures.loads), default=until)
    steps: dict[dt.date, list[float]] = {}
    for measures, _ in locked:
        load = capacity = 0.0
        for nth, loaded in enumerate(measures.loads):
            change = steps.setdefault(calendar.day(loaded.at) if nth else first, [0.0, 0.0])
            change[0] += loaded.load - load
            change[1] += loaded.capacity - capacity
            load, capacity = loaded.load, loaded.capacity
    baseline = round(sum(number(figures.base) for _, figures in locked), 4)
    load = capacity = 0.0
    for day in sorted({*steps, *([max(until, *steps)] if steps else [])}):
        change = steps.get(day, [0.0, 0.0])
        load, capacity = round(load + change[0], 4), round(capacity + change[1], 4)
        yield Load(day=day, load=load, capacity=capacity, baseline=baseline)


def _paid(measures: Measures, figures: Figures) -> Iterator[Paid]:
    for by in ("traded", "late", "change_budget", "overload", "uncovered"):
        if points := number(getattr(figures, by)):
            yield Paid(unit=measures.unit, by=by, points=points)


def _confidences(measures: Measures) -> Iterator[Confidence]:
    said = [slot for slot in measures.slots if slot.confidence is not None]
    given = [item.grade for item in measures.key_results if item.status == "open" and item.grade is not None]
    grade = round(sum(given) / len(given), 4) if given else None
    for slot in said:
        last = slot is said[-1]
        yield Confidence(
            unit=measures.unit, day=slot.day, confidence=slot.confidence or 0.0, grade=grade if last else None
        )


def _targets(locked: Judged) -> Iterator[Target]:
    for measures, _ in locked:
        for item in measures.key_results:
            if item.status == "open" and item.original is not None and item.target not in (None, item.original):
                yield from _target(measures, item, item.original, item.target or 0.0)


def _target(measures: Measures, item: KeyResult, original: float, current: float) -> Iterator[Target]:
    start = item.start or 0.0
    if way := original - start:
        yield Target(
            unit=measures.unit,
            item=item.id,
            title=item.title,
            original=original,
            current=current,
            value=item.value,
            way_current=round((current - start) / way, 4),
            way_value=None if item.value is None else round((item.value - start) / way, 4),
        )
