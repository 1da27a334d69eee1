"""Questions that are asked together."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from services.together import Together


class Place:
    """Answers each key with its length, once it is let; the keys come one round after the other."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []
        self.let = asyncio.Event()
        self.let.set()

    async def __call__(self, keys: Sequence[str]) -> dict[str, int]:
        self.asked.append(list(keys))
        await self.let.wait()
        if "wrong" in keys:
            raise ValueError("wrong")
        return {key: len(key) for key in keys if key != "nothing"}


async def turned() -> None:
    """Whoever could do something has done it."""
    for _ in range(5):
        await asyncio.sleep(0)


async def test_what_comes_at_once_is_one_question() -> None:
    place = Place()
    ask = Together(place)
    found = await asyncio.gather(*(ask(key) for key in ("a", "bb", "a", "nothing")))
    assert found == [1, 2, 1, None]
    assert place.asked == [["a", "bb", "nothing"]]


async def test_what_comes_while_a_question_is_on_its_way_is_asked_after_it() -> None:
    place = Place()
    ask = Together(place)
    place.let.clear()
    first = asyncio.create_task(ask("a"))
    await turned()
    later = [asyncio.create_task(ask(key)) for key in ("a", "bb")]
    await turned()
    assert place.asked == [["a"]]
    place.let.set()
    assert await asyncio.gather(first, *later) == [1, 1, 2]
    assert place.asked == [["a"], ["a", "bb"]]


async def test_who_gave_up_harms_nobody() -> None:
    place = Place()
    ask = Together(place)
    place.let.clear()
    gone, stays = asyncio.create_task(ask("a")), asyncio.create_task(ask("a"))
    await turned()
    gone.cancel()
    await turned()
    place.let.set()
    assert await stays == 1


async def test_a_question_that_fails_fails_those_who_asked_it_and_nobody_else() -> None:
    place = Place()
    ask = Together(place)
    found = await asyncio.gather(ask("wrong"), ask("a"), return_exceptions=True)
    assert [type(each) for each in found] == [ValueError, ValueError]
    assert await ask("a") == 1


async def test_a_question_that_hangs_does_not_hold_up_the_next() -> None:
    place = Place()
    ask = Together(place)
    place.let.clear()
    hangs = asyncio.create_task(ask("a"))
    await turned()
    place.let = asyncio.Event()
    place.let.set()
    async with asyncio.timeout(5):
        assert await ask("bb") == 2
    assert not hangs.done()
    hangs.cancel()
    with pytest.raises(asyncio.CancelledError):
        await hangs
