"""When the books of a cycle close: what is noted later is only shown."""

from __future__ import annotations

from tests.projections.story import a_locked_plan, given, on
from tests.projections.words import (
    capacity_added,
    closed,
    drawn,
    dropped,
    extended,
    key_result,
    reinstated,
    traded,
    withdrawn,
)

LOCKED = a_locked_plan(k1=3, k2=2, k3=4)
SHIFT = on("02-03", "S1", key_result("n1", 3))
CREDIT = on("02-04", "D", dropped("k3"))


def test_links_noted_after_the_cycle_s_closing_cover_nothing_and_show_nothing() -> None:
    after = [
        on("02-05", "E", closed()),
        on("02-05", "T1", traded("S1", "D")),
        on("02-05", "B", drawn("S1", 99)),
        on("02-06", "T2", traded("S1", "X")),
    ]
    judged = given(LOCKED, SHIFT, CREDIT, after).judged()
    assert judged.said("T1") == judged.said("B") == judged.said("T2") == []
    assert judged.amounts("S1") == (3, 0, 3)


def test_what_is_settled_after_the_closing_undoes_nothing_and_gives_nothing() -> None:
    paid = [SHIFT, CREDIT, on("02-05", "T", traded("S1", "D")), on("02-05 10:00", "E", closed())]
    before = given(LOCKED, paid).judged()
    after = given(LOCKED, paid, on("02-06", "X", dropped("n1")), on("02-06", "Y", dropped("k1"))).judged()
    assert after.verdict("S1") == "traded"
    assert after.given_up() == {"D": 4}
    assert after.figures.churn == before.figures.churn
    assert after.total("load") == before.total("load")


def test_what_is_taken_up_again_after_the_closing_uncovers_nothing() -> None:
    paid = [SHIFT, CREDIT, on("02-05", "T", traded("S1", "D")), on("02-05 10:00", "E", closed())]
    judged = given(LOCKED, paid, on("02-06", "R", reinstated("k3"))).judged()
    assert (judged.verdict("S1"), judged.flags("S1")) == ("traded", set())


def test_what_asks_for_more_after_the_closing_is_a_shift_that_nothing_pays_for() -> None:
    later = [on("02-06", "S2", key_result("n2", 3)), on("02-06", "S3", withdrawn(4)), on("02-07", "X", dropped("n2"))]
    judged = given(LOCKED, on("02-05", "E", closed()), later, on("02-08", "A", capacity_added(9))).judged()
    assert [judged.verdict(id_) for id_ in judged.shifts()] == ["untraded", "untraded"]


def test_a_link_noted_before_the_closing_in_the_same_instant_counts() -> None:
    story = given(LOCKED, SHIFT, CREDIT, on("02-05", "T", traded("S1", "D")), on("02-05", "E", closed()))
    assert story.judged().verdict("S1") == "traded"


def test_without_a_closing_the_books_close_ten_working_days_after_the_end() -> None:
    # The tenth working day after Tuesday, 31 March is Tuesday, 14 April.
    for when, verdict in (("04-14 23:59", "late"), ("04-15 00:00", "untraded")):
        story = given(LOCKED, SHIFT, CREDIT, on(when, "T", traded("S1", "D")))
        assert story.judged(as_of="04-30").verdict("S1") == verdict


def test_the_last_instant_before_the_close_counts() -> None:
    story = given(LOCKED, SHIFT, CREDIT, on("2026-04-14T23:59:59.999999Z", "T", traded("S1", "D")))
    assert story.judged(as_of="04-30").verdict("S1") == "late"


def test_a_closing_that_comes_later_keeps_the_books_open_no_longer() -> None:
    story = given(LOCKED, SHIFT, CREDIT, on("04-20", "T", traded("S1", "D")), on("04-22", "E", closed()))
    assert story.judged(as_of="04-30").verdict("S1") == "untraded"


def test_an_extended_cycle_closes_later() -> None:
    story = given(LOCKED, SHIFT, CREDIT, on("03-02", "X", extended("2026-04-30")), on("04-20", "T", traded("S1", "D")))
    assert story.judged(as_of="04-30").verdict("S1") == "late"
