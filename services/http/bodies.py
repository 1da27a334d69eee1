"""The bodies of the answers about an organisation and its cycles; field names are those of the events."""

from __future__ import annotations

import datetime as dt

from msgspec import Struct

from events.terms import When
from projections.folds.cycle import Cycle
from projections.folds.organisation import Organisation


class UnitBody(Struct, frozen=True, kw_only=True):
    """A unit, under its parent where it has one."""

    unit: str
    name: str
    parent: str | None
    closed: bool


class Links(Struct, frozen=True, kw_only=True):
    """Where the rest of a cycle is."""

    self: str
    plans: str
    shifts: str
    findings: str
    report: str
    report_page: str


class ReviewBody(Struct, frozen=True, kw_only=True):
    """A review and what became of it."""

    review: str
    kind: str
    at: str
    status: str
    required: tuple[str, ...]
    units: tuple[str, ...]
    held_at: str | None
    attendees: tuple[str, ...]
    delegates: dict[str, str]


class CycleRow(Struct, frozen=True, kw_only=True):
    """A cycle in a list; without its opening event it has no name and no days."""

    cycle: str
    name: str | None
    kind: str | None
    start: dt.date | None
    end: dt.date | None
    closed: dt.datetime | None
    plans: int
    links: Links


class CycleBody(CycleRow, frozen=True, kw_only=True):
    """A cycle with its reviews and the units that plan in it."""

    extended: int
    check_in_every_days: int
    priorities_reviewed: int
    units: tuple[str, ...]
    reviews: tuple[ReviewBody, ...]
    position: int


class CycleList(Struct, frozen=True, kw_only=True):
    """The cycles, the latest first."""

    items: tuple[CycleRow, ...]
    next: str | None
    position: int


class PlanLink(Struct, frozen=True, kw_only=True):
    """A plan, and where it is."""

    cycle: str
    unit: str
    href: str


class OrganisationBody(Struct, frozen=True, kw_only=True):
    """An organisation: its units, cycles and plans, and where the rest is."""

    org: str
    name: str | None
    units: tuple[UnitBody, ...]
    outcomes: dict[str, str]
    cycles: tuple[CycleRow, ...]
    plans: tuple[PlanLink, ...]
    position: int
    links: dict[str, str]


def organisation_body(
    org: str, state: Organisation, cycles: dict[str, Cycle], plans: list[str], position: int
) -> OrganisationBody:
    """The organisation; `plans` are the names of their streams."""
    paths = [name.split("/")[1:] for name in plans]
    return OrganisationBody(
        org=org,
        name=state.name or None,
        units=units_of(state),
        outcomes=state.outcomes,
        cycles=cycle_rows(org, cycles, plans),
        plans=tuple(PlanLink(cycle=c, unit=u, href=f"/v1/orgs/{org}/cycles/{c}/plans/{u}") for c, u in paths),
        position=position,
        links={
            "self": f"/v1/orgs/{org}",
            "cycles": f"/v1/orgs/{org}/cycles",
            "events": f"/v1/orgs/{org}/events",
            "schema": "/schema",
        },
    )


def units_of(state: Organisation) -> tuple[UnitBody, ...]:
    """The organisation's units, in the order registered."""
    return tuple(
        UnitBody(unit=unit.id, name=unit.name, parent=unit.parent, closed=unit.closed) for unit in state.units.values()
    )


def cycle_rows(org: str, cycles: dict[str, Cycle], plans: list[str]) -> tuple[CycleRow, ...]:
    """Every cycle that was opened or is planned in, the latest first."""
    counts = dict.fromkeys(cycles, 0)
    for plan in plans:
        name = plan.split("/")[1]
        counts[name] = counts.get(name, 0) + 1
    rows = [cycle_row(org, name, cycles.get(name, Cycle()), counts[name]) for name in counts]
    return tuple(sorted(rows, key=lambda row: (row.start or dt.date.min, row.cycle), reverse=True))


def cycle_row(org: str, name: str, cycle: Cycle, plans: int) -> CycleRow:
    """A cycle in a list."""
    return CycleRow(
        cycle=name,
        name=cycle.name or None,
        kind=cycle.kind or None,
        start=cycle.start,
        end=cycle.end,
        closed=cycle.closed,
        plans=plans,
        links=links(org, name),
    )


def cycle_body(org: str, name: str, cycle: Cycle, units: list[str], position: int) -> CycleBody:
    """A cycle by itself."""
    row = cycle_row(org, name, cycle, len(units))
    return CycleBody(
        **{field: getattr(row, field) for field in CycleRow.__struct_fields__},
        extended=cycle.extended,
        check_in_every_days=cycle.check_in_every_days,
        priorities_reviewed=cycle.priorities_reviewed,
        units=tuple(units),
        reviews=tuple(
            ReviewBody(
                review=review.id,
                kind=review.kind,
                at=_text(review.at) or "",
                status=review.status,
                required=review.required,
                units=review.units,
                held_at=_text(review.held_at),
                attendees=review.attendees,
                delegates=review.delegates,
            )
            for review in cycle.reviews.values()
        ),
        position=position,
    )


def links(org: str, cycle: str) -> Links:
    """Where the rest of a cycle is."""
    at = f"/v1/orgs/{org}/cycles/{cycle}"
    return Links(
        self=at,
        plans=f"{at}/plans",
        shifts=f"{at}/shifts",
        findings=f"{at}/findings",
        report=f"{at}/report",
        report_page=f"/orgs/{org}/cycles/{cycle}/report",
    )


def _text(when: When | None) -> str | None:
    return None if when is None else str(when)
