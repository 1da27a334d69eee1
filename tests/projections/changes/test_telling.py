"""Every event can be told, whatever its stream's state, and what is told of it agrees with what its fold did."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from msgspec.structs import replace

from events import catalogue
from events.catalogue import Event, recall
from projections.changes.change import Told
from projections.changes.telling import told
from projections.changes.wording import moment, number, ordinal, quoted
from projections.folds.plan import Plan
from projections.folds.registry import begun, evolve
from tests.projections.changes.telling import telling
from tests.projections.chaos import anything
from tests.projections.planners import plausible
from tests.projections.story import a_plan

SAMPLES = Path(__file__).parents[2] / "golden" / "facts.jsonl"


def agrees(event: Event, before: Any, after: Any, said: Told) -> None:
    """One line, values of JSON, nothing that did not change, and nothing left out of what a plan's fold did."""
    assert said.says
    assert said.says == " ".join(said.says.split()), "it is one line"
    for change in said.changes:
        assert change.subject == event.subject
        assert change.before != change.after
        assert all(isinstance(value, str | float | int | None) for value in (change.before, change.after))
    if "(changed nothing" in said.says and event.subject != "org":
        assert said.changes == ()
    if isinstance(after, Plan):
        noted: dict[str, Any] = {"ignored": (), "trade_offs": {}, "declared_by": None}
        assert bool(said.changes) == (replace(before, **noted) != replace(after, **noted))
        assert ("(changed nothing" in said.says) == (before.ignored != after.ignored)


def all_agree(events: list[Event]) -> None:
    states: dict[str, Any] = {}
    for event in events:
        before = states.get(event.subject) or begun(event.subject)
        after = states[event.subject] = evolve(before, event)
        agrees(event, before, after, told(event, before, after))


def test_every_type_of_the_catalogue_has_its_sentence() -> None:
    samples = [recall(line) for line in SAMPLES.read_bytes().splitlines()]
    assert {event.type for event in samples} == set(catalogue.types())
    sentences = [said.says for said in telling(samples)]
    assert len(set(sentences)) == len(samples)
    assert not [says for says in sentences if not says[0].isupper() and not says[0].isdigit() and says[0] != "“"]


@for_all(anything)
@settings(max_examples=300, deadline=None)
def test_any_events_in_any_order_are_told(events: list[Event]) -> None:
    all_agree([*a_plan(20, k1=3, k2=2), *events])


@for_all(anything)
@settings(max_examples=200, deadline=None)
def test_any_event_is_told_with_nothing_before_it(events: list[Event]) -> None:
    for event in events:
        before = begun(event.subject)
        after = evolve(before, event)
        agrees(event, before, after, told(event, before, after))


@for_all(plausible)
@settings(max_examples=150, deadline=None)
def test_what_planners_do_is_told(events: list[Event]) -> None:
    all_agree(events)


@pytest.mark.parametrize(
    ("place", "says"),
    [(1, "first"), (10, "tenth"), (11, "11th"), (12, "12th"), (22, "22nd"), (103, "103rd"), (111, "111th")],
)
def test_places_are_words_up_to_the_tenth(place: int, says: str) -> None:
    assert ordinal(place) == says


@pytest.mark.parametrize(
    ("value", "says"),
    [(60.0, "60"), (0.25, "0.25"), (-3.5, "−3.5"), (-0.0, "0"), (1e308, "1e+308"), (5e-324, "5e-324")],
)
def test_numbers_read_as_they_were_written(value: float, says: str) -> None:
    assert number(value) == says


def test_a_quotation_is_one_line_and_not_too_long() -> None:
    assert quoted(" Two\r\n lines\t") == "“Two lines”"
    assert len(quoted("x" * 2000)) == 122
    assert quoted("x" * 2000).endswith("x…”")


def test_a_moment_is_a_day_or_a_minute() -> None:
    assert moment("2026-03-31") == "2026-03-31"
    assert moment("2026-03-31T17:00:00+02:00") == "2026-03-31 15:00 UTC"
