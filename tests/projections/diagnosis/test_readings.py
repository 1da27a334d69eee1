"""Trust, cadence, sponsorship and manager capability, of the organisation and of each unit."""

from __future__ import annotations

from msgspec.structs import replace

from events.catalogue import Event
from projections.books.findings import Finding
from projections.books.judgement import judge_cycle
from projections.diagnosis import readings as reading
from projections.diagnosis.diagnosis import Reading
from projections.diagnosis.whole import matter_of, opened, quarter
from projections.measures.vitals import Vitals
from tests.projections.diagnosis.aided import diagnosed
from tests.projections.rules.told import LATE, check_ins, held, in_unit, scheduled
from tests.projections.story import a_locked_plan, a_plan, given, on
from tests.projections.words import CYCLE, checked_in, decided, granted, locked, reweighted

PLAN = a_locked_plan(40, k1=3, k2=3)
WATCHED = [*PLAN, *check_ins("k1", next_step="call them"), *check_ins("k2", next_step="call them")]
SUBJECTS = ["trust", "cadence", "sponsorship", "manager_capability"]


def said(of: str, kind: str) -> Finding:
    return Finding(id=f"{of}-{kind}", finding=kind, plan=of, evidence=(), says="", clears="")


def read(*story: Event | list[Event], findings: tuple[Finding, ...] = (), as_of: str = LATE) -> dict[str, Reading]:
    """The readings of a story, by `subject` and `unit/subject`, with wider findings that are given."""
    timeline = given(*story).timeline(as_of)
    its = quarter(CYCLE, opened(timeline), [each.row for each in judge_cycle(timeline, CYCLE)])
    matter = matter_of(timeline, CYCLE, {CYCLE: its}, {}, ())
    found = reading.readings(matter, findings, Vitals())
    return {f"{each.unit}/{each.subject}" if each.unit else each.subject: each for each in found}


def test_the_organisation_has_four_readings_and_then_each_unit_by_name() -> None:
    found = diagnosed(PLAN, in_unit("alpha", PLAN[1:])).readings
    assert [(each.unit, each.subject) for each in found] == [
        (unit, subject) for unit in (None, "alpha", "growth") for subject in SUBJECTS
    ]


def test_without_a_locked_plan_nothing_is_known() -> None:
    found = read(a_plan(40, k1=3), as_of="01-08")
    assert [each.level for each in found.values()] == ["unknown"] * 4


def test_one_or_two_kinds_strain_a_reading_and_three_break_it() -> None:
    unit = f"plan/{CYCLE}/growth"
    kinds = ("low_trust", "optimism_gap", "objection_unanswered")
    for count, level in ((1, "strained"), (2, "strained"), (3, "broken")):
        found = read(WATCHED, findings=tuple(said(unit, k) for k in kinds[:count]))
        assert found["growth/trust"].level == level
        assert set(found["growth/trust"].found) == set(kinds[:count])
    repeated = tuple(replace(said(unit, "low_trust"), id=str(n)) for n in range(5))
    again = read(WATCHED, findings=repeated)["growth/trust"]
    assert (again.level, again.found) == ("strained", {"low_trust": 5})
    assert "low trust (5)" in again.says


def test_nothing_against_it_is_sound_only_where_enough_was_due() -> None:
    full = read(WATCHED)["growth/trust"]
    assert full.level == "sound"
    assert "check-ins due" in full.says
    early = read(PLAN, as_of="01-20")["growth/trust"]
    assert (early.level, early.says.split(":")[0]) == ("unknown", "Too little to judge by")


def test_sponsorship_is_judged_where_a_held_review_required_a_sponsor() -> None:
    assert read(PLAN)["sponsorship"].level == "unknown"
    sound = read(PLAN, scheduled("r1", "02-02"), held("r1", "02-02"))["sponsorship"]
    assert (sound.level, "1 review that required a sponsor" in sound.says) == ("sound", True)
    assert (
        read(PLAN, scheduled("r1", "02-02", required=("otto",)), held("r1", "02-02"))["sponsorship"].level == "unknown"
    )


def test_an_untraded_shift_speaks_against_sponsorship_where_a_sponsor_asked_for_it() -> None:
    role = on("01-01", "role", granted("sofia", "sponsor", unit="growth"))
    asked = on("02-03", "S", reweighted("k1", 6), asked_by="sofia")
    other = on("02-03", "S", reweighted("k1", 6), asked_by="dana")
    assert read(role, PLAN, asked)["growth/sponsorship"].found == {"sponsor.untraded": 1}
    assert "asked by a sponsor and untraded (1)" in read(role, PLAN, asked)["growth/sponsorship"].says
    assert read(role, PLAN, other)["growth/sponsorship"].found == {}
    decision = on("02-02", "d", decided("d1"))
    mandated = on("02-03", "S", reweighted("k1", 6), asked_by="sofia", decision="d1")
    assert read(role, PLAN, decision, mandated)["growth/sponsorship"].found == {}


def test_an_assumed_baseline_strains_cadence_and_a_late_lock_is_not_told_twice() -> None:
    unlocked = [event for event in WATCHED if event.id != "locked"]
    assert read(unlocked)["growth/cadence"].found == {"assumed_baseline": 1}
    assert read(unlocked, on("02-10", "locked", locked()))["growth/cadence"].found == {"late_lock": 1}
    assert read(WATCHED)["growth/cadence"].found == {}


def test_one_units_trouble_is_not_the_organisations_but_a_third_of_them_is() -> None:
    units = [in_unit(unit, PLAN[1:]) for unit in ("b", "c", "d")]
    bad = said(f"plan/{CYCLE}/b", "business_as_planned")
    assert read(PLAN, *units, findings=(bad,))["manager_capability"].found == {}
    assert read(PLAN, *units, findings=(bad,))["b/manager_capability"].found == {"business_as_planned": 1}
    assert read(PLAN, *units[:2], findings=(bad,))["manager_capability"].found == {"business_as_planned": 1}


def test_what_is_of_the_cycle_speaks_of_the_organisation_and_of_no_unit_of_that_name() -> None:
    named = in_unit(CYCLE, PLAN[1:])
    units = [in_unit(unit, PLAN[1:]) for unit in ("b", "c", "d")]
    found = read(PLAN, named, *units, findings=(said(f"cycle/{CYCLE}", "reviews_skipped"),))
    assert found["cadence"].found["reviews_skipped"] == 1
    assert all("reviews_skipped" not in found[f"{unit}/cadence"].found for unit in ("growth", CYCLE, "b"))


def test_a_figure_stands_beside_the_level_unless_it_is_of_too_few() -> None:
    found = read(WATCHED)
    assert "Check in adherence: " in found["growth/cadence"].says
    assert "Outcome key results" not in found["growth/manager_capability"].says, "of two"


def test_no_reading_names_a_person() -> None:
    asked = on("02-03", "S", reweighted("k1", 6), asked_by="sofia")
    one = on("02-04", "c", checked_in("k1", 1))
    found = read(PLAN, asked, one, scheduled("r1", "02-02"), held("r1", "02-02"))
    assert not any(person in each.says for each in found.values() for person in ("sofia", "dana"))
