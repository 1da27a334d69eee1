"""The exports of tools, each by a small invented sample in its layout."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from services.histories.tables.layout import letters
from services.histories.tables.layouts import layouts
from tests.services.histories.pages import entry, left, outline, page, said

VIVA_GOALS = """Row ID,Title,Parent,Entity,Owner Email,Time Period,Start Date,End Date,Start Value,Target Value,Current Value,Progress,Status
1,Customers stay,,Company,ana@example.org,Q1 2026,2026-01-01,2026-03-31,,,,40,On track
2,Answers come fast,1,Care,ben@example.org,Q1 2026,2026-01-01,2026-03-31,,,,50,
3,Median minutes to an answer,"2
1",Care,ben@example.org,Q1 2026,2026-01-01,2026-03-31,120,30,75,50,At risk
4,Renewal rate,1,Company,cem@example.org,Q1 2026,2026-01-01,2026-03-31,80%,90%,84%,40,On track
9,Win back the lost,77,Company,,Q1 2026,,,,,,,
"""  # noqa: E501 (a tool's header is as wide as it is)
APPFIRE = """Order;Type;Summary;Status;Period;Owner;Weight;OKR type;Teams;Expected start date;Expected end date;Start value;Current value;Target value;Description
1;Objective;Customers stay;In progress;Q3 Y2025;Ana Lee;2;Committed;Care;01/07/2025;30/09/2025;;;;why
1.1;Key Result;Renewal rate;On track;Q3 Y2025;Ben;3;Committed;Care;01/07/2025;30/09/2025;80,5;84,25;90,0;
1.2;Key Result;Revenue kept;On track;Q3 Y2025;Ben;1,5;Committed;Care;01/07/2025;15/09/2025;0;1.250;10.000;
1.3;Initiative;Hire two people;To do;Q3 Y2025;Ben;;;;;;;;;
"""  # noqa: E501 (a tool's header is as wide as it is)
PEOPLEBOX = """Row ID,Parent Row IDs,Goal ID,Action,Goal Title,Owner Emails,Goal Cycle,Goal Type,Scope,Start Date,End Date,Description,Starting Value,Target Value,Current Value,Progress Status,Check-in Type
1,,G-1041,,Customers stay,ana@example.org,Q1 2026,Objective,Company,"Jan 1, 2026","Mar 31, 2026",,,,,On Track,Manual
2,1,G-1042,,Renewal rate,"ben@example.org,cem@example.org",Q1 2026,Key Result,Team,"Jan 1, 2026","Mar 31, 2026",,80,90,84,At Risk,Manual
"""  # noqa: E501 (a tool's header is as wide as it is)
BETTERWORKS = """name,type,progress,start_date,end_date,owner_email,categories,description
Customers stay,goal,30,2026-01-01,2026-03-31,ana@example.org,care;growth,
A plan for renewals is agreed,milestone,60,2026-01-01,2026-02-28,ben@example.org,,
Survey sent,milestone,1,2026-01-01,2026-02-28,ben@example.org,,
Sell more,goal,0,2026-01-01,2026-03-31,cem@example.org,,
Three partners signed,milestone,0,2026-01-01,,cem@example.org,,
"""
CULTURE_AMP = """email,name,due_at,priority,status,completion,key_result_1_title,key_result_1_completion,key_result_2_title,key_result_2_completion
ana@example.org,Customers stay,2026-03-31,1,active,0.3,Renewal rate at 90%,0.5,Survey sent,0
ben@example.org,Sell more,2026-03-31,0,active,0,Three partners signed,n/a,,
"""  # noqa: E501 (a tool's header is as wide as it is)
LATTICE = """okrType,name,parentGoal,owner,startingAmount,endingAmount,currentAmount,state,status,dueDate
objective,Customers stay,,Ana,0,100,30,active,onTrack,2026-03-31
keyResult,Renewal rate,Customers stay,Ben,80,90,84,active,atRisk,2026-03-31
keyResult,Partners signed,Grow everywhere,Ben,0,3,1,active,,2026-03-31
"""
PROFIT_CO = """keyResultId,value,statusName,comment,actualUpdateDate
KR-102,45,On Track,going well,2026-01-10
KR-102,50,At Risk,slower,2026-02-10
KR-7,0.3,On Track,,2026-02-01
"""
SCORES = """Growth Q1 2026\t\t\t\t\t
KR\tPriority\tOwner\tMid-Q Actual\tMid-Q Projection\tEnd-Q
Customers stay
Renewal rate at 90%\tP1\t@ana\t0.4\t0.8\t0.7
Survey sent\tHigh\tBen\tn/a\t\t
Partners signed\t\t\t0\t60%\tnot tracked
Total\t\t\t0.2\t\t
"""


def test_viva_goals_names_parents_by_row_ids_of_which_the_first_that_is_there_counts() -> None:
    read = page(VIVA_GOALS)
    assert read.remarks[:2] == ("read as Viva Goals", "columns not used: Entity, Start Date")
    assert outline(read) == ["Customers stay: Renewal rate", "Answers come fast: Median minutes to an answer"]
    assert said(read, "Renewal rate") == {
        "share": 0.4,
        "amount": 84.0,
        "note": "On track",
        "owners": ("cem",),
        "start": 80.0,
        "target": 90.0,
        "measured_in": "%",
        "due": dt.date(2026, 3, 31),
    }
    assert {found.period for found in read.entries} == {"Q1 2026"}
    assert left(read) == [(7, "stands under '77', which is not in the table")]


def test_appfire_numbers_its_rows_and_weighs_them() -> None:
    read = page(APPFIRE)
    assert outline(read) == ["Customers stay: Renewal rate, Revenue kept"]
    assert said(read, "Revenue kept") == {
        "amount": 1250.0,
        "note": "On track",
        "owners": ("ben",),
        "target": 10000.0,
        "start": 0.0,
        "points": Decimal("1.5"),
        "due": dt.date(2025, 9, 15),
    }
    assert said(read, "Renewal rate")["start"] == 80.5
    assert entry(read, "Renewal rate").period == "Q3 Y2025"
    assert left(read) == [(5, "neither an objective nor a key result")]


def test_peoplebox_keeps_an_id_by_which_a_goal_is_known_again() -> None:
    read = page(PEOPLEBOX)
    assert outline(read) == ["Customers stay: Renewal rate"]
    assert entry(read, "Renewal rate").links == ("key:G-1042",)
    assert said(read, "Renewal rate")["owners"] == ("ben", "cem")
    assert said(read, "Renewal rate")["due"] == dt.date(2026, 3, 31)


def test_betterworks_has_milestones_below_their_goal_and_counts_to_100() -> None:
    read = page(BETTERWORKS)
    assert outline(read) == [
        "Customers stay: A plan for renewals is agreed, Survey sent",
        "Sell more: Three partners signed",
    ]
    shares = [found.marks.share for found in read.entries if found.kind == "key_result"]
    assert shares == [0.6, 0.01, 0.0]
    assert read.dated == "2026 Q1"


def test_culture_amp_has_key_results_beside_their_goal() -> None:
    read = page(CULTURE_AMP)
    assert outline(read) == ["Customers stay: Renewal rate at 90%, Survey sent", "Sell more: Three partners signed"]
    assert said(read, "Customers stay") == {"priority": "p1", "owners": ("ana",), "due": dt.date(2026, 3, 31)}
    assert said(read, "Renewal rate at 90%") == {"share": 0.5}
    assert said(read, "Survey sent") == {"share": 0.0}
    assert said(read, "Three partners signed") == {"note": "score: n/a"}


def test_lattice_names_a_parent_by_its_title_even_one_without_a_row() -> None:
    read = page(LATTICE)
    assert outline(read) == ["Customers stay: Renewal rate", "Grow everywhere: Partners signed"]
    assert said(read, "Renewal rate")["note"] == "At risk"
    assert said(read, "Renewal rate")["amount"] == 84.0


def test_profit_co_says_how_a_key_result_stands_by_its_last_check_in() -> None:
    read = page(PROFIT_CO)
    assert outline(read) == ["Key results: KR-102, KR-7"]
    assert said(read, "KR-102") == {"note": "At Risk; slower; value: 50"}
    assert said(read, "KR-7") == {"share": 0.3, "note": "On Track"}
    assert left(read) == [(2, "an earlier check-in of KR-102; the one of line 3 counts")]


def test_a_spreadsheet_of_scores_has_titles_over_its_key_results() -> None:
    read = page(SCORES)
    assert read.period == "Growth Q1 2026"
    assert outline(read) == ["Customers stay: Renewal rate at 90%, Survey sent, Partners signed"]
    assert said(read, "Renewal rate at 90%") == {
        "share": 0.4,
        "confidence": 0.8,
        "grade": 0.7,
        "priority": "p1",
        "owners": ("ana",),
    }
    assert said(read, "Survey sent") == {"note": "score: n/a", "priority": "p1", "owners": ("ben",)}
    assert said(read, "Partners signed") == {"share": 0.0, "confidence": 0.6, "note": "final score: n/a"}
    assert left(read) == [(7, "a row of totals")]


def test_every_layout_is_known_by_headers_of_its_own() -> None:
    samples = (VIVA_GOALS, APPFIRE, PEOPLEBOX, BETTERWORKS, CULTURE_AMP, LATTICE, PROFIT_CO, SCORES)
    read = {page(sample).remarks[0].removeprefix("read as ") for sample in samples}
    assert read == {layout.name for layout in layouts()}
    for layout in layouts():
        headers = [letters(name) for names in layout.columns.values() for name in names]
        assert len(headers) == len({*headers}), layout.name
