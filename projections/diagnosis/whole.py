"""Judges a cycle with all its plans from a timeline that holds them, and the cycles before it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import reduce

from projections.books.journal import policy_at_start
from projections.books.judgement import Judgement, decided, judge_cycle
from projections.books.timeline import Timeline
from projections.diagnosis.judgement import CycleJudgement, judge_whole
from projections.folds import cycle as cycles
from projections.folds import organisation as organisations
from projections.folds.cycle import Cycle
from projections.folds.decision import Decision
from projections.folds.organisation import Organisation
from projections.measures.objections import Objection, objections
from projections.measures.row import Row
from projections.policy import DEFAULT, Policy
from projections.rules.rule import CycleMatter, Quarter


def judge(timeline: Timeline, cycle_id: str, given: Policy | None = None) -> tuple[list[Judgement], CycleJudgement]:
    """The judgements of a cycle's plans, and of the cycle; by the policies noted, or by the one given."""
    return judge_each(timeline, [cycle_id], given)[cycle_id]


def judge_each(
    timeline: Timeline, cycles: Iterable[str], given: Policy | None = None
) -> dict[str, tuple[list[Judgement], CycleJudgement]]:
    """The same of several cycles; no plan is judged twice."""
    known, wanted = opened(timeline), list(cycles)
    names = {*wanted, *(name for cycle in wanted for name in before(known, cycle))}
    judgements = {name: judge_cycle(timeline, name, given) for name in sorted(names)}
    quarters = {name: quarter(name, known, [each.row for each in its]) for name, its in judgements.items()}
    decisions, raised = decided(timeline), objections(timeline.of("decision/"))
    matters = {name: matter_of(timeline, name, quarters, decisions, raised, given) for name in wanted}
    return {name: (judgements[name], judge_whole(matter)) for name, matter in matters.items()}


def opened(timeline: Timeline) -> dict[str, Cycle]:
    """The cycles that were seen, by id."""
    streams = {name: events for name, events in timeline.streams.items() if name.startswith("cycle/")}
    return {name.removeprefix("cycle/"): reduce(cycles.evolve, its, Cycle()) for name, its in streams.items()}


def before(known: Mapping[str, Cycle], cycle_id: str) -> list[str]:
    """The cycles that started before this one, the earliest first; none where nobody knows when that was."""
    starts = {name: (cycle.start.isoformat(), name) for name, cycle in known.items() if cycle.start is not None}
    if cycle_id not in starts:
        return []
    return sorted((name for name, start in starts.items() if start < starts[cycle_id]), key=starts.__getitem__)


def quarter(cycle_id: str, known: Mapping[str, Cycle], rows: list[Row]) -> Quarter:
    """A cycle with the rows of its plans."""
    return Quarter(id=cycle_id, cycle=known.get(cycle_id, Cycle()), rows={row.measures.unit: row for row in rows})


def matter_of(
    timeline: Timeline,
    cycle_id: str,
    quarters: Mapping[str, Quarter],
    decisions: Mapping[str, Decision],
    raised: tuple[Objection, ...],
    given: Policy | None = None,
) -> CycleMatter:
    """What the wider rules read of a cycle: its quarter and those before it."""
    names = before({name: each.cycle for name, each in quarters.items()}, cycle_id)
    return CycleMatter(
        quarter=quarters[cycle_id],
        earlier=tuple(quarters[name] for name in names),
        organisation=reduce(organisations.evolve, timeline.streams.get("org", ()), Organisation()),
        decisions=decisions,
        objections=raised,
        timeline=timeline,
        policy=given or policy_at_start(timeline, cycle_id) or DEFAULT,
    )
