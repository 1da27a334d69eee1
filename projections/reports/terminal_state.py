"""A cycle, a plan and an item for the terminal, as they stand: what fits the width, said without colour too."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from rich.console import Console
from rich.table import Table

from projections.books import load
from projections.books.figures import Figures
from projections.changes.wording import moment
from projections.folds.check_in import CheckIns
from projections.folds.plan import Item
from projections.folds.ranks import rank
from projections.reports import screen
from projections.reports.content import Known
from projections.reports.screen import plain
from projections.reports.terminal_items import check_ins_of, children, initiatives, objective_of
from projections.reports.wording import DASH, amount, counted, day, instant, points, words

Standing = Mapping[str, CheckIns]
WIDTH = 110


def cycle(known: Known, console: Console | None = None) -> None:
    """A cycle's days, its reviews, and a row for each plan are printed."""
    out = console or screen.console(WIDTH)
    out.print(plain(f"{_cycle(known)} of {known.organisation.name or known.organisation_id}", "bold"))
    out.print(plain(_days(known)))
    out.print()
    if known.cycle.reviews:
        out.print(_reviews(known))
        out.print()
    out.print(_plans(known))
    out.print()
    _foot(out, known)


def plan(known: Known, unit: str, check_ins: Standing, console: Console | None = None) -> None:
    """A plan is printed: its pool and its lock, then each objective with how its key results stand."""
    out = console or screen.console(WIDTH)
    state = known.plans[unit]
    out.print(plain(f"{_unit(known, unit)}, {_cycle(known)}", "bold"))
    out.print(plain(_days(known)))
    out.print(plain(_pool(known, unit)))
    out.print(plain(_lock(known, unit)))
    out.print()
    below = children(state)
    tops = [item for item in state.items.values() if item.kind == "objective"]
    for item in sorted(tops, key=lambda item: rank(state.order, item.id) or len(tops) + 1):
        objective_of(out, state, item, below, check_ins)
        out.print()
    alone = [item for item in below.get(None, []) if item.kind == "initiative"]
    if alone:
        initiatives(out, "initiative of no key result", alone)
        out.print()
    _foot(out, known)


def item(known: Known, unit: str, id_: str, check_ins: Standing, console: Console | None = None) -> None:
    """One item of a plan is printed: an objective with its key results, a key result with all its check-ins."""
    out = console or screen.console(WIDTH)
    state = known.plans[unit]
    found = state.items[id_]
    out.print(plain(f"{words(found.kind).capitalize()} of {_unit(known, unit)}, {_cycle(known)}", "bold"))
    out.print()
    match found.kind:
        case "objective":
            objective_of(out, state, found, children(state), check_ins)
        case "key_result":
            check_ins_of(out, state, found, check_ins.get(id_, CheckIns()))
        case "initiative":
            initiatives(out, "initiative", [found])
    out.print()
    _foot(out, known)


def _cycle(known: Known) -> str:
    return known.cycle.name or known.cycle_id


def _unit(known: Known, unit: str) -> str:
    registered = known.organisation.units.get(unit)
    return registered.name if registered else unit


def _days(known: Known) -> str:
    """From when to when a cycle runs, and whether it is closed."""
    cycle = known.cycle
    if cycle.start is None:
        return "not opened by anybody"
    extended = f", extended {counted(cycle.extended, 'time')}" if cycle.extended else ""
    closed = f", closed {day(cycle.closed)}" if cycle.closed else ""
    every = f"check-ins every {counted(cycle.check_in_every_days, 'day')}"
    return f"{day(cycle.start)} to {day(cycle.end)}{extended}{closed}; {every}"


def _reviews(known: Known) -> Table:
    table = screen.table("review", "kind", "at", "status")
    for review in sorted(known.cycle.reviews.values(), key=lambda review: moment(review.at)):
        table.add_row(*map(plain, (review.id, words(review.kind), moment(review.at), review.status)))
    return table


def _plans(known: Known) -> Table:
    numbers = ("objectives", "key results", "load", "of", "lock")
    table = screen.table("plan", *numbers, numbers=numbers)
    for unit, state in known.plans.items():
        open_ = [item.kind for item in state.items.values() if item.status == "open"]
        counts = [str(open_.count("objective")), str(open_.count("key_result"))]
        lock = {"locked": day(state.locked_at), "assumed": "assumed", "": DASH}[_locked(known, unit)]
        table.add_row(unit, *counts, amount(_load(known, unit)), amount(state.capacity), lock)
    return table


def _pool(known: Known, unit: str) -> str:
    """`load 21 of 18 points of capacity, 2 set aside for change`."""
    state, load = known.plans[unit], amount(_load(known, unit))
    if state.capacity is None:
        return f"load {load} points; no capacity declared"
    aside = f", {amount(state.change_budget)} set aside for change" if state.change_budget is not None else ""
    return f"load {load} of {points(state.capacity)} of capacity{aside}"


def _lock(known: Known, unit: str) -> str:
    state = known.plans[unit]
    says = {
        "locked": f"locked {instant(state.locked_at)}",
        "assumed": "locked by nobody in time: the baseline is assumed",
        "": "not locked",
    }[_locked(known, unit)]
    return says + (f", revised {counted(state.revisions, 'time')}" if state.revisions else "")


def _locked(known: Known, unit: str) -> str:
    figures = _figures(known, unit)
    if figures is not None and figures.assumed_baselines:
        return "assumed"
    return "locked" if known.plans[unit].locked_at is not None else ""


def _load(known: Known, unit: str) -> Decimal:
    """The load by the books; before there are any, each item's as it would be locked."""
    figures, state = _figures(known, unit), known.plans[unit]
    if figures is not None and _locked(known, unit):
        return figures.load
    return sum((_as_it_stands(known, item) for item in state.items.values()), load.ZERO)


def _as_it_stands(known: Known, item: Item) -> Decimal:
    return load.load(item, load.reference(item), known.cycle.end, known.policy.default_points)


def _figures(known: Known, unit: str) -> Figures | None:
    subject = f"plan/{known.cycle_id}/{unit}"
    return next((each.figures for each in known.judgements if each.plan == subject), None)


def _foot(out: Console, known: Known) -> None:
    """Of when it is, and of which log."""
    moments = f"as of {instant(known.as_of)}, as known at {instant(known.known_at)}"
    out.print(plain(f"{moments}, position {known.position} of {known.organisation_id}'s log", "dim"))
