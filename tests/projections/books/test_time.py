"""What was true then and what was known then; days, zones and holidays; and until when a judgement stands."""

from __future__ import annotations

import datetime as dt

from projections.books.timeline import in_order, seen
from tests.projections.story import Story, a_locked_plan, a_plan, given, on
from tests.projections.words import (
    accepted,
    checked_in,
    dropped,
    key_result,
    locked,
    policy,
    ranked,
    reinstated,
    rescheduled,
    traded,
)

LOCKED = a_locked_plan(20, k1=4, k2=2)
MADRID = on("2025-12-01", "P", policy(timezone="Europe/Madrid"))
SHIFT = on("02-03", "S1", key_result("n1", 2))


def test_an_event_is_seen_when_it_took_effect_and_was_noted_by_then() -> None:
    story = given(LOCKED, on("02-03", "S1", key_result("n1", 2), noted="02-20"))
    assert story.judged("02-19").shifts() == []
    assert story.judged("02-03", known_at="02-19").shifts() == []
    assert story.judged("02-02", known_at="03-31").shifts() == []
    assert story.judged("02-03", known_at="02-20").shifts() == ["S1"]


def test_what_happens_in_the_very_instant_is_seen() -> None:
    story = given(LOCKED, SHIFT)
    assert story.judged("2026-02-03T09:00:00Z").shifts() == ["S1"]
    assert story.judged("2026-02-03T08:59:59Z").shifts() == []


def test_the_same_day_as_known_then_and_as_known_later() -> None:
    paid = [on("02-05", "D", dropped("k1"), noted="02-27"), on("02-05", "T", traded("S1", "D"), noted="02-27")]
    story = given(LOCKED, SHIFT, paid)
    assert story.judged("02-15").verdict("S1") == "untraded"
    assert story.judged("02-15", known_at="03-31").verdict("S1") == "late"
    assert story.judged("02-09", known_at="03-31").verdict("S1") == "late"
    assert story.judged("02-09").verdict("S1") == "open"


def test_entries_are_posted_in_the_order_noted_and_not_in_which_they_took_effect() -> None:
    story = given(
        LOCKED,
        SHIFT,
        on("02-09", "D", dropped("k1")),
        on("02-09", "T1", traded("S1", "D")),
        on("02-04", "S0", key_result("n0", 4), noted="02-10"),
        on("02-10", "T0", traded("S0", "D")),
    )
    judged = story.judged()
    assert (judged.amounts("S1"), judged.amounts("S0")) == ((2, 2, 0), (4, 2, 2))


def test_what_is_noted_in_one_instant_is_posted_by_position() -> None:
    trade = on("02-04", "T", traded("S1", "D"))
    drop = on("02-04", "D", dropped("k1"))
    assert given(LOCKED, SHIFT, drop, trade).judged().verdict("S1") == "traded"
    assert given(LOCKED, SHIFT, trade, drop).judged().verdict("S1") == "untraded"


def test_events_without_a_position_stay_as_they_were_told() -> None:
    events = [on("02-04", "T", traded("S1", "D")), on("02-04", "D", dropped("k1")), SHIFT]
    assert [event.id for event in in_order(events)] == ["S1", "T", "D"]


def test_an_id_stands_for_the_first_event_that_was_noted_with_it() -> None:
    story = given(LOCKED, SHIFT, on("02-04", "S1", key_result("n2", 9)), on("02-05", "locked", locked()))
    judged = story.judged()
    assert (judged.shifts(), judged.amounts("S1"), list(judged.books.plan.items)) == (
        ["S1"],
        (2, 0, 2),
        ["aim", "k1", "k2", "n1"],
    )


def test_later_events_change_nothing_before_them() -> None:
    moment = dt.datetime(2026, 2, 5, 12, tzinfo=dt.UTC)
    before = given(LOCKED, SHIFT, on("02-05", "D", dropped("k1")))
    later = before.and_(
        on("02-06", "R", reinstated("k1")),
        on("02-06", "P", policy(grace_wd=99)),
        on("02-01", "X", ranked("aim", 1), noted="02-07"),
    )
    assert seen(before.events, moment, moment).streams == seen(later.events, moment, moment).streams


def test_the_grace_ends_with_a_day_of_the_policy_s_zone() -> None:
    # The grace's last day ends at 23:00 UTC in Madrid.
    story = given(MADRID, LOCKED, SHIFT)
    assert story.judged("2026-02-10T22:59:59Z").verdict("S1") == "open"
    assert story.judged("2026-02-10T23:00:00Z").verdict("S1") == "untraded"


