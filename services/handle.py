"""Handles an act: read, decide, append; where the log has moved meanwhile, read and decide anew."""

from __future__ import annotations

import asyncio
import datetime as dt
import random
from collections.abc import Mapping, Sequence

from msgspec import Struct, field

from events.catalogue import Event, recall
from events.log import read
from events.log.append import Act as Appending
from events.log.errors import Moved, Refused, RequestReused
from events.log.group import Group
from events.log.read import Entry
from events.log.source import Source
from projections import history
from services.decisions import act as acts
from services.decisions.act import Author, RefusedAct
from services.decisions.case import Known
from services.decisions.command import Act
from services.states import States
from services.together import Together
from services.turns import Turns

ATTEMPTS = 8
PAUSE_SECONDS = 0.01
FEW = 8  # commands that are sooner decided, without books, than handed to a thread
SHOWN = 20  # events that a conflict tells of


class Order(Struct, frozen=True, kw_only=True):
    """An act that somebody sent: its commands, the request's id and the SHA-256 of its body.

    `chosen`: the client chose the request's id, and so may send it again.
    """

    org: str
    actor: str
    request: str
    chosen: bool
    sha256: bytes
    act: Act


class Done(Struct, frozen=True):
    """What a request became: its events as the log keeps them, and the SHA-256 of its body."""

    request: str
    entries: tuple[Entry, ...]
    sha256: bytes

    @property
    def position(self) -> int:
        """The position of the last event."""
        return self.entries[-1][0]


class Conflict(Exception):
    """A stream is at another version than was expected; `events` are those behind the expected one, as far as told."""

    def __init__(self, stream: str, expected: int, actual: int, events: Sequence[Event]) -> None:
        ahead = "has no more than" if actual < expected else "is at"
        super().__init__(f"{stream} {ahead} version {actual}, not at {expected}: read it again and decide anew")
        self.stream, self.expected, self.actual, self.events = stream, expected, actual, tuple(events)


Sent = tuple[Source, str, str]  # where to look, an organisation, and a request of it
Outcomes = Together[Sent, Done]


class Memory(Struct, frozen=True):
    """What acts of a process have in common: where they are written and looked up together, folded states, and whose
    turn it is."""

    group: Group
    outcomes: Outcomes = field(default_factory=lambda: Together(_became))
    states: States = field(default_factory=States)
    turns: Turns = field(default_factory=Turns)


async def handle(source: Source, memory: Memory, order: Order, clock: dt.datetime) -> Done:
    """The act has happened, once, however often it is sent.

    Raises RefusedAct (a command makes no sense), Conflict (what the client expected is not so, or others were faster
    each time), and what `events.log.errors` names. An error of the connection leaves open whether it happened: a
    request whose id was chosen can be sent again.
    """
    written = {command.subject for command in order.act.commands}
    async with memory.turns.taken(order.org, written):
        return await _handled(source, memory, order, clock)


async def _handled(source: Source, memory: Memory, order: Order, clock: dt.datetime) -> Done:
    moved: Moved | None = None
    for attempt in range(ATTEMPTS):
        # Two processes that met once would meet again if they went on in step.
        await asyncio.sleep(random.uniform(0, PAUSE_SECONDS) * attempt)  # nosec B311 # no secret is drawn
        known, versions = await _known(source, memory.states, order)
        try:
            await _as_expected(source, order, versions)
            events = await _decided(known, order, clock)
            await memory.group.append(_appending(order, events, versions))
        except Moved as error:
            moved = error
            continue
        except (RefusedAct, Conflict, Refused):
            # It may have been here before: then this is no refusal, but its repetition.
            if order.chosen and (done := await _again(source, order)):
                return done
            raise
        done = await memory.outcomes((source, order.org, order.request))
        assert done is not None
        return done
    assert moved is not None
    raise await _conflict(source, order.org, moved.stream, moved.expected, moved.actual)


async def _decided(known: Known, order: Order, clock: dt.datetime) -> list[Event]:
    commands, author = order.act.commands, _author(order, known, clock)
    if len(commands) <= FEW and not known.histories:
        return acts.decide(known, commands, author)
    # Beside the loop: an act on large books takes its time, and others are answered meanwhile.
    return await asyncio.to_thread(acts.decide, known, commands, author)


async def became(source: Source, org: str, request: str) -> Done | None:
    """What a request became; None where it was never here, or wrote nothing."""
    answer = await read.answer(source, org, request)
    return Done(request, answer.entries, answer.sha256) if answer else None


async def _became(requests: Sequence[Sent]) -> dict[Sent, Done]:
    """What requests became, those that became something."""
    of: dict[Source, list[Sent]] = {}
    for sent in requests:
        of.setdefault(sent[0], []).append(sent)
    found: dict[Sent, Done] = {}
    for source, those in of.items():
        answers = await read.answers(source, [(org, request) for _, org, request in those])
        found |= {
            (source, org, request): Done(request, answer.entries, answer.sha256)
            for (org, request), answer in answers.items()
        }
    return found


async def _again(source: Source, order: Order) -> Done | None:
    """What the order became when it came before. Raises RequestReused where it came with another body."""
    done = await became(source, order.org, order.request)
    if done is not None and done.sha256 != order.sha256:
        raise RequestReused(request=order.request, position=done.entries[0][0])
    return done


async def _known(source: Source, states: States, order: Order) -> tuple[Known, dict[str, int]]:
    """What deciding the act reads, and the versions of the streams."""
    needed = acts.needs(order.act.commands)
    found = await states.read(source, order.org, needed.streams | order.act.expected.keys())
    named = await history.of_ids(source, order.org, sorted(needed.ids)) if needed.ids else []
    known = Known(
        states={stream: each.state for stream, each in found.items() if each.version},
        events={event.id: event for event in named},
        histories={plan: tuple(await history.of_books(source, order.org, plan)) for plan in sorted(needed.books)},
    )
    return known, {stream: each.version for stream, each in found.items()}


async def _as_expected(source: Source, order: Order, versions: Mapping[str, int]) -> None:
    """Nothing, where every stream that the client named is at the version that it expects. Raises Conflict."""
    for stream, expected in order.act.expected.items():
        if versions[stream] != expected:
            raise await _conflict(source, order.org, stream, expected, versions[stream])


async def _conflict(source: Source, org: str, stream: str, expected: int, actual: int) -> Conflict:
    behind = await read.stream(source, org, stream, expected, SHOWN)
    return Conflict(stream, expected, actual, [recall(body) for _, body in behind])


def _author(order: Order, known: Known, clock: dt.datetime) -> Author:
    # The database's clock may be ahead of this one: what was read was noted before what is decided on it.
    noted = [event.noted for told in known.histories.values() for event in told]
    return Author(org=order.org, request=order.request, actor=order.actor, now=max([clock, *noted]))


def _appending(order: Order, events: Sequence[Event], versions: Mapping[str, int]) -> Appending:
    written = {event.subject for event in events}
    expected = {stream: versions[stream] for stream in written | order.act.expected.keys()}
    return Appending(
        org=order.org,
        events=tuple(events),
        expected=expected,
        request=order.request,
        request_sha256=order.sha256,
    )
