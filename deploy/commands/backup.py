"""Back up the whole installation: every organisation's log, proofs, keys, persons and access log.

The backup is a logical one: a dump by Postgres' own pg_dump of one snapshot, while appends go on. So it can be restored
on another machine, another system and a later Postgres, and it is small: what workers project from the log is not in
it, since they fill it again, nor are reports that were kept, which are made again. (To get back to any second, not only
to a backup, archive Postgres' journal beside it: deploy/operating/point_in_time.md.)

The directory also has every log's signed head and a manifest: how far each log goes, and the digest of each file.
Keep heads.txt in another place too: then `okr-ledger restore DIR --heads FILE` proves that the backup is that of your
log. The sealing key is not in a backup: keep a copy of it, away from the backups. A backup has names and addresses,
also of persons who are erased later: keep it as you keep those, and no longer than you have to.

It takes a login that sees every row: MIGRATE_DATABASE_URL's has to be a superuser or have BYPASSRLS.

examples:
  okr-ledger backup --output /backups/2026-03-02
  okr-ledger backup --output /backups/2026-03-02 --format json
"""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

from deploy.usage import answer, formats


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where to."""
    parser.add_argument("--output", required=True, metavar="DIR", help="the directory that the backup is made in, new")
    formats(parser)


def run(args: argparse.Namespace) -> int:
    """The directory is a backup."""
    from deploy import backups
    from deploy.settings import Settings, running
    from deploy.system import owning
    from deploy.waiting import tell

    async def work(settings: Settings) -> backups.Manifest:
        async with owning(settings) as connection:
            return await backups.made(connection, settings.migrate_database_url, Path(args.output))

    with running(tell) as settings:
        manifest = asyncio.run(work(settings))
    if args.format == "json":
        answer({"directory": args.output, "manifest": manifest})
        return 0
    for log in manifest.logs:
        print(f"{log.org}: {log.position} events, {log.sealed} of them sealed")
    size = sum(each.bytes for each in manifest.files) / 1_000_000
    print(f"{args.output}: {len(manifest.logs)} logs as of {manifest.made_at:%Y-%m-%d %H:%M:%S} UTC, {size:.1f} MB")
    return 0
