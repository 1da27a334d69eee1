"""Something is kept whatever it costs: refused, carried along, or serving nothing."""

from __future__ import annotations

from events.catalogue import Event
from tests.projections.rules.told import check_ins, earlier, findings, found
from tests.projections.story import a_locked_plan, a_plan, on
from tests.projections.words import Fact, initiative, key_result

RULE = "protected_project"
PLAN = a_locked_plan(10, k1=3)
PAST = [earlier(3, key_result("k1")), earlier(4, key_result("k1"))]


def refused(id_: str, item: str = "k1") -> Event:
    return on("02-03", id_, Fact("trade_off.rejected", {"shift": "S", "item": item, "rejected_by": "sofia"}))


FIRES = [*PLAN, refused("R1"), refused("R2")]
TUNED = {"rejected": 3}


def test_an_item_refused_twice_is_protected_and_one_refused_once_is_not() -> None:
    [finding] = findings(RULE, FIRES)
    assert (finding.item, finding.evidence) == ("k1", ("R1", "R2"))
    assert "sofia" not in (finding.says or "") + (finding.clears or "")
    assert found(RULE, PLAN, refused("R1"), refused("R2", "aim")) == []


def test_a_key_result_carried_over_twice_without_hope() -> None:
    low, fair = (check_ins("k1", ["01-15"], confidence=confidence) for confidence in (0.39, 0.4))
    assert found(RULE, *PAST, PLAN, low) == ["growth/k1"]
    assert found(RULE, *PAST, PLAN, fair) == []
    assert found(RULE, PAST[1], PLAN, low) == []


def test_an_initiative_that_serves_nothing_and_takes_more_than_three_tenths() -> None:
    assert found(RULE, PLAN, on("01-08", "i", initiative("i1", 3.1))) == ["growth/i1"]
    assert found(RULE, PLAN, on("01-08", "i", initiative("i1", 3))) == []
    assert found(RULE, PLAN, on("01-08", "i", initiative("i1", 9, key_result="k1"))) == []
    assert found(RULE, a_plan(None, k1=3), on("01-08", "i", initiative("i1", 3)), as_of="01-09") == [], "no pool yet"


def test_business_as_usual_has_to_be_done() -> None:
    assert found(RULE, PLAN, on("01-08", "i", initiative("i1", 9, business_as_usual=True))) == []
