"""Restore a backup into an empty database, and verify every log in it.

Before anything is written, the backup's files are compared with its manifest, and a database that has anything in it is
refused. Everything is restored, or nothing. Then every log is read as `okr-ledger verify` does, and compared with the
backup's signed heads and with those that you kept elsewhere (--heads). Workers fill what they project from the logs
again; until then `status` says that it is behind.

Only restore what you trust: a dump can hold any command, and it runs with the rights of MIGRATE_DATABASE_URL's login.
Roles that the server lacks are made, and cannot log in: give your logins their groups (okr_app, okr_worker,
okr_sealer). Put your copy of the sealing key in its place first, which is not in the backup. What was written after the
backup is not in it: heads that were signed later will name another history once the log goes on, so keep new ones from
then.

examples:
  okr-ledger restore /backups/2026-03-02
  okr-ledger restore /backups/2026-03-02 --heads heads.txt
  OKR_STATE=/srv/second okr-ledger restore /backups/2026-03-02 --format json
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from deploy.usage import answer, formats

if TYPE_CHECKING:
    from deploy.backups import Manifest
    from deploy.restoring import Found
    from deploy.settings import Settings


def arguments(parser: argparse.ArgumentParser) -> None:
    """From where, and what it is compared with."""
    parser.add_argument("directory", metavar="DIR", help="what `okr-ledger backup` made")
    parser.add_argument(
        "--heads",
        metavar="FILE",
        action="append",
        default=[],
        help="heads that you kept, of any organisations, one behind the other; may be given several times",
    )
    formats(parser)


def run(args: argparse.Namespace) -> int:
    """The database holds the backup; 1 where something in it is not as it was."""
    from deploy import backups, heads
    from deploy.settings import running
    from deploy.waiting import tell

    place = Path(args.directory)
    manifest, own = backups.checked(place)
    expected = "expected signed heads, as `okr-ledger head` prints them, one behind the other"
    kept = "".join(heads.read(path, backups.LARGEST_TEXT, expected) for path in args.heads)
    with running(tell) as settings:
        found, missing, checked = asyncio.run(restored(settings, place, manifest, own, kept))
    well = not missing and not any(each.wrong for each in found)
    if args.format == "json":
        answer({"well": well, "logs": found, "missing_protections": missing, "signatures_checked": checked})
    else:
        show(found, missing, checked)
    return 0 if well else 1


async def restored(
    settings: Settings, place: Path, manifest: Manifest, own: str, kept: str
) -> tuple[list[Found], list[str], bool]:
    """What became of each log, which protections are missing, and whether this installation's key signed the heads.
    Raises Failure, and nothing is written, or what Postgres refuses."""
    from deploy import restoring
    from deploy.protections import of_log
    from deploy.system import connected, migrated, pool

    signed = restoring.by_log(own, "heads.txt", settings.sealing)
    outside = restoring.by_log(kept, "--heads", settings.sealing)
    url = settings.migrate_database_url
    connection = await connected(url)
    try:
        await restoring.filled(connection, url, place, manifest)
        await migrated(settings)
        missing = [line async for line in of_log(connection)]
    finally:
        await connection.close()
    source = await pool(url)
    try:
        found = await restoring.looked(source, manifest, signed, outside, settings.sealing)
    finally:
        await source.close()
    return found, missing, all(each.by for heads in signed.values() for each in heads)


def show(found: Sequence[Found], missing: Sequence[str], checked: bool) -> None:
    """What was found, for a person."""
    for each in found:
        for why in each.wrong:
            print(f"{each.org}: {why}")
        if not each.wrong:
            agree = f", {len(each.agree)} heads agree" if len(each.agree) > 1 else ""
            print(f"{each.org}: {each.position} events are back, {each.sealed} as they were sealed{agree}")
        if each.later:
            behind = max(each.later) - each.position
            print(f"{each.org}: a head of {max(each.later)} was kept: {behind} events came after the backup")
    for line in missing:
        print(line)
    if not checked:
        print("the heads' signatures were not checked: put your copy of the sealing key in its place, then verify")
