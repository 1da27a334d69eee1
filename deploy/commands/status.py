"""Tell how things stand: what is behind, not sealed or parked, the workers that live, and missing protections.

A line for each organisation, the worst first; below, what is wrong, with what brings it back. On a terminal as much as
fits; into a file or a pipe all. The exit code is 1 where a projection has been behind for more than a minute or a log
not sealed, where something is parked, where a protection is missing, or where Redis does not answer.

examples:
  okr-ledger status
  okr-ledger status --format json
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import groupby

from msgspec import Struct
from rich.console import Console
from rich.text import Text

from deploy.settings import running
from deploy.standing import Found, Row, found
from deploy.usage import answer, formats
from deploy.waiting import tell
from projections.reports import screen
from projections.reports.screen import plain
from projections.reports.wording import counted

MOST = 10  # organisations on a terminal
NUMBERS = ("events", "last", "behind", "unsealed", "to judge", "parked")
LENGTHS = ((86400, "d"), (3600, "h"), (60, "min"), (1, "s"))


class Line(Struct, frozen=True, kw_only=True):
    """An organisation, at its worst: how old its last event is, how many the last of the projections lacks, how many
    are not sealed, and since when."""

    org: str
    head: int
    last_seconds: float
    behind: int
    behind_seconds: float
    unsealed: int
    unsealed_seconds: float
    to_judge: int
    parked: int
    stuck: bool


def arguments(parser: argparse.ArgumentParser) -> None:
    """How it answers."""
    formats(parser)


def run(args: argparse.Namespace) -> int:
    with running(tell) as settings:
        standing = asyncio.run(found(settings))
    if args.format == "json":
        answer(standing)
    else:
        show(screen.console(), standing)
    return 0 if standing.well else 1


def show(out: Console, standing: Found) -> None:
    """The organisations and the workers, then what is wrong; on a terminal no more than it shows at once."""
    lines, troubles = worst_first(standing, dt.datetime.now(dt.UTC)), list(wrong(standing))
    shown = lines[:MOST] if out.is_terminal else lines
    if shown:
        table = screen.table("", "organisation", *NUMBERS, numbers=NUMBERS, whole=("",))
        table.columns[1].overflow = "ellipsis"  # a line each, however long its name
        for line in shown:
            style = "bold red" if line.stuck or line.parked else ""
            table.add_row(*(plain(cell, style) for cell in cells(line)))
        out.print(table)
        if len(lines) > len(shown):
            out.print(f"and {counted(len(lines) - len(shown), 'organisation')} more, none worse")
    else:
        out.print("no organisation has an event yet")
    out.print()
    out.print(workers(standing.workers))
    if not standing.missing_protections:
        out.print("protections: all there")
    # Above are the head, a line each, the rest of them, a gap, and two more; below is the prompt.
    room = out.height - len(shown) - 6 if out.is_terminal else None
    for text in fitting(out, troubles, room):
        out.print(text)


def worst_first(standing: Found, now: dt.datetime) -> list[Line]:
    """A line for each organisation: first those that somebody has to look at, then those that wait for longest."""
    unsealed = {each.org: each for each in standing.unsealed}
    lines = []
    for org, its in groupby(standing.projections, lambda row: row.org):
        rows, open_ = list(its), unsealed.get(org)
        lines.append(
            Line(
                org=org,
                head=rows[0].head,
                last_seconds=(now - rows[0].recorded_at).total_seconds(),
                behind=max(row.head - row.position for row in rows),
                behind_seconds=max(row.behind_seconds for row in rows),
                unsealed=open_.head - open_.sealed if open_ else 0,
                unsealed_seconds=open_.behind_seconds if open_ else 0.0,
                to_judge=max(row.to_judge for row in rows),
                parked=sum(parked.org == org for parked in standing.parked),
                stuck=any(row.stuck for row in rows) or (open_ is not None and open_.stuck),
            )
        )
    return sorted(
        lines, key=lambda it: (not it.stuck, -it.parked, -max(it.behind_seconds, it.unsealed_seconds), it.org)
    )


def cells(line: Line) -> tuple[str, ...]:
    """What the table says of an organisation."""
    return (
        "!" if line.stuck or line.parked else "",
        line.org,
        str(line.head),
        lasting(line.last_seconds),
        f"{line.behind}, {lasting(line.behind_seconds)}" if line.behind else "0",
        f"{line.unsealed}, {lasting(line.unsealed_seconds)}" if line.unsealed else "0",
        str(line.to_judge or ""),
        str(line.parked or ""),
    )


def lasting(seconds: float) -> str:
    """`45 s`, `3 min`, `2 h`, `5 d`: as much of the time as one looks at."""
    size, unit = next((each for each in LENGTHS if seconds >= each[0]), LENGTHS[-1])
    return f"{max(seconds, 0) // size:.0f} {unit}"


def workers(alive: int | None) -> Text:
    """How many work, or what has to be done where none does."""
    match alive:
        case None:
            return plain("workers: unknown, Redis does not answer; start it, or set REDIS_URL", "bold red")
        case 0:
            return plain("workers: none; `okr-ledger work` runs one, `okr-ledger serve --all` has one", "yellow")
    return plain(f"workers: {alive}")


def wrong(standing: Found) -> Iterator[Text]:
    """A line for each thing that somebody has to look at, the worst first; then what is being built anew."""
    for line in standing.missing_protections:
        yield plain(f"missing: {line}", "red")
    for row in sorted(standing.projections, key=lambda row: -row.behind_seconds):
        if row.stuck:
            yield plain(f"{row.org}: {_late(row)}; a worker's log says why", "bold red")
    for each in standing.unsealed:
        if each.stuck:
            since = f"the first for {lasting(each.behind_seconds)}"
            yield plain(f"{each.org}: sealed up to {each.sealed} of {each.head}, {since}", "bold red")
    for parked in standing.parked:
        told = f"{parked.org}: {parked.projection} has parked {parked.key} at {parked.position}: {parked.cause}"
        yield plain(f"{told}; `okr-ledger retry` tries it again", "bold red")
    for build in standing.builds:
        yield plain(f"{build.org}: {build.projection} {build.version} is being built anew, at {build.position}")


def _late(row: Row) -> str:
    lacks = counted(row.head - row.position, "event")
    return f"{row.projection} {row.version} lacks {lacks}, the first for {lasting(row.behind_seconds)}"


def fitting(out: Console, texts: Sequence[Text], room: int | None) -> Iterator[Text]:
    """The texts, as many as go into so many lines, and then how many are left."""
    for nth, text in enumerate(texts):
        takes = len(text.wrap(out, out.width))
        last = nth == len(texts) - 1
        if room is not None and room < takes + (not last):
            yield plain(f"and {len(texts) - nth} more: `okr-ledger status | cat` tells all", "bold")
            return
        yield text
        room = None if room is None else room - takes
