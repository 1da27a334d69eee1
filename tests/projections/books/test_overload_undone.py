"""What overload had covered when its shift was undone."""

from __future__ import annotations

from tests.projections.story import a_locked_plan, given, on
from tests.projections.words import (
    accepted,
    dropped,
    extended,
    key_result,
    objective,
    reinstated,
    reweighted,
    traded,
)

LOCKED = a_locked_plan(20, k1=3, k2=2)
SHIFT = on("02-03", "S1", key_result("n1", 2))


def test_overload_for_a_shift_wholly_undone_frees_the_cap_and_stays_shown() -> None:
    story = given(
        LOCKED,
        SHIFT,
        on("02-04", "O1", accepted("S1", 2, expires="2026-03-02")),
        on("02-20", "U", dropped("n1")),
        on("02-23", "S2", key_result("n2", 2)),
        on("02-23", "O2", accepted("S2", 2)),
    )
    judged = story.judged()
    assert (judged.verdict("S1"), judged.flags("S1"), judged.said("O1")) == ("accepted_overload", {"reversed_late"}, [])
    assert (judged.verdict("S2"), judged.total("overload")) == ("accepted_overload", 2)


def test_overload_for_a_shift_reversed_in_its_grace_is_not_shown() -> None:
    story = given(LOCKED, SHIFT, on("02-04", "O", accepted("S1", 2)), on("02-05", "U", dropped("n1")))
    assert story.judged().amounts("S1") == (0, 0, 0)


def test_of_a_shift_partly_undone_late_what_overload_covered_stays_shown_once() -> None:
    story = given(
        LOCKED,
        on("02-03", "S1", key_result("n1", 2)),
        on("02-04", "O", accepted("S1", 2, expires="2026-03-10")),
        on("02-20", "W", reweighted("n1", 0.5)),
    )
    judged = story.judged(as_of="03-10")
    assert (judged.amounts("S1"), judged.total("overload")) == ((2, 2, 0), 0.5)
    judged = story.judged()
    assert (judged.amounts("S1"), judged.total("overload")) == ((2, 1.5, 0.5), 0)


def test_a_late_link_takes_the_place_of_overload_that_is_still_in_force() -> None:
    story = given(
        LOCKED,
        on("02-03", "S1", key_result("n1", 2)),
        on("02-04", "O", accepted("S1", 1)),
        on("02-20", "W", reweighted("n1", 1)),
        on("02-23", "D", dropped("k1")),
        on("02-23", "T", traded("S1", "D")),
    )
    judged = story.judged()
    assert (judged.amounts("S1"), judged.total("overload"), judged.total("uncovered")) == ((2, 1, 1), 0, 0)


def test_undoing_one_shift_leaves_the_overload_of_another_as_it_is() -> None:
    story = given(
        LOCKED,
        SHIFT,
        on("02-03", "S2", key_result("n2", 2)),
        on("02-04", "O1", accepted("S1", 1)),
        on("02-04", "O2", accepted("S2", 1, expires="2026-03-02")),
        on("02-04", "O3", accepted("nothing", 1)),
        on("02-20", "U", dropped("n1")),
    )
    judged = story.judged()
    assert (judged.amounts("S1"), judged.amounts("S2"), judged.said("O2")) == (
        (2, 1, 1),
        (2, 0, 2),
        ["overload_expired"],
    )


def test_an_acceptance_noted_when_its_shift_was_gone_shows_nothing() -> None:
    for sponsor in ("sofia", "dana", "nobody"):
        story = given(LOCKED, SHIFT, on("02-20", "U", dropped("n1")), on("02-23", "O", accepted("S1", 99, sponsor)))
        assert story.judged().said("O") == []


def test_an_acceptance_noted_before_keeps_its_finding() -> None:
    for day in ("02-06", "02-20"):
        story = given(
            LOCKED,
            on("02-03", "S1", key_result("n1", 5)),
            on("02-04", "O1", accepted("S1", 99)),
            on("02-04", "O2", accepted("S1", 1, "dana")),
            on("02-04", "O3", accepted("S1", 1, "nobody")),
            on("02-04", "O4", accepted("S1", 1, expires="2026-02-05")),
            on(day, "U", dropped("n1")),
        )
        judged = story.judged()
        assert [judged.said(f"O{n}") for n in (1, 2, 3, 4)] == [
            ["overload_capped"],
            ["self_accepted"],
            ["not_a_sponsor"],
            ["overload_expired"],
        ]


def test_an_acceptance_whose_shift_was_undone_before_it_expired_does_not_expire() -> None:
    story = given(
        LOCKED, SHIFT, on("02-04", "O", accepted("S1", 2, expires="2026-03-02")), on("02-20", "U", dropped("n1"))
    )
    assert story.judged().said("O") == []


def test_what_comes_back_by_the_cycle_s_end_keeps_what_overload_had_covered() -> None:
    story = given(
        [*a_locked_plan(20, k1=3), on("02-02", "o", objective("other"))],
        on("02-03", "S1", key_result("n1", 2, due="2026-03-31")),
        on("02-04", "O", accepted("S1", 2)),
        on("02-20", "X", extended("2026-03-15")),
        on("02-23", "R", reinstated("n1")),
    )
    judged = story.judged()
    assert (judged.verdict("S1"), judged.flags("S1")) == ("accepted_overload", {"reversed_late"})
