"""Decides an act: its commands one after the other, each on what those before it did; all of them, or none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterator, Sequence
from functools import cache
from typing import cast

from msgspec import Struct
from msgspec.structs import fields, replace

from events.catalogue import Event
from events.facts import plan as facts
from events.terms import About, EventId, Fact, ItemPath
from services.decisions.admission import admit
from services.decisions.case import Case, Known, Refused
from services.decisions.command import Command, registered
from services.decisions.plan.continuation import PlanReset
from services.decisions.plan.reset import earlier

# Behind every position of a log: what an act does stands behind what was read for it.
BEHIND = 2**53
PAYING = (facts.TradeOffRecorded, facts.TradeOffRejected, facts.ChangeBudgetDrawn, facts.OverloadAccepted)


class Author(Struct, frozen=True, kw_only=True):
    """Whose act it is, in which organisation, under which request, and when."""

    org: str
    request: str
    actor: str
    now: dt.datetime


class Needs(Struct, frozen=True, kw_only=True):
    """What has to be read to decide: states of streams, events by their ids, and the books of plans."""

    streams: frozenset[str]
    ids: frozenset[str]
    books: frozenset[str]


class RefusedAct(Exception):
    """A command of an act was refused, and so all of it; `place` is the command's, from 0."""

    def __init__(self, place: int, command: Command, refused: Refused) -> None:
        super().__init__(refused.why)
        self.place, self.command, self.field = place, command, refused.field


def decide(known: Known, commands: Sequence[Command], author: Author) -> list[Event]:
    """What happens: the events of an act, as they will be written. Raises RefusedAct.

    The n-th has the id `{request}.{n}`, which later commands of the act may name.
    """
    events: list[Event] = []
    for place, command in enumerate(commands):
        case = Case(
            subject=command.subject,
            at=command.time or author.now,
            now=author.now,
            requester=command.onbehalfof or author.actor,
            known=known,
        )
        try:
            admit(case, command)
            stated = registered()[command.command].decide(case, command.data)
        except Refused as refused:
            raise RefusedAct(place, command, refused) from None
        for subject, fact in stated:
            event = _event(author, command, len(events) + 1, subject, fact)
            events.append(event)
            known = known.after(replace(event, notedat=author.now, position=BEHIND + len(events)))
    return events


def _event(author: Author, command: Command, nth: int, subject: str, fact: Fact) -> Event:
    return Event(
        specversion="1.0",
        id=f"{author.request}.{nth}",
        source=f"/orgs/{author.org}",
        type=fact.type_,
        subject=subject,
        time=command.time,
        actor=author.actor,
        onbehalfof=command.onbehalfof,
        origin="api",
        decision=command.decision,
        correlationid=author.request,
        data=fact,
    )


def needs(commands: Sequence[Command]) -> Needs:
    """What deciding these commands reads."""
    streams, ids, books = {"org"}, set[str](), set[str]()
    for command in commands:
        streams |= set(_streams(command))
        ids |= set(_ids(command))
        if isinstance(command.data, PAYING):
            books.add(command.subject)
        if isinstance(command.data, PlanReset):
            old = earlier(command.subject, command.data)
            books.add(old)
            streams |= {old, f"cycle/{command.data.from_}"}
    return Needs(streams=frozenset(streams), ids=frozenset(ids), books=frozenset(books))


def _streams(command: Command) -> Iterator[str]:
    yield command.subject
    kind, *names = command.subject.split("/")
    if kind in ("plan", "check-ins"):
        yield f"cycle/{names[0]}"
        yield f"plan/{names[0]}/{names[1]}"
    for path in _values(command, ItemPath, About):
        if path.count("/") == 2:
            yield f"plan/{path.rpartition('/')[0]}"


def _ids(command: Command) -> Iterator[str]:
    yield from (id_ for id_ in _values(command, EventId, About) if "/" not in id_)


def _values(command: Command, *kinds: object) -> Iterator[str]:
    """The texts of a command's data that are of one of the kinds."""
    for name in _named(cast(Hashable, type(command.data)), kinds):
        value = getattr(command.data, name)
        yield from value if isinstance(value, tuple) else [value] if value is not None else []


@cache
def _named(wish: type[Struct], kinds: tuple[object, ...]) -> tuple[str, ...]:
    """The fields that are of one of the kinds, or have some."""
    return tuple(
        field.name
        for field in fields(wish)
        if any(field.type in (kind, kind | None, tuple[kind, ...]) for kind in kinds)  # type: ignore[operator, valid-type]
    )
