"""Which objectives moved, when the order is another: the fewest that explain it, and those that somebody moved."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from projections.changes import moves
from tests.projections.changes.compared import since
from tests.projections.words import dropped, objective, ranked, reinstated


def test_only_who_moved_is_named_not_who_stands_further_for_a_newcomer() -> None:
    begun = since(*[objective(name) for name in "abcd"])
    assert begun.came(objective("new", rank=1)).kinds == [("added", "new")]
    assert begun.came(dropped("a")).kinds == [("dropped", "a")]
    assert begun.came(ranked("d", 1)).says == ["“d” moved from fourth to first"]
    assert begun.came(ranked("a", 4)).says == ["“a” moved from first to fourth"]
    both = begun.came(objective("new", rank=1), ranked("c", 2))
    assert both.kinds == [("added", "new"), ("ranked", "c")]


def test_of_two_that_changed_places_the_one_is_named_that_somebody_moved() -> None:
    begun = since(objective("a"), objective("b"))
    assert begun.came(ranked("b", 1)).says == ["“b” moved from second to first"]
    assert begun.came(ranked("a", 2)).says == ["“a” moved from first to second"]
    again = begun.came(dropped("a"), reinstated("a"))
    assert again.says == ["“a” moved from first to second"]
    assert again.did == {("a", "rank"): ("e1", "e2")}
    newer = begun.came(ranked("b", 1), objective("new", rank=1))
    assert newer.says == ["Objective “new” added as first of 3", "“b” moved ahead of “a”, and stays second"]


def test_where_nothing_says_who_was_handled_the_one_that_rose_is_named() -> None:
    assert moved_of("ab", "ba") == ["b"]
    assert moved_of("abc", "cab") == ["c"]
    assert moved_of("abc", "bca") == ["a"]
    assert moved_of("abc", "cba") == ["c", "a"]
    assert moved_of("abcd", "nbcxd") == []


def moved_of(before: str, after: str) -> list[str]:
    return list(moves.moved(tuple(before), tuple(after)))


def test_who_stands_higher_since_others_went_was_moved_by_what_moved_them() -> None:
    # Two went behind the third, and stand as they stood to each other: it is shorter to say that the third moved.
    found = since(*[objective(name) for name in "abc"]).came(ranked("a", 3), ranked("b", 3))
    assert found.says == ["“c” moved from third to first"]
    assert found.did == {("c", "rank"): ("e1", "e2")}


@given(st.permutations(list("abcdefg")), st.permutations(list("abcdefg")), st.sets(st.sampled_from("abcdefg")))
def test_without_those_that_moved_both_orders_are_the_same(
    before: list[str], after: list[str], handled: set[str]
) -> None:
    gone = moves.moved(tuple(before), tuple(after), handled)
    assert [each for each in before if each not in gone] == [each for each in after if each not in gone]
    # And no fewer would do.
    fewest = min(len(before) - len(kept) for kept in kept_in_both(before, after))
    assert len(gone) == fewest


def kept_in_both(before: list[str], after: list[str]) -> list[tuple[str, ...]]:
    """Every choice of objectives that stand in the same order in both."""
    choices = [kept for size in range(len(before) + 1) for kept in itertools.combinations(before, size)]
    return [kept for kept in choices if [each for each in after if each in kept] == list(kept)]
