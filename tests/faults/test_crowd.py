"""64 clients act on 8 plans at once: every answer is right, the log is dense, and the projections equal its fold.

For a minute, as a program of its own: `OKR_CROWD_SECONDS=60 python3 deploy test tests/faults/test_crowd.py -s`.
"""

from __future__ import annotations

import json
import os

import pytest

from deploy.levelled import levelled
from deploy.servers import Servers
from deploy.serving import serving
from deploy.system import opened
from events.log import read
from tests.databases import settings_of
from tests.faults.crowd import gathered
from tests.services.http.ledger import key_of
from tests.workers.test_worker import assert_equals_the_fold

ORG, CLIENTS, PLANS = "acme", 64, 8
SECONDS = float(os.environ.get("OKR_CROWD_SECONDS", "3"))


async def test_a_crowd_is_answered_right(database: Servers, capsys: pytest.CaptureFixture[str]) -> None:
    key = await key_of(database, ORG, "admin", actor="crowd")
    async with opened(settings_of(database)) as system:
        async with serving(system, with_worker=True) as address:
            told = await gathered(f"{address}/v1/orgs/{ORG}/", key, CLIENTS, PLANS, SECONDS)
        entries: list[read.Entry] = []
        while page := await read.page(system.app, ORG, len(entries)):
            entries += page
        await levelled(system, ORG, lambda line: None)
        await assert_equals_the_fold(system, ORG)
    with capsys.disabled():
        print(f"\n{CLIENTS} clients, {PLANS} plans, {SECONDS:g} s: {len(entries)} events;", dict(told.statuses))
    assert told.wrong == []
    assert [position for position, _ in entries] == list(range(1, len(entries) + 1))
    logged = {event["id"]: event for event in (json.loads(body) for _, body in entries)}
    acknowledged = {event["id"]: event for events in told.acknowledged.values() for event in events}
    assert logged == acknowledged
    assert {status[:3] for status in told.statuses} == {"201", "409", "422"}
