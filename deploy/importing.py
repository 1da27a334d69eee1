"""Imports at the command line: checks, progress, what was refused by line, and the wake-up afterwards."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import TypeVar

from rich.progress import TaskID

from deploy import usage
from deploy.commands import Failure
from deploy.settings import running
from deploy.system import System, opened
from deploy.waiting import bar, tell
from events.catalogue import ID_PATTERN
from services.imports import Numbered, Outcome, Problem, spooled, take
from services.spool import Spool

T = TypeVar("T")
SHOWN = 50


def checked_org(org: str) -> str:
    """The organisation's id, if it can be one."""
    if not ID_PATTERN.fullmatch(org):
        raise Failure(
            f"{org[:80]!r} is no id of an organisation; expected lower-case letters, digits, '.', '_' and '-'"
        )
    return org


def within(work: Callable[[System], Awaitable[T]]) -> T:
    """What the work gives, done on the servers that the environment names or that are started here."""
    with running(tell) as settings:

        async def done() -> T:
            async with opened(settings) as system:
                return await work(system)

        return asyncio.run(done())


async def write(system: System, org: str, found: Iterable[Numbered]) -> Outcome:
    """The events are in the organisation's log, those that were there before once, and its projections will follow."""
    with Spool() as spool:
        if wrong := spooled(spool, found, dt.datetime.now(dt.UTC)):
            return Outcome(0, 0, tuple(wrong))
        return await write_spooled(system, org, spool)


async def write_spooled(system: System, org: str, spool: Spool) -> Outcome:
    """The same of events that wait in a spool, without what is wrong with any."""
    with bar() as progress:
        tasks: dict[str, TaskID] = {}

        def advance(doing: str, events: int) -> None:
            if doing not in tasks:
                tasks[doing] = progress.add_task(doing, total=spool.events)
            progress.advance(tasks[doing], events)

        outcome = await take(system.app, org, spool, advance)
    if outcome.written:
        await system.woken(org)
    return outcome


def refuse(path: str, problems: Sequence[Problem]) -> int:
    """The lines that are wrong are told, each with its number; the exit code: 0 where none is."""
    for problem in problems[:SHOWN]:
        tell(f"{path}, line {problem.line}: {problem.why}")
    if len(problems) > SHOWN:
        tell(f"… and {len(problems) - SHOWN} more; `--format json` has them all")
    return 2 if problems else 0


def answer(org: str, outcome: Outcome, **more: object) -> None:
    """What came of it is printed as one JSON object, with what more there is to say."""
    told = {"org": org, "written": outcome.written, "known": outcome.known, "refused": outcome.problems}
    usage.answer(told | more)
