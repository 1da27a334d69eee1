"""A rehearsal: a load of appends, a backup under it, everything killed, and what a restore elsewhere brings back."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable
from pathlib import Path

import asyncpg
from msgspec import Struct

from deploy import backups, restoring
from deploy.backups import Manifest
from deploy.protections import of_log
from deploy.rehearsed_load import ORGS, Load, Outside, loaded, settings_of
from deploy.servers import Servers, embedded
from deploy.system import connected, migrated, pool
from events.log import read, sealed
from events.proof.keys import NAME, Keys
from events.proof.note import Signer


class Rehearsed(Struct, frozen=True, kw_only=True):
    """What was found. `lost`: events acknowledged after the backup, which a restore of it cannot bring back;
    `missing`: those of before it that are not there, or elsewhere; `wrong`: what else is not as it should be."""

    seconds: float
    acts: int
    events: int
    before_backup: int
    backed_up: int
    lost: int
    missing: int
    heads_kept: int
    heads_agreeing: int
    heads_later: int
    megabytes: float
    backup_seconds: float
    events_per_second: float
    events_per_second_meanwhile: float
    restore_seconds: float
    verify_seconds: float
    wrong: tuple[str, ...]

    @property
    def well(self) -> bool:
        """Whether everything that a backup promises held."""
        return not self.missing and not self.wrong and self.heads_agreeing > 0 and self.backed_up >= self.before_backup


def rehearsed(home: Path, seconds: float, tell: Callable[[str], None]) -> Rehearsed:
    """What was found; two clusters were below `home`, of which the first was killed."""
    keys = Keys((Signer(NAME, secrets.token_bytes(32)),))
    outside = Outside()
    with embedded(home / "first") as first:
        tell(f"appending to {len(ORGS)} logs for {seconds:.0f} s, with a backup in the midst, then killing Postgres")
        under_load = asyncio.run(loaded(first, keys, outside, home, seconds))
    with embedded(home / "second") as second:
        tell("restoring into another cluster")
        return asyncio.run(restored(second, keys, outside, home / "backup", under_load))


async def restored(servers: Servers, keys: Keys, outside: Outside, place: Path, load: Load) -> Rehearsed:
    """What the restored logs have, compared with what is known outside."""
    manifest, own = backups.checked(place)
    url, begun = servers.migrate_url, time.monotonic()
    connection = await connected(url)
    try:
        await restoring.filled(connection, url, place, manifest)
        await migrated(settings_of(servers))
        wrong = [line async for line in of_log(connection)]
    finally:
        await connection.close()
    filled = time.monotonic()
    source = await pool(url)
    try:
        kept = restoring.by_log("".join(sorted(outside.heads)), "the heads kept outside", keys)
        found = await restoring.looked(source, manifest, restoring.by_log(own, "heads.txt", keys), kept, keys)
        verified = time.monotonic()
        there = {log.org: await positions(source, log.org) for log in manifest.logs}
    finally:
        await source.close()
    wrong += [f"{each.org}: {why}" for each in found for why in each.wrong]
    wrong += ["a backup that was killed in its midst looks whole"] if load.torn else []
    back = {each.org: each.position for each in manifest.logs}
    return Rehearsed(
        seconds=load.seconds,
        acts=outside.acts,
        events=outside.events,
        before_backup=len(load.early),
        backed_up=sum(back.values()),
        lost=sum(at > back.get(org, 0) for org, known in outside.acknowledged.items() for at in known.values()),
        missing=missing(outside, load, manifest, there),
        heads_kept=len(outside.heads),
        heads_agreeing=sum(len(each.agree) for each in found),
        heads_later=sum(len(each.later) for each in found),
        megabytes=sum(each.bytes for each in manifest.files) / 1e6,
        backup_seconds=load.backup_seconds,
        events_per_second=len(load.early) / load.until_backup,
        events_per_second_meanwhile=(load.after - len(load.early)) / load.backup_seconds,
        restore_seconds=filled - begun,
        verify_seconds=verified - filled,
        wrong=tuple(wrong),
    )


def missing(outside: Outside, load: Load, manifest: Manifest, there: dict[str, dict[str, int]]) -> int:
    """How many acknowledged events are not where they were acknowledged: of those before the backup's positions, and
    of those that were acknowledged before it began."""
    back = {each.org: each.position for each in manifest.logs}
    return sum(
        there.get(org, {}).get(id_) != at
        for org, known in outside.acknowledged.items()
        for id_, at in known.items()
        if at <= back.get(org, 0) or id_ in load.early
    )


async def positions(source: asyncpg.Pool, org: str) -> dict[str, int]:
    """Where each event of the log stands, by its id."""
    found: dict[str, int] = {}
    after = 0
    while rows := await sealed.rows(source, org, after, read.PAGE):
        found |= {str(row[3]): int(str(row[0])) for row in rows}
        after = max(found.values())
    return found
