"""What was kept up during the cycle: check-ins in their slots, reviews and who came to them, and the grades."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from tests.second import roles
from tests.second.books import Books
from tests.second.calendar import DAY, Calendar
from tests.second.plan import Item, Plan
from tests.second.policy import Policy, figure
from tests.second.read import Told, rounded


def share(of: int, whole: int) -> dict[str, Any]:
    """So many of so many, and the share."""
    return {"of": of, "whole": whole, "share": float(rounded(Fraction(of, whole))) if whole else None}


def check_ins(events: Sequence[Told], kept: dict[str, Books], cycle: str, at_start: Policy, as_of: dt.datetime) -> Any:
    """The slots of the open key results whose grace is over, and those of them that were answered in time."""
    if not kept:
        return share(0, 0)
    opened = next(event for event in events if event.subject == f"cycle/{cycle}" and event.type == "cycle.opened")
    closed = [e.noted for e in events if e.subject == f"cycle/{cycle}" and e.type == "cycle.closed"]
    start, every = dt.date.fromisoformat(opened.data["start"]), opened.data.get("check_in_every_days", 7)
    grace, over = int(at_start["check_ins_lapsed.grace_days"]) * DAY, min([as_of, *closed])
    due = answered = 0
    for plan, books in kept.items():
        slots = [start + number * every * DAY for number in range(1, 1000)]
        slots = [day for day in slots if day <= books.plan.end and books.calendar.end(day + grace) < over]
        for item in books.plan.items.values():
            if item.kind == "key_result" and books.plan.is_open(item):
                stream = f"check-ins/{cycle}/{plan.split('/')[-1]}/{item.id}"
                told = [e for e in events if e.subject == stream and e.type == "check_in.recorded"]
                asked = [day for day in slots if _asked(item, day, books.calendar)]
                due += len(asked)
                answered += len(_answered(asked, told, books.calendar, grace))
    return share(answered, due)


def _asked(item: Item, day: dt.date, calendar: Calendar) -> bool:
    assert item.taken_up is not None
    return calendar.day(item.taken_up) < day and (item.due is None or day <= item.due)


def _answered(slots: list[dt.date], told: Iterable[Told], calendar: Calendar, grace: dt.timedelta) -> set[dt.date]:
    found = set()
    for event in told:
        day = calendar.day(event.time)
        named = event.data.get("slot")
        first = dt.date.fromisoformat(named) if named else day - grace
        slot = next((slot for slot in slots if slot >= first), None)
        if slot is not None and day <= slot + grace:
            found.add(slot)
    return found


class Review:
    """A review: when it was due, and what became of it."""

    def __init__(self, told: Told) -> None:
        self.at: str = told.data["at"]
        self.required: set[str] = set(told.data.get("required", []))
        self.status = "scheduled"
        self.held: dict[str, Any] = {}


def reviews(events: Sequence[Told], cycle: str) -> list[Review]:
    """The reviews of a cycle as they stand."""
    found: dict[str, Review] = {}
    for event in events:
        kind, _, act = event.type.partition(".")
        if event.subject != f"cycle/{cycle}" or kind != "review":
            continue
        name = event.data["review"]
        if act == "scheduled" or (act == "held" and name not in found):
            found[name] = Review(event)
        if name in found and not (act == "missed" and found[name].status != "scheduled"):
            found[name].status = act
            found[name].held = event.data if act == "held" else {}
    return list(found.values())


def counted(found: Sequence[Review], calendar: Calendar, as_of: dt.datetime) -> dict[str, int]:
    """How many reviews there are, by what became of them."""
    counts = {name: sum(review.status == name for review in found) for name in ("held", "missed", "cancelled")}
    ahead = sum(review.status == "scheduled" and calendar.moment(review.at) > as_of for review in found)
    return {"scheduled": len(found), **counts, "ahead": ahead}


def sponsors(events: Sequence[Told], plans: Iterable[Plan], cycle: str, as_of: dt.datetime) -> set[str]:
    """Who holds that role in the cycle, or sponsors an item of its plans."""
    of_items = {item.sponsor for plan in plans for item in plan.items.values() if item.sponsor}
    return of_items | {person for person, _ in roles.sponsors(events, cycle, as_of)}


def reviews_held(
    found: Sequence[Review], who: set[str], policy: Policy, calendar: Calendar, as_of: dt.datetime
) -> dict[str, Any]:
    """Of the reviews that were due, those held near their day with enough of those required, and a sponsor of them."""
    days, enough = int(policy["reviews_skipped.held_within_wd"]), figure(policy, "reviews_skipped.attended")
    due = in_time = 0
    for review in found:
        day = calendar.day(calendar.moment(review.at))
        over = calendar.end(calendar.after(day, days)) < as_of
        if review.status == "cancelled" or not (over or review.status == "held"):
            continue
        due += 1
        if review.status == "held":
            came = calendar.day(calendar.moment(review.held["at"]))
            near = calendar.after(day, days) >= came and calendar.after(came, days) >= day
            there = review.required & ({*review.held["attendees"], *(review.held.get("delegates") or {})})
            asked = review.required & who
            in_time += near and len(there) >= enough * len(review.required) and (not asked or bool(asked & there))
    return share(in_time, due)


def attendance(found: Sequence[Review], who: set[str]) -> dict[str, Any]:
    """How often required sponsors came in person to the reviews that were held."""
    held = [review for review in found if review.status == "held"]
    asked = [person for review in held for person in review.required & who]
    came = [person for review in held for person in review.required & who & set(review.held["attendees"])]
    return share(len(came), len(asked))


def grades(plans: Iterable[Plan]) -> dict[str, Any]:
    """The mean grades of the key results with a value, against the targets promised and those now, and as given."""
    results = [
        (plan.value(item), item)
        for plan in plans
        for item in plan.items.values()
        if item.kind == "key_result" and item.status == "open"
    ]
    original = [grade(value, item, item.reference) for value, item in results]
    current = [grade(value, item, item.target) for value, item in results]
    given = [item.grade for _, item in results if item.grade is not None]
    return {
        "key_results": sum(each is not None for each in current),
        "original": mean(original),
        "current": mean(current),
        "graded": len(given),
        "given": mean(given),
    }


def grade(value: Fraction | None, item: Item, target: Fraction | None) -> Fraction | None:
    """How much of the way to a target was gone, 0 to 1; None without a value or a target."""
    start = item.start or Fraction(0)
    if value is None or target is None:
        return None
    if target == start:
        return Fraction(value == target)
    return rounded(min(Fraction(1), max(Fraction(0), (value - start) / (target - start))))


def mean(grades: Iterable[Fraction | None]) -> float | None:
    """The mean of those that there are."""
    known = [each for each in grades if each is not None]
    return float(rounded(sum(known, Fraction(0)) / len(known))) if known else None
