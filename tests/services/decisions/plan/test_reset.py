"""The reset of a plan into the next cycle, decided. Whether it settles all of the old one: `test_settlement`."""

from __future__ import annotations

import pytest

from events.strictness import Malformed
from tests.projections.story import on
from tests.projections.words import (
    Fact,
    checked_in,
    corrected,
    dropped,
    elsewhere,
    initiative,
    key_result,
    locked,
    objective,
    opened,
    ranked,
    retargeted,
)
from tests.services.decisions.grammar import also, given, wish
from tests.services.decisions.plan.resetting import (
    OLD,
    ON,
    PLAN,
    carried,
    new,
    new_cycle,
    planned,
    reset,
    said_by,
    without,
)


def test_a_plan_is_reset_in_one_act() -> None:
    put_off = {"item": "k2", "to_cycle": "2026-q4", "reason": "the audit comes first"}
    said = reset(kept=["i1", "i0", "aim"], carried_over=["k1"], dropped=["two"], deferred=[put_off])
    planned(ranked("two", 1), checked_in("k1", 4.5)).when(said).then(
        dropped("two", "no longer"),
        Fact("commitment.deferred", put_off),
        new(objective("aim", owner="dana", sponsor="sofia", priority="p1", points=2)),
        new(
            key_result(
                "k1",
                3,
                metric="MRR",
                measured_in="EUR",
                start=4.5,
                target=10.0,
                direction="increase",
                owner="dana",
                priority="p0",
            )
        ),
        carried("k1"),
        new(initiative("i1", 1, key_result="k1", owner="dana")),
        new(initiative("i0", 0.5, business_as_usual=True)),
    )


def test_objectives_go_on_in_the_order_of_their_ranks() -> None:
    events = planned(ranked("two", 1)).when(reset(**ON)).done()
    assert [fact.objective for fact in said_by(events, "objective.committed")] == ["two", "aim"]
    assert all(getattr(event.data, "rank", None) is None for event in events)


def test_an_outcome_stays_as_long_as_the_organisation_has_it() -> None:
    def outcomes(*more: Fact) -> list[str | None]:
        events = planned(*more).when(reset(**ON)).done()
        return [fact.outcome for fact in said_by(events, "objective.committed")]

    other, same = (
        Fact("outcome.set", {"outcome": name, "year": 2026, "text": name}, "org") for name in ("x", "growth")
    )
    assert outcomes() == [None, "growth"]
    assert outcomes(other) == [None, None]
    assert outcomes(other, same) == [None, "growth"]


def test_a_key_result_goes_on_from_its_latest_value_without_its_due_date() -> None:
    told = planned(checked_in("k2", 4), Fact("check_in.recorded", {"note": "n"}, f"check-ins/{OLD}/k2"))
    corrected_ = planned(on("02-01", "c", checked_in("k2", 4)), corrected("k2", "c", 3))
    for story, start in ((planned(), 5.0), (told, 4.0), (corrected_, 3.0)):
        _, k2, _ = said_by(story.when(reset(**ON)).done(), "key_result.committed")
        assert (k2.key_result, k2.start, k2.target, k2.due, k2.kind) == ("k2", start, 1.0, None, "guardrail")


def test_a_direction_that_a_new_target_left_behind_does_not_go_on() -> None:
    events = planned(retargeted("k1", -5)).when(reset(**ON)).done()
    assert [fact.direction for fact in said_by(events, "key_result.committed")] == [None, None, None]


def test_an_initiative_loses_a_key_result_that_does_not_go_on() -> None:
    events = planned().when(reset(**without("k1"), dropped=["k1"])).done()
    assert [fact.key_result for fact in said_by(events, "initiative.committed")] == [None, None, "k3"]


def test_the_cycle_that_went_before_was_opened_and_is_another_one() -> None:
    planned().when(reset("2026-q2")).refused("2026-q2 is the cycle of this plan", "from")
    planned().when(reset("2025-q4")).refused("the cycle 2025-q4 was not opened by then", "from")
    early = given(on("01-05", "q2", new_cycle()), opened(), *PLAN)
    early.when(also(reset(**ON), time="2026-01-20T09:00:00Z")).refused("2026-q1 was not opened by then", "from")


def test_a_unit_without_a_plan_has_nothing_to_reset() -> None:
    story = given(opened(), new_cycle(), elsewhere("legal", objective("aim")))
    story.when(reset()).refused("there is no plan/2026-q1/growth, and so nothing to reset", "from")


def test_a_plan_in_which_nothing_is_open_has_nothing_to_reset() -> None:
    given(opened(), new_cycle(), objective("aim"), dropped("aim")).when(reset()).refused("nothing is left to state")


