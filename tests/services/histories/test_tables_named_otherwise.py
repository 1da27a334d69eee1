"""Tables of tools and people nobody knows: headers, names and sheets that say things in another way."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from events.facts.plan import KeyResultCommitted
from events.terms import Fact
from services.histories.reconstruct import Options, Reconstruction, reconstruct
from services.histories.sources.versions import read_versions
from tests.services.histories.pages import workbook
from tests.services.histories.told import brief

TOOL = "Goal ID,Goal,Level,Aligned To,Assignee,Quarter,Metric Start,Metric Goal,Metric Now,Unit,% Done,Last Comment\n"
FIRST = """\
G-1,Keep the warehouses running,Objective,,Bram,2025-Q2,,,,,0%,
G-2,Late shipments per week,Key Result,G-1,Bram,2025-Q2,140,40,140,shipments,0%,"Two carriers down,
no date yet"
G-3,Scanner uptime,Key Result,G-1,Aoife,2025-Q2,97.5,99.9,97.5,%,0%,
"""
NEXT = """\
G-1,Keep the warehouses running,Objective,,Bram,2025-Q2,,,,,8%,
G-2,Late shipments per week,Key Result,G-1,Bram,2025-Q2,140,30,131,shipments,8%,
G-3,Scanner uptime,Key Result,G-1,Aoife,2025-Q2,97.5,99.9,97.9,%,17%,
"""
HEADER = ["Objective", "Key result", "Owner", "Target", "Current", "Status", "Due", "Last update", "Remarks"]
DAY, END = dt.date(2025, 4, 4), dt.date(2025, 6, 30)
LEGEND = [["Status", "Meaning"], ["Green", "On track"], ["Moved to Q3", "Put off to next quarter"]]


def clinics(*owners: str) -> list[list[Any]]:
    titles = ("Waiting time in days", "Open weekend clinics", "Hold exit interviews", "Publish rotas early")
    rows = zip(titles, owners, strict=True)
    return [
        HEADER,
        *(["Care in time", title, owner, 10, 0, "Green", END, DAY, "So far so good"] for title, owner in rows),
    ]


def read(folder: Path, **files: bytes) -> Reconstruction:
    for name, body in files.items():
        (folder / name.replace("_", "-").replace("-dot-", ".")).write_bytes(body)
    return reconstruct(read_versions(folder), Options(org="acme", unit="growth", cycle="2025-q2"))


def of_staff(folder: Path, then: list[Any]) -> list[str]:
    header = ["Objective", "Key result", "Start", "Target", "Unit"]
    first, last = (["Care in time", title, 0, 4, "clinics"] for title in ("Open weekend clinics", "Open night clinics"))
    books = [workbook(("Plan", [header, first, row, last])) for row in (["", "Nurse turnover", 18, 12, "%"], then)]
    found = read(folder, plan_2025_04_04_dot_xlsx=books[0], plan_2025_04_18_dot_xlsx=books[1])
    return brief([event.data for event in found.events][-found.readings[1].events :])


def test_other_words_with_other_figures_in_the_place_of_a_key_result_are_another_one(tmp_path: Path) -> None:
    facts = of_staff(tmp_path, ["", "Student nurses stay on", 0, 30, "nurses"])
    assert facts == ["key_result.committed student-nurses-stay-on", "commitment.dropped nurse-turnover"]


def test_other_words_with_the_same_figures_are_a_rewording(tmp_path: Path) -> None:
    facts = of_staff(tmp_path, ["", "Student nurses stay on", 18, 12, "%"])
    assert facts == ["commitment.reworded nurse-turnover"]


def of_clinics(folder: Path, *owners: str) -> list[Fact]:
    book = workbook(("Plan", clinics(*owners)), ("Legend", LEGEND))
    return [event.data for event in read(folder, plan_2025_04_04_dot_xlsx=book).events]


def owners_of(facts: list[Fact]) -> list[str | None]:
    return [fact.owner for fact in facts if isinstance(fact, KeyResultCommitted)]


FOUR = ("Lindqvist, Karin", "Haddad, Omar", "Novak, Petra", "Haddad, Omar")


def test_figures_of_a_metric_are_read_and_a_raised_one_is_a_new_target(tmp_path: Path) -> None:
    first, then = (TOOL + FIRST).encode(), (TOOL + NEXT).encode()
    found = read(tmp_path, goals_2025_04_07_dot_csv=first, goals_2025_04_14_dot_csv=then)
    results = [event.data for event in found.events if isinstance(event.data, KeyResultCommitted)]
    assert [(kr.start, kr.target, kr.measured_in) for kr in results] == [(140, 40, "shipments"), (97.5, 99.9, "%")]
    later = [event.data for event in found.events][-found.readings[1].events :]
    assert "key_result.retargeted late-shipments-per-week" in brief(later)


def test_a_legend_beside_the_plan_is_no_plan(tmp_path: Path) -> None:
    facts = of_clinics(tmp_path, *FOUR)
    assert [told for told in brief(facts) if told.startswith("objective.committed")] == [
        "objective.committed care-in-time"
    ]
    assert len(owners_of(facts)) == 4


def test_a_surname_before_its_comma_is_one_person(tmp_path: Path) -> None:
    assert owners_of(of_clinics(tmp_path, *FOUR)) == ["karin-lindqvist", "omar-haddad", "petra-novak", "omar-haddad"]


def test_two_people_behind_a_comma_stay_two(tmp_path: Path) -> None:
    found = owners_of(of_clinics(tmp_path, "Ana, Ben", "Ben, Cem", "Dan, Ana", "Ana, Cem"))
    assert found == ["ana", "ben", "dan", "ana"]


def test_the_day_of_an_update_is_no_remark(tmp_path: Path) -> None:
    notes = {note for fact in of_clinics(tmp_path, *FOUR) if (note := getattr(fact, "note", None))}
    assert notes == {"Green; So far so good"}
