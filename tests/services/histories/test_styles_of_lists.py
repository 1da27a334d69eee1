"""Lists and headings as they are met in the field, in invented words: what each of them says."""

from __future__ import annotations

import pytest

from services.histories.readers.markdown import read
from tests.services.histories.styles_met import left, told

BY_ROLE = """---
title: "FY26-Q4 OKRs"
---

## On this page
{:.no_toc}

- TOC
{:toc}

### 1. CEO: Bookings
1. **CRO: Build a pipeline.**
    1. CRO KR: Pipeline at twice the target
    1. CRO KR: Launch the partner page. => 80%
        1. **VP Field: Train the sellers.**
            1. VP Field KR: Two webinars => Done. Both in March
            1. VP Field KR: One survey => Not started
            1. VP Field KR: [Training plan](https://e.org/1). 50% complete
"""
UNITS = """# FY26-Q3 OKRs

> For the third quarter.

## Company

1. **Bring search to large firms**

   **WHY:** It needs priority.

   - KR: 40 logos ([more][n1])
   - KR: Land two firms

## Sales

**WHY:** Our people matter.

1. **OBJECTIVE: Make it valuable**
   - KR: Publish 2 articles (WIP)

[n1]: https://e.org
"""
HANDBOOK = """# Our OKRs

## Key Concepts

* Objectives
  * Objectives are ambitious.

## People

- Ana
- Ben

## OKRs (2026 Q1):

* **Objective:** Continuity

  * **Key Result:** Staging has a guide.
  * **Key Result (Stretch):** Make two pages:
    1. Docs
    2. Download
"""
LINES = """# OKRs - Q1 2026

**Period:** January to March

## Objective 1: Prove the market

**Owner:** @cid

### Key Result 1.1: Sign paying customers
- **Target:** 40
- **Current:** 10
- **Owner:** Ana Diaz
- **Confidence:** 0.7
- **Status:** 🟢 On track

**Progress Updates:**
- 2026-01-12: Two calls

### Key Result 1.2: Cut churn
Owner: Ben Li | Due: March 1, 2026

**Dependencies:**
- Legal
"""
TAILS = """# 2026 Q1

## This quarter

### Objective 1: Validate
- KR1: 50 paying customers — Status: 20/50
- KR2: Churn below 5% — Status: 7%
- **KR3** — Ships: 10 → 20. *Current: 12. Confidence: 70%.*
- KR4: Win a prize (Owner: @ana)
- KR5: Sell twice (P2, @ben, 20%)
- KR6: Sell | @cid | P1 | 50%
- `P0` - @ana, @ben - Sell more
- `PX` - @??? - Sell most
"""
FLAT = """# 2026 Q1

- [x] O1: Promise
- [x] KR1: Add a map
  with a second line
- [ ] O2: Grow
- [ ] KR1: Sell
"""
INDENTED = """## March goals 2026

1. Freight
Key results
  - 100 customers use it

2. Parcels
Key results
  - 10 customers
"""
ANNOUNCED = """# 2026 Q3

## Objective: `A better system`
- **Active from:** 20.08.26
- **Tracking Manager**: Martin
- **Key Results**:
  1. `Members make a profile`
  2. `Launch with three types`

#### Tracking

| Date     | KR #1 | KR #2 |
|----------|-------|-------|
| 27.08.26 | 0.04  | 0.11  |
| 03.09.26 | 0.11  |       |
"""
QUOTED = """# 2026 Q1

`Objective 1:  Deliver.`

> - **Key Result 1.1:** All have a vision.
"""
UNDER_NUMBERS = """# 2026 Q1

### Objective 1

Grow abroad.

#### Key Results

- Sell in Spain

#### Initiatives

- Rent a shop
"""
PRIORITIES = "# 2026 Q1\n\n## Grow\n\n### P0\n\n- Sell\n\n### P1\n\n- Hire\n"
ELSEWHERE = "# Q1 2026\n\n**Grow**\n\n• Sell <del>now</del> 🚀\n• Hire[^1] — 40% done\n\n[^1]: Clerks.\n"
CHINESE = "# 2026 Q1 OKR\n\n### O1：架构\n\n**关键结果：**\n- [x] KR1：拆分\n"


@pytest.mark.parametrize(
    ("page", "says"),
    [
        (
            BY_ROLE,
            [
                "CRO: Build a pipeline.",
                "- Pipeline at twice the target @cro",
                "- Launch the partner page. @cro 80%",
                "VP Field: Train the sellers.",
                "- Two webinars @vp-field done (Done. Both in March)",
                "- One survey @vp-field",
                "- Training plan. @vp-field 50%",
            ],
        ),
        (
            UNITS,
            [
                "Bring search to large firms",
                "- 40 logos (more)",
                "- Land two firms",
                "Make it valuable",
                "- Publish 2 articles (WIP)",
            ],
        ),
        (HANDBOOK, ["Continuity", "- Staging has a guide.", "- Make two pages"]),
        (
            LINES,
            [
                "Prove the market @cid",
                "- Sign paying customers @ana-diaz 10 of 40 sure 0.7 (🟢 On track)",
                "- Cut churn @ben-li due 2026-03-01",
            ],
        ),
        (
            TAILS,
            [
                "Validate",
                "- 50 paying customers 40%",
                "- Churn below 5% (7%)",
                "- Ships: 10 → 20. 12 sure 0.7",
                "- Win a prize @ana",
                "- Sell twice p2 @ben 20%",
                "- Sell p1 @cid 50%",
                "- Sell more p0 @ana @ben",
                "- Sell most",
            ],
        ),
        (FLAT, ["Promise done", "- Add a map with a second line done", "Grow", "- Sell"]),
        (INDENTED, ["Freight", "- 100 customers use it", "Parcels", "- 10 customers"]),
        (ANNOUNCED, ["A better system", "- Members make a profile 11%", "- Launch with three types 11%"]),
        (QUOTED, ["Deliver.", "- All have a vision."]),
        (UNDER_NUMBERS, ["Grow abroad.", "- Sell in Spain"]),
        (PRIORITIES, ["Grow", "- Sell p0", "- Hire p1"]),
        (ELSEWHERE, ["Grow", "- Sell", "- Hire 40%"]),
        (CHINESE, ["架构", "- 拆分 done"]),
    ],
)
def test_a_page_as_they_are_met(page: str, says: list[str]) -> None:
    assert told(page) == says


def test_what_stands_around_a_plan_is_listed_with_the_reason() -> None:
    assert left(BY_ROLE)["a table of contents"] == 1
    assert left(BY_ROLE)["a heading over objectives"] == 1
    assert left(UNITS) == {
        "a quotation": 1,
        "a heading over objectives": 2,
        "text below an item": 1,
        "text": 1,
    }
    assert left(HANDBOOK)["a section that is no plan"] >= 3
    assert left(LINES) == {"text": 1, "a section that is no plan": 2}
    assert left(ANNOUNCED) == {"an item beside the key results": 1, "a section that is no plan": 1}


def test_the_title_in_the_front_matter_says_which_cycle_it_is() -> None:
    assert read(BY_ROLE).period == "FY26-Q4 OKRs"
