"""A report with everything filled, and with titles that would do harm wherever they were more than text."""

from __future__ import annotations

import datetime as dt

from msgspec.structs import replace

from projections.books.findings import Asked, Finding
from projections.books.rulings import Suppressed
from projections.diagnosis.diagnosis import (
    Answered,
    Carried,
    Cause,
    Diagnosis,
    Difference,
    Effect,
    Reading,
    Subject,
    Trend,
    Vetting,
)
from projections.measures.vitals import Part, Vitals
from projections.reports.content import Graded, Grades, OtherVerdict, Report, Share, TreeHead, Uncovered, WhatIf
from projections.reports.pictures.figures import CheckedIn, Confidence, Load, Paid, Pictures, Rank, Target
from tests.projections.reports.quarter import CYCLE, GROWTH, PLATFORM, noon
from tests.projections.reports.reported import report

HOSTILE = (
    '=HYPERLINK("https://evil.example/","x")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "</svg><script>alert(1)</script><img src=https://evil.example/x.png onerror=alert(1)>",
    "datum.constructor.constructor('return 1')() #link(\"https://evil.example\")[x] #panic() $ * _ `raw` <label>",
    "https://evil.example/only-text",
    "a\x1b]0;owned\x07\x9bb\x00\uffff",
    "a\u202egnp.exe\u202c \u05e9\u05dc\u05d5\u05dd",
    "x" * 2_000,
)
UNITS = ("growth", "platform", "sales")


def full() -> Report:
    """The quarter's report with every part of it filled."""
    made = report()
    return replace(
        made,
        grades=Grades(key_results=9, original=0.41, current=0.63, graded=7, given=0.7, moved=_moved()),
        reviews_held=Share(of=4, whole=6, share=0.6667),
        check_ins=Share(of=31, whole=48, share=0.6458),
        attendance=Share(of=2, whole=6, share=0.3333),
        diagnosis=_diagnosis(),
        tree_head=TreeHead(position=made.position, root="pXvC2vUgTnTfuMhMvVQeXqmFUZ6kUzB2OZ0bL5Vq4JE="),
        pictures=_pictures(),
        findings=(*made.findings, *_hostile()),
        largest_uncovered=(*made.largest_uncovered, *_largest(5 - len(made.largest_uncovered))),
        suppressed=(Suppressed(rule="low_trust", plan=GROWTH, n=3, min_n=6),),
        parked={PLATFORM: 12},
    )


def tried() -> Report:
    """The same, by a policy that is tried."""
    made = full()
    return replace(
        made,
        what_if=WhatIf(
            parameters={"grace_wd": 2},
            verdict="Little was traded in time.",
            figures=made.figures,
            shares=made.shares,
            verdicts=made.verdicts,
            others=(OtherVerdict(id="n1", plan=GROWTH, real="traded", tried="late"),),
        ),
    )


def long(findings: int = 30_000) -> Report:
    """The same with very many findings."""
    made = full()
    many = tuple(replace(made.findings[-1], id=f"f{nth}", finding=f"kind_{nth % 15}") for nth in range(findings))
    return replace(made, findings=(*made.findings, *many))


def _hostile() -> tuple[Finding, ...]:
    return tuple(
        Finding(
            id=f"h{nth}",
            finding="silent_drop",
            plan=GROWTH,
            evidence=("n1", "not-printed"),
            asked_by=Asked(roles=("sponsor",), unit="growth"),
            at=noon("03-02"),
            says=text,
            clears=text,
        )
        for nth, text in enumerate(HOSTILE)
    )


def _largest(count: int) -> tuple[Uncovered, ...]:
    return tuple(
        Uncovered(
            id=f"u{nth}",
            plan=PLATFORM,
            unit="platform",
            verdict="untraded",
            demand=2.0,
            covered=0.0,
            uncovered=2.0 - nth / 10,
            asked_by=Asked(roles=("sponsor", "unit_lead"), unit="platform"),
            at=noon("03-09"),
            due=dt.date(2026, 3, 16),
            says=f"Platform took on “{HOSTILE[5]}” (2 points), and gave nothing up for it.",
            clears="Record what was given up.",
            pushed_aside=("Cut the time to restore to an hour", HOSTILE[0]),
        )
        for nth in range(count)
    )


def _moved() -> tuple[Graded, ...]:
    return tuple(
        Graded(
            plan=GROWTH,
            item=f"k{nth}",
            title=title,
            original=60.0,
            current=40.0,
            value=38.5,
            grade_original=0.64,
            grade_current=0.96,
            given=0.9,
        )
        for nth, title in enumerate(HOSTILE)
    )


