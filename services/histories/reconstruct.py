"""The versions of a plan become the events of its history, and a report of how each version was read.

Earlier events never depend on later versions: a run over more of them gives the same events and then the new ones.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from events.catalogue import ID_PATTERN, Event
from events.facts.check_in import CheckInRecorded
from events.facts.cycle import CycleOpened
from events.facts.organisation import OrganisationRegistered, UnitRegistered
from events.people import renamed
from events.terms import Fact
from projections.provenance import stated
from services.histories.changes.difference import Change, difference
from services.histories.changes.plan import Plan, places
from services.histories.cycles import Cycle
from services.histories.dating import Dating
from services.histories.matching.assignment import MATCHER, match
from services.histories.matching.homes import rehomed, together
from services.histories.matching.identity import event_id, person, version_key
from services.histories.matching.pins import Pins, pinned, unmet
from services.histories.snapshot import Entry, Holder, Page, Unread
from services.histories.sources.version import HistoryRefused, Version
from services.histories.telling.reading import Found, Reading, found_again, page_of, planless
from services.histories.telling.remarks import NO_CYCLE, taken_for_granted, without_cycle

Parts = list[tuple[Cycle, list[Entry]]]


class Options(Struct, frozen=True, kw_only=True):
    """What the importer says: the organisation, and what goes before what the titles say.

    `unit` is by default the organisation's id. `start` and `end` are those of the cycle named, else of the first that
    the history is about. `actor` stands for an author who is not known. `matches` says, for a version's name and a
    line in it, which item stands there, or None for a newcomer. `columns` says for a field of a table which header its
    column has. `bodies` says whether the readings keep what they were read from.
    """

    org: str
    name: str | None = None
    unit: str | None = None
    cycle: str | None = None
    start: dt.date | None = None
    end: dt.date | None = None
    actor: str = "import"
    matches: Pins = {}
    columns: Mapping[str, str] = {}
    bodies: bool = True


class Reconstruction(Struct, frozen=True):
    """The events in their order, and a reading a version. `names` are those that the ids of persons were made of."""

    events: tuple[Event, ...]
    readings: tuple[Reading, ...]
    names: Mapping[str, str] = {}


def reconstruct(versions: Iterable[Version], options: Options) -> Reconstruction:
    """The events that explain the versions, each noted when its version landed.

    A version that turns to another cycle opens it and drops nothing; one in which nothing of a plan is found changes
    nothing. Raises `HistoryRefused` where an option is no id, where no version gives a plan and its cycle, and where a
    column or a match is named that is not there.
    """
    for name in ("org", "unit", "cycle", "actor"):
        given = getattr(options, name)
        if given is not None and not ID_PATTERN.fullmatch(given):
            raise HistoryRefused(f"{name} {given!r} is no id: lower-case letters, digits, '.', '_', '-', at most 64")
    history = _History(options)
    for landing in together(versions):
        history.take(landing)
    if missing := [header for header in options.columns.values() if header not in history.headers]:
        there = ", ".join(map(repr, history.headers)) or "none: there is no table"
        raise HistoryRefused(f"no version has a column {missing[0]!r}; the columns are {there}")
    if not history.plans:
        raise HistoryRefused(NO_CYCLE if history.undated else planless(history.readings))
    unmet(options.matches, history.pinned)
    return Reconstruction(tuple(history.events), tuple(history.readings), history.names)


class _History:
    """The fold over the versions: what it keeps is all that the next version can depend on."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.unit = options.unit or options.org
        self.events: list[Event] = []
        self.readings: list[Reading] = []
        self.names: dict[str, str] = {}
        self.plans: dict[str, Plan] = {}
        self.speaks: dict[str, set[str]] = {}
        self.dating = Dating(options.cycle, options.start, options.end)
        self.noted: dt.datetime | None = None
        self.undated = False
        self.headers: dict[str, None] = {}
        self.pinned: set[tuple[str, int]] = set()

    def take(self, landing: Sequence[Version]) -> None:
        """What landed at one instant, document by document; an item may have gone from one of them into another."""
        read: list[tuple[Version, Page, Parts, list[Entry]]] = []
        for version in landing:
            page = page_of(version, self.options.columns)
            self.headers.update(dict.fromkeys(page.headers))
            read.append((version, page, *self.dating.parts(version, page)))
        for plan in [*self.plans.values()] if len(read) > 1 else []:
            pages = {v.document: there for v, _, parts, _ in read for cycle, there in parts if cycle.id == plan.cycle}
            self.plans[plan.cycle] = rehomed(plan, pages)
        for version, page, parts, undated in read:
            self._version(version, page, parts, undated)

    def _version(self, version: Version, page: Page, parts: Parts, undated: Sequence[Entry]) -> None:
        self.noted = max(version.landed, self.noted or version.landed)
        self.undated = self.undated or any(not entry.bare for entry in undated)
        if parts:
            self.speaks[version.document] = {cycle.id for cycle, _ in parts}
        before, found, unread = len(self.events), list[Found](), [*page.unread]
        opened = [cycle.id for cycle, _ in parts if cycle.id not in self.plans]
        unread += [without_cycle(entry) for entry in undated]
        for cycle, entries in parts:
            more, matched = self._compare(version, cycle, entries)
            unread += more
            found += matched
        reading = Reading(
            version=version if self.options.bodies else replace(version, body=b""),
            cycles=tuple(cycle.id for cycle, _ in parts),
            entries=sum(not entry.bare for entry in page.entries),
            found=tuple(found),
            events=len(self.events) - before,
            unread=tuple(sorted(unread, key=lambda left: left.line)),
            remarks=(
                *version.remarks,
                *page.remarks,
                *(remark for cycle, _ in parts for remark in taken_for_granted(version, cycle, opened)),
            ),
        )
        self.readings.append(reading)

    def _compare(self, version: Version, cycle: Cycle, entries: Sequence[Entry]) -> tuple[list[Unread], list[Found]]:
        if cycle.id not in self.plans:
            self._open(version, cycle)
        plan = self.plans[cycle.id]
        pins = pinned(self.options.matches, version.name, entries, plan)
        self.pinned.update((version.name, entries[at].line) for at in pins)
        matches = match(places(plan, self._silent(version.document, cycle.id), {*pins.values()}), entries, pins)
        told = difference(plan, entries, matches, version.name, version.document)
        self.plans[cycle.id] = told.plan
        for change in told.changes:
            self._note(version, cycle, change)
        return list(told.unread), found_again(matches, entries, plan)

    def _silent(self, document: str, cycle: str) -> set[str]:
        """The document, and those that speak for the cycle no longer: their items may have come over into this one."""
        return {document} | {other for other, cycles in self.speaks.items() if cycle not in cycles}

    def _open(self, version: Version, cycle: Cycle) -> None:
        """The cycle is open, with one slot for check-ins, at its end: pages keep no rhythm that could be missed."""
        org = self.options.org
        if not self.plans:
            self._append(version, "org", OrganisationRegistered(name=self.options.name or org), org)
            self._append(version, "org", UnitRegistered(unit=self.unit, name=self.unit), org, self.unit)
        days = min((cycle.end - cycle.start).days + 1, 366)
        opened = CycleOpened(
            name=cycle.name, start=cycle.start, end=cycle.end, kind=cycle.kind, check_in_every_days=max(days, 1)
        )
        self._append(version, f"cycle/{cycle.id}", opened, org, cycle.id)
        self.plans[cycle.id] = Plan(cycle=cycle.id, unit=self.unit, middle=cycle.start + (cycle.end - cycle.start) / 2)

    def _note(self, version: Version, cycle: Cycle, change: Change) -> None:
        stream = f"plan/{cycle.id}/{self.unit}"
        if isinstance(change.fact, CheckInRecorded):
            stream = f"check-ins/{cycle.id}/{self.unit}/{change.item}"
        self._append(version, stream, change.fact, version.name, stream, change.item)

    def _append(self, version: Version, subject: str, fact: Fact, *about: str) -> None:
        """The event is noted, and took effect, when its version landed, and never before the one before it.

        `correlationid` names the version, whose changes were made together, when it was authored if that was at another
        instant than the landing, and the matcher that read it.
        """
        key = version_key(version.name)
        unknown = self.options.actor
        authored = version.authored if version.authored != version.landed else None
        event = Event(
            specversion="1.0",
            id=event_id(key, fact.type_, *about),
            source=f"/orgs/{self.options.org}",
            type=fact.type_,
            subject=subject,
            time=self.noted,
            notedat=self.noted,
            actor=Holder(person(version.author, self.options.org), version.author) if version.author else unknown,
            origin="import",
            correlationid=stated(version.source, key, authored, MATCHER),
            data=fact,
        )
        self.events.append(renamed(event, self._known))

    def _known(self, person: str) -> str:
        """The id alone; the name that it was first made of is kept."""
        if isinstance(person, Holder):
            self.names.setdefault(str(person), person.name)
        return str(person)
