"""The report for the terminal: it fits 80 columns, and says everything without colour too."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from projections.books.findings import Finding
from projections.reports import grouping, screen, terminal_page
from projections.reports.content import PlanRow, Report, Uncovered
from projections.reports.screen import plain
from projections.reports.terminal_page import LEVELS
from projections.reports.wording import DASH, amount, day, enumerated, instant, percent, points, words

NARROW = 72  # columns below which the plans' load and capacity, which are above in sum, give way to the rest
SHOWN = 3  # findings of a kind: silent key results can be many, and the other formats have them all
STYLES = {"untraded": "bold red", "partial": "red", "open": "yellow", "late": "yellow", "accepted_overload": "yellow"}


def report(report: Report, console: Console | None = None) -> None:
    """The report is printed."""
    out = console or screen.console()
    terminal_page.head(out, report)
    terminal_page.figures(out, report)
    _plans(out, report.plans)
    _largest(out, report.largest_uncovered)
    terminal_page.diagnosis(out, report)
    _evidence(out, report)
    terminal_page.foot(out, report)


def findings(file: str, findings: Sequence[Finding], console: Console | None = None) -> None:
    """What was found in one file is printed, the shifts first."""
    out = console or screen.console()
    out.print(plain(file, style="bold"))
    shifts = [shift for _, group in grouping.by_verdict(findings) for shift in group]
    others = [finding for finding in findings if finding.verdict is None]
    if not findings:
        _indented(out, plain("Nothing found."), 2)
    for finding in [*shifts, *others]:
        _finding(out, finding)
    out.print()


def shifts(shifts: Sequence[Finding], console: Console | None = None) -> None:
    """The shifts are printed in the order given, as wide as the terminal, each with what would clear it."""
    out = console or screen.console(None)
    if not shifts:
        out.print("No shifts.")
        return
    numbers = ("asked", "covered")
    table = screen.table(
        "due", "verdict", *numbers, "unit: what shifted → what clears it", numbers=numbers, whole=("due",)
    )
    for shift in shifts:
        verdict = plain(words(shift.verdict or ""), style=STYLES.get(shift.verdict or "", ""))
        unit = shift.plan.rsplit("/", 1)[1]
        clears = f" → {shift.clears}" if shift.clears else ""
        what = plain(f"{unit}: {shift.says}{clears}")
        table.add_row(day(shift.due), verdict, amount(shift.demand), amount(shift.covered), what)
    out.print(table)


def _plans(out: Console, plans: Sequence[PlanRow]) -> None:
    if not plans:
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), title="Plans", title_justify="left")
    table.add_column("unit", max_width=22, overflow="fold")
    narrow = out.width < NARROW
    for name in ("asked", "uncov.", "rate", *(() if narrow else ("load", "cap.")), "churn"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("lock", no_wrap=True)
    for row in plans:
        figures = row.figures
        churn = plain(percent(figures.churn), style=LEVELS.get(figures.churn_level or "", ""))
        lock = {"locked": day(row.locked_at), "assumed": "assumed", "none": DASH}[row.lock]
        asked = [amount(figures.demand), amount(figures.uncovered), percent(figures.untraded_rate)]
        load = [] if narrow else [amount(figures.load), amount(figures.capacity)]
        table.add_row(plain(row.name), *asked, *load, churn, lock)
    out.print(table)


def _largest(out: Console, largest: Sequence[Uncovered]) -> None:
    if not largest:
        return
    out.print(plain("The largest that nothing covers", style="bold"))
    for place, shift in enumerate(largest, 1):
        out.print(plain(f"{place}. {points(shift.uncovered)}: {shift.says}"))
        roles = enumerated([words(role) for role in shift.asked_by.roles]) if shift.asked_by else ""
        asked = f"asked by {roles or 'somebody without a role'} in {shift.unit}, {instant(shift.at)}"
        aside = f"pushed aside: {', '.join(shift.pushed_aside) or 'nothing'}"
        _indented(out, plain(f"{asked}; {aside}", style="dim"), 3)
    out.print()


def _evidence(out: Console, report: Report) -> None:
    """Every shift that somebody may still have to act on; of what is settled or else was found, the first few."""
    for verdict, group in grouping.by_verdict(report.shifts):
        shown = len(group) if verdict in grouping.UNSETTLED else SHOWN
        _group(
            out,
            plain(f"{words(verdict).capitalize()} ({len(group)})", style=STYLES.get(verdict, "bold")),
            group,
            shown,
        )
    for kind, group in grouping.by_kind(report.findings):
        _group(out, plain(f"{words(kind).capitalize()} ({len(group)})", style="bold"), group, SHOWN)


def _group(out: Console, title: Text, group: list[Finding], shown: int) -> None:
    out.print(title)
    for finding in group[:shown]:
        _finding(out, finding, named=False)
    if len(group) > shown:
        _indented(out, plain(f"… and {len(group) - shown} more", style="dim"), 2)
    out.print()


def _finding(out: Console, finding: Finding, named: bool = True) -> None:
    name = finding.verdict or finding.finding
    flags = f"({', '.join(words(flag) for flag in finding.flags)})" if finding.flags else ""
    says = plain(f"{finding.says} {flags}".rstrip())
    _indented(out, Text.assemble((words(name), STYLES.get(name, "bold")), ": ", says) if named else says, 2)
    if finding.clears:
        _indented(out, plain(f"→ {finding.clears}"), 4)
    _indented(out, plain(f"{finding.plan}; {', '.join(finding.evidence)}", style="dim"), 4)


def _indented(out: Console, text: Text, columns: int) -> None:
    out.print(Padding(text, (0, 0, 0, columns), expand=False))
