"""The audit trail for the terminal: as a table of entries, and as a timeline, day by day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import groupby

from rich.console import Console
from rich.table import Table
from rich.text import Text

from projections.reports import screen
from projections.reports.screen import plain
from projections.reports.wording import counted
from projections.tables.audit_entries import Entry

WIDTH = 110
LATE = dt.timedelta(days=1)  # what was noted so much later than it took effect says so


def table(entries: Sequence[Entry], position: int, console: Console | None = None) -> None:
    """The entries are printed, a row each."""
    out = console or screen.console(WIDTH)
    made = screen.table("#", "effective", "who", "what", numbers=("#", "effective"))
    for entry in entries:
        what = Text.assemble(plain(entry.says), plain(_behind(entry, [_where(entry)]), "dim"))
        made.add_row(str(entry.position), f"{_utc(entry):%Y-%m-%d %H:%M}", plain(_who(entry)), what)
    if entries:
        out.print(made)
    _foot(out, entries, position)


def timeline(entries: Sequence[Entry], position: int, console: Console | None = None) -> None:
    """The entries are printed under the days on which they took effect, in the order given."""
    out = console or screen.console(WIDTH)
    for day, group in groupby(entries, key=lambda entry: _utc(entry).date()):
        out.print(plain(f"{day:%a} {day.isoformat()}", "bold"))
        out.print(_of_day(group))
        out.print()
    _foot(out, entries, position)


def _of_day(entries: Iterable[Entry]) -> Table:
    lines = Table.grid(padding=(0, 2, 0, 0))
    lines.add_column(justify="right", no_wrap=True)
    lines.add_column(no_wrap=True)
    lines.add_column(overflow="fold")
    for entry in entries:
        said = Text.assemble(plain(entry.says), plain(_behind(entry, [_unit(entry), f"by {_who(entry)}"]), "dim"))
        lines.add_row(plain(f"  #{entry.position}", "dim"), f"{_utc(entry):%H:%M}", said)
    return lines


def _utc(entry: Entry) -> dt.datetime:
    return entry.time.astimezone(dt.UTC)


def _who(entry: Entry) -> str:
    return f"{entry.actor} for {entry.onbehalfof}" if entry.onbehalfof else entry.actor


def _where(entry: Entry) -> str:
    return "/".join(name for name in (entry.cycle, entry.unit) if name)


def _unit(entry: Entry) -> str:
    return entry.unit or ""


def _behind(entry: Entry, first: list[str]) -> str:
    """What stands behind the sentence: where, why, by which decision, and when it was noted if that was later."""
    parts = [*first, f"because: {' '.join(entry.reason.split())}" if entry.reason else ""]
    parts += [f"decision {entry.decision}"] if entry.decision else []
    parts += [f"noted {entry.notedat:%Y-%m-%d}"] if entry.notedat - entry.time >= LATE else []
    told = "; ".join(part for part in parts if part)
    return f" ({told})" if told else ""


def _foot(out: Console, entries: Sequence[Entry], position: int) -> None:
    found = counted(len(entries), "event") if entries else "no such event"
    out.print(plain(f"{found}, from the log up to position {position}; times are UTC", "dim"))
