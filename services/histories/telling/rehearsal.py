"""A history as it would be written, version by version, and the verdicts that follow: all of it known, none of it
written. What a careful reader checks before standing by it: what happened, how surely, and what was not read.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from msgspec import Struct

from events.catalogue import Event
from events.facts.check_in import CheckInRecorded
from events.facts.cycle import CycleOpened
from events.facts.plan import CommitmentReworded, KeyResultCommitted, ObjectiveCommitted
from services.histories.reconstruct import Reconstruction
from services.histories.snapshot import Unread
from services.histories.telling.outlook import Outlook, outlook
from services.histories.telling.reading import Found, Reading
from services.histories.telling.sentences import Saying, Teller

SURE = 0.95
"""A match that is less sure than this is one to look at."""
STANDING = (ObjectiveCommitted, KeyResultCommitted, CheckInRecorded)


class FirstSeen(Struct, frozen=True, kw_only=True):
    """A plan as it was first seen: so many items, and what was said of them already.

    `measured` are key results with a target of their own, beyond done or not, or a score.
    """

    cycle: str
    unit: str
    objectives: int
    key_results: int
    measured: int
    owned: int
    labelled: int
    checked_in: int
    done: int


class Rehearsed(Struct, frozen=True, kw_only=True):
    """One version: what it would write, in order, and how it was read.

    `first` are the plans that begin with it, whose first events need no reading one by one. `same` are items found
    again in other words that promise the same, for which nothing is written; `unsure` the matches to look at; `not_new`
    how many lines were left unread for the same reason and with the same words as in the document's version before.
    """

    version: str
    document: str
    landed: dt.datetime
    authored: dt.datetime | None
    subject: str | None
    cycles: tuple[str, ...]
    items: int
    first: tuple[FirstSeen, ...]
    says: tuple[Saying, ...]
    same: tuple[Found, ...]
    unsure: tuple[Found, ...]
    unread: tuple[Unread, ...]
    not_new: int
    remarks: tuple[str, ...]

    @property
    def changes(self) -> tuple[Saying, ...]:
        """What it would write beside the plans that begin with it and the registrations."""
        begun = {f"{first.cycle}/{first.unit}" for first in self.first}
        return tuple(said for said in self.says if _plan_of(said.subject) not in ("", *begun))


class Rehearsal(Struct, frozen=True, kw_only=True):
    """The versions in their order, how many events they would write, and each cycle's verdicts at an instant."""

    versions: tuple[Rehearsed, ...]
    events: int
    moment: dt.datetime
    cycles: tuple[Outlook, ...]


def rehearse(found: Reconstruction, moment: dt.datetime) -> Rehearsal:
    """What the reconstruction would write, told, and judged as of the moment."""
    return Rehearsal(
        versions=tuple(_versions(found)),
        events=len(found.events),
        moment=moment,
        cycles=tuple(outlook(found.events, moment)),
    )


def _versions(found: Reconstruction) -> Iterator[Rehearsed]:
    teller, at = Teller(), 0
    opened: dict[str, dt.datetime] = {}
    left: dict[str, set[tuple[str, str]]] = {}
    for reading in found.readings:
        events = found.events[at : at + reading.events]
        at += reading.events
        opened |= {event.subject.split("/")[1]: event.noted for event in events if isinstance(event.data, CycleOpened)}
        known = left.get(reading.version.document, set())
        left[reading.version.document] = {(unread.why, unread.text) for unread in reading.unread}
        yield _rehearsed(reading, events, teller.tell_all(events, reading.found), opened, known)


def _rehearsed(
    reading: Reading,
    events: Sequence[Event],
    says: tuple[Saying, ...],
    opened: dict[str, dt.datetime],
    known: set[tuple[str, str]],
) -> Rehearsed:
    version, reworded = (
        reading.version,
        {_item(event) for event in events if isinstance(event.data, CommitmentReworded)},
    )
    unread = tuple(left for left in reading.unread if (left.why, left.text) not in known)
    return Rehearsed(
        version=version.name,
        document=version.document,
        landed=version.landed,
        authored=version.authored if version.authored != version.landed else None,
        subject=version.subject,
        cycles=reading.cycles,
        items=reading.entries,
        first=tuple(_first_seen(events, opened)),
        says=says,
        same=tuple(match for match in reading.found if match.title != match.before and match.item not in reworded),
        unsure=tuple(match for match in reading.found if match.confidence < SURE),
        unread=unread,
        not_new=len(reading.unread) - len(unread),
        remarks=reading.remarks,
    )


def _first_seen(events: Sequence[Event], opened: dict[str, dt.datetime]) -> Iterator[FirstSeen]:
    """The plans of which these events are the first: noted with the opening of their cycle, and by nothing but it."""
    plans = dict.fromkeys(plan for event in events if (plan := _plan_of(event.subject)))
    for plan in plans:
        cycle, unit = plan.split("/")
        own = [event for event in events if _plan_of(event.subject) == plan]
        if all(isinstance(event.data, STANDING) and event.noted == opened.get(cycle) for event in own):
            yield _counted(cycle, unit, own)


def _counted(cycle: str, unit: str, events: Sequence[Event]) -> FirstSeen:
    objectives = [event.data for event in events if isinstance(event.data, ObjectiveCommitted)]
    key_results = [event.data for event in events if isinstance(event.data, KeyResultCommitted)]
    check_ins = [
        (event.subject.rsplit("/", 1)[1], event.data) for event in events if isinstance(event.data, CheckInRecorded)
    ]
    targets = {fact.key_result: fact.target for fact in key_results}
    return FirstSeen(
        cycle=cycle,
        unit=unit,
        objectives=len(objectives),
        key_results=len(key_results),
        measured=sum(fact.measured_in not in (None, "done", "score") for fact in key_results),
        owned=sum(fact.owner is not None for fact in objectives) + sum(fact.owner is not None for fact in key_results),
        labelled=sum(fact.priority is not None for fact in objectives)
        + sum(fact.priority is not None for fact in key_results),
        checked_in=len(check_ins),
        done=sum(fact.value is not None and fact.value == targets.get(item) for item, fact in check_ins),
    )


def _plan_of(subject: str) -> str:
    """`2026-q1/growth` of a plan's stream or of its check-ins; nothing of other streams."""
    kind, *rest = subject.split("/")
    return "/".join(rest[:2]) if kind in ("plan", "check-ins") else ""


def _item(event: Event) -> str:
    return str(getattr(event.data, "item", ""))
