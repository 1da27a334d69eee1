"""Restore an archive into an organisation that has no events: bit for bit as it was.

Positions, versions, times, ids, bytes and the requests' digests are those of the log that `okr-ledger export` has
archived, so heads that were kept of it verify, and a request that comes again gets its first answer. The organisation
keeps its name, which stands in every event. The archive is checked whole before anything is written, and written in one
transaction: ended on its way, it leaves nothing. It is done by the log's owner, whose login is in MIGRATE_DATABASE_URL.

examples:
  okr-ledger import archive acme.zip
  okr-ledger import archive acme.zip --org acme --format json
"""

from __future__ import annotations

import argparse
import datetime as dt
from typing import TYPE_CHECKING

from deploy.commands import Failure
from deploy.usage import answer, formats

if TYPE_CHECKING:
    from deploy.system import System
    from events.proof.archive import Archive


def arguments(parser: argparse.ArgumentParser) -> None:
    """The file, and whose it has to be."""
    parser.add_argument("file", metavar="FILE.zip", help="the archive")
    parser.add_argument("--org", metavar="ORG", help="the organisation that it has to be of (default: whosever it is)")
    formats(parser)


def run(args: argparse.Namespace) -> int:
    """The organisation's log is the archive's."""
    from deploy import archives, importing

    with archives.opened(args.file) as archive:
        org, events = importing.checked_org(archive.manifest.organisation), archive.manifest.events
        if args.org not in (None, org):
            raise Failure(f"{args.file} is of {org}, as every event in it says: it is restored under that name only")
        if (wrong := _wrong(archive)) is not None:
            raise Failure(f"{args.file}: {wrong}; nothing was written")
        importing.within(lambda system: _restored(system, archive))
    if args.format == "json":
        answer({"org": org, "events": events, "root": archive.manifest.root})
    else:
        print(f"{org}: {events} events restored")
    return 0


def _wrong(archive: Archive) -> str | None:
    """Why the archive is not to be restored; None where it is sound."""
    from deploy import archives
    from deploy.waiting import bar
    from events.log.audit import audited
    from events.log.restored import readable

    with bar() as progress:
        task = progress.add_task("checking", total=archive.manifest.events)
        found = audited(
            archive,
            archives.signed(archive, (), strict=False),
            progress=lambda position: progress.update(task, completed=position),
            check=readable(dt.datetime.now(dt.UTC)),
        )
    if found.faults:
        return found.faults[0]
    return f"position {found.differs.position}: {found.differs.why}" if found.differs else None


async def _restored(system: System, archive: Archive) -> None:
    from deploy.system import connected
    from deploy.waiting import bar
    from events.log.errors import Refused
    from events.log.restored import restored

    connection = await connected(system.settings.migrate_database_url)
    try:
        with bar() as progress:
            task = progress.add_task("writing", total=archive.manifest.events)
            await restored(connection, archive, lambda position: progress.update(task, completed=position))
    except Refused as refused:
        raise Failure(str(refused)) from None
    finally:
        await connection.close()
    await system.woken(archive.manifest.organisation)
