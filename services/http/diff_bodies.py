"""Differences as JSON: of the cycle itself, then plan by plan, each with the events that did it."""

from __future__ import annotations

import datetime as dt

from msgspec import Struct, field

from projections.changes.change import Value
from projections.changes.difference import Difference
from projections.standings.differences import BASELINE, Begins, Differences


class DifferenceBody(Struct, frozen=True, kw_only=True):
    """A field before and after. `item` and `title` are null where it is the plan's or the cycle's own; a review's id is
    its item. `events` are the ids of those that did it."""

    kind: str
    item: str | None
    title: str | None
    says: str
    field: str
    before: Value
    after: Value
    events: tuple[str, ...]


class PlanDiff(Struct, frozen=True, kw_only=True):
    """A plan's differences since `from`; `begins` says what that is: the `day` asked for, `locked`, or `assumed`."""

    unit: str
    from_: dt.datetime = field(name="from")
    begins: Begins
    differences: tuple[DifferenceBody, ...]


class NotCompared(Struct, frozen=True, kw_only=True):
    """A unit whose plan has no baseline yet to compare with."""

    unit: str
    why: str


class Diff(Struct, frozen=True, kw_only=True):
    """What is different in a cycle; `from` is `baseline`, or the instant."""

    cycle: str
    from_: str = field(name="from")
    to: dt.datetime
    known_at: dt.datetime
    differences: tuple[DifferenceBody, ...]
    plans: tuple[PlanDiff, ...]
    left_out: tuple[NotCompared, ...]
    position: int


def diff_body(found: Differences) -> Diff:
    """The answer."""
    from_ = found.span.from_
    return Diff(
        cycle=found.cycle,
        from_=BASELINE if from_ is None else from_.isoformat().replace("+00:00", "Z"),
        to=found.span.to,
        known_at=found.span.known_at,
        differences=_bodies(found.differences),
        plans=tuple(
            PlanDiff(unit=plan.unit, from_=plan.from_, begins=plan.begins, differences=_bodies(plan.differences))
            for plan in found.plans
        ),
        left_out=tuple(NotCompared(unit=each.unit, why=each.why) for each in found.left_out),
        position=found.position,
    )


def _bodies(differences: tuple[Difference, ...]) -> tuple[DifferenceBody, ...]:
    return tuple(
        DifferenceBody(
            kind=each.kind,
            item=each.change.item,
            title=each.title,
            says=each.says,
            field=each.change.field,
            before=each.change.before,
            after=each.change.after,
            events=each.events,
        )
        for each in differences
    )
