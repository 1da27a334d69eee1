"""The four readings of an organisation and of each unit: trust, cadence, sponsorship, manager capability.

A reading is *broken* where three kinds of finding, or more, speak against it, *strained* where one or two do, and
*sound* where none does although there is enough to judge by: at least `min_n` check-ins that were due (trust, cadence),
a held review that required a sponsor (sponsorship), a key result (manager capability); else *unknown*. Of the
organisation a kind speaks where it is of the whole cycle, or of a third of the units or more: one unit's trouble is
that unit's. A unit is read once its plan is locked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from projections.books.findings import Finding
from projections.diagnosis.diagnosis import Level, Reading, Subject
from projections.measures import comparing
from projections.measures.row import Row
from projections.measures.vitals import Part, Vitals
from projections.reports.wording import amount, counted, enumerated, percent, points, words
from projections.rules.rule import CycleMatter

AGAINST: dict[Subject, tuple[str, ...]] = {
    "trust": (
        "low_trust",
        "status_reporting",
        "optimism_gap",
        "objection_unanswered",
        "silent_drop",
        "moved_goalpost",
    ),
    "cadence": (
        "cadence_break",
        "reviews_skipped",
        "check_ins_lapsed",
        "late_lock",
        "assumed_baseline",
        "annual_targets",
    ),
    "sponsorship": (
        "sponsor_bypass",
        "sponsor.untraded",
        "sponsor.partial",
        "protected_project",
        "not_a_sponsor",
        "self_accepted",
    ),
    "manager_capability": (
        "activity_key_result",
        "uneven_managers",
        "measure_without_decision",
        "business_as_planned",
        "kpi_confusion",
        "too_many_priorities",
    ),
}
FIGURES: dict[Subject, str] = {
    "trust": "decisions_that_cite",
    "cadence": "check_in_adherence",
    "sponsorship": "untraded_rate",
    "manager_capability": "outcome_key_results",
}
BROKEN = 3  # kinds of finding
WIDESPREAD = 3  # one in so many units
FEW = 50  # units all of which have readings of their own
UNITS = 200  # of more at most so many: those against which anything speaks, and most


def readings(matter: CycleMatter, findings: Sequence[Finding], vitals: Vitals) -> tuple[Reading, ...]:
    """The readings of the organisation, then of each unit by name: of many only of those against which most speaks.
    `findings` are those of the wider rules, `vitals` those of the cycle."""
    rows = {unit: row for unit, row in sorted(matter.quarter.rows.items()) if row.measures.locked_at is not None}
    of_plans: dict[str, Counter[str]] = {}
    for finding in findings:
        of_plans.setdefault(finding.plan, Counter())[finding.finding] += 1
    of_cycle = of_plans.get(f"cycle/{matter.quarter.id}", Counter())
    of_units = {unit: _of_row(row) + of_plans.get(row.measures.plan, Counter()) for unit, row in rows.items()}
    found = [
        _reading(matter, subject, None, _widespread(subject, of_cycle, of_units), rows, vitals) for subject in AGAINST
    ]
    against = {kind for kinds in AGAINST.values() for kind in kinds}
    shown = [unit for unit in rows if len(rows) <= FEW or not against.isdisjoint(+of_units[unit])]
    most = sorted(shown, key=lambda unit: (-len(of_units[unit]), unit))[:UNITS]
    for unit in sorted(most):
        row = rows[unit]
        its = comparing.of_row(row)
        found += [
            _reading(matter, subject, unit, _named(subject, of_units[unit]), {unit: row}, its) for subject in AGAINST
        ]
    return tuple(found)


def _of_row(row: Row) -> Counter[str]:
    """A plan's findings by kind; and under `sponsor.` what a sponsor asked for, no decision authorised, and nothing
    or too little was given up for."""
    counts = Counter({kind: len(ids) for kind, ids in row.found.items()})
    counts.update(
        f"sponsor.{shift.verdict}" for shift in row.measures.shifts if shift.by_sponsor and not shift.authorised
    )
    if row.measures.lock_assumed and not counts["late_lock"]:
        counts["assumed_baseline"] += 1
    return counts


def _named(subject: Subject, counts: Mapping[str, int]) -> dict[str, int]:
    return {kind: counts[kind] for kind in AGAINST[subject] if counts.get(kind)}


def _widespread(subject: Subject, of_cycle: Counter[str], of_units: Mapping[str, Counter[str]]) -> dict[str, int]:
    """The findings that speak of more than one unit or two."""
    found: dict[str, int] = {}
    for kind in AGAINST[subject]:
        units = [counts[kind] for counts in of_units.values() if counts[kind]]
        if of_cycle[kind] or (units and len(units) * WIDESPREAD >= len(of_units)):
            found[kind] = of_cycle[kind] + sum(units)
    return found


def _reading(
    matter: CycleMatter, subject: Subject, unit: str | None, found: dict[str, int], rows: Mapping[str, Row], its: Vitals
) -> Reading:
    basis, enough = _basis(matter, subject, rows)
    level: Level = "broken" if len(found) >= BROKEN else "strained" if found else "sound" if enough else "unknown"
    told = enumerated(
        [f"{words(kind.replace('sponsor.', 'asked by a sponsor and '))} ({n})" for kind, n in found.items()]
    )
    speak = "kind of finding speaks" if len(found) == 1 else "kinds of finding speak"
    says = {
        "unknown": f"Too little to judge by: {basis}.",
        "sound": f"Nothing speaks against it, judged by {basis}.",
    }.get(level, f"{len(found)} {speak} against it: {told}.")
    figure = _figure(FIGURES[subject], its, matter.policy.min_n)
    return Reading(subject=subject, unit=unit, level=level, says=says + figure, found=found)


def _basis(matter: CycleMatter, subject: Subject, rows: Mapping[str, Row]) -> tuple[str, bool]:
    """What there is to judge by, and whether that is enough."""
    match subject:
        case "trust" | "cadence":
            due = sum(row.measures.due for row in rows.values())
            return f"{counted(due, 'check-in')} due", due >= matter.policy.min_n
        case "sponsorship":
            sponsors = {person for row in rows.values() for person in row.measures.sponsors}
            held = [review for review in matter.cycle.reviews.values() if review.status == "held"]
            asked = sum(not sponsors.isdisjoint(review.required) for review in held)
            return f"{counted(asked, 'review')} that required a sponsor", asked > 0
        case "manager_capability":
            promised = sum(len(row.measures.key_results) for row in rows.values())
            return counted(promised, "key result"), promised > 0


def _figure(name: str, its: Vitals, min_n: int) -> str:
    """A figure beside the level, unless it is a share of too few."""
    part: Part = getattr(its, name)
    if part.share is None or (name != "untraded_rate" and part.whole < min_n):
        return ""
    whole = points(part.whole) if name == "untraded_rate" else amount(part.whole)
    return f" {words(name).capitalize()}: {percent(part.share)} of {whole}."
