"""What an item weighs, how far its target is, and how much of it is done."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from projections.books.load import Reference, load, progress, reference, rounded, stretch, weight
from projections.folds.plan import Item
from tests.projections.story import a_locked_plan, a_plan, given, on
from tests.projections.words import (
    initiative,
    key_result,
    locked,
    objective,
    policy,
)


def item(kind: str = "key_result", **fields: object) -> Item:
    return Item(id="k", kind=kind, title="k", committed_by="e", **fields)  # type: ignore[arg-type]


def against(target: float | None) -> Reference:
    return reference(item(target=target))


def test_an_item_weighs_its_points_else_what_the_policy_says_and_an_objective_nothing() -> None:
    assert weight(item(points=Decimal("2.5")), 1.5) == Decimal("2.5")
    assert weight(item(points=Decimal(0)), 1.5) == 0
    assert weight(item(), 1.5) == Decimal("1.5")
    assert weight(item("initiative"), 0.1) == Decimal("0.1")
    assert weight(item("objective"), 1.5) == 0
    assert weight(item("objective", points=Decimal(3)), 1.5) == 3


@pytest.mark.parametrize(
    ("start", "promised", "target", "expected"),
    [
        (0, 10, 10, 1),
        (0, 10, 20, 2),
        (0, 10, 5, Decimal("0.5")),
        (10, 5, 0, 2),
        (10, 5, 15, 1),
        (None, 10, 30, 3),
        (0, 10, -10, 1),
        (5, 5, 5, 1),
        (5, 5, 900, 2),
        (5, 5, 4, 2),
        (0, None, 900, 1),
        (0, None, None, 1),
        (0.1, 0.3, 0.7, 3),
    ],
)
def test_the_stretch_is_the_distance_in_units_of_the_promised_one(
    start: float | None, promised: float | None, target: float | None, expected: object
) -> None:
    assert of_one(stretch(item(start=start, target=target), against(promised))) == expected


@pytest.mark.parametrize(
    ("start", "promised", "value", "expected"),
    [
        (0, 10, None, 0),
        (0, 10, 5, Decimal("0.5")),
        (0, 10, -5, 0),
        (0, 10, 50, 1),
        (10, 5, 9, Decimal("0.2")),
        (5, 5, 5, 0),
        (0, None, 5, 0),
        (None, 10, 1, Decimal("0.1")),
    ],
)
def test_progress_is_the_share_of_the_promised_distance_within_nothing_and_all(
    start: float | None, promised: float | None, value: float | None, expected: object
) -> None:
    assert of_one(progress(item(start=start, target=99.0), against(promised), value)) == expected


def test_a_completed_initiative_is_all_done() -> None:
    assert of_one(progress(item("initiative", completed=True), against(None), None)) == 1


def of_one(ratio: tuple[Decimal, Decimal]) -> Decimal:
    part, whole = ratio
    return part / whole


def test_amounts_are_rounded_half_to_even_and_bounded() -> None:
    assert rounded(Decimal("0.00005")) == 0
    assert rounded(Decimal("0.00015")) == Decimal("0.0002")
    assert rounded(Decimal("1e400")) == 10_000_000


def test_what_is_not_open_weighs_nothing() -> None:
    end, later = dt.date(2026, 3, 31), dt.date(2026, 4, 1)
    for closed in (
        item(status="dropped"),
        item(status="deferred"),
        item(status="replaced"),
        item(due=later),
    ):
        assert load(closed, against(None), end, 1) == 0
    assert load(item(due=end), against(None), end, 1) == 1
    assert load(item(due=later), against(None), None, 1) == 1


def test_without_declared_capacity_the_sum_of_the_bases_is_the_plan_s() -> None:
    story = given(a_locked_plan(None, k1=3, k2=2))
    assert (story.judged().total("capacity"), story.judged().total("base")) == (5, 5)


def test_an_item_without_points_weighs_the_policy_s_default() -> None:
    story = given(
        on("01-02", "P", policy(default_points=2.5)),
        a_locked_plan(k1=3),
        on("02-03", "S1", key_result("n1")),
        on("02-03", "S2", initiative("i1")),
        on("02-03", "S3", objective("o1")),
        on("02-03", "S4", objective("o2", points=4)),
    )
    judged = story.judged()
    assert [judged.shift(name).demand for name in judged.shifts()] == [2.5, 2.5, 4]
    assert judged.shifts() == ["S1", "S2", "S4"]


def test_an_item_due_after_the_cycle_at_the_lock_has_no_base() -> None:
    story = given(
        a_plan(k1=3),
        on("01-08", "k", key_result("k9", 4, due="2026-04-01")),
        on("01-12", "L", locked()),
        on("02-03", "S1", key_result("n1", 2, due="2026-04-01")),
    )
    assert (story.judged().total("base"), story.judged().shifts()) == (3, [])
