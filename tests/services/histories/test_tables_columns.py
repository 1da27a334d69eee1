"""What a table's columns hold: by the importer's word, the header, the values; and what a cell then says."""

from __future__ import annotations

import datetime as dt

import pytest

from services.histories.tables.fields import FIELDS, MEANING, check_fields
from tests.services.histories.pages import entry, left, outline, page, said


def row(header: str, cells: str) -> dict[str, object]:
    """What one key result's row says under a header."""
    return said(page(f"Objective,Key result,{header}\nGrow,Win,{cells}\n"), "Win")


def test_titles_of_parents_numbers_and_types_say_what_stands_under_what() -> None:
    assert outline(page("Title,Parent\nGrow,\nWin one,Grow\nWin two,grow\n")) == ["Grow: Win one, Win two"]
    assert outline(page("No,OKR\n1,Grow\n1.1,Win one\n2,Stay\n2.1,Keep\n1.2,Win two\n")) == [
        "Grow: Win one, Win two",
        "Stay: Keep",
    ]
    assert outline(page("Type,Name\nObjective,Grow\nKR,Win one\nCompany goal,Stay\nKPI,Keep\n")) == [
        "Grow: Win one",
        "Stay: Keep",
    ]
    assert outline(page("OKR,Owner\nO1: Grow,\nKR 1.1: Win one,Ana\nO2: Stay,\nKR 2.1: Keep,\n")) == [
        "Grow: Win one",
        "Stay: Keep",
    ]


def test_rows_that_stand_under_each_other_in_a_circle_are_read_once_each() -> None:
    read = page("ID,Title,Parent\na1,One,b1\nb1,Two,c1\nc1,Three,a1\n")
    assert sorted(found.title for found in read.entries) == ["One", "Three", "Two"]


def test_key_results_under_no_objective_stand_under_one_that_says_so() -> None:
    read = page("Key result,Owner\nWin one,Ana\nWin two,Ben\n")
    assert outline(read) == ["Key results: Win one, Win two"]
    assert read.remarks == ("no objective is named: key results stand under 'Key results'",)


def test_a_cell_may_list_key_results() -> None:
    read = page('Objective,Key results,Owner\nGrow,"- Win one\n- Win two",Ana\nStay,"Keep them\nall",Ben\n')
    assert outline(read) == ["Grow: Win one, Win two", "Stay: Keep them all"]


def test_a_key_result_goes_with_the_cycle_of_its_objective() -> None:
    read = page("ID,Type,Title,Parent,Cycle\n1,Objective,Grow,,Q1 2026\n2,KR,Win,1,Q2 2026\n")
    assert {found.period for found in read.entries} == {"Q1 2026"}
    assert left(read) == [(3, "its period 'Q2 2026' is not that of its objective, which counts")]


def test_empty_not_applicable_and_0_are_three_things() -> None:
    assert row("Score,Final score", ",") == {}
    assert row("Score,Final score", "n/a,Not tracked") == {"note": "score: n/a; final score: n/a"}
    assert row("Score,Final score", "0,0.0") == {"share": 0.0, "grade": 0.0}
    assert row("Target,Current", "5,n/a") == {"target": 5.0, "note": "score: n/a"}
    assert row("Target,Current", "5,0") == {"target": 5.0, "amount": 0.0}


@pytest.mark.parametrize(
    ("cells", "start", "target", "current", "unit"),
    [
        ('80%,90%,"84%"', 80, 90, 84, "%"),
        ('€1.2m,€2m,"€1,500,000"', 1.2e6, 2e6, 1.5e6, "EUR"),
        ("0,400 customers,120 customers", 0, 400, 120, "customers"),
        ('"80,5","90,25","1.200,75"', 80.5, 90.25, 1200.75, None),
        ("-5,(3),1k", -5, -3, 1000, None),
        ("120,30,75", 120, 30, 75, None),
    ],
)
def test_figures_are_read_as_they_are_written(
    cells: str, start: float, target: float, current: float, unit: str | None
) -> None:
    found = row("Start,Target,Current", cells)
    assert (found["start"], found["target"], found["amount"]) == (start, target, current)
    assert found.get("measured_in") == unit


def test_a_figure_without_a_target_is_a_note_unless_it_is_a_share() -> None:
    assert row("Current", "120") == {"note": "value: 120"}
    assert row("Current", "45%") == {"share": 0.45}


