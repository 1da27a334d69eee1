"""Whose word counts when overload is accepted."""

from __future__ import annotations

from tests.projections.story import a_locked_plan, given, on
from tests.projections.words import (
    accepted,
    granted,
    key_result,
    revoked,
)

LOCKED = a_locked_plan(20, k1=3, k2=2)
SHIFT = on("02-03", "S1", key_result("n1", 2))


def test_whoever_holds_the_role_for_the_plan_may_accept() -> None:
    scopes: tuple[dict[str, str], ...] = (
        {},
        {"unit": "growth"},
        {"cycle": "2026-q1"},
        {"until": "2026-02-04"},
        {"until": "2999-12-31"},
    )
    for scope in scopes:
        story = given(
            on("01-02", "G", granted("boss", "sponsor", **scope)),
            LOCKED,
            SHIFT,
            on("02-04", "O", accepted("S1", 2, "boss")),
        )
        assert story.judged().said("O") == [], scope


def test_whoever_does_not_hold_it_then_and_there_may_not() -> None:
    scopes = ({"unit": "sales"}, {"cycle": "2025-q4"}, {"until": "2026-02-03"}, {"until": "1900-01-01T00:00:00+14:00"})
    for scope in scopes:
        story = given(
            on("01-02", "G", granted("boss", "sponsor", **scope)),
            LOCKED,
            SHIFT,
            on("02-04", "O", accepted("S1", 2, "boss")),
        )
        judged = story.judged()
        assert (judged.said("O"), judged.verdict("S1")) == (["not_a_sponsor"], "untraded"), scope


def test_another_role_does_not_make_a_sponsor() -> None:
    story = given(
        on("01-02", "G", granted("boss", "governance_lead")), LOCKED, SHIFT, on("02-04", "O", accepted("S1", 2, "boss"))
    )
    assert story.judged().said("O") == ["not_a_sponsor"]


def test_a_role_given_or_taken_later_changes_nothing() -> None:
    accepting = on("02-04", "O", accepted("S1", 2, "boss"))
    before, after = on("01-02", "G", granted("boss", "sponsor")), on("02-05", "G2", granted("boss", "sponsor"))
    assert given(LOCKED, SHIFT, accepting, after).judged().said("O") == ["not_a_sponsor"]
    assert (
        given(before, LOCKED, SHIFT, accepting, on("02-05", "X", revoked("boss", "sponsor"))).judged().said("O") == []
    )
    assert given(before, LOCKED, SHIFT, on("02-04", "X", revoked("boss", "sponsor")), accepting).judged().said("O") == [
        "not_a_sponsor"
    ]


def test_the_requester_s_own_acceptance_counts_for_nothing() -> None:
    story = given(LOCKED, on("02-03", "S1", key_result("n1", 2), asked_by="sofia"), on("02-04", "O", accepted("S1", 2)))
    judged = story.judged()
    assert (judged.said("O"), judged.verdict("S1")) == (["self_accepted"], "untraded")


def test_who_only_typed_for_the_requester_may_accept() -> None:
    story = given(
        LOCKED, on("02-03", "S1", key_result("n1", 2), by="sofia", asked_by="cfo"), on("02-04", "O", accepted("S1", 2))
    )
    assert story.judged().verdict("S1") == "accepted_overload"


def test_a_requester_who_sponsors_nothing_is_told_the_first_of_both() -> None:
    assert given(LOCKED, SHIFT, on("02-04", "O", accepted("S1", 2, "dana"))).judged().said("O") == ["self_accepted"]
