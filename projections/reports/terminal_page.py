"""The one page for the terminal: the verdict, the figures, and what they may mean."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.table import Table

from projections.reports.content import Report
from projections.reports.reading import page
from projections.reports.screen import plain
from projections.reports.wording import amount, counted, day, enumerated, instant, percent, words

LEVELS = {"red": "bold red", "amber": "yellow", "green": "green", "broken": "bold red", "strained": "yellow"}
COVERED = {"traded": "traded", "late": "traded late", "change_budget": "change budget", "overload": "overload"}
CLASSES = {"A": "ask for more", "B": "reorder", "C": "lower", "D": "accountability", "E": "baseline"}


def head(out: Console, report: Report) -> None:
    """The title and the verdict are printed, and what to know before reading on: that it is only tried, imported,
    assumed, or not judged so far."""
    out.print()
    out.print(plain(report.title, style="bold"))
    cycle = report.cycle
    end = f", closed {day(cycle.closed)}" if cycle.closed else ""
    out.print(plain(f"{day(cycle.start)} to {day(cycle.end)}{end}", style="dim"))
    out.print()
    if report.what_if:
        tried = ", ".join(f"{name} {value}" for name, value in report.what_if.parameters.items()) or "the defaults"
        out.print(plain(f"What if: this is not the record. A policy is tried: {tried}.", style="bold yellow"))
        out.print(plain(f"By the policies noted: {report.what_if.verdict}"))
        out.print(f"{counted(len(report.what_if.others), 'shift')} with another verdict by the policies noted.")
        out.print()
    out.print(plain(report.verdict, style="bold"))
    if report.reconstruction:
        out.print(plain(report.reconstruction, style="bold"))
    if report.assumed_baselines:
        out.print(f"Nobody locked {enumerated(list(report.assumed_baselines))}: there the baseline is assumed.")
    if report.judged_position < report.position:
        out.print(plain(f"Judged up to position {report.judged_position} of {report.position} so far.", style="yellow"))
    out.print()


def figures(out: Console, report: Report) -> None:
    """What covered the demand, the key figures with what stands beside them, and the counts are printed."""
    of, shares = report.figures, report.shares
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column()
    table.add_row("asked for", amount(of.demand), "points after the lock")
    for name, says in COVERED.items():
        covered = None if of.covered_by is None else of.covered_by[name]
        table.add_row(f"  {says}", amount(covered), percent(getattr(shares, name)))
    table.add_row("  covered by nothing", amount(of.uncovered), f"{percent(shares.untraded)} as declared")
    for figure in page.figures(report):
        name = figure.name[0].lower() + figure.name[1:]
        table.add_row(name, plain(figure.value, style=LEVELS.get(figure.level, "")), plain(figure.beside))
    out.print(table)
    out.print()
    shown = [f"{count} {words(name)}" for name, count in report.verdicts.items() if count]
    out.print(f"shifts: {', '.join(shown) or 'none'}")
    shown = [f"{report.classes[key]} {says}" for key, says in CLASSES.items() if report.classes[key]]
    out.print(f"events after the lock: {', '.join(shown) or 'none'}")
    out.print()


def diagnosis(out: Console, report: Report) -> None:
    """The likely causes with the support that fits them, and the four readings, are printed."""
    shown = page.page(report)
    if not shown.causes and not shown.readings:
        return
    out.print(plain("What it may mean: a reading to discuss, and never a sole verdict", style="bold"))
    for place, cause in enumerate(shown.causes, 1):
        out.print(plain(f"{place}. {cause.title}: {cause.says}"))
    for subject, level, says in shown.readings:
        reading = plain(f"{subject}: ").append(plain(level, style=LEVELS.get(level, "bold"))).append(plain(f". {says}"))
        out.print(Padding(reading, (0, 0, 0, 2), expand=False))
    out.print()


def foot(out: Console, report: Report) -> None:
    """What the report is of is printed: the instants, the position, the tree head, and what is not judged."""
    if report.suppressed:
        rules = enumerated(sorted({words(each.rule) for each in report.suppressed}))
        out.print(plain(f"Too few to say anything, {counted(len(report.suppressed), 'time')}: {rules}.", style="dim"))
    if report.parked:
        out.print(plain(f"Cannot be judged: {enumerated(list(report.parked))}.", style="yellow"))
    known = f"as of {instant(report.as_of)}, as known at {instant(report.known_at)}"
    out.print(plain(f"{known}, position {report.position} of {report.organisation}'s log", style="dim"))
    if report.tree_head:
        out.print(plain(f"tree head {report.tree_head.root} at position {report.tree_head.position}", style="dim"))