def test_shares_are_counted_to_100_where_the_column_says_so() -> None:
    text = "Objective,Key result,{}\nGrow,One,{}\n,Two,{}\n"
    assert said(page(text.format("Progress", "1", "60")), "One") == {"share": 0.01}
    assert said(page(text.format("Progress (%)", "1", "0")), "One") == {"share": 0.01}
    assert said(page(text.format("Progress", "1", "0.6")), "One") == {"share": 1.0}


@pytest.mark.parametrize(
    "cells", ["2026-03-05,", "05.03.2026,", '"Mar 5, 2026",', "5 March 2026,", "2026/3/5,", "2026-03-05 00:00:00,"]
)
def test_dates_are_read_as_they_are_written(cells: str) -> None:
    assert row("Due date,x", cells) == {"due": dt.date(2026, 3, 5)}


def test_a_date_that_could_be_two_days_is_decided_by_its_column_or_left() -> None:
    text = "Objective,Key result,Deadline\nGrow,One,03/05/2026\n,Two,{}\n"
    assert said(page(text.format("31/03/2026")), "One")["due"] == dt.date(2026, 5, 3)
    assert said(page(text.format("03/31/2026")), "One")["due"] == dt.date(2026, 3, 5)
    assert left(page(text.format("03/04/2026")))[0] == (2, "a cell of 'Deadline'")


@pytest.mark.parametrize(
    ("word", "says"),
    [
        ("Completed", {"ticked": True}),
        ("Cancelled", {"closing": "dropped"}),
        ("On hold", {"closing": "deferred"}),
        ("not_started", {}),
        ("offTrack", {"note": "Off track"}),
        ("Not achieved", {"grade": 0.0}),
        ("Active", {}),
    ],
)
def test_words_say_how_an_item_stands(word: str, says: dict[str, object]) -> None:
    assert row("Status", word) == says


def test_owners_are_known_by_what_stands_before_the_at_sign() -> None:
    assert row("Owner", "ana.lee@example.org") == {"owners": ("ana.lee",)}
    assert row("Owner", "Ana Lee <ana@example.org>") == {"owners": ("ana",)}
    assert row("Owner", '"ana@example.org, ben@example.org"') == {"owners": ("ana", "ben")}


def test_weights_are_points_unless_they_are_shares() -> None:
    assert str(row("Weight", "2.5")["points"]) == "2.50"
    assert left(page("Objective,Key result,Weight\nGrow,Win,20%\n")) == [(2, "a cell of 'Weight'")]


def test_a_column_whose_header_says_nothing_is_known_by_its_values() -> None:
    header = "Was,Wer,Stand,Bis\n"
    read = page(
        header + "Kunden bleiben uns lange treu,ana@example.org,20%,31.03.2026\n"
        "Wir antworten schneller,ben@example.org,35%,28.02.2026\n"
    )
    assert said(read, "Wir antworten schneller") == {"share": 0.35, "owners": ("ben",), "due": dt.date(2026, 2, 28)}


def test_the_importers_word_on_a_column_goes_before_all() -> None:
    text = "Was,Name,Oben,Stand\nKunden bleiben,Ana,Wachsen,20%\nAntworten,Ben,Wachsen,35%\n"
    read = page(text, {"title": "Was", "objective": "Oben", "owner": "Name", "score": "Stand"})
    assert outline(read) == ["Wachsen: Kunden bleiben, Antworten"]
    assert said(read, "Antworten") == {"share": 0.35, "owners": ("ben",)}


def test_a_word_on_columns_names_a_field_that_there_is_and_the_text_of_a_header() -> None:
    assert check_fields({"title": "Was"}) is None
    assert "no field 'titel'; the fields are title, objective" in str(check_fields({"titel": "Was"}))
    assert "expected the header of a column" in str(check_fields({"title": 3}))
    assert set(MEANING) == set(FIELDS)


def test_every_row_that_gives_nothing_is_listed_with_its_line() -> None:
    read = page("Our plan,,\nObjective,Key result,Score\nGrow,One,0.3\n,,0.5\nObjective,Key result,Score\n,Two,seven\n")
    assert left(read) == [
        (1, "above the table's header"),
        (4, "a row without words"),
        (5, "the header once more"),
        (6, "a cell of 'Score'"),
    ]


def test_an_id_that_is_no_counting_makes_a_row_known_again() -> None:
    read = page("ID,Type,Title\nOBJ-17,Objective,Grow\n2,KR,Win\n")
    assert (entry(read, "Grow").links, entry(read, "Win").links) == (("key:OBJ-17",), ())
