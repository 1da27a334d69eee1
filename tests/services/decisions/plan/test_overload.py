"""Accepted overload, decided. Which shift it is accepted for is decided in `test_shifts`."""

from __future__ import annotations

from typing import Any

import pytest

from tests.projections.story import a_locked_plan, on
from tests.projections.words import accepted, key_result, policy
from tests.services.decisions.grammar import Wish, also, given, wish

SHIFTED = given(a_locked_plan(20, k1=3), on("01-20", "shift", key_result("n", 2)))


def accept(points: float = 1, sponsor: str = "sofia", **more: Any) -> Wish:
    return wish("overload.accept", shift="shift", points=points, sponsor=sponsor, reason="we stretch", **more)


def test_an_overload_is_accepted_whoever_gives_the_word() -> None:
    SHIFTED.when(accept(expires="2026-03-01")).then(accepted("shift", 1, expires="2026-03-01"))
    SHIFTED.when(accept(sponsor="nobody")).done()


def test_no_points_accept_nothing() -> None:
    SHIFTED.when(accept(0)).refused("0 points accept nothing; expected more than 0", "points")


@pytest.mark.parametrize("day", ["2026-02-01", "2026-02-02T08:59:59Z", "2026-02-02T09:59:00+01:00"])
def test_an_overload_that_is_over_already_is_refused(day: str) -> None:
    says = f"would expire on {day}, before it takes effect on 2026-02-02; expected 2026-02-02 or later"
    SHIFTED.when(accept(expires=day)).refused(says, "expires")


def test_the_whole_of_its_last_day_belongs_to_it() -> None:
    SHIFTED.when(accept(expires="2026-02-02")).done()
    west = given(policy(timezone="Pacific/Honolulu"), list(SHIFTED.events))
    west.when(also(accept(expires="2026-02-01"), time="2026-02-02T09:00:00Z")).done()


def test_an_overload_of_the_past_is_recorded_though_it_is_over_by_now() -> None:
    SHIFTED.when(also(accept(expires="2026-01-25"), time="2026-01-21T09:00:00Z")).done()
