"""What is told across cycles: trends, what support changed, providers, and what was carried over."""

from __future__ import annotations

from collections.abc import Iterator

from projections.diagnosis.diagnosis import Effect, Vetting
from projections.measures.vitals import NAMES, Part
from projections.reports.content import Report
from projections.reports.pictures.picture import short
from projections.reports.reading.view import TITLE, Table, Told
from projections.reports.wording import DASH, amount, day, enumerated, percent, words

MOST = 50


def across(report: Report) -> Iterator[Told]:
    """The parts that there are."""
    if len(report.diagnosis.trends) > 1:
        yield Told(title="Cycle by cycle", says="Each figure with what it is a share of.", table=_trends(report))
    for effect in report.diagnosis.effects:
        yield _effect(effect)
    for vetting in report.diagnosis.vettings:
        yield _vetting(vetting)
    if report.diagnosis.carried:
        yield Told(
            title="Carried over",
            says="Key results that came from an earlier cycle, the longest on their way first.",
            table=_carried(report),
        )


def _trends(report: Report) -> Table:
    trends = report.diagnosis.trends[-MOST:]
    return Table(
        caption="The cycles of the organisation up to this one",
        columns=("cycle", *(words(name) for name in NAMES)),
        rows=tuple(
            (trend.name or trend.cycle, *(_part(getattr(trend.vitals, name)) for name in NAMES)) for trend in trends
        ),
        numbers=tuple(range(1, len(NAMES) + 1)),
    )


def _part(part: Part) -> str:
    return f"{percent(part.share)} of {amount(part.whole)}" if part.whole else DASH


def _effect(effect: Effect) -> Told:
    whom = f" of {enumerated(list(effect.units))}" if effect.units else ""
    by = f" by {effect.provider}" if effect.provider else ""
    table = None
    if effect.claim:
        table = Table(
            caption=f"{enumerated(list(effect.before))} before, {enumerated(list(effect.after))} after",
            columns=("figure", "before", "after", "change"),
            rows=tuple(
                (words(each.name), _part(each.before), _part(each.after), _change(each.change))
                for each in effect.differences
            ),
            numbers=(1, 2, 3),
        )
    kind = f"{effect.kind.capitalize()}{whom}{by}, from {day(effect.started_at)}"
    return Told(
        title=f"Did it change how the business runs? {kind}",
        says=f"Problem: {effect.problem}. {effect.says}",
        table=table,
    )


def _change(change: float | None) -> str:
    if change is None:
        return "no claim"
    return f"{'+' if change > 0 else ''}{percent(change)}"


def _vetting(vetting: Vetting) -> Told:
    return Told(
        title=f"Provider {vetting.provider}",
        says=vetting.says,
        table=Table(
            caption=f"The nine questions, as answered for {vetting.support}",
            columns=("question", "answer", "evidence"),
            rows=tuple((each.asks, each.answer or "not asked", each.evidence or DASH) for each in vetting.answers),
        ),
    )


def _carried(report: Report) -> Table:
    carried = report.diagnosis.carried
    more = len(carried) - MOST
    return Table(
        caption="From the cycle in which each was first promised to this one",
        columns=("key result", "through", "targets", "values", "grades", "now"),
        rows=tuple(
            (
                short(each.title, TITLE),
                " → ".join(each.paths),
                " → ".join(amount(target) for target in each.targets),
                " → ".join(amount(value) for value in each.values),
                " → ".join(DASH if grade is None else f"{grade:.2f}" for grade in each.grades),
                each.status,
            )
            for each in carried[:MOST]
        ),
        note=f"{more} more left out" if more > 0 else None,
    )
