"""Units: registered, moved and closed, as a tree in which nothing hangs below a closed one."""

from __future__ import annotations

from collections.abc import Iterator

from events.facts.organisation import UnitClosed, UnitMoved, UnitRegistered
from projections.folds.organisation import Organisation, Unit
from services.decisions.case import Case, Refused, Stated, among, listed
from services.decisions.command import Decision


def register(case: Case, wish: UnitRegistered) -> Stated:
    """The unit is there, below its parent. An id is never used again: plans are kept under it."""
    taken = case.organisation.units.get(wish.unit)
    if taken is not None:
        was = "was closed" if taken.closed else "is registered already"
        raise Refused(f"the unit {taken.id} ({taken.name!r}) {was}; expected an id that no unit has had", "unit")
    _parent(case.organisation, wish.parent)
    return case.states(wish)


def move(case: Case, wish: UnitMoved) -> Stated:
    """The unit, with all below it, is below its new parent."""
    organisation = case.organisation
    unit = _open(organisation, wish.unit)
    if wish.parent == unit.id:
        raise Refused(f"{unit.id} cannot be its own parent; expected another unit, or none for the top", "parent")
    if wish.parent == unit.parent:
        where = "at the top" if unit.parent is None else f"below {unit.parent}"
        raise Refused(f"{unit.id} is {where} already; expected another parent", "parent")
    _parent(organisation, wish.parent)
    if wish.parent is not None and unit.id in _above(organisation, wish.parent):
        says = f"{wish.parent} is below {unit.id}"
        raise Refused(f"{says}; expected a parent that is not, or none for the top", "parent")
    return case.states(wish)


def close(case: Case, wish: UnitClosed) -> Stated:
    """The unit no longer exists; nor does any below it."""
    organisation = case.organisation
    unit = _open(organisation, wish.unit)
    below = [each.id for each in organisation.units.values() if not each.closed]
    below = [each for each in below if unit.id in _above(organisation, each)]
    if below:
        says = f"below {unit.id} are open units: {listed(below)}"
        raise Refused(f"{says}; close or move these first (`unit.close`, `unit.move`)", "unit")
    return case.states(wish)


def existing(organisation: Organisation, unit: str, field: str) -> None:
    """Nothing, where the unit is registered, also one that was closed; or where no unit is."""
    if organisation.units:
        _registered(organisation, unit, field)


def _registered(organisation: Organisation, id_: str, field: str) -> Unit:
    unit = organisation.units.get(id_)
    if unit is None:
        says = f"there is no unit {id_!r}{among(id_, organisation.units)}"
        raise Refused(f"{says} (`unit.register` makes one)", field)
    return unit


def _open(organisation: Organisation, id_: str, field: str = "unit") -> Unit:
    unit = _registered(organisation, id_, field)
    if unit.closed:
        there = [each.id for each in organisation.units.values() if not each.closed]
        raise Refused(f"the unit {id_} was closed; expected an open one: {listed(there)}", field)
    return unit


def _parent(organisation: Organisation, parent: str | None) -> None:
    if parent is not None:
        _open(organisation, parent, "parent")


def _above(organisation: Organisation, unit: str) -> set[str]:
    return set(_climbed(organisation, unit))


def _climbed(organisation: Organisation, unit: str) -> Iterator[str]:
    """The units above one. An imported past may have moved two below each other: none is passed twice."""
    passed = {unit}
    known = organisation.units.get(unit)
    while known is not None and known.parent is not None and known.parent not in passed:
        yield known.parent
        passed.add(known.parent)
        known = organisation.units.get(known.parent)


COMMANDS = {
    "unit.register": Decision(UnitRegistered, register),
    "unit.move": Decision(UnitMoved, move),
    "unit.close": Decision(UnitClosed, close),
}
