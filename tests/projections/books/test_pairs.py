"""Credits that were probably meant for a shift, though nobody said so."""

from __future__ import annotations

from tests.projections.story import a_locked_plan, given, on
from tests.projections.words import (
    accepted,
    capacity_added,
    closed,
    dropped,
    key_result,
    reinstated,
    retargeted,
    reweighted,
    traded,
)

LOCKED = a_locked_plan(20, k1=3, k2=2, k3=4)


def test_an_unclaimed_credit_of_the_same_days_is_a_likely_pair_and_does_not_count() -> None:
    judged = given(LOCKED, on("02-03", "S1", key_result("n1", 3)), on("02-10", "D", dropped("k2"))).judged()
    pair = judged.finding("implied_trade")
    assert (pair.id, pair.evidence, pair.covered, judged.verdict("S1")) == ("S1", ("S1", "D"), 2, "untraded")
    assert (judged.total("uncovered"), judged.total("implied")) == (3, 2)
    assert (float(judged.total("untraded_rate") or 0), float(judged.total("implied_rate") or 0)) == (1, 0.3333)


def test_a_credit_after_the_grace_or_before_the_shift_is_no_pair() -> None:
    for day in ("02-02", "02-11"):
        story = given(LOCKED, on("02-03", "S1", key_result("n1", 3)), on(day, "D", dropped("k2")))
        assert given(sorted(story.events, key=lambda event: event.noted)).judged().named("implied_trade") == []


def test_the_grace_lasts_from_the_shift_or_its_noting_to_its_last_instant() -> None:
    credits = {
        "02-03": on("02-03", "S1", key_result("n1", 3)),
        "2026-02-10T23:59:59.999999Z": on("02-03", "S1", key_result("n1", 3)),
        "02-04": on("02-03", "S1", key_result("n1", 3), noted="02-06"),
        "02-05": on("02-06", "S1", key_result("n1", 3), noted="02-04"),
    }
    for day, shift in credits.items():
        assert given(LOCKED, shift, on(day, "D", dropped("k2"))).judged().named("implied_trade") == ["S1"]


def test_a_credit_of_the_same_request_or_decision_is_a_pair_whenever_it_was_noted() -> None:
    for words in ({"request": "r1"}, {"decision": "d1"}):
        story = given(LOCKED, on("02-03", "S1", key_result("n1", 3), **words), on("03-03", "D", dropped("k2"), **words))
        assert story.judged().named("implied_trade") == ["S1"]


def test_a_credit_is_a_pair_with_only_as_much_as_nobody_claimed() -> None:
    story = given(
        LOCKED,
        on("02-03", "S1", key_result("n1", 3)),
        on("02-03", "S2", key_result("n2", 3)),
        on("02-04", "D", dropped("k3")),
        on("02-04", "T", traded("S2", "D")),
    )
    assert story.judged().finding("implied_trade").covered == 1


def test_one_credit_is_no_pair_with_two_shifts_beyond_its_points() -> None:
    story = given(
        LOCKED,
        on("02-03", "S1", key_result("n1", 3)),
        on("02-03", "S2", key_result("n2", 3)),
        on("02-04", "D", dropped("k3")),
    )
    pairs = [finding.covered for finding in story.judged().findings if finding.finding == "implied_trade"]
    assert pairs == [3, 1]


def test_only_what_is_still_in_force_of_a_shift_can_be_paired() -> None:
    story = given(
        LOCKED,
        on("02-03", "S1", key_result("n1", 4)),
        on("02-04", "D", dropped("k3")),
        on("02-20", "W", reweighted("n1", 1)),
    )
    judged = story.judged()
    assert (judged.finding("implied_trade").covered, judged.total("implied_rate")) == (1, 0)
    gone = story.and_(on("02-23", "U", dropped("n1"))).judged()
    assert (gone.named("implied_trade"), gone.total("implied_rate")) == ([], None)


def test_a_shift_that_is_covered_in_part_open_or_small_is_no_pair() -> None:
    credit = on("02-04", "D", dropped("k3"))
    part = [on("02-03", "S1", key_result("n1", 3)), on("02-04", "O", accepted("S1", 1))]
    assert given(LOCKED, part, credit).judged().named("implied_trade") == []
    assert given(LOCKED, part[:1], credit).judged(as_of="02-10").named("implied_trade") == []
    assert given(LOCKED, on("02-03", "S1", key_result("n1", 0.4)), credit).judged().named("implied_trade") == []


def test_a_credit_that_could_not_have_been_claimed_is_no_pair() -> None:
    shift = on("02-03", "S1", key_result("n1", 3))
    assert given(LOCKED, shift, on("02-04", "A", capacity_added(3))).judged().named("implied_trade") == []
    assert given(LOCKED, shift, on("02-04", "A", capacity_added(3, approved_by="sofia"))).judged().named(
        "implied_trade"
    ) == ["S1"]
    closing = [on("02-03", "E", closed()), on("02-04", "D", dropped("k3"))]
    assert given(LOCKED, shift, closing).judged().named("implied_trade") == []


def test_a_credit_that_was_taken_back_is_no_pair() -> None:
    story = given(
        LOCKED,
        on("02-03", "S1", key_result("n1", 3)),
        on("02-04", "D", retargeted("k3", 5)),
        on("02-05", "R", retargeted("k3", 10)),
    )
    assert story.judged().named("implied_trade") == []
    assert (
        story.and_(on("02-06", "D2", dropped("k1")), on("02-07", "R2", reinstated("k1")))
        .judged()
        .named("implied_trade")
        == []
    )
