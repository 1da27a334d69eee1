"""The benchmark of one server and two: one of each comes and goes, and the log has each act once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from deploy.benchmarks.persistent import Answered, Placed
from deploy.benchmarks.scale import missed, run
from deploy.servers import Servers
from tests.databases import settings_of
from tests.services.http.ledger import key_of, serving


@pytest.mark.skipif("OKR_SCALE" not in os.environ, reason="takes a minute: OKR_SCALE=1 runs it")
async def test_acts_of_one_and_of_two_are_each_in_the_log_once(database: Servers, tmp_path: Path) -> None:
    figures = await run(settings_of(database), tmp_path, 1.0, 4, lambda line: None)
    assert (figures.one.servers, figures.two.workers, figures.two.restarts) == (1, 2, 2)
    assert figures.one.acts > 0
    assert figures.two.acts > 0
    assert min(figures.one.acts_per_s, figures.two.acts_per_s, figures.two.visible.p50_ms) > 0
    assert (figures.lost, figures.doubled) == (0, 0)


async def test_an_act_that_is_not_in_the_log_counts_as_lost_and_one_that_nobody_was_told_of_as_doubled(
    database: Servers,
) -> None:
    async with serving(database, await key_of(database, "acme", "admin")) as client:
        data = {"question": "Which?", "options": ["a", "b"], "choice": "a", "decided_by": ["dana"]}
        for request in ("one", "two"):
            command = {"command": "decision.record", "subject": f"decision/{request}", "data": data}
            await client.act(command, key=request)
    told = [Answered("acme", Placed("one.1", 1), 0.0, 0.0), Answered("acme", Placed("three.1", 3), 0.0, 0.0)]
    assert await missed(settings_of(database), told) == (1, 1)
