"""What happened to the organisation, its units, people, roles, policy and annual outcomes, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from events.catalogue import Event
from events.facts import organisation as facts
from projections.changes.change import Change, Told
from projections.changes.wording import moment, moved, plain, quoted, shown
from projections.folds.organisation import Grant, Organisation
from projections.policy import Policy
from projections.reports.wording import words

SUBJECT = "org"
NOTHING = "(changed nothing: "


def told(event: Event, before: Organisation, after: Organisation) -> Told:
    """The event of an organisation."""
    match event.data:
        case facts.OrganisationRegistered(name=name):
            says = f"Organisation {quoted(name)} registered"
            if before.name and before.name != name:
                says = f"Organisation {quoted(before.name)} is now called {quoted(name)}"
            return Told(says, _one(None, "name", before.name or None, name))
        case facts.UnitRegistered() | facts.UnitMoved() | facts.UnitClosed() as unit:
            return Told(_unit(unit, before), tuple(_unit_changes(unit.unit, before, after)))
        case facts.PersonRegistered(person=person):
            known = f" {NOTHING}they were known before)" if person in before.people else ""
            return Told(f"Person {person} registered{known}", _one(person, "registered", bool(known) or None, True))
        case facts.RoleGranted() as fact:
            grant = Grant(fact.person, fact.role, fact.cycle, fact.unit, fact.until)
            return Told(f"Role {_role(grant)} granted to {fact.person}", _one(fact.person, "role", None, _role(grant)))
        case facts.RoleRevoked() as fact:
            return _revoked(fact, before, after)
        case facts.PolicySet(parameters=parameters):
            return _policy(parameters, before.policy, after.policy)
        case facts.OutcomeSet() | facts.OutcomeRetired() as outcome:
            return _outcome(outcome, before, after)
    raise TypeError(f"no sentence for {event.type}")


def _one(item: str | None, field: str, before: Any, after: Any) -> tuple[Change, ...]:
    return (Change(SUBJECT, item, field, plain(before), plain(after)),) if before != after else ()


def _unit(fact: facts.UnitRegistered | facts.UnitMoved | facts.UnitClosed, before: Organisation) -> str:
    known = before.units.get(fact.unit)
    name = quoted(known.name if known else fact.unit)
    absent = "" if known else f" {NOTHING}there is no such unit)"
    match fact:
        case facts.UnitRegistered(name=given, parent=parent):
            under = f" under {_parent(before, parent)}" if parent else ""
            return f"Unit {quoted(given)} registered{' anew' if known else ''}{under}"
        case facts.UnitMoved(parent=parent):
            origin = f" from under {_parent(before, known.parent)}" if known and known.parent else ""
            to = f" to under {_parent(before, parent)}" if parent else " to the top"
            return f"Unit {name} moved{origin}{to}{absent}"
        case facts.UnitClosed():
            return f"Unit {name} closed{absent}"


def _parent(state: Organisation, unit: str) -> str:
    return quoted(state.units[unit].name if unit in state.units else unit)


def _unit_changes(unit: str, before: Organisation, after: Organisation) -> Iterator[Change]:
    was, is_ = before.units.get(unit), after.units.get(unit)
    for field in ("name", "parent", "closed"):
        old, new = getattr(was, field, None), getattr(is_, field, None)
        if old != new and not (old is None and new is False):
            yield Change(SUBJECT, unit, field, old, new)


def _role(grant: Grant) -> str:
    """A role with its scope: `governance lead for growth in 2026-q1 until 2026-03-31`."""
    scope = f" for {grant.unit}" if grant.unit else ""
    scope += f" in {grant.cycle}" if grant.cycle else ""
    return f"{words(grant.role)}{scope}{f' until {moment(grant.until)}' if grant.until else ''}"


def _revoked(fact: facts.RoleRevoked, before: Organisation, after: Organisation) -> Told:
    says = f"Role {_role(Grant(fact.person, fact.role, fact.cycle, fact.unit))} of {fact.person} revoked"
    kept = set(after.grants)
    gone = [grant for grant in before.grants if grant not in kept]
    if not gone:
        return Told(f"{says} {NOTHING}they do not hold it)")
    return Told(says, tuple(Change(SUBJECT, fact.person, "role", _role(grant), None) for grant in gone))


def _policy(parameters: dict[str, Any], before: Policy, after: Policy) -> Told:
    """`Policy: grace_wd 5 → 3`; a parameter that is none, or cannot be that, is said to have changed nothing."""
    old, new = _values(before), _values(after)
    parts, changes = [], list[Change]()
    for name, wanted in parameters.items():
        was, is_ = old.get(name), new.get(name)
        changes += _one(None, name, was, is_)
        if name not in new:
            parts.append(f"{' '.join(name.split())} {NOTHING}there is no such parameter)")
        elif was == is_ and not _same(wanted, is_):
            parts.append(f"{name} {NOTHING}it cannot be {quoted(shown(wanted))})")
        else:
            parts.append(f"{name} {moved(was, is_)}")
    return Told(f"Policy: {', '.join(parts) or 'nothing set'}", tuple(changes))


def _values(policy: Policy) -> dict[str, Any]:
    """The parameters by name, those of the single rules too."""
    values: dict[str, Any] = msgspec.to_builtins(policy)
    deeper = [value for value in values.values() if isinstance(value, dict)]
    return {name: value for group in (values, *deeper) for name, value in group.items()}


def _same(wanted: Any, value: Any) -> bool:
    return bool(
        list(wanted) == list(value) if isinstance(value, Sequence) and isinstance(wanted, list) else wanted == value
    )


def _outcome(fact: facts.OutcomeSet | facts.OutcomeRetired, before: Organisation, after: Organisation) -> Told:
    was, is_ = before.outcomes.get(fact.outcome), after.outcomes.get(fact.outcome)
    changes = _one(fact.outcome, "outcome", was, is_)
    if isinstance(fact, facts.OutcomeSet):
        said = f"Annual outcome for {fact.year} set: {quoted(fact.text)}"
        return Told(said if was is None or was == is_ else f"{said} instead of {quoted(was)}", changes)
    gone = f"Annual outcome {quoted(was or fact.outcome)} retired"
    return Told(gone if was is not None else f"{gone} {NOTHING}there is no such outcome)", changes)
