"""The versions of a plan become the events of its history, and a report of how each version was read.

Earlier events never depend on later versions: a run over more of them gives the same events and then the new ones.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from events.catalogue import ID_PATTERN, Event
from events.facts.check_in import CheckInRecorded
from events.facts.cycle import CycleOpened
from events.facts.organisation import OrganisationRegistered, UnitRegistered
from events.terms import Fact
from services.histories.cycles import Cycle
from services.histories.dating import Dating
from services.histories.difference import Change, difference
from services.histories.identity import event_id, person, version_key
from services.histories.matching import match
from services.histories.plan import Plan, places
from services.histories.reading import Found, Reading, found_again, page_of
from services.histories.snapshot import Entry, Unread
from services.histories.version import HistoryRefused, Version


class Options(Struct, frozen=True, kw_only=True):
    """What the importer says: the organisation, and what goes before what the titles say.

    `unit` is by default the organisation's id. `start` and `end` are those of the cycle named, else of the first that
    the history is about. `actor` stands for an author who is not known. `matches` says, for a version's name and a
    line in it, which item stands there, or None for a newcomer.
    """

    org: str
    name: str | None = None
    unit: str | None = None
    cycle: str | None = None
    start: dt.date | None = None
    end: dt.date | None = None
    actor: str = "import"
    matches: Mapping[tuple[str, int], str | None] = {}


class Reconstruction(Struct, frozen=True):
    """The events in their order, and a reading a version."""

    events: tuple[Event, ...]
    readings: tuple[Reading, ...]


def reconstruct(versions: Sequence[Version], options: Options) -> Reconstruction:
    """The events that explain the versions, each noted when its version landed.

    A version that turns to another cycle opens it and drops nothing; one in which nothing of a plan is found changes
    nothing. Raises `HistoryRefused` where an option is no id, and where no version gives a plan and its cycle.
    """
    for name in ("org", "unit", "cycle", "actor"):
        given = getattr(options, name)
        if given is not None and not ID_PATTERN.fullmatch(given):
            raise HistoryRefused(f"{name} {given!r} is no id: lower-case letters, digits, '.', '_', '-', at most 64")
    history = _History(options)
    for version in versions:
        history.take(version)
    if not history.plans:
        raise HistoryRefused(NO_CYCLE if history.undated else NO_PLAN)
    return Reconstruction(tuple(history.events), tuple(history.readings))


LATE_DAYS = 14
NO_CYCLE = (
    "no version says which quarter it is about, in a title such as '# OKRs 2019 Q1' or a path such as okrs/2019-q1.md; "
    "name it with --cycle 2019-q1"
)
NO_PLAN = "no version holds a plan: expected headings with list items or tables of key results below them"


class _History:
    """The fold over the versions: what it keeps is all that the next version can depend on."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.unit = options.unit or options.org
        self.events: list[Event] = []
        self.readings: list[Reading] = []
        self.plans: dict[str, Plan] = {}
        self.speaks: dict[str, set[str]] = {}
        self.dating = Dating(options.cycle, options.start, options.end)
        self.noted: dt.datetime | None = None
        self.undated = False

    def take(self, version: Version) -> None:
        self.noted = max(version.landed, self.noted or version.landed)
        page = page_of(version)
        parts, undated = self.dating.parts(version, page)
        self.undated = self.undated or any(not entry.bare for entry in undated)
        if parts:
            self.speaks[version.document] = {cycle.id for cycle, _ in parts}
        before, found, unread = len(self.events), list[Found](), [*page.unread]
        opened = [cycle.id for cycle, _ in parts if cycle.id not in self.plans]
        unread += [_undated(entry) for entry in undated]
        for cycle, entries in parts:
            more, matched = self._compare(version, cycle, entries)
            unread += more
            found += matched
        reading = Reading(
            version=version,
            cycles=tuple(cycle.id for cycle, _ in parts),
            entries=sum(not entry.bare for entry in page.entries),
            found=tuple(found),
            events=len(self.events) - before,
            unread=tuple(sorted(unread, key=lambda left: left.line)),
            remarks=tuple(remark for cycle, _ in parts for remark in _remarks(version, cycle, opened)),
        )
        self.readings.append(reading)

    def _compare(self, version: Version, cycle: Cycle, entries: Sequence[Entry]) -> tuple[list[Unread], list[Found]]:
        if cycle.id not in self.plans:
            self._open(version, cycle)
        plan = self.plans[cycle.id]
        given = self.options.matches
        lines = {at: (version.name, entry.line) for at, entry in enumerate(entries)}
        pinned = {at: given[line] for at, line in lines.items() if line in given}
        matches = match(places(plan, self._silent(version.document, cycle.id)), entries, pinned)
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
        self.plans[cycle.id] = Plan(cycle=cycle.id, unit=self.unit)

    def _note(self, version: Version, cycle: Cycle, change: Change) -> None:
        stream = f"plan/{cycle.id}/{self.unit}"
        if isinstance(change.fact, CheckInRecorded):
            stream = f"check-ins/{cycle.id}/{self.unit}/{change.item}"
        self._append(version, stream, change.fact, version.name, stream, change.item)

    def _append(self, version: Version, subject: str, fact: Fact, *about: str) -> None:
        """The event is noted, and took effect, when its version landed, and never before the one before it.

        `correlationid` names the version, whose changes were made together, and when it was authored if that was at
        another instant than the landing.
        """
        key = version_key(version.name)
        authored = version.authored if version.authored != version.landed else None
        event = Event(
            specversion="1.0",
            id=event_id(key, fact.type_, *about),
            source=f"/orgs/{self.options.org}",
            type=fact.type_,
            subject=subject,
            time=self.noted,
            notedat=self.noted,
            actor=person(version.author, self.options.org) if version.author else self.options.actor,
            origin="import",
            correlationid=f"{key}.authored-{authored:%Y%m%dT%H%M%SZ}" if authored else key,
            data=fact,
        )
        self.events.append(event)


def _undated(entry: Entry) -> Unread:
    return Unread(line=entry.line, end=entry.line, why="nothing says which cycle this is about", text=entry.title[:100])


def _remarks(version: Version, cycle: Cycle, opened: Sequence[str]) -> Iterator[str]:
    """What was taken for granted about the cycle, and that a plan comes so late that it may count as a change."""
    if cycle.guessed:
        yield f"{cycle.id}: {cycle.guessed}"
    late = (version.landed.date() - cycle.start).days
    if cycle.id in opened and late > LATE_DAYS:
        yield f"{cycle.id}: first seen {late} days after its start; what comes after a baseline counts as added later"
