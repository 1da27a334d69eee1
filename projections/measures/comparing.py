"""The vitals of a plan and of a cycle, from their rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from projections.books.findings import number
from projections.calendar import Calendar
from projections.folds.cycle import Cycle
from projections.folds.decision import Decision
from projections.measures.row import Row
from projections.measures.vitals import Part, Vitals, together


def of_row(row: Row) -> Vitals:
    """The vitals of one plan: what belongs to no plan, reviews and decisions, stays empty."""
    figures, measures = row.figures, row.measures
    open_ = [item for item in measures.key_results if item.status == "open" and not item.guardrail]
    return Vitals(
        untraded_rate=Part(number(figures.uncovered), number(figures.demand)),
        churn=Part(number(figures.moved), number(figures.base)),
        check_in_adherence=Part.counted(measures.in_time, measures.due),
        outcome_key_results=Part.counted(sum(item.outcome for item in open_), len(open_)),
    )


def of_rows(rows: Iterable[Row]) -> Vitals:
    """The vitals of several plans together; those that were never locked have no books yet."""
    return together(of_row(row) for row in rows if row.measures.locked_at is not None)


def of_decisions(decisions: Mapping[str, Decision], cycle_id: str, cycle: Cycle, calendar: Calendar) -> Part:
    """How many of the decisions of a cycle cite a commitment: those taken on its days, or that cite an item of it."""
    counted = [decision for decision in decisions.values() if _of_cycle(decision, cycle_id, cycle, calendar)]
    return Part.counted(sum(bool(decision.cites) for decision in counted), len(counted))


def _of_cycle(decision: Decision, cycle_id: str, cycle: Cycle, calendar: Calendar) -> bool:
    if decision.at is None:
        return False
    if any(path.startswith(f"{cycle_id}/") for path in decision.cites):
        return True
    return cycle.start is not None and cycle.end is not None and cycle.start <= calendar.day(decision.at) <= cycle.end
