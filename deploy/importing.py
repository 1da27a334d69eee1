"""Imports at the command line: checks, progress, what was refused by line, and the wake-up afterwards."""

from __future__ import annotations

import asyncio
import datetime as dt
import sys
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from deploy.commands import Failure
from deploy.settings import running
from deploy.system import System, opened
from events.catalogue import ID_PATTERN
from services.imports import Numbered, Outcome, take

T = TypeVar("T")
SHOWN = 50


def checked_org(org: str) -> str:
    """The organisation's id, if it can be one."""
    if not ID_PATTERN.fullmatch(org):
        raise Failure(f"{org!r} is no id of an organisation; expected lower-case letters, digits, '.', '_' and '-'")
    return org


def tell(line: str) -> None:
    """A line for the person who waits: it goes where progress goes."""
    print(line, file=sys.stderr)


def bar() -> Progress:
    """A progress bar on standard error; nothing where that is no terminal."""
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    return Progress(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty())


def within(work: Callable[[System], Awaitable[T]]) -> T:
    """What the work gives, done on the servers that the environment names or that are started here."""
    with running(tell) as settings:

        async def done() -> T:
            async with opened(settings) as system:
                return await work(system)

        return asyncio.run(done())


async def write(system: System, org: str, found: Sequence[Numbered]) -> Outcome:
    """The events are in the organisation's log, those that were there before once, and its projections will follow."""
    with bar() as progress:
        task = progress.add_task("writing", total=len(found))
        outcome = await take(system.app, org, found, dt.datetime.now(dt.UTC), lambda n: progress.advance(task, n))
    if outcome.written:
        await system.woken(org)
    return outcome


def refuse(path: str, problems: Sequence[tuple[int, str]]) -> int:
    """The lines that are wrong are told, each with its number; the exit code."""
    for line, why in problems[:SHOWN]:
        tell(f"{path}, line {line}: {why}")
    if len(problems) > SHOWN:
        tell(f"… and {len(problems) - SHOWN} more")
    return 2
