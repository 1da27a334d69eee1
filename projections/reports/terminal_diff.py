"""Differences for the terminal, plan by plan: a line each, with the events that did it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.table import Table
from rich.text import Text

from projections.changes.difference import Difference
from projections.changes.wording import listed, moved
from projections.reports import screen
from projections.reports.screen import plain
from projections.reports.wording import counted

WIDTH = 110
SHOWN = 2  # events by their ids; of more, the first and the last
GAINED, LOST, CHANGED = "+", "−", "~"
MARKS = dict.fromkeys(("added", "reinstated", "opened", "completed", "review_held"), GAINED)
MARKS |= dict.fromkeys(("dropped", "deferred", "replaced", "review_missed", "review_cancelled"), LOST)
STYLES = {GAINED: "green", LOST: "red", CHANGED: ""}
Line = tuple[str, str, tuple[str, ...]]  # its kind, what it says, and its events


def group(title: str, differences: Iterable[Difference], console: Console | None = None) -> None:
    """The differences of one thing are printed under its name."""
    out = console or screen.console(WIDTH)
    out.print(plain(title, "bold"))
    lines = Table.grid(padding=(0, 1))
    for kind, says, events in _lines(differences):
        mark = MARKS.get(kind, CHANGED)
        done_by = plain(_events(events), "dim")
        lines.add_row(plain(f" {mark}", STYLES[mark]), Text.assemble(plain(says, STYLES[mark]), "  ", done_by))
    if lines.row_count:
        out.print(lines)
    else:
        out.print(plain("   no difference", "dim"))
    out.print()


def left_out(unit: str, why: str, console: Console | None = None) -> None:
    """It is printed that a unit's plan is not compared."""
    (console or screen.console(WIDTH)).print(plain(f"{unit} is left out: it {why}"))


def _lines(differences: Iterable[Difference]) -> Iterator[Line]:
    """A line each; value and confidence of one key result share theirs, as a check-in brings both."""
    last: Difference | None = None
    line: Line | None = None
    for each in differences:
        change = each.change
        if line and last and last.kind == each.kind == "checked_in" and last.change.item == change.item:
            says = f"{line[1]}, {change.field} {moved(change.before, change.after)}"
            line, last = (each.kind, says, tuple(dict.fromkeys([*line[2], *each.events]))), each
            continue
        if line:
            yield line
        line, last = (each.kind, each.says, each.events), each
    if line:
        yield line


def _events(events: tuple[str, ...]) -> str:
    if len(events) <= SHOWN:
        return listed(events)
    return f"{events[0]} … {events[-1]}, {counted(len(events), 'event')}"
