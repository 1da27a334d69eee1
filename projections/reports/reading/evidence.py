"""The evidence: what was found, kind by kind, and the events that show it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from projections.books.findings import Finding
from projections.reports import grouping
from projections.reports.content import Report
from projections.reports.reading.page import asked_by
from projections.reports.reading.view import Cited, Group, Read, Table
from projections.reports.wording import amount, counted, day, instant, percent, words
from projections.rules.registry import registered

EVENTS = 20  # of a finding


def shifts(report: Report, shown: Sequence[Finding]) -> tuple[Group, ...]:
    """The shifts under their verdicts, those that are open to act on first."""
    return tuple(
        _group(verdict, f"{words(verdict).capitalize()}", grouping.MEANS[verdict], group, shown)
        for verdict, group in grouping.by_verdict(report.shifts)
    )


def others(report: Report, shown: Sequence[Finding]) -> tuple[Group, ...]:
    """The other findings under their kinds, the most frequent last."""
    means = {rule.name: rule.means for rule in registered()}
    return tuple(
        _group(kind, words(kind).capitalize(), means.get(kind, ""), group, shown)
        for kind, group in grouping.by_kind(report.findings)
    )


def _group(name: str, title: str, means: str, group: list[Finding], shown: Sequence[Finding]) -> Group:
    printed = {id(finding) for finding in shown}
    return Group(
        name=name,
        title=title,
        means=means,
        count=len(group),
        findings=tuple(_read(finding) for finding in group if id(finding) in printed),
    )


def _read(finding: Finding) -> Read:
    return Read(
        id=finding.id,
        says=finding.says,
        figures="; ".join(_figures(finding)),
        clears=finding.clears,
        asked=", ".join(_asked(finding)),
        plan=finding.plan,
        events=finding.evidence[:EVENTS],
        more=max(len(finding.evidence) - EVENTS, 0),
    )


def _figures(finding: Finding) -> Iterator[str]:
    if finding.demand is not None:
        yield (
            f"{amount(finding.demand)} asked for, {amount(finding.covered)} covered, {amount(finding.uncovered)} not"
        )
    if finding.due is not None:
        yield f"grace until {day(finding.due)}"
    if finding.finding == "moved_goalpost":
        yield (
            f"grade {percent(finding.grade_original)} against the original target, {percent(finding.grade_current)} "
            "against the new one"
        )
    if finding.flags:
        yield ", ".join(words(flag) for flag in finding.flags)


def _asked(finding: Finding) -> Iterator[str]:
    if finding.asked_by is not None:
        yield f"Asked by {asked_by(finding.asked_by)}"
        yield day(finding.at)
    if finding.decision:
        authorised = "authorised by" if finding.authorised else "not authorised in time by"
        yield f"{authorised} the decision {finding.decision}"


def left_out(report: Report, shown: Sequence[Finding]) -> str | None:
    """How many findings are not printed, and where they are."""
    more = len(report.shifts) + len(report.findings) - len(shown)
    return f"{counted(more, 'more finding')} left out here; JSON, XLSX and CSV have all of them." if more else None


def suppressed(report: Report) -> Table | None:
    """Where there is too little to say anything."""
    rows = tuple((each.rule, each.plan, str(each.n), str(each.min_n)) for each in report.suppressed[:200])
    more = len(report.suppressed) - len(rows)
    return (
        Table(
            caption="Rules that say nothing, because there is too little",
            columns=("rule", "of", "there are", "asked for"),
            rows=rows,
            numbers=(2, 3),
            note=f"{more} more left out" if more else None,
        )
        if rows
        else None
    )


def parked(report: Report) -> Table | None:
    """What cannot be judged."""
    rows = tuple((plan, str(position)) for plan, position in report.parked.items())
    caption = "Cannot be judged since an event; `okr-ledger status` says why"
    return Table(caption=caption, columns=("plan", "since position"), rows=rows, numbers=(1,)) if rows else None


def events(report: Report) -> tuple[Cited, ...]:
    """The events that are cited, in the order of the log."""
    cited = sorted(report.events.items(), key=lambda each: (each[1].position or 0, each[0]))
    return tuple(
        Cited(
            id=id_,
            position=str(event.position or ""),
            noted=instant(event.noted),
            type=event.type,
            subject=event.subject,
            actor=event.actor,
            onbehalfof=event.onbehalfof,
        )
        for id_, event in cited
    )
