"""Folds what an organisation's log has and its projections have not, and stays a while for what comes next.

One job follows an organisation at a time: it holds the mark that would wake another, and hears of appends itself. A
killed one holds it no longer than that lasts; two at once do no harm.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import Any

from arq.worker import func
from msgspec import Struct

from events import tracing
from events.log import read
from projections import engine
from projections.registry import Projection
from projections.tables import current_state, governance
from workers.wake import awake, causes, hold, wake

LINGER_SECONDS = 0.25
STEP_SECONDS = 1.0  # of folding, between two looks at the clock
OVER_SECONDS = 30.0  # then another job goes on: the others have their turn
PAUSE_SECONDS = 0.004  # for each job at once: what is asked for less is written less often, the less the more there is
CROWDED = 80  # jobs at once, from which on none waits for more to do: others wait for a place
JUDGE_SECONDS = 0.3  # so that many events of a plan are judged together


class Following(Struct):
    """How long an organisation is followed: until `over`, or until nothing came for a while after `moved`; and since
    when its mark was `held`."""

    over: float
    moved: float
    held: float = 0.0
    ended: bool = False

    def stays(self, jobs: int) -> bool:
        """Whether to wait for more, where so many run; once one of two that follow has said no, neither does."""
        now = time.monotonic()
        self.ended = self.ended or jobs > CROWDED or now > self.over or now > self.moved + LINGER_SECONDS
        return not self.ended


async def fold(ctx: dict[str, Any], org: str) -> int:
    """Every projection is level with the organisation's log as of when it was last looked at; the position reached."""
    # What is is asked for most, and waits for nothing else.
    first = [each for each in engine.registered() if each is current_state.PROJECTION]
    rest = [each for each in engine.registered() if each is not current_state.PROJECTION]
    following = Following(time.monotonic() + OVER_SECONDS, time.monotonic())
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(_follow(ctx, org, first, following, 0.0))
            group.create_task(_follow(ctx, org, rest, following, PAUSE_SECONDS))
    finally:
        await awake(ctx["redis"], "fold", org)
    # What came while the mark was held, and was not heard of, came before it went.
    position = await _level(ctx, org, [*first, *rest])
    head = await read.head(ctx["pool"], org)
    if head is not None and position < head.position:
        await wake(ctx["redis"], "fold", org)
    return position


async def _follow(
    ctx: dict[str, Any], org: str, projections: Sequence[Projection], following: Following, pause: float
) -> None:
    """The projections are level, and were for as long as it pays to wait for more."""
    reached = -1
    while following.stays(ctx["jobs"]()):
        await _hold(ctx, org, following)
        heard = ctx["ear"].next(org)  # before the look, so that nothing comes unheard between the two
        started = time.monotonic()
        position = await _level(ctx, org, projections)
        if position != reached:
            reached, following.moved = position, time.monotonic()
        if time.monotonic() < started + STEP_SECONDS:  # else there is more of what was there already
            await asyncio.wait([heard], timeout=LINGER_SECONDS)
        heard.cancel()
        await asyncio.sleep(pause * ctx["jobs"]())


async def _hold(ctx: dict[str, Any], org: str, following: Following) -> None:
    """The mark is held for some time more."""
    if time.monotonic() > following.held + STEP_SECONDS:
        following.held = time.monotonic()
        await hold(ctx["redis"], "fold", org)


async def _level(ctx: dict[str, Any], org: str, projections: Sequence[Projection]) -> int:
    """The projections went on, for a second each at most; the position that all have. What they mark will be judged."""
    positions = [await _advance(ctx, org, each) for each in projections]
    if governance.PROJECTION in projections:
        await wake(ctx["redis"], "judge", org, after=JUDGE_SECONDS)
    return min(positions)


async def _advance(ctx: dict[str, Any], org: str, projection: Projection) -> int:
    """The projection went on; of what is asked for most, whoever collects spans learns which appends that made seen."""
    if not tracing.collected() or projection is not current_state.PROJECTION:
        return await engine.advance(ctx["pool"], projection, org, STEP_SECONDS)
    woken_by = tracing.carried(await causes(ctx["redis"], org))
    if not woken_by:
        return await engine.advance(ctx["pool"], projection, org, STEP_SECONDS)
    with tracing.span("fold", woken_by, organisation=org, projection=projection.name) as span:
        position = await engine.advance(ctx["pool"], projection, org, STEP_SECONDS)
        if span is not None:
            span.set_attribute("position", position)
        return position


JOB = func(fold, name="fold", keep_result=0, timeout=60, max_tries=5)
