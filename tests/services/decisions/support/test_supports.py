"""Support, decided."""

from __future__ import annotations

from typing import Any

from tests.projections.words import ORG, Fact
from tests.services.decisions.grammar import Wish, given, wish

STREAM = "support/s"
NEEDED = Fact("support.needed", {"problem": "nobody trusts the figures", "units": ["growth"]}, STREAM)
STARTED = Fact("support.started", {"kind": "coaching", "problem": "practice", "units": ["growth"]}, STREAM)
ENDED = Fact("support.ended", {"outcome": "they write their own"}, STREAM)
GROWTH = Fact("unit.registered", {"unit": "growth", "name": "Growth"}, ORG)


def need(**more: Any) -> Wish:
    return wish("support.need", STREAM, **{**NEEDED.data, **more})


def start(**more: Any) -> Wish:
    return wish("support.start", STREAM, **{**STARTED.data, **more})


END = wish("support.end", STREAM, **ENDED.data)


def test_support_is_needed() -> None:
    given(GROWTH).when(need()).then(NEEDED)
    given().when(need()).done()


def test_support_is_needed_once() -> None:
    given(NEEDED).when(need()).refused("needed already, for 'nobody trusts the figures'", "subject")


def test_support_is_for_registered_units_where_any_is() -> None:
    given(GROWTH).when(need(units=["growth", "grow"])).refused("did you mean 'growth'?", "units")
    given(GROWTH).when(start(units=["grow"])).refused("did you mean 'growth'?", "units")


def test_support_is_started_with_or_without_a_need_and_a_provider() -> None:
    given(GROWTH).when(start()).then(STARTED)
    given(NEEDED).when(start(provider="nobody-assessed")).done()


def test_support_is_started_once() -> None:
    given(STARTED).when(start()).refused("started already, as coaching; expected", "subject")
    by = Fact(STARTED.type, STARTED.data | {"provider": "acme"}, STREAM)
    given(by, ENDED).when(start()).refused("started already, as coaching by acme; expected", "subject")


def test_support_is_ended_once() -> None:
    given(STARTED).when(END).then(ENDED)
    given(STARTED, ENDED).when(END).refused("the coaching was ended already", "subject")


def test_support_that_was_not_started_is_not_ended() -> None:
    given(NEEDED).when(END).refused("not started; `support.start` on support/s does so", "subject")
