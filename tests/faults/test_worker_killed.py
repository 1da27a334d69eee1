"""kill -9 of a worker at random points while it folds, judges or watches; started again, or another is there.

A hundred runs, as a program of its own: `OKR_FAULT_RUNS=100 python3 deploy test tests/faults/test_worker_killed.py -s`.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
from collections import Counter
from functools import partial

from deploy.soaking.refolded import lag
from deploy.soaking.waited import BOUND
from deploy.system import System, opened
from events.log import read
from projections.tables import current_state, governance
from tests.databases import settings_of
from tests.faults.conditions import SEED
from tests.faults.stage import Stage
from tests.workers.recorded import recorded
from tests.workers.test_worker import until
from tests.workers.timelines import timeline

RUNS = int(os.environ.get("OKR_FAULT_RUNS", "1"))
CYCLE = "2026-q1"
UNITS, WEEKS = 40, 6  # some six hundred events, and as many that the watcher adds
SPREAD_SECONDS = 0.3


async def test_a_worker_is_killed(stage: Stage) -> None:
    seen, slowest = Counter[str](), 0.0
    for run in range(RUNS):
        phase, org = list(PHASES)[run % len(PHASES)], f"killed-{run}"
        left, seconds = await killed(stage, org, phase, random.Random(f"{run} {SEED}"))
        seen[f"{phase}, " + ("in the midst" if left else "too late")] += 1
        slowest = max(slowest, seconds)
        stage.rest()
    stage.line = f"{RUNS} workers killed: {dict(seen)}; what they left was made up within {slowest:.1f} s"


async def killed(stage: Stage, org: str, phase: str, chance: random.Random) -> tuple[str, float]:
    """What a worker had left to do when it was killed, and how many seconds it took others to do it."""
    beside = chance.random() < 0.5
    async with opened(settings_of(stage.both)) as system:
        await recorded(stage.both, org, timeline(org, UNITS, WEEKS))
        if beside:
            await stage.work("another worker")
        worker = await stage.work()
        await until(partial(PHASES[phase], system, org), BOUND)
        await asyncio.sleep(chance.uniform(0, SPREAD_SECONDS))
        worker.signal(signal.SIGKILL)
        await worker.ended()
        left = await lag(system, org)
    if not beside:
        await stage.work()
    return left, (await stage.level(org)).seconds


async def folds(system: System, org: str) -> bool:
    """Whether something is folded."""
    position, _ = await current_state.read_one(system.worker, org, "org")
    return position > 0


async def judges(system: System, org: str) -> bool:
    """Whether something is judged."""
    return bool((await governance.judgements(system.worker, org, CYCLE)).judgements)


async def watches(system: System, org: str) -> bool:
    """Whether something that was missed is written down."""
    head = await read.head(system.worker, org)
    return head is not None and head.position > EVENTS


EVENTS = len(list(timeline("", UNITS, WEEKS)))
PHASES = {"folding": folds, "judging": judges, "watching": watches}
