"""Takes events from outside into the log: what is wrong is said by line first, and only then is anything written."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Callable, Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from events.catalogue import Event, recall, tail
from events.composed import with_composed_texts
from events.log import read
from events.log.bulk import TAIL_BYTES, Ready, last_noted, write
from events.log.errors import IdTaken, NotedBefore, Refused
from events.log.source import Source
from services.spool import Spool

ACT = 1000
AHEAD = dt.timedelta(minutes=5)
MOST_PROBLEMS = 10_000

Progress = Callable[[str, int], None]


class Numbered(Struct, frozen=True):
    """An event and where it came from: its line."""

    line: int
    event: Event


class Problem(Struct, frozen=True):
    """Why an event of a line cannot be taken."""

    line: int
    why: str


class Outcome(Struct, frozen=True):
    """What came of an import: how many events are new, how many were there before, and what was refused."""

    written: int
    known: int
    problems: tuple[Problem, ...] = ()


def prepared(org: str, event: Event) -> Event:
    """The event as it will be written: of this organisation, with the time it was noted, without what the log sets."""
    return replace(
        event,
        source=f"/orgs/{org}",
        position=None,
        streamversion=None,
        recordedat=None,
        time=event.effective,
        notedat=event.noted,
        origin=event.origin or "import",
        datacontenttype=None,
    )


def spooled(spool: Spool, found: Iterable[Numbered | Problem], now: dt.datetime) -> list[Problem]:
    """The events wait in the spool; what was wrong with the others, and what no log could take, by line.

    That is an id used twice, and times that have not come yet. After ten thousand problems it reads no further.
    """
    wrong: list[Problem] = []
    good: list[Ready] = []
    for each in found:
        if isinstance(each, Problem):
            wrong.append(each)
        elif why := _untakable(event := each.event, own := tail(event), now):
            wrong.append(Problem(each.line, why))
        else:
            good.append(Ready(each.line, event.id, event.subject, event.effective, event.noted, own))
        if len(good) == ACT:
            spool.add(good)
            good.clear()
        if len(wrong) == MOST_PROBLEMS:
            return [*wrong, Problem(each.line, f"{MOST_PROBLEMS:,} lines are wrong: the rest was not read")]
    spool.add(good)
    spool.complete()
    doubled = spool.doubled(MOST_PROBLEMS)
    wrong += [Problem(line, f"the id {id_} stands in line {first} already") for line, id_, first in doubled]
    return sorted(wrong, key=lambda problem: problem.line)


def _untakable(event: Event, own: bytes, now: dt.datetime) -> str:
    """Why no log can take the event; empty where one can."""
    if event.effective > now + AHEAD:
        return f"its time {event.effective.isoformat()} has not come yet"
    if event.noted > now:
        return f"its notedat {event.noted.isoformat()} has not come yet"
    if len(own) > TAIL_BYTES:
        return f"written in our form it has {len(own)} bytes; at most {TAIL_BYTES} are kept"
    return ""


async def take(source: Source, org: str, spool: Spool, progress: Progress) -> Outcome:
    """The spool's events are in the log, those that were there before once. With any problem nothing is written.

    They go in by when they were noted, in acts of at most a thousand: a run that is interrupted is taken up by another.
    `progress` is told what is being done, and to how many more events. `source` is a pool, or a connection.
    """
    new, wrong = await _compared(source, org, spool, progress)
    if wrong:
        return Outcome(0, 0, tuple(sorted(wrong, key=lambda problem: problem.line)))
    written = 0
    writing: asyncio.Task[int] | None = None
    try:
        for page, missing in zip(spool.pages(ACT), new, strict=True):
            if writing is not None:
                written += await writing
            writing = asyncio.create_task(_written(source, org, page, missing))
            await asyncio.sleep(0)  # It is sent: while Postgres is at work on it, the next page is read.
            progress("writing", len(page))
        written += await writing if writing is not None else 0
    except _Refusal as refusal:
        return Outcome(written, 0, (refusal.problem,))
    finally:
        if writing is not None:
            await asyncio.wait([writing])
    return Outcome(written, spool.events - written)


async def _compared(source: Source, org: str, spool: Spool, progress: Progress) -> tuple[list[int], list[Problem]]:
    """How many events of each page the log has not, and those whose id it has with another content."""
    if await read.head(source, org) is None:
        return [min(ACT, spool.events - start) for start in range(0, spool.events, ACT)], []
    counts: list[int] = []
    wrong: list[Problem] = []
    for page in spool.pages(ACT):
        new, differing = await _new(source, org, page)
        counts.append(len(new))
        late = [each async for each in _late(source, org, new)]
        wrong += [*differing, *late][: MOST_PROBLEMS - len(wrong)]
        progress("comparing", len(page))
    return counts, wrong


async def _late(source: Source, org: str, new: Sequence[Ready]) -> AsyncIterator[Problem]:
    """The events that were noted before the last one that their stream has in the log."""
    if not new:
        return
    last = await last_noted(source, org, {event.subject for event in new})
    for event in new:
        if event.subject in last and event.notedat < last[event.subject]:
            noted, before = event.notedat.isoformat(), last[event.subject].isoformat()
            yield Problem(event.line, str(NotedBefore(id=event.id, stream=event.subject, notedat=noted, last=before)))


class _Refusal(Exception):
    """The log refused an act; `problem` says which line's fault that is."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.why)
        self.problem = problem


async def _written(source: Source, org: str, page: Sequence[Ready], missing: int) -> int:
    """The events of the page are in the log; how many are new. `missing` of them it had not. Raises _Refusal."""
    new = page if missing == len(page) else []
    while missing:
        if not new:
            new, differing = await _new(source, org, page)
            if differing:
                raise _Refusal(differing[0])
            missing = len(new)
            continue
        try:
            await write(source, org, new)
            return len(new)
        except IdTaken:
            new = []  # Another import of the same events was faster: what it wrote is there.
        except Refused as refused:
            line = next((event.line for event in new if event.id == getattr(refused, "id", None)), new[0].line)
            raise _Refusal(Problem(line, str(refused))) from None
    return 0


async def _new(source: Source, org: str, page: Sequence[Ready]) -> tuple[list[Ready], list[Problem]]:
    """Those of the page that the log has not, and those whose id it has with another content."""
    there = await read.known(source, org, [event.id for event in page])
    new, differing = [], []
    for event in page:
        entry = there.get(event.id)
        if entry is None:
            new.append(event)
        elif not _same(org, entry[1], event.tail):
            why = f"the log has the id {event.id} at position {entry[0]} with another content"
            differing.append(Problem(event.line, why))
    return new, differing


def _same(org: str, body: bytes, given: bytes) -> bool:
    """Whether the log's event is the one that is given; a live one, or one from before texts were composed, differs."""
    return body.endswith(given) or tail(prepared(org, recall(with_composed_texts(body)))) == given
