"""Who observes a group is told of each act that it wrote, and of each that the log refused."""

from __future__ import annotations

import asyncio
from typing import Any

from events.log.append import append
from events.log.errors import Refused
from events.log.group import Group
from tests.events.log.acts import STREAM, act, check_in, request


class Noted:
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.flushes: list[tuple[int, int]] = []
        self.refusals: list[str] = []

    def written(self, acts: int, events: int, seconds: float) -> None:
        assert seconds > 0
        self.flushes.append((acts, events))

    def refused(self, error: Refused) -> None:
        self.refusals.append(type(error).__name__)


async def test_it_is_told_of_what_is_written_and_of_what_is_refused(pool: Any) -> None:
    noted = Noted()
    group = Group(pool, noted)
    for org in ("acme", "globex"):
        await group.append(act(check_in(org=org), org=org))  # makes the head, by itself
    two = act(check_in(org="globex"), check_in(org="globex"), org="globex")
    await asyncio.gather(group.append(act(check_in())), group.append(two))
    assert noted.flushes == [(1, 1), (1, 1), (2, 3)]
    stale = act(check_in(id="late"), expected={STREAM: 9})
    [found] = await asyncio.gather(group.append(stale), return_exceptions=True)
    assert isinstance(found, Refused)
    assert (len(noted.flushes), noted.refusals) == (3, ["Moved"])


async def test_what_is_only_repeated_is_not_written(pool: Any) -> None:
    noted = Noted()
    await append(pool, request("r"))
    assert (await Group(pool, noted).append(request("r"))).repeated
    assert (noted.flushes, noted.refusals) == ([], [])
