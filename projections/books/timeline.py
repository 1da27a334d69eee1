"""What was seen of a cycle: the events up to two instants, in the order noted, by stream."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from events.catalogue import Event
from events.facts.organisation import PolicySet, RoleGranted, RoleRevoked, UnitMoved, UnitRegistered

LOOKED_UP = ("policies", "top_units", "_roles", "_roles_of")  # of the organisation, once for all of its plans


class Timeline(Struct, frozen=True, kw_only=True, dict=True):
    """The events seen at `as_of` (effective by then) and `known_at` (noted by then), in the order noted, by stream."""

    as_of: dt.datetime
    known_at: dt.datetime
    streams: dict[str, tuple[Event, ...]]

    def joined(self, events: Iterable[Event]) -> Timeline:
        """The same with streams more, none of which is the organisation's: what was looked up of that stays known.

        The events are seen as those that are there, and have other ids.
        """
        more = seen(events, self.as_of, self.known_at)
        return self._looked_up(replace(self, streams={**self.streams, **more.streams}))

    def later(self, now: dt.datetime) -> Timeline:
        """The same as it is seen later, where nothing more is seen by then."""
        return self._looked_up(replace(self, as_of=now, known_at=now))

    def _looked_up(self, other: Timeline) -> Timeline:
        """The other timeline, which has the same events of the organisation, knows what was looked up of them."""
        other.__dict__.update({name: getattr(self, name) for name in LOOKED_UP})
        return other

    def of(self, prefix: str) -> list[Event]:
        """The events of the streams that begin so, in the order noted."""
        found = [event for name, events in self.streams.items() if name.startswith(prefix) for event in events]
        return in_order(found)

    def cycles(self) -> list[str]:
        """The ids of the cycles that have a stream or a plan: what nobody opened is judged too."""
        return sorted({name.split("/")[1] for name in self.streams if name.startswith(("cycle/", "plan/"))})

    def plans(self, cycle: str) -> list[str]:
        """The subjects of a cycle's plans."""
        return sorted(name for name in self.streams if name.startswith(f"plan/{cycle}/"))

    @cached_property
    def policies(self) -> tuple[Event, ...]:
        """The events that set the policy, in the order noted."""
        return tuple(event for event in self.streams.get("org", ()) if isinstance(event.data, PolicySet))

    def concerning(self, cycle: str, unit: str) -> list[Event]:
        """The events that set the policy, or give or take a role that a unit's plan of a cycle could ask about."""
        roles = [*self._roles.get(None, ()), *self._roles.get(unit, ())]
        return in_order([*self.policies, *(e for e in roles if getattr(e.data, "cycle", None) in (None, cycle))])

    def roles(self, person: str) -> list[Event]:
        """The events that give a person a role, or take it, for whichever unit and cycle."""
        return self._roles_of.get(person, [])

    def check_ins(self, cycle: str, unit: str) -> tuple[Event, ...]:
        """The check-ins on a plan's key results."""
        return tuple(event for name in self._spoken_of.get((cycle, unit), ()) for event in self.streams[name])

    @cached_property
    def plan_of(self) -> dict[str, str]:
        """The plan of each event of a plan, by the event's id."""
        plans = (name for name in self.streams if name.startswith("plan/"))
        return {event.id: name for name in plans for event in self.streams[name]}

    @cached_property
    def top_units(self) -> frozenset[str]:
        """The units that stand below no other, and have others below them."""
        parents: dict[str, str | None] = {}
        for event in self.streams.get("org", ()):
            if isinstance(event.data, UnitRegistered | UnitMoved):
                parents[event.data.unit] = event.data.parent
        return frozenset(unit for unit in parents.values() if unit is not None and parents.get(unit) is None)

    # These are asked for by every plan of a cycle, and looked through once.
    @cached_property
    def _roles(self) -> dict[str | None, list[Event]]:
        found: dict[str | None, list[Event]] = {}
        for event in self.streams.get("org", ()):
            if isinstance(event.data, RoleGranted | RoleRevoked):
                found.setdefault(event.data.unit, []).append(event)
        return found

    @cached_property
    def _roles_of(self) -> dict[str, list[Event]]:
        found: dict[str, list[Event]] = {}
        for event in (event for events in self._roles.values() for event in events):
            found.setdefault(getattr(event.data, "person", ""), []).append(event)
        return {person: in_order(events) for person, events in found.items()}

    @cached_property
    def _spoken_of(self) -> dict[tuple[str, str], list[str]]:
        found: dict[tuple[str, str], list[str]] = {}
        for name in self.streams:
            if name.startswith("check-ins/"):
                _, cycle, unit, _ = name.split("/")
                found.setdefault((cycle, unit), []).append(name)
        return found


def place(event: Event) -> tuple[dt.datetime, int]:
    """Where an event stands in the order noted."""
    return event.noted, event.position or 0


def in_order(events: Iterable[Event]) -> list[Event]:
    """Events by when they were noted, then by position; those of a file, which have none, as they stand in it."""
    return sorted(events, key=place)


def seen(events: Iterable[Event], as_of: dt.datetime, known_at: dt.datetime) -> Timeline:
    """The timeline at two instants. An id stands for one event, the first noted: a file may say a thing twice."""
    streams: dict[str, list[Event]] = {}
    known: set[str] = set()
    for event in in_order(event for event in events if event.effective <= as_of and event.noted <= known_at):
        if event.id not in known:
            known.add(event.id)
            streams.setdefault(event.subject, []).append(event)
    return Timeline(as_of=as_of, known_at=known_at, streams={name: tuple(found) for name, found in streams.items()})
