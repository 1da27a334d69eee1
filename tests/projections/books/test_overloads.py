"""What a sponsor accepts on top: whose word counts, how long, up to which cap, and after every link."""

from __future__ import annotations

from tests.projections.story import a_locked_plan, given, on
from tests.projections.words import (
    accepted,
    closed,
    dropped,
    key_result,
    policy,
    traded,
)

LOCKED = a_locked_plan(20, k1=3, k2=2)
SHIFT = on("02-03", "S1", key_result("n1", 2))


def test_overload_accepted_by_the_sponsor_of_an_item_covers() -> None:
    judged = given(LOCKED, SHIFT, on("02-04", "O", accepted("S1", 2))).judged()
    assert (judged.verdict("S1"), judged.shift("S1").covered_by, judged.said("O")) == (
        "accepted_overload",
        {"overload": 2},
        [],
    )


def test_overload_may_be_accepted_after_the_grace() -> None:
    assert given(LOCKED, SHIFT, on("03-03", "O", accepted("S1", 2))).judged().verdict("S1") == "accepted_overload"


def test_no_more_than_the_cap_counts_over_all_shifts_of_the_plan() -> None:
    story = given(
        LOCKED,
        SHIFT,
        on("02-03", "S2", key_result("n2", 2)),
        on("02-04", "O1", accepted("S1", 1.5)),
        on("02-05", "O2", accepted("S2", 2)),
    )
    judged = story.judged()
    assert (judged.amounts("S2"), judged.said("O1"), judged.said("O2")) == ((2, 0.5, 1.5), [], ["overload_capped"])


def test_acceptance_beyond_the_need_is_not_capped() -> None:
    judged = given(LOCKED, SHIFT, on("02-04", "O", accepted("S1", 500))).judged()
    assert (judged.amounts("S1"), judged.said("O")) == ((2, 2, 0), [])


def test_overload_serves_only_what_links_leave_uncovered() -> None:
    story = given(
        LOCKED,
        on("02-03", "S1", key_result("n1", 4)),
        on("02-04", "O", accepted("S1", 2)),
        on("02-05", "D", dropped("k1")),
        on("02-05", "T", traded("S1", "D")),
    )
    judged = story.judged()
    assert judged.shift("S1").covered_by == {"traded": 3, "overload": 1}
    assert (judged.total("overload"), judged.total("traded"), judged.total("uncovered")) == (1, 3, 0)


def test_overload_ends_with_the_day_that_it_expires() -> None:
    story = given(LOCKED, SHIFT, on("02-04", "O", accepted("S1", 2, expires="2026-03-02")))
    assert story.judged(as_of="03-02").verdict("S1") == "accepted_overload"
    judged = story.judged(as_of="2026-03-03T00:00:00Z")
    assert (judged.verdict("S1"), judged.said("O")) == ("untraded", ["overload_expired"])


def test_overload_that_never_ends_is_no_trouble() -> None:
    judged = given(LOCKED, SHIFT, on("02-04", "O", accepted("S1", 2, expires="2999-12-31"))).judged()
    assert (judged.verdict("S1"), judged.said("O")) == ("accepted_overload", [])


def test_what_expired_leaves_its_part_of_the_cap_to_others() -> None:
    story = given(
        LOCKED,
        SHIFT,
        on("02-03", "S2", key_result("n2", 2)),
        on("02-04", "O1", accepted("S1", 2, expires="2026-03-02")),
        on("02-05", "O2", accepted("S2", 2)),
    )
    assert story.judged(as_of="03-02").said("O2") == ["overload_capped"]
    assert (story.judged().said("O2"), story.judged().verdict("S2")) == ([], "accepted_overload")


def test_an_acceptance_noted_after_the_close_covers_nothing() -> None:
    story = given(LOCKED, SHIFT, on("03-02", "E", closed()), on("03-02", "O", accepted("S1", 2)))
    assert (story.judged().verdict("S1"), story.judged().said("O")) == ("untraded", [])


def test_an_acceptance_of_nothing_known_shows_nothing() -> None:
    assert given(LOCKED, on("02-04", "O", accepted("nothing", 2, "nobody"))).judged().said("O") == []


def test_the_cap_is_the_policy_s_share_of_the_capacity_at_the_lock() -> None:
    story = given(on("01-02", "P", policy(overload_cap=0.05)), LOCKED, SHIFT, on("02-04", "O", accepted("S1", 2)))
    assert (story.judged().amounts("S1"), story.judged().said("O")) == ((2, 1, 1), ["overload_capped"])


def test_links_after_the_grace_that_bring_more_than_overload_make_it_late() -> None:
    for points, verdict in ((1.0, "accepted_overload"), (1.25, "late")):
        story = given(
            LOCKED,
            SHIFT,
            on("02-23", "D", dropped("k1")),
            on("02-23", "T", traded("S1", "D", points)),
            on("02-24", "O", accepted("S1", 2)),
        )
        assert story.judged().verdict("S1") == verdict
