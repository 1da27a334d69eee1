"""Cycles, decided."""

from __future__ import annotations

from typing import Any

from tests.projections.words import CYCLE, closed, extended, opened
from tests.services.decisions.grammar import Wish, given, wish

STREAM = f"cycle/{CYCLE}"
CLOSE = wish("cycle.close", STREAM)


def open_(**more: Any) -> Wish:
    return wish("cycle.open", STREAM, **{**opened().data, **more})


def extend(end: str) -> Wish:
    return wish("cycle.extend", STREAM, **extended(end).data)


def test_a_cycle_is_opened() -> None:
    given().when(open_(check_in_every_days=14)).then(opened(every=14))


def test_a_cycle_is_opened_once() -> None:
    given(opened()).when(open_()).refused("opened already, for 2026-01-01 to 2026-03-31", "subject")


def test_a_cycle_ends_no_sooner_than_it_starts() -> None:
    given().when(open_(end="2025-12-31")).refused("expected 2026-01-01 or later", "end")
    given().when(open_(end="2026-01-01", check_in_every_days=1)).done()


def test_a_cycle_is_no_epoch() -> None:
    given().when(open_(end="2029-01-05")).done()
    given().when(open_(end="2029-01-06")).refused("expected one that ends by 2029-01-05", "end")
    given(opened()).when(extend("2029-01-05")).done()
    given(opened()).when(extend("2029-01-06")).refused("is no cycle but 1101 days", "end")


def test_a_check_in_falls_into_the_cycle() -> None:
    given().when(open_(end="2026-01-05", check_in_every_days=6)).refused("expected 1 to 5", "check_in_every_days")
    given().when(open_(end="2026-01-05", check_in_every_days=5)).done()


def test_a_cycle_is_extended() -> None:
    given(opened()).when(extend("2026-04-15")).then(extended("2026-04-15"))


def test_an_extension_ends_later() -> None:
    story = given(opened(), extended("2026-04-15"))
    story.when(extend("2026-04-15")).refused("the cycle ends on 2026-04-15", "end")
    story.when(extend("2026-04-14")).refused("2026-04-14 is no later", "end")


def test_a_closed_cycle_is_not_extended() -> None:
    given(opened(), closed()).when(extend("2026-04-15")).refused("the cycle was closed", "subject")


def test_a_cycle_is_closed_once() -> None:
    given(opened()).when(CLOSE).then(closed())
    given(opened(), closed()).when(CLOSE).refused("closed already", "subject")


def test_a_cycle_that_was_not_opened_is_neither_extended_nor_closed() -> None:
    given().when(extend("2026-04-15")).refused("was not opened", "subject")
    given().when(CLOSE).refused("was not opened", "subject")
