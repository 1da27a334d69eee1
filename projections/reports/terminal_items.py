"""A plan's items for the terminal: a line on each objective, a table of what hangs on it, and a table of check-ins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rich.console import Console
from rich.table import Table
from rich.text import Text

from projections.books import load
from projections.changes.wording import number
from projections.folds.check_in import CheckIn, CheckIns
from projections.folds.plan import Item, Plan
from projections.folds.ranks import rank
from projections.reports import screen
from projections.reports.screen import plain
from projections.reports.wording import DASH, amount, day, percent, points, words

Below = Mapping[str | None, list[Item]]
FIGURES = ("start → target", "now", "sure", "done", "points")
NARROW = 72  # columns below which figures stand under a title, and no longer beside it
SILENT = CheckIns()


def children(state: Plan) -> Below:
    """The items by what they hang on, in the order committed."""
    found: dict[str | None, list[Item]] = {}
    for item in state.items.values():
        found.setdefault(item.parent, []).append(item)
    return found


def objective_of(out: Console, state: Plan, item: Item, below: Below, check_ins: Mapping[str, CheckIns]) -> None:
    """An objective is printed, with its key results and their initiatives."""
    place = rank(state.order, item.id)
    out.print(plain(f"{place}. {item.title}" if place else f"{words(item.status)}: {item.title}", "bold"))
    serves = [each for each in (item.outcome, item.supports) if each]
    about = [*_about(item), *(f"serves {each}" for each in serves)]
    about += [f"weighs {points(item.points)}"] if item.points else []
    about += [f"graded {number(item.grade)}"] if item.grade is not None else []
    out.print(plain(", ".join(about), "dim"))
    key_results = below.get(item.id, [])
    if key_results:
        table = _table(out, "key result")
        for key_result in key_results:
            _key_result(table, key_result, check_ins.get(key_result.id, SILENT))
            for initiative in below.get(key_result.id, ()):
                _initiative(table, initiative, "→ ")
        out.print(table)


def initiatives(out: Console, name: str, items: Iterable[Item]) -> None:
    """Initiatives are printed under a name."""
    table = screen.table(name, "points", numbers=("points",))
    for item in items:
        table.add_row(_title(item, _done(item)), amount(item.points))
    out.print(table)


def check_ins_of(out: Console, state: Plan, item: Item, check_ins: CheckIns) -> None:
    """A key result is printed, with every check-in on it."""
    table = _table(out, "key result")
    _key_result(table, item, check_ins)
    for initiative in children(state).get(item.id, ()):
        _initiative(table, initiative, "→ ")
    out.print(table)
    out.print()
    if not check_ins.entries:
        out.print("no check-in so far")
    else:
        said = screen.table("check-in", "value", "sure", "says", numbers=("value", "sure"))
        for entry in check_ins.entries:
            said.add_row(day(entry.at), _number(entry.value), _number(entry.confidence), plain(_says(entry)))
        out.print(said)
    if check_ins.missed:
        out.print(plain(f"missed: {', '.join(map(day, check_ins.missed))}"))


def _table(out: Console, name: str) -> Table:
    return screen.table(name) if out.width < NARROW else screen.table(name, *FIGURES, numbers=FIGURES)


def _add(table: Table, item: Item, more: list[str], figures: tuple[str, ...], mark: str = "") -> None:
    """A row for an item; without columns for them its figures stand among the rest."""
    if len(table.columns) == 1:
        told = [f"{name} {figure}" for name, figure in zip(FIGURES, figures, strict=True) if figure not in ("", DASH)]
        table.add_row(_title(item, more + told, mark))
    else:
        table.add_row(_title(item, more, mark), *figures)


def _key_result(table: Table, item: Item, check_ins: CheckIns) -> None:
    """A row: its figures, and who stands for it, until when, in what it is measured, where these are known."""
    more = [f"in {item.measured_in}"] if item.measured_in else []
    more += [item.metric] if item.metric else []
    more += [f"due {day(item.due)}"] if item.due else []
    more += ["guardrail"] if item.guardrail else []
    more += [f"graded {number(item.grade)}"] if item.grade is not None else []
    way = DASH if item.target is None else f"{_number(item.start)} → {number(item.target)}"
    sure = check_ins.confidence if check_ins.confidence is not None else item.initial_confidence
    part, whole = load.progress(item, load.reference(item), check_ins.value)
    done = None if item.target is None else part / whole
    figures = way, _number(check_ins.value), _number(sure), percent(done), amount(item.points)
    _add(table, item, more, figures)


def _initiative(table: Table, item: Item, mark: str) -> None:
    _add(table, item, _done(item), ("", "", "", "", amount(item.points)), mark)


def _done(item: Item) -> list[str]:
    usual = ["business as usual"] if item.business_as_usual else []
    return [*usual, "completed"] if item.completed else usual


def _title(item: Item, more: list[str], mark: str = "") -> Text:
    """The title over a line with all that is no figure."""
    closed = [words(item.status)] if item.status != "open" else []
    below = plain(", ".join([*closed, *_about(item), *more]), "dim")
    return Text.assemble(plain(f"{mark}{item.title}", "dim" if closed else ""), "\n", below)


def _about(item: Item) -> list[str]:
    """Its id, and whose it is."""
    found = [item.id, item.owner or "owned by nobody"]
    found += [f"sponsored by {item.sponsor}"] if item.sponsor else []
    return [*found, item.priority] if item.priority else found


def _says(entry: CheckIn) -> str:
    said = [entry.note or ""]
    said += [f"blocker: {entry.blocker}"] if entry.blocker else []
    said += [f"next: {entry.next_step}"] if entry.next_step else []
    return "; ".join(each for each in said if each)


def _number(value: float | None) -> str:
    return DASH if value is None else number(value)
