"""Two moments of a cycle compared: where each plan begins, what is different since, and the events that did it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from msgspec import Struct

from events.catalogue import Event
from projections.books import lock
from projections.books.timeline import Timeline, place, seen
from projections.changes.around import of_check_ins, of_cycle
from projections.changes.difference import Difference, difference, in_order
from projections.changes.stretch import Early, stretch
from projections.folds.plan import Plan
from projections.standings.differences import Begins, Differences, LeftOut, NoComparison, PlanDifferences, Span
from projections.standings.standing import Standing, Unknown, listed, there


class Beginning(Struct, frozen=True, kw_only=True):
    """Where a comparison begins: a moment, what kind of one, and which events were there by then."""

    moment: dt.datetime
    begins: Begins
    early: Early


def compared(
    events: Iterable[Event], cycle: str, span: Span, position: int, *, unit: str | None = None, item: str | None = None
) -> Differences:
    """The differences of a cycle; with a unit of its plan alone, with an item of the items of that id alone.

    The cycle's own are told where neither is given; from the baseline they begin at the first lock of a plan. Raises
    Unknown where nothing was seen of what is asked for, and NoComparison.
    """
    if span.from_ is not None and span.from_ > span.to:
        raise NoComparison(f"from ({_text(span.from_)}) is after to ({_text(span.to)}); expected a moment up to then")
    timeline = seen(events, span.to, span.known_at)
    there(_known(timeline, position), cycle, when=f" as of {_text(span.to)}")
    if unit and f"plan/{cycle}/{unit}" not in timeline.streams:
        raise Unknown(f"the cycle {cycle} has no plan of {unit} as of {_text(span.to)}")
    units = [unit] if unit else [name.split("/")[2] for name in timeline.plans(cycle)]
    beginnings = {name: _beginning(timeline, cycle, name, span) for name in units}
    left_out = tuple(LeftOut(name, _unlocked(timeline, cycle)) for name, found in beginnings.items() if found is None)
    if unit and left_out:
        raise NoComparison(f"the plan of {unit} {left_out[0].why}; expected a day as from, or a later to")
    known = {name: found for name, found in beginnings.items() if found is not None}
    return Differences(
        cycle=cycle,
        span=span,
        differences=() if unit or item else _of_cycle(timeline, cycle, _first(span, known.values())),
        plans=_of_plans(timeline, cycle, known, item),
        left_out=() if item else left_out,
        position=position,
    )


def _known(timeline: Timeline, position: int) -> Standing:
    """What there is by name: whether a thing is there does not depend on how it stands."""
    return Standing(position=position, judged_position=position, states=timeline.streams)


def _beginning(timeline: Timeline, cycle: str, unit: str, span: Span) -> Beginning | None:
    """Where a plan's comparison begins; None where that is a baseline that it does not have yet."""
    if span.from_ is not None:
        return _on(span.from_)
    found = lock.find(timeline, cycle, f"plan/{cycle}/{unit}")
    if found is None:
        return None
    if found.event is None:
        return Beginning(moment=found.moment, begins="assumed", early=lambda event: event.noted <= found.moment)
    last = next(place(event) for event in timeline.streams[f"plan/{cycle}/{unit}"] if event.id == found.event)
    return Beginning(moment=found.moment, begins="locked", early=lambda event: place(event) <= last)


def _unlocked(timeline: Timeline, cycle: str) -> str:
    """Why a plan has no baseline to begin from."""
    assumed = lock.assumption(timeline, cycle)
    rest = "" if assumed is None else f", and its baseline is assumed only at {_text(assumed.moment)}"
    return f"is not locked as of {_text(timeline.as_of)}{rest}"


def _on(day: dt.datetime) -> Beginning:
    return Beginning(moment=day, begins="day", early=lambda event: event.effective <= day)


def _first(span: Span, beginnings: Iterable[Beginning]) -> Beginning | None:
    """Where the comparison of the cycle itself begins: it has no lock, but the first of its plans' promises it too."""
    if span.from_ is not None:
        return _on(span.from_)
    return min(beginnings, key=lambda beginning: beginning.moment, default=None)


def _of_cycle(timeline: Timeline, cycle: str, beginning: Beginning | None) -> tuple[Difference, ...]:
    subject = f"cycle/{cycle}"
    if beginning is None:
        return ()
    lived = stretch(subject, timeline.streams.get(subject, ()), beginning.early)
    return tuple(lived.done_by(of_cycle(subject, lived.before, lived.after)))


def _of_plans(
    timeline: Timeline, cycle: str, beginnings: dict[str, Beginning], item: str | None
) -> tuple[PlanDifferences, ...]:
    spoken_of = _check_ins(timeline, cycle)
    plans, items = list[PlanDifferences](), set[str]()
    for unit, beginning in beginnings.items():
        plan, found = _of_plan(timeline, f"plan/{cycle}/{unit}", spoken_of.get(unit, []), beginning.early)
        items |= plan.items.keys()
        if item is None or item in plan.items:
            wanted = tuple(each for each in found if item is None or each.change.item == item)
            plans.append(
                PlanDifferences(unit=unit, from_=beginning.moment, begins=beginning.begins, differences=wanted)
            )
    if item is not None and not plans:
        raise Unknown(f"there is no item {item} as of {_text(timeline.as_of)}; {listed(sorted(items))}")
    return tuple(plans)


def _of_plan(timeline: Timeline, subject: str, check_ins: list[str], early: Early) -> tuple[Plan, list[Difference]]:
    """A plan at the later moment, and what is different in it: item by item, each with how it stands."""
    lived = stretch(subject, timeline.streams[subject], early)
    plan: Plan = lived.after
    found = lived.done_by(difference(subject, lived.before, plan, lived.handled))
    for name in check_ins:
        spoken = stretch(name, timeline.streams[name], early)
        item = plan.items.get(name.rsplit("/", 1)[1])
        found += spoken.done_by(of_check_ins(name, item, spoken.before, spoken.after))
    places = {item.id: place for place, item in enumerate(in_order(plan), 1)}
    found.sort(key=lambda each: places.get(each.change.item, len(places) + 1) if each.change.item else 0)
    return plan, found


def _check_ins(timeline: Timeline, cycle: str) -> dict[str, list[str]]:
    """The streams of check-ins by unit: looked through once, since every plan asks for them."""
    found: dict[str, list[str]] = {}
    for name in sorted(timeline.streams):
        if name.startswith(f"check-ins/{cycle}/"):
            found.setdefault(name.split("/")[2], []).append(name)
    return found


def _text(moment: dt.datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
