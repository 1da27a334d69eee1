"""Key results that nobody speaks of any more."""

from __future__ import annotations

from tests.projections.story import a_locked_plan, a_plan, given, on
from tests.projections.words import (
    Fact,
    checked_in,
    closed,
    dropped,
    key_result,
    locked,
    objective,
    policy,
    reinstated,
    rescheduled,
)

# The slots are every seventh day from 1 January: 8, 15, 22, 29 January, 5 February, …
LOCKED = a_locked_plan(k1=4)


def silent(*events: object, as_of: str) -> list[str]:
    """The key results that are silent at a day."""
    return given(LOCKED, *events).judged(as_of).named("silent_drop")  # type: ignore[arg-type]


def test_three_slots_in_a_row_that_passed_empty_are_a_silent_drop() -> None:
    assert silent(as_of="01-22") == []
    assert silent(as_of="01-23") == ["k1"]
    assert given(LOCKED).judged("01-23").finding("silent_drop").item == "k1"


def test_a_check_in_ends_the_silence_until_three_more_slots_passed() -> None:
    spoken = on("01-22", "C", checked_in("k1", 1))
    assert silent(spoken, as_of="02-05") == []
    assert silent(spoken, as_of="02-13") == ["k1"]


def test_a_check_in_between_two_slots_answers_the_next() -> None:
    assert silent(on("01-23", "C", checked_in("k1", 1)), as_of="02-13") == []
    assert silent(on("01-23", "C", checked_in("k1", 1)), as_of="02-20") == ["k1"]


def test_a_check_in_answers_the_slot_that_it_names() -> None:
    assert silent(on("02-02", "C", checked_in("k1", 1, slot="2026-01-15")), as_of="02-06") == ["k1"]
    assert silent(on("02-02", "C", checked_in("k1", 1, slot="2026-01-30")), as_of="02-06") == []


def test_a_note_is_a_check_in_too_and_a_missed_one_is_none() -> None:
    assert silent(on("01-20", "C", checked_in("k1", note="in progress")), as_of="01-23") == []
    missed = Fact("check_in.missed", {"slot": "2026-01-15"}, "check-ins/2026-q1/growth/k1")
    assert silent(on("01-18", "M", missed), as_of="01-23") == ["k1"]


def test_a_newcomer_is_waited_for_from_its_commitment_on() -> None:
    newcomer = on("01-22", "n1", key_result("n1", 1))
    speaking = [on(f"{day}", f"C{day}", checked_in("k1", 1)) for day in ("01-22", "01-29", "02-05", "02-12")]
    assert silent(newcomer, speaking, as_of="02-12") == []
    assert silent(newcomer, speaking, as_of="02-13") == ["n1"]


def test_what_was_closed_for_a_while_is_waited_for_from_its_return_on() -> None:
    away = [on("01-16", "D", dropped("k1")), on("02-12", "R", reinstated("k1"))]
    assert silent(*away, as_of="02-20") == []
    assert silent(*away, as_of="03-06") == ["k1"]


def test_what_is_closed_is_not_waited_for() -> None:
    assert silent(on("01-16", "D", dropped("k1")), as_of="03-31") == []
    assert silent(on("01-16", "D", rescheduled("k1", "04-15")), as_of="03-31") == []


def test_the_silence_is_told_from_its_first_slot_on() -> None:
    assert "3 slots in a row, since 2026-01-08" in given(LOCKED).judged("01-23").finding("silent_drop").says


def test_the_slot_of_its_due_date_is_waited_for() -> None:
    for due, named in (("01-21", []), ("01-22", ["k1"])):
        assert silent(on("01-13", "R", rescheduled("k1", due)), as_of="03-31") == named


def test_the_slot_of_the_cycle_s_last_day_is_waited_for() -> None:
    spoken = on("01-14", "C", checked_in("k1", 1))
    for end, named in (("2026-02-04", []), ("2026-02-05", ["k1"])):
        assert given(a_locked_plan(end=end, k1=4), spoken).judged("02-20").named("silent_drop") == named


def test_in_a_cycle_that_nobody_opened_nobody_is_waited_for() -> None:
    assert given([event for event in LOCKED if event.id != "opened"]).judged().named("silent_drop") == []


def test_slots_after_its_due_date_are_not_waited_for() -> None:
    assert silent(on("01-13", "R", rescheduled("k1", "01-20")), as_of="03-31") == []


def test_slots_after_the_cycle_s_closing_are_not_waited_for() -> None:
    assert silent(on("01-21", "E", closed()), as_of="03-31") == []
    assert silent(on("01-23", "E", closed()), as_of="03-31") == ["k1"]


def test_objectives_and_unlocked_plans_are_not_waited_for() -> None:
    assert given(a_plan(k1=4)).judged("01-15").named("silent_drop") == []
    assert (
        given(a_plan(), on("01-12", "L", locked()), on("01-13", "O", objective("o"))).judged().named("silent_drop")
        == []
    )


def test_the_policy_says_how_many() -> None:
    story = given(on("01-02", "P", policy(silent_slots=1)), LOCKED, on("01-14", "C", checked_in("k1", 1)))
    assert (story.judged("01-22").named("silent_drop"), story.judged("01-23").named("silent_drop")) == ([], ["k1"])


def test_nobody_was_silent_about_what_was_written_down_later() -> None:
    late = on("01-08", "n1", key_result("n1", 1), noted="02-03")
    assert given(a_locked_plan(), late).judged("02-19").named("silent_drop") == []
    assert given(a_locked_plan(), late).judged("02-20").named("silent_drop") == ["n1"]
