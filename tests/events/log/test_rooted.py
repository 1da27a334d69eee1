"""The head of the tree over a log is the same whether, and how far, it is sealed."""

from __future__ import annotations

import pytest

from deploy.servers import Servers
from deploy.system import opened
from events.log import read
from events.log.rooted import root
from tests.databases import settings_of
from tests.events.log.acts import ORG
from tests.events.proof import naive
from tests.workers.sealing import sealer
from tests.workers.test_seal import appended
from workers.seal import level


@pytest.mark.parametrize("sealed_at", [0, 1, 2, 5, 13, 299])
async def test_the_head_up_to_any_position_is_the_naive_one(database: Servers, sealed_at: int) -> None:
    async with opened(settings_of(database)) as system, sealer(database) as sealing:
        if sealed_at:
            await appended(system.app, sealed_at)
            await level(sealing, ORG)
        await appended(system.app, 300 - sealed_at)
        bodies = [body for _, body in await read.page(system.app, ORG)]
        for position in (1, 2, 3, 7, 8, 13, 255, 256, 257, 299, 300):
            assert await root(system.app, ORG, position) == naive.root(naive.hashed(*bodies[:position]))
        with pytest.raises(LookupError, match="does not go to position 301"):
            await root(system.app, ORG, 301)
