"""Key results that were carried over, followed through the cycles."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from events.catalogue import Event
from projections.diagnosis.diagnosis import Carried
from projections.diagnosis.following import carried
from tests.projections.diagnosis.aided import diagnosed
from tests.projections.rules.told import Story, earlier
from tests.projections.story import a_locked_plan, on
from tests.projections.words import CYCLE, UNIT, Fact, checked_in, dropped, key_result

PLAN = a_locked_plan(40, k1=3, k2=3)
PAST = [*earlier(3, key_result("k0", target=8, start=0), value=2), *earlier(4, key_result("k1"), value=5)]


def over(name: str, origin: str, cycle: str = CYCLE, day: str = "01-08", **more: Any) -> Event:
    fact = Fact("key_result.carried_over", {"key_result": name, "from": origin, **more}, f"plan/{cycle}/{UNIT}")
    return on(day, f"over-{cycle}-{name}", fact)


LINK = over("k1", "2025-q3/growth/k0", "2025-q4", "2025-10-05")
NOW = over("k1", "2025-q4/growth/k1")


def followed(*story: Story) -> tuple[Carried, ...]:
    return diagnosed(*story).carried


def test_a_key_result_is_followed_back_and_told_from_the_earliest() -> None:
    graded = on("03-30", "g", Fact("key_result.graded", {"key_result": "k1", "grade": 0.7}))
    [found] = followed(PAST, LINK, PLAN, NOW, on("02-03", "c", checked_in("k1", 7)), graded)
    assert found.paths == ("2025-q3/growth/k0", "2025-q4/growth/k1", "2026-q1/growth/k1")
    assert found.targets == (8.0, 10.0, 10.0)
    assert found.values == (2.0, 5.0, 7.0)
    assert found.grades == (None, None, 0.7)
    assert (found.title, found.status) == ("k1", "open")


def test_the_status_is_that_of_the_last() -> None:
    [found] = followed(PAST, PLAN, NOW, on("02-03", "d", dropped("k1")))
    assert (len(found.paths), found.status) == (2, "dropped")


def test_what_was_carried_over_earlier_and_not_into_this_cycle_is_not_told() -> None:
    assert followed(PAST, LINK, PLAN) == ()


def test_an_origin_that_nobody_knows_is_named_without_figures() -> None:
    [found] = followed(PLAN, over("k1", "2024-q4/growth/k1"))
    assert (found.paths, found.targets, found.values) == (
        ("2024-q4/growth/k1", "2026-q1/growth/k1"),
        (None, 10.0),
        (None, None),
    )


def test_a_circle_ends() -> None:
    back = over("k1", f"{CYCLE}/growth/k1", "2025-q4", "2025-10-05")
    [found] = followed(PAST, back, PLAN, NOW)
    assert found.paths == ("2025-q4/growth/k1", "2026-q1/growth/k1")


def test_the_longest_on_their_way_come_first() -> None:
    story = [*PAST, LINK, *PLAN, over("k2", "2025-q4/growth/k1"), NOW]
    assert [each.paths[-1] for each in followed(story)] == ["2026-q1/growth/k1", "2026-q1/growth/k2"]
    shorter = [*PAST, LINK, *PLAN, over("k2", "2025-q4/growth/k1"), replace(NOW, data=over("k1", "2024-q1/a/b").data)]
    assert [each.paths[-1] for each in followed(shorter)] == ["2026-q1/growth/k2", "2026-q1/growth/k1"]


def test_without_a_cycle_nothing_is_carried() -> None:
    assert carried(()) == ()