def test_what_goes_on_in_the_new_cycle_is_not_deferred_to_it() -> None:
    rest = without("k2")
    to_new, to_old = ({"item": "k2", "to_cycle": cycle, "reason": "later"} for cycle in ("2026-q2", "2026-q1"))
    planned().when(reset(**rest, deferred=[to_new])).refused("carry it over or keep it instead", "deferred")
    planned().when(reset(**rest, deferred=[to_old])).refused("deferred to 2026-q1, where it is", "deferred")


def test_a_key_result_goes_on_with_its_objective() -> None:
    story = planned(dropped("aim"), key_result("k9", of="aim"))
    rest = {"kept": ["two", "i0", "i3"], "carried_over": ["k3", "k9"]}
    says = "k9 belongs to aim, which does not go on; expected aim in `kept` or open in this plan, or k9 in `dropped`"
    story.when(reset(**rest)).refused(says, "carried_over")
    planned(dropped("aim"), key_result("k9", of="aim"), new(objective("aim"))).when(reset(**rest)).done()


def test_ids_that_other_items_of_the_new_plan_have_are_refused() -> None:
    taken = [new(fact) for fact in (objective("x"), key_result("k1", of="x"), initiative("aim"))]
    planned(*taken[:2]).when(reset(**ON)).refused("k1 is a key result of the plan already", "carried_over")
    planned(taken[2]).when(reset(**ON)).refused("aim is an initiative of the plan already", "kept")
    gone = planned(new(objective("aim")), new(dropped("aim")))
    gone.when(reset(**ON)).refused("aim is an objective of the plan that was dropped", "kept")


def test_what_goes_on_already_is_not_stated_again() -> None:
    goes_on = Fact("key_result.carried_over", {"key_result": "kr", "from": f"{OLD}/k1"})
    begun = planned(new(objective("aim")), new(key_result("kr")), new(goes_on))
    events = begun.when(reset(**without("k1"))).done()
    assert [fact.objective for fact in said_by(events, "objective.committed")] == ["two"]
    assert [fact.key_result for fact in said_by(events, "initiative.committed")] == [None, "kr", "k3"]
    closed = given(list(begun.events), new(dropped("kr"))).when(reset(**without("k1"))).done()
    assert [fact.key_result for fact in said_by(closed, "initiative.committed")] == [None, None, "k3"]
    begun.when(reset(**ON)).refused("k1 was carried over as kr already; leave it out", "carried_over")
    begun.when(reset(**without("k1")), reset(**without("k1", "k2", "k3"))).refused("nothing is left to state")


def test_a_key_result_at_its_target_or_beyond_is_not_carried_over() -> None:
    says = "k1 stands at 12, beyond its target 10: nothing is left to carry over; `key_result.grade` ends it"
    planned(checked_in("k1", 12)).when(reset(**ON)).refused(says, "carried_over")
    planned(checked_in("k2", 0.5)).when(reset(**ON)).refused("k2 stands at 0.5, beyond its target 1", "carried_over")
    planned(checked_in("k1", 10)).when(reset(**ON)).refused("k1 stands at 10, its target: nothing is left")
    planned(checked_in("k1", 9), checked_in("k2", 7)).when(reset(**ON)).done()


def test_a_measure_to_maintain_is_carried_over_wherever_it_stands() -> None:
    kept = key_result("m", start=90, target=95, direction="maintain")
    said = reset(kept=ON["kept"], carried_over=[*ON["carried_over"], "m"])
    planned(kept, checked_in("m", 97)).when(said).done()


def test_a_locked_plan_takes_what_goes_on_as_a_closed_cycle_gives_it() -> None:
    closed = Fact("cycle.closed", {}, "cycle/2026-q1")
    planned(locked(), closed, new(objective("x")), new(locked())).when(reset(**ON)).done()


def test_what_the_act_did_before_the_reset_counts() -> None:
    drop = wish("commitment.drop", item="two", reason="no longer")
    check_in = wish("check_in.record", f"check-ins/{OLD}/k1", value=7)
    events = planned().when(drop, check_in, reset(**without("two", "k3", "i3"))).done()
    assert [fact.start for fact in said_by(events, "key_result.committed")] == [7.0, 5.0]


def test_a_wish_is_read_strictly() -> None:
    with pytest.raises(Malformed, match="unknown field 'keep'; did you mean 'kept'"):
        planned().when(reset(keep=["aim"]))
    with pytest.raises(Malformed, match="missing required field `reason`"):
        planned().when(reset(dropped=[{"item": "aim"}]))
    with pytest.raises(Malformed, match="unknown field `why`"):
        planned().when(reset(deferred=[{"item": "aim", "reason": "later", "why": "x"}]))
    with pytest.raises(Malformed, match="does not fit"):
        planned().when(wish("plan.reset", "cycle/2026-q2", from_="2026-q1"))
