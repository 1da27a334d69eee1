"""Export an organisation's log: an archive with all that it is, or its events alone.

An archive is one zip: the events byte for byte as they are stored, the digests of the requests that they came with, the
signed heads, the keys, the policy in force, and a manifest. `okr-ledger import archive` restores it exactly, and
`okr-ledger verify` checks it without a server. As ndjson it is the events alone, one a line. Both are the log as it was
when the export began.

examples:
  okr-ledger export --org acme --output acme.zip
  okr-ledger export --org acme > acme.jsonl
  okr-ledger export --org acme --output acme.jsonl
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from deploy.commands import Failure

if TYPE_CHECKING:
    from deploy.system import System


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--org", required=True, metavar="ORG", help="the organisation")
    parser.add_argument(
        "--format",
        choices=["archive", "ndjson"],
        help="everything, or the events alone (default: archive where --output ends in .zip, else ndjson)",
    )
    parser.add_argument("--output", metavar="FILE", help="where to write (default: standard output, for ndjson)")


def run(args: argparse.Namespace) -> int:
    """The log is on standard output, or in the file."""
    from deploy import archives, importing

    org = importing.checked_org(args.org)
    wanted = args.format or ("archive" if (args.output or "").endswith(archives.ENDING) else "ndjson")
    if wanted == "archive" and args.output is None:
        raise Failure("an archive is written to a file: name one with --output FILE.zip")
    work = _archived if wanted == "archive" else _exported
    importing.within(lambda system: work(system, org, args.output))
    return 0


async def _exported(system: System, org: str, output: str | None) -> None:
    from deploy.waiting import bar
    from events.log import bulk

    until = await _head(system, org)
    with _opened(output) as file, bar(shown=not file.isatty()) as progress:
        task = progress.add_task("exporting", total=until)
        async for position, lines in bulk.exported(system.app, org, until):
            file.write(lines)
            progress.update(task, completed=position)


async def _archived(system: System, org: str, output: str) -> None:
    from deploy import archives
    from deploy.waiting import bar
    from events.log.archived import archived

    until = await _head(system, org)
    beside = await archives.beside(system, org, until)
    with archives.made(output) as file, bar() as progress:
        task = progress.add_task("archiving", total=until)
        await archived(system.app, org, until, file, beside, lambda at: progress.update(task, completed=at))


async def _head(system: System, org: str) -> int:
    """The log's last position. Raises Failure where there is no such log."""
    from deploy.questions import nobody
    from projections.standings.reporting import head

    position = await head(system.app, org)
    if not position:
        raise nobody(org)
    return position


@contextmanager
def _opened(output: str | None) -> Iterator[BinaryIO]:
    if output is None:
        yield sys.stdout.buffer
        return
    try:
        with Path(output).open("wb") as file:
            yield file
    except OSError as error:
        raise Failure(f"cannot write {output}: {error.strerror or error}; --output takes a file's path") from None
