"""The soak finds nothing wrong in a short life, and what it judges by finds what could be wrong in a long one."""

from __future__ import annotations

import datetime as dt
import os
from collections import Counter
from types import SimpleNamespace
from typing import cast

import pytest

from deploy.soaking import soak
from deploy.soaking.diary import Break, Diary
from deploy.soaking.following import Follower
from deploy.soaking.installation import Installation
from deploy.soaking.logged import Told, told
from deploy.soaking.watching import MIB, Memory, of_a_process

NOON = dt.datetime(2026, 2, 3, 12, tzinfo=dt.UTC)
SECONDS = float(os.environ.get("OKR_SOAK_SECONDS", "0"))


@pytest.mark.skipif(not SECONDS, reason="takes a minute or two: OKR_SOAK_SECONDS says how long traffic goes on")
async def test_a_short_soak_does_a_bit_of_everything_and_finds_nothing_wrong() -> None:
    found = await soak.run(SECONDS, lambda line: None)
    assert found.wrong == []
    assert found.events > 100
    assert found.rows_compared > 100
    assert {"server-1 killed", "event followed", "read"} <= found.done.keys()
    assert {"request sent twice", "command key_result.commit", "command check_in.record"} <= found.done.keys()
    assert {"okr-ledger import events", "okr-ledger rebuild all", "person set and erased"} <= found.done.keys()
    assert found.done["head verified"] > 0
    assert 0 < found.connections_at_rest <= found.connections_expected


def line(second: float, error: str = "ConnectionResetError", level: str = "error") -> str:
    """A line that was logged so many seconds after noon."""
    at = (NOON + dt.timedelta(seconds=second)).isoformat()
    return f'{{"time":"{at}","level":"{level}","logger":"okr_ledger","event":"it broke","error":"{error}"}}'


def broken(what: str) -> list[Break]:
    """That was away for the first five seconds after noon."""
    return [Break(what=what, begun=NOON, ended=NOON + dt.timedelta(seconds=5))]


def test_an_error_is_explained_by_postgres_that_was_away() -> None:
    explained = Told(Counter({"it broke ConnectionResetError": 1}), [])
    assert told([line(3)], broken("Postgres restarted in fast mode")) == explained


@pytest.mark.parametrize(
    ("said", "what"),
    [
        (line(-1), "Postgres restarted in fast mode"),
        (line(60), "Valkey emptied"),
        (line(3), "server-1 killed"),
        (line(3, error=""), "Postgres restarted in fast mode"),
        ("Traceback (most recent call last):", "Postgres restarted in fast mode"),
    ],
)
def test_an_error_that_no_break_explains_is_wrong(said: str, what: str) -> None:
    found = told([said], broken(what))
    assert len(found.wrong) == 1
    assert not found.explained


def test_a_warning_and_what_a_program_says_at_its_start_are_no_errors() -> None:
    said = [line(0, level="warning"), "serving at http://127.0.0.1:8710, without a worker", "working; Ctrl-C ends it"]
    assert told(said, []) == Told(Counter(), [])


def test_a_process_is_judged_by_its_memory_after_a_third_of_its_life_and_at_the_end() -> None:
    [grown] = of_a_process("server", [(0, 10 * MIB), (30, 100 * MIB), (89, 100 * MIB), (90, 181 * MIB)])
    assert grown == Memory("server", 100, 181)
    assert grown.grown
    assert not Memory("server", 100, 180).grown
    assert list(of_a_process("server", [(0, 10 * MIB), (3, 900 * MIB)])) == []


def test_a_feed_that_leaves_out_an_event_gives_one_twice_or_changes_one_is_found() -> None:
    assert followed((1, "a"), (2, "b")) == []
    assert "the feed of acme gave 3 after 1" in followed((1, "a"), (3, "b"))
    assert "the feed of acme gave 1 after 1" in followed((1, "a"), (1, "a"), (2, "b"))
    assert followed((1, "a"), (2, "c")) == ["the feed of acme gave other bytes than the log has"]
    assert followed((1, "a")) == ["the feed of acme came to 1 of 2"]


def followed(*events: tuple[int, str]) -> list[str]:
    """What is found wrong with a feed that gives these, of a log of two."""
    installation = cast(Installation, SimpleNamespace(addresses=[], keys={"acme": {"service": "a key"}}))
    follower = Follower(installation, "acme", Diary())
    for position, data in events:
        follower.takes(position, data)
    return [*follower.diary.wrong, *follower.unlike([b"a", b"b"])]
