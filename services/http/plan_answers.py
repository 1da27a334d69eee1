"""Answers about plans as they stand, made once: a read asks the database whether the last one stands still."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Sequence

from msgspec import Struct

from events.log.source import Source
from projections.standings import now
from projections.tables import current_state
from services.http.answers import encoded, tag
from services.http.item_bodies import plan_answer
from services.together import Together
from services.turns import Turns

KEPT_BYTES = 64 * 1024 * 1024
Key = tuple[str, str, str]  # an organisation, a cycle and a unit
Marks = tuple[str, ...]


class Told(Struct, frozen=True):
    """An answer's bytes, the position that it stands at, and its tag."""

    body: bytes
    position: int
    etag: str


class Kept(Struct, frozen=True):
    """What was told of a plan last, and the marks that its state had before that was read."""

    marks: Marks
    told: Told


class PlanAnswers:
    """The answers as they were last told, those most recently asked for, up to some bytes in all.

    Nothing is told from memory alone: every read asks for the marks of the plan's state and for the position.
    """

    def __init__(self, source: Source, kept_bytes: int = KEPT_BYTES) -> None:
        self._source = source
        self._kept_bytes, self._bytes = kept_bytes, 0
        self._kept: OrderedDict[Key, Kept] = OrderedDict()
        self._turns = Turns()
        self._marks = Together(self._ask)

    async def answer(self, org: str, cycle: str, unit: str) -> Told:
        """The answer about a plan, in one snapshot. Raises Unknown where there is none."""
        key = (org, cycle, unit)
        position, marks = await self._marks(key) or (0, ())
        if told := self._standing(key, position, marks):
            return told
        async with self._turns.taken(org, (f"{cycle}/{unit}",)):
            if told := self._standing(key, position, marks):
                return told
            standing = await now.plan(self._source, org, cycle, unit)
            body = encoded(plan_answer(org, cycle, unit, standing))
            told = Told(body, standing.position, tag(body, standing.position))
            self._keep(key, Kept(marks, told))
            return told

    def _standing(self, key: Key, position: int, marks: Marks) -> Told | None:
        """The last answer, where the state has the marks that it had then; at the position, if that is further."""
        kept = self._kept.get(key)
        if kept is None or kept.marks != marks:
            return None
        self._kept.move_to_end(key)
        told = kept.told
        if position <= told.position:
            return told  # another request was faster, and read a newer state than these marks are of
        # The position is the last that a plan's answer says, and all that has changed in it.
        end = b"%d}" % told.position
        assert told.body.endswith(end)
        body = told.body[: -len(end)] + b"%d}" % position
        told = Told(body, position, tag(body, position))
        self._keep(key, Kept(marks, told))
        return told

    def _keep(self, key: Key, kept: Kept) -> None:
        if (before := self._kept.pop(key, None)) is not None:
            self._bytes -= len(before.told.body)
        self._kept[key] = kept
        self._bytes += len(kept.told.body)
        while self._bytes > self._kept_bytes:
            _, old = self._kept.popitem(last=False)
            self._bytes -= len(old.told.body)

    async def _ask(self, keys: Sequence[Key]) -> dict[Key, tuple[int, Marks]]:
        """The position and the marks of each plan: a question an organisation."""
        of_org: dict[str, list[Key]] = {}
        for key in keys:
            of_org.setdefault(key[0], []).append(key)
        found: dict[Key, tuple[int, Marks]] = {}
        for part in await asyncio.gather(*(self._ask_one(org, plans) for org, plans in of_org.items())):
            found |= part
        return found

    async def _ask_one(self, org: str, keys: Sequence[Key]) -> dict[Key, tuple[int, Marks]]:
        ranges = [now.plan_ranges(cycle, unit) for _, cycle, unit in keys]
        position, marks = await current_state.marks(self._source, org, [each for pair in ranges for each in pair])
        pairs = zip(marks[::2], marks[1::2], strict=True)
        return {key: (position, pair) for key, pair in zip(keys, pairs, strict=False)}
