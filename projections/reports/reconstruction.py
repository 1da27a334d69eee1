"""What the report of an imported cycle says beside its verdict: from what it was put together, and both totals."""

from __future__ import annotations

from collections.abc import Sequence

from projections.books.figures import Figures
from projections.books.findings import Finding
from projections.reports.content import Import
from projections.reports.wording import amount, counted, day, enumerated, percent, points

SOURCES = {"git": "of a git repository", "file": "of dated files"}


def reconstruction(made: Import, figures: Figures | None, shifts: Sequence[Finding]) -> str:
    """`Reconstructed from 11 versions … . Untraded as declared: 41 of 41 points (100 %); if each … : 40 (98 %).`"""
    return " ".join(part for part in (_from(made), _totals(figures), _at_once(made, shifts)) if part)


def _from(made: Import) -> str:
    if made.versions:
        between = day(made.since) if day(made.since) == day(made.until) else f"{day(made.since)} to {day(made.until)}"
        sources = enumerated([SOURCES[source] for source in made.sources])
        return f"Reconstructed from {counted(made.versions, 'version')} {sources}, {between}."
    actors = enumerated(list(made.actors))
    if made.imported == made.events:
        return f"Reconstructed: imported by {actors}; its events count as noted when their source says so."
    of_own = f"{made.imported} of the cycle's own {counted(made.events, 'event')} were imported"
    return f"Reconstructed: {of_own}, by {actors}."


def _totals(figures: Figures | None) -> str:
    """A history rarely says what was given up for what: so what was declared is one total, what it implies another."""
    if figures is None or not figures.demand:
        return ""
    implied = figures.uncovered - figures.implied
    declared = f"{amount(figures.uncovered)} of {points(figures.demand)} ({percent(figures.untraded_rate)})"
    as_implied = f"{amount(implied)} ({percent(figures.implied_rate)})"
    return f"Untraded as declared: {declared}; if each likely pair were a trade-off: {as_implied}."


def _at_once(made: Import, shifts: Sequence[Finding]) -> str:
    """A plan first seen after its assumed baseline counts as added as a whole, which is no news about priorities."""
    assumed = [shift for shift in shifts if "assumed_baseline" in (shift.flags or ())]
    late = [shift for shift in assumed if shift.noted is not None and shift.noted == made.since]
    if not late:
        return ""
    asked = points(sum(shift.demand or 0.0 for shift in late))
    return (
        f"{asked} asked for came with the plan as first seen, {day(made.since)}, after its assumed baseline: a policy "
        "with a longer `assumed_lock_wd` takes that plan for the baseline."
    )