def _diagnosis() -> Diagnosis:
    vitals = Vitals(
        untraded_rate=Part(3.5, 8.5),
        churn=Part(12, 31),
        reviews_held=Part(4, 6),
        check_in_adherence=Part(31, 48),
        outcome_key_results=Part(5, 9),
        decisions_that_cite=Part(),
    )
    subjects: tuple[Subject, ...] = ("trust", "cadence", "sponsorship", "manager_capability")
    levels = ("unknown", "sound", "broken", "strained")
    effect = Effect(
        support="coaching-1",
        kind="coaching",
        problem="judgement, practice",
        units=("growth",),
        provider=HOSTILE[5],
        started_at=noon("01-12"),
        before=("2025-q3", "2025-q4"),
        after=(CYCLE, "2026-q2"),
        claim=True,
        differences=(
            Difference(name="untraded_rate", before=Part(6, 9), after=Part(2, 9), change=-0.4444),
            Difference(name="decisions_that_cite", before=Part(1, 2), after=Part(1, 2), change=None),
        ),
        says="The untraded rate fell.",
    )
    return Diagnosis(
        causes=(
            Cause(
                cause="governance, executive behaviour, operating model",
                support="consulting",
                weight=7.0,
                found={"untraded": 3, "churn": 1},
                units=UNITS[:2],
                evidence=("n2", "n3"),
                says="3 untraded shifts and a red churn, in growth and platform.",
            ),
            Cause(
                cause="judgement, practice",
                support="coaching",
                weight=3.0,
                found={"activity_key_result": 2},
                units=UNITS[:1],
                evidence=("k1",),
                says="2 activity key results in growth.",
            ),
        ),
        readings=tuple(
            Reading(subject=subject, unit=unit, level=level, says="As so many findings say.", found={})  # type: ignore[arg-type]
            for unit in (None, *UNITS)
            for subject, level in zip(subjects, levels, strict=True)
        ),
        trends=tuple(
            Trend(cycle=cycle, name=None, start=noon("01-01").date(), end=noon("03-31").date(), vitals=vitals)
            for cycle in ("2025-q3", "2025-q4", CYCLE)
        ),
        effects=(effect, replace(effect, support="coaching-2", claim=False, differences=(), says="No claim: n = 1.")),
        vettings=(
            Vetting(
                support="coaching-1",
                provider=HOSTILE[6],
                answers=(
                    Answered(question="application", asks="Teaches application?", answer="no", evidence=HOSTILE[7]),
                    Answered(question="delivery", asks="Who delivers?", answer=None, evidence=None),
                ),
                red=("application",),
                says="Red: it does not teach application.",
            ),
        ),
        carried=(
            Carried(
                title=HOSTILE[5],
                paths=("2025-q4/growth/k1", f"{CYCLE}/growth/k1"),
                targets=(60.0, None),
                values=(20.0, 38.5),
                grades=(0.3, None),
                status="open",
            ),
        ),
    )


def _pictures() -> Pictures:
    """Each picture with several units, and every hostile title in one of them."""
    weeks = [dt.date(2026, 1, 9) + dt.timedelta(weeks=week) for week in range(11)]
    titles = ("Leads that stay", "Restore within an hour", HOSTILE[5], HOSTILE[6])
    orders = (((1, 2, 3, 4), ""), ((1, 3, 2, 4), "untraded"), ((2, 1, 3, None), "traded"), ((2, 1, 3, None), ""))
    return Pictures(
        ranks=tuple(
            Rank(
                unit=unit,
                objective=f"o{nth}",
                title=title,
                day=weeks[3 * step],
                rank=rank,
                verdict=(said or None) if nth == step else None,
            )
            for unit in UNITS[:2]
            for step, (order, said) in enumerate(orders)
            for nth, (title, rank) in enumerate(zip(titles, order, strict=True))
        ),
        loads=tuple(
            Load(day=week, load=20.0 + nth * (nth < 8), capacity=24.0 - (nth > 5), baseline=20.0)
            for nth, week in enumerate(weeks)
        ),
        paid=tuple(
            Paid(unit=unit, by=by, points=points + place)
            for place, unit in enumerate((*UNITS, HOSTILE[5]))
            for by, points in (
                ("traded", 3.0),
                ("late", 1.0),
                ("change_budget", 0.5),
                ("overload", 1),
                ("uncovered", 2),
            )
        ),
        check_ins=tuple(
            CheckedIn(unit=unit, day=week, due=4, in_time=(place * 3 + nth) % 5)
            for place, unit in enumerate(UNITS)
            for nth, week in enumerate(weeks)
        ),
        confidences=tuple(
            Confidence(
                unit=unit,
                day=week,
                confidence=round(0.8 - place * 0.15 - nth * 0.02, 2),
                grade=0.3 + place / 10 if week is weeks[-1] else None,
            )
            for place, unit in enumerate(UNITS)
            for nth, week in enumerate(weeks)
        ),
        targets=tuple(
            Target(
                unit=UNITS[nth % 3],
                item=f"k{nth}",
                title=title,
                original=60.0,
                current=way * 60,
                value=value,
                way_current=way,
                way_value=None if value is None else value / 60,
            )
            for nth, (title, way, value) in enumerate(
                zip(
                    HOSTILE,
                    (0.5, 0.7, 1.4, 0.9, 4.0, 0.6, 0.8, 1.2, 0.4, 1.3, 1.1),
                    (20.0, 40.0, None, 55.0, 12.0, 36.0, -5.0, 60.0, 1.0, 2.0, 3.0),
                    strict=True,
                )
            )
        ),
        left_out={"paid": 2},
    )
