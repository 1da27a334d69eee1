"""Reviews that are not held (governance.md §3, `reviews_skipped`).

One that was cancelled, with its reason, was not skipped; a sponsor's delegate stands for the sponsor.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from events.facts.cycle import ReviewHeld, ReviewMissed, ReviewScheduled
from projections.measures import reviews
from projections.measures.reviews import Due
from projections.rules.rule import Breach, CycleMatter, Rule, TooFew

CLEARS = (
    "Hold the next one within three working days of its date, with the sponsor or a delegate, or cancel it and say why."
)


def judge(matter: CycleMatter) -> Iterator[Breach | TooFew]:
    """Too small a share of the due reviews was held in time, or several in a row were not."""
    policy = matter.policy
    due = reviews.due(matter.cycle, matter.quarter.sponsors, policy, matter.calendar, matter.as_of)
    held = [each for each in due if each.held]
    if 0 < len(due) < policy.min_n:
        yield TooFew(len(due))
    elif len(held) < policy.reviews_skipped_on_time * len(due):
        missed = [each for each in due if not each.held]
        yield Breach(
            says=f"Of {len(due)} reviews that were due, {len(held)} were held in time ({len(held) / len(due):.0%}).",
            clears=CLEARS,
            evidence=_events(matter, missed),
        )
    if row := _in_a_row(due, policy.reviews_skipped_in_a_row):
        yield Breach(
            says=f"{len(row)} reviews in a row were not held in time, {row[0].day} to {row[-1].day}.",
            clears=CLEARS,
            evidence=_events(matter, row),
        )


def _in_a_row(due: list[Due], most: int) -> list[Due]:
    """The longest row of reviews that were not held, if it is as long as the policy says."""
    longest: list[Due] = []
    row: list[Due] = []
    for each in due:
        row = [] if each.held else [*row, each]
        longest = max(longest, row, key=len)
    return longest if len(longest) >= most else []


def _events(matter: CycleMatter, of: list[Due]) -> tuple[str, ...]:
    names = {each.review.id for each in of}
    told = (ReviewScheduled, ReviewHeld, ReviewMissed)
    return tuple(e.id for e in matter.events if isinstance(e.data, told) and e.data.review in names)


def moments(matter: CycleMatter) -> Iterator[dt.datetime]:
    """The ends of the reviews' grace."""
    calendar, days = matter.calendar, matter.policy.reviews_skipped_held_within_wd
    for review in matter.cycle.reviews.values():
        yield calendar.end_of(calendar.after(calendar.day(calendar.moment(review.at)), days))


RULE = Rule(
    name="reviews_skipped",
    scope="cycle",
    means="too few reviews are held in time, or several in a row are not",
    parameters={
        "on": "whether it is judged",
        "on_time": "the share that has to be held in time",
        "in_a_row": "so many missed one after the other are a finding",
        "held_within_wd": "the working days around its date on which a review is in time",
        "attended": "the share of those required that has to come, or to send somebody",
    },
    judge=judge,
    moments=moments,
)