def test_a_shift_late_in_the_evening_falls_on_the_zone_s_next_day() -> None:
    evening = on("02-03 23:30", "S1", key_result("n1", 2))
    assert str(given(LOCKED, evening).judged().shift("S1").due) == "2026-02-10"
    assert str(given(MADRID, LOCKED, evening).judged().shift("S1").due) == "2026-02-11"


def test_a_grace_over_the_change_to_summer_time_ends_an_hour_earlier() -> None:
    # Summer time begins on Sunday, 29 March.
    story = given(MADRID, LOCKED, on("03-27", "S1", key_result("n1", 2)))
    assert str(story.judged().shift("S1").due) == "2026-04-03"
    assert story.judged("2026-04-03T21:59:59Z").verdict("S1") == "open"
    assert story.judged("2026-04-03T22:00:00Z").verdict("S1") == "untraded"


def test_a_lock_is_assumed_at_midnight_of_the_zone() -> None:
    for when, shifts in (("01-15 22:59", []), ("01-15 23:00", ["S1"])):
        assert given(MADRID, a_plan(20, k1=4), on(when, "S1", key_result("n1", 2))).judged().shifts() == shifts


def test_days_left_are_counted_in_the_zone() -> None:
    # 23:30 UTC on 16 March is the 17th in Madrid: 14 days to 31 March, 7 to the 24th.
    story = given(MADRID, LOCKED, on("03-16 23:30", "S1", rescheduled("k1", "03-24")))
    assert story.judged().amounts("S1") == (4, 0, 4)


def test_holidays_and_weekends_lengthen_the_grace() -> None:
    closed_days = on("2025-12-01", "P", policy(holidays=["2026-02-05", "2026-02-07", "2026-02-11"]))
    story = given(closed_days, LOCKED, SHIFT)
    assert str(story.judged().shift("S1").due) == "2026-02-12"
    assert str(given(LOCKED, on("02-07", "S1", key_result("n1", 2))).judged().shift("S1").due) == "2026-02-13"


def test_backdating_counts_working_days_too() -> None:
    closed_days = on("2025-12-01", "P", policy(holidays=["2026-02-09"]))
    for noted, flags in (("02-10 23:59", set()), ("02-11 00:00", {"backdated"})):
        story = given(closed_days, LOCKED, on("02-05", "S1", key_result("n1", 2), noted=noted))
        assert story.judged().flags("S1") == flags


def test_check_ins_answer_the_day_of_the_zone() -> None:
    # 23:30 UTC on 29 January is the 30th in Madrid, and answers the slot of 5 February.
    spoken = on("01-29 23:30", "C", checked_in("k1", 1))
    assert given(LOCKED, spoken).judged("02-20").named("silent_drop") == ["k1", "k2"]
    assert given(MADRID, LOCKED, spoken).judged("02-19").named("silent_drop") == ["k2"]


def until(story: Story, as_of: str) -> str | None:
    """When time alone changes the judgement at a day."""
    moment = story.judged(as_of).until
    return moment.isoformat()[:19] if moment else None


def test_a_judgement_stands_until_the_next_grace_slot_overload_close_or_lock() -> None:
    quiet = [on("01-05", "P", policy(silent_slots=1000)), *a_plan(20, k1=4)]
    assert until(given(quiet), "2026-01-15T12:00:00Z") == "2026-01-15T23:59:59"
    assert until(given(LOCKED, SHIFT), "02-05") == "2026-02-06T00:00:00"
    assert until(given(LOCKED, SHIFT), "02-06") == "2026-02-08T00:00:00"  # the grace of a check-in
    assert until(given(LOCKED, SHIFT), "02-08") == "2026-02-11T00:00:00"
    accepting = on("02-04", "O", accepted("S1", 1, expires="2026-02-14T10:00:00Z"))
    assert until(given(LOCKED, SHIFT, accepting), "02-13") == "2026-02-14T10:00:00"
    assert until(given(LOCKED, SHIFT), "03-31") == "2026-04-15T00:00:00"
    assert until(given(LOCKED, SHIFT), "04-15") is None


def test_up_to_then_nothing_changes_and_then_it_may() -> None:
    story = given(LOCKED, SHIFT, on("02-04", "O", accepted("S1", 2, expires="2026-02-20")))
    moment = dt.datetime(2026, 2, 4, 12, tzinfo=dt.UTC)
    while (end := story.judged(moment.isoformat()).until) is not None:
        last = end - dt.timedelta(microseconds=1)
        assert story.judged(last.isoformat()).judgements == story.judged(moment.isoformat()).judgements
        moment = end
    assert moment == dt.datetime(2026, 4, 15, tzinfo=dt.UTC)
