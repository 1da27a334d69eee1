"""A key result in another's place: the old one pays for the new one by itself."""

from __future__ import annotations

from tests.projections.story import a_locked_plan, given, on
from tests.projections.words import closed, dropped, key_result, replaced, reweighted, traded

LOCKED = a_locked_plan(k1=3, k2=2)
NEWCOMER = on("02-03", "S1", key_result("n1", 5))


def test_the_old_key_result_pays_for_the_new_one_whichever_is_noted_first() -> None:
    swap = on("02-03", "X", replaced("k1", "n1"))
    for story in (given(LOCKED, NEWCOMER, swap), given(LOCKED, swap, NEWCOMER)):
        assert story.judged().amounts("S1") == (5, 3, 2)


def test_two_that_one_newcomer_replaces_both_pay() -> None:
    swaps = [on("02-03", "X1", replaced("k1", "n1")), on("02-03", "X2", replaced("k2", "n1"))]
    for story in (given(LOCKED, NEWCOMER, swaps), given(LOCKED, swaps, NEWCOMER)):
        judged = story.judged()
        assert (judged.amounts("S1"), judged.verdict("S1")) == ((5, 5, 0), "traded")


def test_a_replacement_pays_only_once() -> None:
    again = on("02-05", "S9", key_result("n1", 5))
    judged = given(LOCKED, on("02-03", "X", replaced("k1", "n1")), NEWCOMER, again).judged()
    assert [link.event.id for link in judged.books.links] == ["X"]


def test_what_the_newcomer_does_not_need_is_left_for_others() -> None:
    story = given(
        LOCKED,
        on("02-03", "S1", key_result("n1", 1)),
        on("02-03", "X", replaced("k1", "n1")),
        on("02-04", "S2", key_result("n2", 2)),
        on("02-04", "T", traded("S2", "X")),
    )
    judged = story.judged()
    assert (judged.verdict("S1"), judged.verdict("S2")) == ("traded", "traded")


def test_a_replacement_noted_after_the_grace_pays_late() -> None:
    story = given(LOCKED, on("02-03", "S1", key_result("n1", 3)), on("02-20", "X", replaced("k1", "n1")))
    assert story.judged().verdict("S1") == "late"


def test_a_replacement_noted_after_the_close_is_only_shown() -> None:
    story = given(LOCKED, NEWCOMER, on("02-04", "E", closed()), on("02-05", "X", replaced("k1", "n1")))
    judged = story.judged()
    assert (judged.amounts("S1"), judged.given_up()) == ((5, 0, 5), {})


def test_a_newcomer_noted_after_the_close_is_paid_by_nothing() -> None:
    story = given(
        LOCKED,
        on("02-03", "X", replaced("k1", "n1")),
        on("02-04", "E", closed()),
        on("02-05", "S1", key_result("n1", 3)),
    )
    assert story.judged().amounts("S1") == (3, 0, 3)


def test_a_replaced_newcomer_frees_what_paid_for_it_and_gives_nothing_itself() -> None:
    story = given(
        LOCKED,
        on("02-03", "S1", key_result("n1", 3)),
        on("02-03", "X1", replaced("k1", "n1")),
        on("02-05", "S2", key_result("n2", 3)),
        on("02-05", "X2", replaced("n1", "n2")),
    )
    judged = story.judged()
    assert (judged.verdict("S1"), judged.verdict("S2")) == ("reversed", "untraded")
    later = story.and_(on("02-06", "T", traded("S2", "X1"))).judged()
    assert later.verdict("S2") == "traded"


def test_a_key_result_replaced_by_one_of_the_plan_or_by_itself_only_gives_up() -> None:
    for other in ("k2", "k1", "nobody"):
        judged = given(LOCKED, on("02-03", "X", replaced("k1", other))).judged()
        assert (judged.shifts(), judged.given_up()) == ([], {"X": 3})


def test_a_newcomer_that_is_gone_takes_nothing() -> None:
    story = given(
        LOCKED,
        on("02-03", "S1", key_result("n1", 3)),
        on("02-04", "D", dropped("n1")),
        on("02-05", "X", replaced("k1", "n1")),
    )
    judged = story.judged()
    assert (judged.verdict("S1"), judged.said("X"), judged.unclaimed("X")) == ("reversed", [], 3)


def test_a_replacement_pays_for_what_is_left_of_the_newcomer() -> None:
    story = given(LOCKED, NEWCOMER, on("02-04", "W", reweighted("n1", 2)), on("02-05", "X", replaced("k1", "n1")))
    judged = story.judged()
    assert (judged.amounts("S1"), judged.unclaimed("X")) == ((2, 2, 0), 1)
