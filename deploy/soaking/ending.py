"""What is checked when everybody has been answered: the log, projections, seals, feeds, and what was kept."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator

import asyncpg

from deploy.benchmarks.scratch import scratch
from deploy.commands import Failure
from deploy.soaking import whole
from deploy.soaking.diary import Diary
from deploy.soaking.following import Follower
from deploy.soaking.installation import ALL, FILED, PAST, Installation
from deploy.soaking.ledger import Ledger
from deploy.soaking.operating import Kept
from deploy.soaking.refolded import against_the_fold, lag_ends
from deploy.soaking.waited import until
from deploy.soaking.whole import Log
from deploy.system import System, opened
from events.log.verify import verified
from events.proof import checkpoint
from projections import checkpoints

LAG_SECONDS = 90.0
FEED_SECONDS = 30.0
WATCHED = ("check_in.missed.", "review.missed.")  # the ids of what workers write by themselves


async def levels(system: System, diary: Diary) -> float:
    """The workers have made up what they were behind, or it is noted that they do not; the seconds it took."""
    took = 0.0
    for org in ALL:
        try:
            took += await lag_ends(system, org, LAG_SECONDS)
        except Failure as failure:
            diary.finds(f"the lag does not end: {failure}")
    return took


async def checks(
    installation: Installation,
    ledgers: dict[str, Ledger],
    followers: dict[str, Follower],
    kept: Kept,
    diary: Diary,
) -> dict[str, int]:
    """Whatever is wrong is noted; how many events each organisation has, and how many rows were compared."""
    events, rows = 0, 0
    async with opened(installation.settings) as system, scratch(installation.settings) as empty:
        for each in await checkpoints.parked(system.worker):
            diary.finds(f"{each.org}: {each.key} of {each.projection} is parked: {each.cause}")
        for org in ALL:
            log = await whole.of(installation.settings.migrate_database_url, org)
            others = {each["id"] for each in log.events if json.loads(each["body"]).get("origin") != "api"}
            for line in [*whole.wrong(log, ledgers[org], others), *_came(org, others, kept)]:
                diary.finds(f"{org}: {line}")
            await _follows(followers[org], log, diary)
            await _verifies(system, org, kept, diary)
            compared, differs = await against_the_fold(system, empty, org)
            for line in differs:
                diary.finds(line)
            events, rows = events + len(log.events), rows + compared
    return {"events": events, "rows compared": rows}


def _came(org: str, others: Collection[str], kept: Kept) -> Iterator[str]:
    """What was imported stands in the log, all of it and nothing else."""
    written = sum(not id_.startswith(WATCHED) for id_ in others) if org in (FILED, PAST) else 0
    if written != kept.imported.get(org, 0):
        yield f"{written} events came by imports, and {kept.imported.get(org, 0)} were said to be written"


async def _follows(follower: Follower, log: Log, diary: Diary) -> None:
    try:
        await until(lambda: follower.position >= len(log.events), "the feed", FEED_SECONDS)
    except Failure as failure:
        diary.finds(str(failure))
    for line in follower.unlike([each["body"] for each in log.events]):
        diary.finds(line)


async def _verifies(system: System, org: str, kept: Kept, diary: Diary) -> None:
    """The log is sealed up to its end, and is what the heads said that were kept of it."""
    keys = system.settings.sealing
    assert keys is not None
    heads = [checkpoint.unchecked(note.decode()) for note in kept.heads.get(org, [])]
    async with asyncpg.create_pool(system.settings.database_url, min_size=0, max_size=2) as pool:
        found = await verified(pool, org, keys.verifiers(org), heads)
    if not found.well or found.unsealed:
        diary.finds(f"{org} does not verify: {found}")
    diary.done["head verified"] += len(heads)
