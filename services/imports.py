"""Takes events from outside into the log: what is wrong is said by line first, and only then is anything written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from events.catalogue import Event, recall, tail
from events.log.append import Act, append
from events.log.errors import IdTaken, Refused
from events.log.read import known
from events.log.source import Source

ACT = 1000
AHEAD = dt.timedelta(minutes=5)


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


def problems(found: Iterable[Numbered], now: dt.datetime) -> list[Problem]:
    """What no log could take: an id used twice, and times that have not come yet."""
    seen: dict[str, int] = {}
    wrong = []
    for numbered in found:
        event, line = numbered.event, numbered.line
        if event.id in seen:
            wrong.append(Problem(line, f"the id {event.id} stands in line {seen[event.id]} already"))
        seen.setdefault(event.id, line)
        if event.effective > now + AHEAD:
            wrong.append(Problem(line, f"its time {event.effective.isoformat()} has not come yet"))
        elif event.noted > now:
            wrong.append(Problem(line, f"its notedat {event.noted.isoformat()} has not come yet"))
    return wrong


async def take(
    source: Source, org: str, found: Sequence[Numbered], now: dt.datetime, progress: Callable[[int], None]
) -> Outcome:
    """The events are in the log, those that were there before once. With any problem nothing is written.

    They go in by when they were noted, in acts of at most a thousand: a run that is interrupted is taken up by another.
    """
    wrong = problems(found, now)
    if wrong:
        return Outcome(0, 0, tuple(wrong))
    ordered = sorted(found, key=lambda numbered: numbered.event.noted)
    acts = [ordered[start : start + ACT] for start in range(0, len(ordered), ACT)]
    for act in acts:
        _, differing = await _new(source, org, act)
        wrong += differing
    if wrong:
        return Outcome(0, 0, tuple(sorted(wrong, key=lambda problem: problem.line)))
    written = 0
    for act in acts:
        try:
            written += await _written(source, org, act)
        except _Refusal as refusal:
            return Outcome(written, 0, (refusal.problem,))
        progress(len(act))
    return Outcome(written, len(ordered) - written)


class _Refusal(Exception):
    """The log refused an act; `problem` says which line's fault that is."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.why)
        self.problem = problem


async def _written(source: Source, org: str, act: Sequence[Numbered]) -> int:
    """The events of the act are in the log; how many are new. Raises _Refusal."""
    while True:
        new, differing = await _new(source, org, act)
        if differing:
            raise _Refusal(differing[0])
        if not new:
            return 0
        try:
            await append(source, Act(org=org, events=tuple(numbered.event for numbered in new)))
        except IdTaken:
            continue  # Another import of the same events was faster: what it wrote is there.
        except Refused as refused:
            line = next((n.line for n in new if n.event.id == getattr(refused, "id", None)), new[0].line)
            raise _Refusal(Problem(line, str(refused))) from None
        return len(new)


async def _new(source: Source, org: str, act: Sequence[Numbered]) -> tuple[list[Numbered], list[Problem]]:
    """Those of the act that the log has not, and those whose id it has with another content."""
    there = await known(source, org, [numbered.event.id for numbered in act])
    new, differing = [], []
    for numbered in act:
        entry = there.get(numbered.event.id)
        if entry is None:
            new.append(numbered)
        elif tail(prepared(org, recall(entry[1]))) != tail(numbered.event):
            why = f"the log has the id {numbered.event.id} at position {entry[0]} with another content"
            differing.append(Problem(numbered.line, why))
    return new, differing
