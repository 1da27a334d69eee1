"""The verdicts that follow from a rehearsed history, on the terminal: per cycle the figures, and the largest shifts."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.table import Table

from projections.changes.wording import listed, quoted
from projections.reports.screen import plain, signed
from projections.reports.wording import DASH, amount, day, percent, points, words
from services.histories.telling.outlook import Judged, Outlook, Shifts
from services.histories.telling.rehearsal import Rehearsal

SHOWN = 5
KINDS = {"reinstated": "taken up again"}


def verdicts(out: Console, outlook: Outlook, found: Rehearsal) -> None:
    """What would be said of one cycle is printed."""
    out.print(plain(f"What follows for {outlook.cycle}", "bold"))
    judged = outlook.judged
    if judged.baseline is None:
        signed(out, plain("No baseline yet, so nothing is judged."))
        out.print()
        return
    signed(out, plain(f"Nobody locked the plan: its baseline is assumed at the end of {day(judged.baseline)}."))
    _figures(out, judged)
    first = outlook.from_first_seen
    if first is not None:
        late = (
            f"The plan was first seen on {day(outlook.first_seen)}, after that: all that was in it counts as added, "
            "which says when it was written down and not that anything shifted. With the plan as first seen for its "
            f"baseline (the policy's assumed_lock_wd {first.assumed_lock_wd}; `report --policy` shows it):"
        )
        signed(out, plain(late), "!", "yellow")
        _figures(out, first)
    _shifts(out, first or judged, _titles(found, outlook.cycle))
    out.print()


def _figures(out: Console, judged: Judged) -> None:
    figures = judged.figures
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column()
    table.add_column(justify="right")
    table.add_column()
    table.add_row("asked for", amount(figures.demand), "points after the baseline")
    table.add_row("  covered", amount(figures.covered), "by what somebody said was given up for it")
    table.add_row("  covered by nothing", amount(figures.uncovered), f"{percent(figures.untraded_rate)} as declared")
    implied = f"{percent(figures.untraded_rate_implied)} if each likely pair were a trade-off"
    table.add_row("  likely pairs", amount(figures.implied), implied)
    table.add_row("churn", percent(figures.churn), figures.churn_level or DASH)
    verdicts = ", ".join(f"{count} {words(name)}" for name, count in judged.verdicts.items())
    table.add_row("shifts", str(sum(judged.verdicts.values())), verdicts)
    out.print(Padding(table, (0, 0, 0, 4), expand=False))


def _shifts(out: Console, judged: Judged, titles: dict[str, str]) -> None:
    if judged.shifts:
        signed(out, plain("The largest shifts:"))
    for nth, group in enumerate(judged.shifts[:SHOWN], 1):
        signed(out, plain(_group(group, titles)), f"{nth}.", "", 4)
    if len(judged.shifts) > SHOWN:
        signed(out, plain(f"… and {len(judged.shifts) - SHOWN} more groups of shifts", "dim"), columns=4)


def _group(group: Shifts, titles: dict[str, str]) -> str:
    names = [quoted(titles.get(item, item)) for item in group.items]
    shown = listed(names) if len(names) <= SHOWN else f"{', '.join(names[:2])} and {len(names) - 2} more"
    kind = KINDS.get(group.kind, words(group.kind))
    asked = f"asking for {points(group.asked)}, of which {amount(group.uncovered)} uncovered"
    return f"{day(group.noted)}: {group.shifts} {kind}, {asked}: {shown}"


def _titles(found: Rehearsal, cycle: str) -> dict[str, str]:
    said = (said for version in found.versions for said in version.says if f"/{cycle}/" in said.subject)
    return {saying.item: saying.title for saying in said if saying.item and saying.title}
