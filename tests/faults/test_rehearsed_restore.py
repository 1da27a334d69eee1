"""A restore is rehearsed: what was acknowledged before a backup under load comes back, after everything was killed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from deploy.backups import Log, Manifest
from deploy.rehearsed_load import ORGS, Load, Outside
from deploy.rehearsed_restore import missing, rehearsed
from tests.deploy.conftest import state
from tests.faults.conditions import LONG

__all__ = ["state"]

ONE, TWO = ORGS[:2]
MANIFEST = Manifest(
    made_at=dt.datetime(2026, 3, 1, tzinfo=dt.UTC),
    made_by="",
    postgres="18",
    migration=12,
    roles=(),
    logs=(Log(ONE, 2, 0), Log(TWO, 1, 0)),
    files=(),
)


def test_nothing_acknowledged_before_the_backup_is_missing_after_a_kill_and_a_restore(state: Path) -> None:
    found = rehearsed(state, 20 if LONG else 1, print)
    assert found.well, found
    assert found.wrong == () and found.missing == 0
    assert 0 < found.before_backup <= found.backed_up
    assert found.lost > 0 and found.heads_later > 0, "the load went on after the backup"


@pytest.mark.parametrize(
    ("there", "count"),
    [
        ({ONE: {"a": 1, "b": 2}, TWO: {"d": 1}}, 0),
        ({ONE: {"a": 1}, TWO: {"d": 1}}, 1),
        ({ONE: {"a": 2, "b": 1}, TWO: {"d": 1}}, 2),
        ({ONE: {"a": 1, "b": 2}}, 1),
    ],
)
def test_what_is_not_where_it_was_acknowledged_is_missing(there: dict[str, dict[str, int]], count: int) -> None:
    outside = Outside(acknowledged={ONE: {"a": 1, "b": 2, "c": 3}, TWO: {"d": 1}})
    assert missing(outside, load(), MANIFEST, there) == count


def test_what_was_acknowledged_before_the_backup_began_and_lies_behind_it_is_missing() -> None:
    outside = Outside(acknowledged={ONE: {"a": 1, "b": 2, "c": 3}, TWO: {"d": 1}})
    there = {ONE: {"a": 1, "b": 2}, TWO: {"d": 1}}
    assert missing(outside, load("a", "c"), MANIFEST, there) == 1


def load(*early: str) -> Load:
    return Load(seconds=1, until_backup=1, backup_seconds=1, early=frozenset(early), after=0, torn=False)
