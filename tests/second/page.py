"""The one page: all its figures, from lines of exported events."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import Any

from tests.second import figures, rhythm, verdicts
from tests.second.books import Books
from tests.second.calendar import Calendar
from tests.second.entries import Shift
from tests.second.keep import keep
from tests.second.policy import DEFAULTS, Policy, at_start
from tests.second.read import Told, read, seen


def page(
    lines: Iterable[str | bytes],
    cycle: str,
    as_of: dt.datetime,
    known_at: dt.datetime,
    position: int | None = None,
    parameters: Policy | None = None,
) -> dict[str, Any]:
    """Every figure of the report on a cycle, with parameters by that policy."""
    told = [event for event in read(lines) if position is None or event.position <= position]
    events = seen(told, as_of, known_at)
    given = None if parameters is None else DEFAULTS | parameters
    plans = sorted({event.subject for event in events if event.subject.startswith(f"plan/{cycle}/")})
    kept = {plan: books for plan in plans if (books := keep(events, cycle, plan, given, min(as_of, known_at)))}
    sums = {plan: figures.of_plan(books, as_of) for plan, books in kept.items()}
    policy = DEFAULTS
    for event in events:
        policy = policy | (event.data["parameters"] if event.type == "policy.set" else {})
    policy = given or policy
    counts = {plan: counted(books, as_of) for plan, books in kept.items()}
    whole = figures.add(each for each in sums.values() if each.base is not None)
    return {
        "figures": figures.totals(whole, policy),
        "shares": figures.shares(whole),
        "verdicts": {name: sum(count[name] for count in counts.values()) for name in verdicts.VERDICTS},
        "classes": {name: sum(books.classes[name] for books in kept.values()) for name in "ABCDE"},
        "largest_uncovered": largest(kept, as_of),
        "plans": {
            plan: {
                "figures": figures.totals(sums[plan], given or books.policy),
                "verdicts": {name: count for name, count in counts[plan].items() if count},
            }
            for plan, books in kept.items()
        },
        "shifts": {
            shift.event.id: shown(books, shift, as_of) for books in kept.values() for shift in books.shifts.values()
        },
        "reviews": rhythm.counted(rhythm.reviews(events, cycle), Calendar(policy), as_of),
    } | kept_up(events, kept, cycle, given, as_of)


def kept_up(
    events: list[Told], kept: dict[str, Books], cycle: str, given: Policy | None, as_of: dt.datetime
) -> dict[str, Any]:
    """The figures of what was kept up: reviews, check-ins, attendance and grades."""
    opened = next((event for event in events if event.subject == f"cycle/{cycle}"), None)
    policy = given or (at_start(events, dt.date.fromisoformat(opened.data["start"])) if opened else DEFAULTS)
    calendar = Calendar(policy)
    reviews = rhythm.reviews(events, cycle)
    plans = [books.plan for books in kept.values()]
    who = rhythm.sponsors(events, plans, cycle, as_of)
    return {
        "reviews_held": rhythm.reviews_held(reviews, who, policy, calendar, as_of),
        "check_ins": rhythm.check_ins(events, kept, cycle, policy, as_of),
        "attendance": rhythm.attendance(reviews, who),
        "grades": rhythm.grades(plans),
    }


def counted(books: Books, as_of: dt.datetime) -> Counter[str]:
    """How many shifts of a plan have which verdict."""
    return Counter(verdicts.verdict(books, shift, as_of) for shift in books.shifts.values())


def shown(books: Books, shift: Shift, as_of: dt.datetime) -> dict[str, Any]:
    """A shift as its finding shows it."""
    covered = shift.linked() + verdicts.overload(shift)
    return {
        "kind": shift.kind,
        "verdict": verdicts.verdict(books, shift, as_of),
        "demand": float(shift.demand),
        "covered": float(covered),
        "uncovered": float(shift.demand - covered),
        "due": shift.due.isoformat(),
    }


def largest(kept: dict[str, Books], as_of: dt.datetime) -> list[dict[str, Any]]:
    """The five shifts in force of which the most is uncovered, the largest first."""
    found = [
        {"id": shift.event.id, "plan": plan} | shown(books, shift, as_of)
        for plan, books in kept.items()
        for shift in books.shifts.values()
        if shift.left
    ]
    uncovered = [each for each in found if each["uncovered"] and each["verdict"] != "below_minimum"]
    uncovered.sort(key=lambda each: (-each["uncovered"], each["plan"], each["id"]))
    return [{name: value for name, value in each.items() if name not in ("kind", "due")} for each in uncovered[:5]]
