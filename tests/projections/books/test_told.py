"""What every finding says besides: who asked, what authorised it, the values used, what would clear it."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from projections.books.findings import PARAMETERS, points
from projections.policy import Policy
from tests.projections.story import a_locked_plan, a_plan, given, on
from tests.projections.words import (
    PLAN,
    accepted,
    closed,
    decided,
    drawn,
    dropped,
    extended,
    granted,
    key_result,
    objective,
    policy,
    ranked,
    retargeted,
    revoked,
    reweighted,
    traded,
    undecided,
)

LOCKED = a_locked_plan(20, k1=3, k2=2)


def roles(*events: object, by: str = "dana", asked_by: str | None = None) -> tuple[str, ...]:
    """The roles of the one who asked for a shift on 3 February."""
    shift = on("02-03", "S1", key_result("n1", 2, owner="olga"), by=by, asked_by=asked_by)
    asked = given(LOCKED, *events, shift).judged().shift("S1").asked_by  # type: ignore[arg-type]
    assert asked is not None and asked.unit == "growth"
    return asked.roles


def test_who_asked_is_told_by_role_and_unit() -> None:
    assert roles() == ()
    assert roles(on("01-02", "G", granted("dana", "governance_lead"))) == ("governance_lead",)
    assert roles(by="sofia") == ("sponsor",)
    assert roles(by="olga") == ("owner",)


def test_somebody_of_another_unit_is_told_with_the_role_held_there() -> None:
    shift = on("02-03", "S1", key_result("n1", 2))
    story = given(on("01-02", "G", granted("dana", "sponsor", unit="sales")), LOCKED, shift)
    asked = story.judged().shift("S1").asked_by
    assert asked is not None and (asked.roles, asked.unit) == (("sponsor",), "sales")


def test_the_one_on_whose_behalf_it_was_is_the_one_who_asked() -> None:
    assert roles(by="dana", asked_by="sofia") == ("sponsor",)


def test_the_roles_are_those_held_then() -> None:
    story = given(
        on("01-02", "G", granted("dana", "champion")),
        LOCKED,
        on("02-03", "S1", key_result("n1", 2)),
        on("02-04", "X", revoked("dana", "champion")),
        on("02-05", "G2", granted("dana", "admin")),
        on("02-06", "O", objective("other", sponsor="dana")),
    )
    asked = story.judged().shift("S1").asked_by
    assert asked is not None and asked.roles == ("champion",)


def test_a_decision_authorises_what_takes_effect_after_it() -> None:
    shift = on("02-03", "S1", key_result("n1", 2), decision="d1")
    for day, authorised in (("02-02", True), ("02-03", True), ("02-04", False)):
        finding = given(LOCKED, shift, on(day, "D", decided("d1"))).judged().shift("S1")
        assert (finding.decision, finding.authorised) == ("d1", authorised)


def test_a_decision_that_was_taken_back_authorises_only_what_took_effect_before() -> None:
    shift, decision = on("02-03", "S1", key_result("n1", 2), decision="d1"), on("02-01", "D", decided("d1"))
    for day, authorised in (("02-02", False), ("02-04", True)):
        assert (
            given(LOCKED, shift, decision, on(day, "U", undecided("d1"))).judged().shift("S1").authorised is authorised
        )


def test_without_a_decision_or_with_an_unknown_one_nothing_authorised_it() -> None:
    assert given(LOCKED, on("02-03", "S1", key_result("n1", 2))).judged().shift("S1").authorised is False
    assert given(LOCKED, on("02-03", "S1", key_result("n1", 2), decision="d9")).judged().shift("S1").authorised is False


def test_every_finding_says_who_asked_when_and_in_a_sentence_what_is_wrong() -> None:
    story = given(
        a_plan(20, k1=3, k2=3, k3=3),
        on("02-02", "E0", objective("first", rank=1)),
        on("02-03", "S1", key_result("n1", 3)),
        on("02-03", "S2", key_result("n2", 0.4)),
        on("02-03", "S3", key_result("n3", 0.4)),
        on("02-04", "T1", traded("S1", "nothing")),
        on("02-04", "B", drawn("S1", 99)),
        on("02-04", "O", accepted("S1", 99, "nobody")),
        on("02-05", "D", dropped("k1", reason=None)),
        on("02-06", "R", retargeted("k2", 5, reason=None)),
        on("02-06", "X", extended("2026-04-30", reason="")),
        on("02-06", "W", key_result("n4", 0)),
        on("02-07", "P", ranked("aim", 1)),
    )
    findings = story.judged().findings
    names = {"shift", "empty_credit", "change_budget_spent", "not_a_sponsor", "unexplained", "moved_goalpost"}
    names |= {"unapproved", "weightless", "silent_drop", "split_shift", "rank_without_displacement"}
    assert names <= {finding.finding for finding in findings}
    for finding in findings:
        assert finding.evidence
        assert finding.id == PLAN or (finding.at and finding.noted and finding.asked_by)
        assert finding.says.endswith(".") and "{" not in finding.says and "None" not in finding.says
        assert finding.clears or finding.finding == "shift"


def test_the_evidence_is_what_was_linked_to_the_shift_and_nothing_else() -> None:
    story = given(
        LOCKED,
        on("02-03", "S1", key_result("n1", 3)),
        on("02-03", "S2", key_result("n2", 2)),
        on("02-04", "D", dropped("k1")),
        on("02-04", "T", traded("S1", "D", 1)),
        on("02-04", "O1", accepted("S1", 1)),
        on("02-04", "O2", accepted("S2", 1)),
        on("02-20", "U", dropped("n1")),
    )
    judged = story.judged()
    assert judged.shift("S1").evidence == ("S1", "T", "D", "U", "O1")
    assert judged.shift("S2").evidence == ("S2", "O2")


def test_braces_in_a_title_are_only_braces() -> None:
    story = given(
        LOCKED, on("02-03", "S1", key_result("n1", 2, title="{item} {covered} {}")), on("02-04", "D", dropped("k2"))
    )
    judged = story.judged()
    assert "{item} {covered} {}" in judged.shift("S1").says
    assert "{item} {covered} {}" in judged.finding("implied_trade").says


def test_a_shift_says_what_was_asked_and_what_came_of_it() -> None:
    story = given(LOCKED, on("02-03", "S1", reweighted("k1", 4)))
    finding = story.judged("02-05").shift("S1")
    asked, became = finding.says.split(": ")
    assert asked == "Key result “k1” was made heavier (4 instead of 3), which asks for 1 point"
    assert became == "nothing so far; its grace ends on 2026-02-10."
    assert finding.clears.startswith("Drop, defer or lower something worth 1 point")
    assert story.judged().shift("S1").says.endswith("asks for 1 point: nothing was given up for it.")


def test_what_is_over_can_no_longer_be_cleared() -> None:
    shift = on("02-03", "S1", key_result("n1", 2))
    assert given(LOCKED, shift).judged().shift("S1").clears
    undone = given(LOCKED, shift, on("02-20", "U", dropped("n1"))).judged().shift("S1")
    assert (undone.clears, "taken back after 17 days" in undone.says) == ("", True)
    assert given(LOCKED, shift, on("03-02", "E", closed())).judged().shift("S1").clears == ""
    assert given(LOCKED, shift).judged("04-15").shift("S1").clears == ""


def test_the_values_of_the_policy_that_a_finding_used_are_told() -> None:
    story = given(on("01-02", "P", policy(grace_wd=7)), LOCKED, on("02-03", "S1", key_result("n1", 2)))
    assert story.judged().shift("S1").policy == {"grace_wd": 7, "minimum_shift": 0.5, "enough": 0.8}
    assert all(name in Policy.__struct_fields__ for names in PARAMETERS.values() for name in names)


def test_a_finding_in_json_has_plain_numbers_and_no_empty_fields() -> None:
    story = given(LOCKED, on("02-03", "S1", key_result("n1", 2)))
    told = msgspec.json.decode(msgspec.json.encode(story.judged().shift("S1")))
    shown = {"id", "finding", "plan", "kind", "verdict", "item", "demand", "covered", "uncovered", "covered_by", "due"}
    assert set(told) == shown | {
        "flags",
        "at",
        "noted",
        "asked_by",
        "authorised",
        "policy",
        "evidence",
        "says",
        "clears",
    }
    assert (told["demand"], told["due"], told["flags"]) == (2.0, "2026-02-10", [])


def test_points_in_a_sentence() -> None:
    assert [points(Decimal(text)) for text in ("1", "1.0000", "3", "0.50", "1000", "0")] == [
        "1 point",
        "1 point",
        "3 points",
        "0.5 points",
        "1000 points",
        "0 points",
    ]
