"""The findings as CSV: all of them, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv as standard
import io

from projections.reports import csv
from projections.reports.trail import FORMULA
from tests.projections.reports import sampled


def rows() -> list[dict[str, str]]:
    return list(standard.DictReader(io.StringIO(csv.render(sampled.full()).decode(), newline=""), strict=True))


def test_the_same_report_gives_the_same_bytes() -> None:
    assert csv.render(sampled.full()) == csv.render(sampled.full())


def test_each_finding_has_its_row_the_shifts_first() -> None:
    made = sampled.full()
    assert [row["id"] for row in rows()] == [finding.id for finding in (*made.shifts, *made.findings)]
    assert len(csv.render(sampled.long(700)).splitlines()) > 700


def test_a_row_says_who_asked_by_which_policy_and_on_what_evidence() -> None:
    made = sampled.full()
    shift = next(shift for shift in made.shifts if shift.asked_by and shift.asked_by.roles)
    row = next(row for row in rows() if row["id"] == shift.id)
    assert (row["asked_by_roles"], row["asked_by_unit"]) == ("sponsor", "growth")
    assert float(row["demand"]) == shift.demand
    assert row["evidence"].split() == list(shift.evidence)
    assert "grace_wd=5" in row["policy"].split()
    assert row["due"] == f"{shift.due}"


def test_no_text_runs_as_a_formula_and_none_is_lost() -> None:
    says = [row["says"] for row in rows()][-len(sampled.HOSTILE) :]
    for text, told in zip(sampled.HOSTILE, says, strict=True):
        assert told == (f"'{text}" if FORMULA.match(text) else text)
    assert not [cell for row in rows() for cell in row.values() if cell[:1] in {"=", "+", "-", "@", "\t", "\r"}]


def test_lines_end_as_the_standard_wants() -> None:
    written = csv.render(sampled.full())
    assert written.endswith(b"\r\n")
    assert written.count(b"\r\n") == written.count(b"\n")
