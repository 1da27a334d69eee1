"""Sponsors who go around the plan (governance.md §3, `sponsor_bypass`): of units, never of persons.

A delegate stands for a sponsor, as in an emergency. What a decision had authorised before, like an external mandate,
goes around nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from events.facts.cycle import ReviewHeld
from projections.books.findings import points
from projections.measures import reviews
from projections.measures.row import Row
from projections.rules.rule import Breach, CycleMatter, Rule, TooFew


def judge(matter: CycleMatter) -> Iterator[Breach | TooFew]:
    """Unit by unit: sponsors who stay away, shifts that they ask for and nothing pays, changes ahead of decisions."""
    for unit, row in sorted(matter.quarter.rows.items()):
        yield from _attendance(matter, unit, row)
        yield from _shifts(unit, row)
        if row.measures.premature:
            days, count = matter.policy.sponsor_bypass_days_before, len(row.measures.premature)
            yield Breach(
                unit=unit,
                says=f"{count} {'change was' if count == 1 else 'changes were'} in force in {unit} more than "
                f"{days} days before the decision named for it.",
                clears="Take the decision first, or say in the change that it was urgent and who was asked.",
                evidence=row.measures.premature,
            )


def _attendance(matter: CycleMatter, unit: str, row: Row) -> Iterator[Breach | TooFew]:
    sponsors = row.measures.sponsors
    came = reviews.attendance(matter.cycle, sponsors, delegates=True)
    if not came.whole:
        return
    if came.whole < matter.policy.min_n:
        yield TooFew(round(came.whole), unit)
    elif came.of < matter.policy.sponsor_bypass_attended * came.whole:
        yield Breach(
            unit=unit,
            says=f"The sponsor of {unit} was at {came.of:.0f} of {came.whole:.0f} reviews, or sent somebody.",
            clears="Come to the next reviews, or name somebody who may decide there.",
            evidence=tuple(
                event.id
                for event in matter.events
                if isinstance(event.data, ReviewHeld) and not {*event.data.attendees}.intersection(sponsors)
            ),
        )


def _shifts(unit: str, row: Row) -> Iterator[Breach]:
    for shift in row.measures.shifts:
        if shift.verdict == "untraded" and shift.by_sponsor and not shift.authorised:
            yield Breach(
                unit=unit,
                item=shift.item,
                says=f"A sponsor asked {unit} for {points(shift.uncovered)} more, no decision had authorised it, and "
                "nothing was given up for it.",
                clears="Name what gives way for it, or have it decided in a review.",
                evidence=(shift.id,),
            )


RULE = Rule(
    name="sponsor_bypass",
    scope="cycle",
    means="sponsors stay away from reviews, ask for what nothing pays for, or change things ahead of their decision",
    parameters={
        "on": "whether it is judged",
        "attended": "the share of the reviews that a unit's sponsors have to come to, or send somebody",
        "days_before": "the days that a change may be in force before its decision",
    },
    judge=judge,
)
