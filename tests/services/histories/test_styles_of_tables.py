"""Tables as they are met in the field, in invented words: what each of them says."""

from __future__ import annotations

import pytest

from tests.services.histories.styles_met import told

PILLARS = """# Core FY26 OKRs

## Roll-up

| Pillars | Objectives | KRs | On Track |
|---|---|---|---|
| 4 | 6 | 15 | 10 |

## Pillar 1 — Craft

### O1. A reliable ground.

| # | Key Result | Target | Owner (DRI) | Status |
|---|---|---|---|---|
| KR1.1 | **Security** | FY26 | TBD | Awaiting |
| KR1.2 | **Drivers:** moved out | ≥90% | Ana Diaz, Ben Li | **At Risk** |
"""
NUMBERED = """# 2026 Q1

## Objective 1: Be trusted — DONE

| KR    | Metric        | Before | After | Target | Status |
| ----- | ------------- | ------ | ----- | ------ | ------ |
| KR1.1 | False alarms  | 90%    | 0.5%  | <20%   | **Done** |
| KR1.2 | Missed alarms | 53%    | 11.9% | <20%   | In progress — 4 left |
"""
BY_LABEL = """# Dashboard 2026 Q1

| OKR | KR | Target | Status | Owner |
| --- | --- | --- | --- | --- |
| O1 | KR1.1 | All projects are described | 🔄 In Progress | Ops Lead |
| O1 | KR1.2 | All tasks are traced | ✅ Done | Ops Lead |
"""
LEVELS = """# 2026 Q3

| Level | Objective | Key Result | Owner |
|---|---|---|---|
| Company | **Ship** | New site is live | Ana + Ben |
| Team | **Harden** | Backups tested | Ben |
| Team | **Ship** | Old site is gone | Ben |
"""
MEASURED = """# 2026 Q1

### Objective 1: Move more

**Priority:** P1

| Key Result | Target | Actual | Confidence | DRI | Due |
|---|---|---|---|---|---|
| KR 1.1: Loads moved | 40 | 10 | High | Ana | 1 March 2026 |
| KR 1.2: Damage | 2% | 5% | 60% | n/a | 2026-03-31 |
| KR 1.3: Costs | €2k | €2.2k | | Ben | |
"""
IN_ROWS = """# Plan 2026 Q1

| Objectives & Key Results | Owner | Mid-Q | End-Q |
|---|---|---|---|
| **Grow** | | | |
| Sell abroad | @ana | 0.3 | 0.6 |
| O2: Stay | @cid | | |
| Keep all | @cid | 0 | |
"""
TYPED = """# Plan 2026 Q1

| Type | Title | Owner | Progress |
|---|---|---|---|
| Objective | Grow | @ana | |
| KR | Sell abroad | @ben | 20% |
"""


@pytest.mark.parametrize(
    ("page", "says"),
    [
        (
            PILLARS,
            ["A reliable ground.", "- Security (Awaiting)", "- Drivers: moved out @ana-diaz @ben-li of 90 (At Risk)"],
        ),
        (
            NUMBERED,
            ["Be trusted done", "- False alarms done 0.5 of 20", "- Missed alarms 11.9 of 20 (In progress — 4 left)"],
        ),
        (
            BY_LABEL,
            ["O1", "- All projects are described @ops-lead (🔄 In Progress)", "- All tasks are traced @ops-lead done"],
        ),
        (
            LEVELS,
            ["Ship", "- New site is live @ana @ben", "Harden", "- Backups tested @ben", "- Old site is gone @ben"],
        ),
        (
            MEASURED,
            [
                "Move more p1",
                "- Loads moved @ana 10 of 40 due 2026-03-01 (confidence: high)",
                "- Damage 5 of 2 sure 0.6 due 2026-03-31",
                "- Costs @ben 2200 of 2000",
            ],
        ),
        (IN_ROWS, ["Grow", "- Sell abroad @ana 30% grade 0.6", "Stay @cid", "- Keep all @cid 0%"]),
        (TYPED, ["Grow @ana", "- Sell abroad @ben 20%"]),
    ],
)
def test_a_table_as_they_are_met(page: str, says: list[str]) -> None:
    assert told(page) == says
