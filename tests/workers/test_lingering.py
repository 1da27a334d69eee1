"""A fold stays with its organisation for a while: what comes meanwhile waits for no look into the queue."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from deploy.servers import Servers
from deploy.system import opened
from events.log.append import Act, append
from tests.databases import settings_of
from tests.workers.test_worker import fill, level, until, working
from tests.workers.timelines import timeline
from workers import fold, sweep, wake


async def unheard(*_: Any, **__: Any) -> None:
    """Nothing is queued."""


async def test_what_comes_while_a_fold_lingers_is_folded_at_once(
    database: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fold, "LINGER_SECONDS", 20.0)
    monkeypatch.setattr(fold, "JUDGE_SECONDS", 0.0)
    async with opened(settings_of(database)) as system:
        await fill(system, "acme", units=1)
        await system.woken("acme")
        async with working(system):
            await until(lambda: level(system, "acme"))
            # From here on nobody looks into the queue, and nobody sweeps: only who follows can fold.
            monkeypatch.setattr(sweep, "SECONDS", 3600)
            monkeypatch.setattr(wake, "_enqueue", unheard)
            events = [event for event in timeline("acme", 2) if event.subject.endswith("/u1")]
            for number in range(3):
                renamed = tuple(replace(e, id=f"{number}-{e.id}"[:60], time=None, notedat=None) for e in events)
                placed = await append(system.app, Act(org="acme", events=renamed))
                await system.woken("acme")

                async def is_folded(position: int = placed.position) -> bool:
                    query = "select min(position) from projection.checkpoint where org = 'acme' and serving"
                    return bool(await system.worker.fetchval(query) >= position)

                await until(is_folded, 15)
